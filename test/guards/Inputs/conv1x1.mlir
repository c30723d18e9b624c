module attributes {onnx.inputs = [{name = "x", type = tensor<1x96x84x84xf32>}],
                   onnx.outputs = [{name = "y", type = tensor<1x192x84x84xf32>}]} {
  func.func @main(%x: tensor<1x96x84x84xf32>) -> tensor<1x192x84x84xf32> {
    %w = onnx.Constant dense<0.5> : tensor<192x96x1x1xf32>
    %y = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
       : (tensor<1x96x84x84xf32>, tensor<192x96x1x1xf32>) -> tensor<1x192x84x84xf32>
    return %y : tensor<1x192x84x84xf32>
  }
}
