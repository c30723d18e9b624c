module attributes {
    onnx.inputs = [{name = "q", type = tensor<3x37x5xf32>}, {name = "k", type = tensor<3x300x5xf32>},
                   {name = "v", type = tensor<3x300x5xf32>}, {name = "mask", type = tensor<37x300xf32>}],
    onnx.outputs = [{name = "y", type = tensor<3x37x5xf32>}]} {
  func.func @main(%q: tensor<3x37x5xf32>, %k: tensor<3x300x5xf32>, %v: tensor<3x300x5xf32>,
                  %mask: tensor<37x300xf32>) -> tensor<3x37x5xf32> {
    %kt = onnx.Transpose %k {perm = array<i64: 0, 2, 1>} : (tensor<3x300x5xf32>) -> tensor<3x5x300xf32>
    %s = onnx.MatMul %q, %kt : (tensor<3x37x5xf32>, tensor<3x5x300xf32>) -> tensor<3x37x300xf32>
    %m = onnx.Add %s, %mask : (tensor<3x37x300xf32>, tensor<37x300xf32>) -> tensor<3x37x300xf32>
    %p = onnx.Softmax %m {axis = -1 : i64} : (tensor<3x37x300xf32>) -> tensor<3x37x300xf32>
    %y = onnx.MatMul %p, %v : (tensor<3x37x300xf32>, tensor<3x300x5xf32>) -> tensor<3x37x5xf32>
    return %y : tensor<3x37x5xf32>
  }
}
