module attributes {onnx.inputs = [{name = "x", type = tensor<240x256xf32>}],
                   onnx.outputs = [{name = "y", type = tensor<240x192xf32>}]} {
  func.func @main(%x: tensor<240x256xf32>) -> tensor<240x192xf32> {
    %w = onnx.Constant dense<0.5> : tensor<256x192xf32>
    %y = onnx.MatMul %x, %w : (tensor<240x256xf32>, tensor<256x192xf32>) -> tensor<240x192xf32>
    return %y : tensor<240x192xf32>
  }
}
