// Dilated, so that Winograd's method does not apply.
module attributes {onnx.inputs = [{name = "x", type = tensor<1x64x84x84xf32>}],
                   onnx.outputs = [{name = "y", type = tensor<1x64x84x84xf32>}]} {
  func.func @main(%x: tensor<1x64x84x84xf32>) -> tensor<1x64x84x84xf32> {
    %w = onnx.Constant dense<0.5> : tensor<64x64x3x3xf32>
    %y = onnx.Conv %x, %w {dilations = array<i64: 2, 2>, pads = array<i64: 2, 2, 2, 2>, strides = array<i64: 1, 1>}
       : (tensor<1x64x84x84xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x84x84xf32>
    return %y : tensor<1x64x84x84xf32>
  }
}
