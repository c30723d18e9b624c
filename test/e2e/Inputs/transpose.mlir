module attributes {
    onnx.inputs = [{name = "x", type = tensor<3x11x21xf32>}, {name = "s", type = tensor<3x21x1xf32>}],
    onnx.outputs = [{name = "y", type = tensor<3x21x11xf32>}]} {
  func.func @main(%x: tensor<3x11x21xf32>, %s: tensor<3x21x1xf32>) -> tensor<3x21x11xf32> {
    %t = onnx.Transpose %x {perm = array<i64: 0, 2, 1>} : (tensor<3x11x21xf32>) -> tensor<3x21x11xf32>
    %y = onnx.Add %t, %s : (tensor<3x21x11xf32>, tensor<3x21x1xf32>) -> tensor<3x21x11xf32>
    return %y : tensor<3x21x11xf32>
  }
}
