module attributes {
    onnx.inputs = [{name = "x", type = tensor<1x1000000xf32>}],
    onnx.outputs = [{name = "sum", type = tensor<1x1xf32>}, {name = "mean", type = tensor<1x4x1xf32>},
                    {name = "product", type = tensor<1x1xf32>}, {name = "norm", type = tensor<1x8x125000xf32>}]} {
  func.func @main(%x: tensor<1x1000000xf32>)
      -> (tensor<1x1xf32>, tensor<1x4x1xf32>, tensor<1x1xf32>, tensor<1x8x125000xf32>) {
    %axes = onnx.Constant dense<[1]> : tensor<1xi64>
    %sum = onnx.ReduceSum %x, %axes : (tensor<1x1000000xf32>, tensor<1xi64>) -> tensor<1x1xf32>
    %pixels = onnx.Constant dense<[1, 250000, 4]> : tensor<3xi64>
    %p = onnx.Reshape %x, %pixels : (tensor<1x1000000xf32>, tensor<3xi64>) -> tensor<1x250000x4xf32>
    %last = onnx.Transpose %p {perm = array<i64: 0, 2, 1>} : (tensor<1x250000x4xf32>) -> tensor<1x4x250000xf32>
    %mean = onnx.GlobalAveragePool %last : (tensor<1x4x250000xf32>) -> tensor<1x4x1xf32>
    %columns = onnx.Constant dense<[1000000, 1]> : tensor<2xi64>
    %t = onnx.Reshape %x, %columns : (tensor<1x1000000xf32>, tensor<2xi64>) -> tensor<1000000x1xf32>
    %product = onnx.MatMul %x, %t : (tensor<1x1000000xf32>, tensor<1000000x1xf32>) -> tensor<1x1xf32>
    %groups = onnx.Constant dense<[1, 8, 125000]> : tensor<3xi64>
    %g = onnx.Reshape %x, %groups : (tensor<1x1000000xf32>, tensor<3xi64>) -> tensor<1x8x125000xf32>
    %scale = onnx.Constant dense<1.0> : tensor<8xf32>
    %bias = onnx.Constant dense<0.0> : tensor<8xf32>
    %norm = onnx.GroupNormalization %g, %scale, %bias {num_groups = 8 : i64} : (tensor<1x8x125000xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<1x8x125000xf32>
    return %sum, %mean, %product, %norm
      : tensor<1x1xf32>, tensor<1x4x1xf32>, tensor<1x1xf32>, tensor<1x8x125000xf32>
  }
}
