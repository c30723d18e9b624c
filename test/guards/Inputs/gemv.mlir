module attributes {onnx.inputs = [{name = "x", type = tensor<1x256xf32>}],
                   onnx.outputs = [{name = "y", type = tensor<1x512xf32>}]} {
  func.func @main(%x: tensor<1x256xf32>) -> tensor<1x512xf32> {
    %w = onnx.Constant dense<0.5> : tensor<256x512xf32>
    %y = onnx.MatMul %x, %w : (tensor<1x256xf32>, tensor<256x512xf32>) -> tensor<1x512xf32>
    return %y : tensor<1x512xf32>
  }
}
