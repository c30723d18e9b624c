module attributes {onnx.inputs = [{name = "a", type = tensor<4x120x64xf32>}, {name = "b", type = tensor<4x64x96xf32>}],
                   onnx.outputs = [{name = "y", type = tensor<4x120x96xf32>}]} {
  func.func @main(%a: tensor<4x120x64xf32>, %b: tensor<4x64x96xf32>) -> tensor<4x120x96xf32> {
    %y = onnx.MatMul %a, %b : (tensor<4x120x64xf32>, tensor<4x64x96xf32>) -> tensor<4x120x96xf32>
    return %y : tensor<4x120x96xf32>
  }
}
