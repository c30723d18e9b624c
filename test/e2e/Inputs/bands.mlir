// A block with a residual sum, and one that halves the image and ends with a pooling.
module attributes {onnx.inputs = [{name = "x", type = tensor<1x3x150x90xf32>}],
                   onnx.outputs = [{name = "y", type = tensor<1x8x19x12xf32>}]} {
  func.func @main(%x: tensor<1x3x150x90xf32>) -> tensor<1x8x19x12xf32> {
    %w0 = onnx.Constant dense<0.1> : tensor<16x3x3x3xf32>
    %w1 = onnx.Constant dense<0.2> : tensor<48x16x1x1xf32>
    %w2 = onnx.Constant dense<[[[[0.1, 0.2, 0.3], [0.4, -0.5, 0.6], [0.7, 0.8, -0.9]]]]> : tensor<1x1x3x3xf32>
    %w3 = onnx.Constant dense<0.05> : tensor<16x48x1x1xf32>
    %w4 = onnx.Constant dense<0.3> : tensor<40x16x1x1xf32>
    %w5 = onnx.Constant dense<[[[[0.1, 0.2, 0.3, 0.5, 0.4], [0.4, -0.5, 0.6, 0.2, 0.7], [0.7, 0.8, -0.9, 0.1, 0.3], [0.5, -0.2, 0.3, 0.9, 0.1], [0.2, 0.4, 0.6, -0.8, 0.3]]]]> : tensor<1x1x5x5xf32>
    %w6 = onnx.Constant dense<0.02> : tensor<8x40x1x1xf32>
    %s2 = onnx.Constant dense<[48, 1, 1, 1]> : tensor<4xi64>
    %s5 = onnx.Constant dense<[40, 1, 1, 1]> : tensor<4xi64>
    %d2 = onnx.Tile %w2, %s2 : (tensor<1x1x3x3xf32>, tensor<4xi64>) -> tensor<48x1x3x3xf32>
    %d5 = onnx.Tile %w5, %s5 : (tensor<1x1x5x5xf32>, tensor<4xi64>) -> tensor<40x1x5x5xf32>
    %0 = onnx.Conv %x, %w0 {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
      : (tensor<1x3x150x90xf32>, tensor<16x3x3x3xf32>) -> tensor<1x16x75x45xf32>
    %1 = onnx.Relu %0 : (tensor<1x16x75x45xf32>) -> tensor<1x16x75x45xf32>
    %2 = onnx.Conv %1, %w1 {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
      : (tensor<1x16x75x45xf32>, tensor<48x16x1x1xf32>) -> tensor<1x48x75x45xf32>
    %3 = onnx.Tanh %2 : (tensor<1x48x75x45xf32>) -> tensor<1x48x75x45xf32>
    %4 = onnx.Conv %3, %d2 {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>, group = 48 : i64}
      : (tensor<1x48x75x45xf32>, tensor<48x1x3x3xf32>) -> tensor<1x48x75x45xf32>
    %5 = onnx.Relu %4 : (tensor<1x48x75x45xf32>) -> tensor<1x48x75x45xf32>
    %6 = onnx.Conv %5, %w3 {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
      : (tensor<1x48x75x45xf32>, tensor<16x48x1x1xf32>) -> tensor<1x16x75x45xf32>
    %7 = onnx.Add %6, %1 : (tensor<1x16x75x45xf32>, tensor<1x16x75x45xf32>) -> tensor<1x16x75x45xf32>
    %8 = onnx.Conv %7, %w4 {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
      : (tensor<1x16x75x45xf32>, tensor<40x16x1x1xf32>) -> tensor<1x40x75x45xf32>
    %9 = onnx.Tanh %8 : (tensor<1x40x75x45xf32>) -> tensor<1x40x75x45xf32>
    %10 = onnx.Conv %9, %d5 {dilations = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, strides = array<i64: 2, 2>, group = 40 : i64}
      : (tensor<1x40x75x45xf32>, tensor<40x1x5x5xf32>) -> tensor<1x40x38x23xf32>
    %11, %12 = onnx.MaxPool %10 {ceil_mode = 0 : i64, dilations = array<i64: 1, 1>, kernel_shape = array<i64: 3, 3>,
      pads = array<i64: 1, 1, 1, 1>, storage_order = 0 : i64, strides = array<i64: 2, 2>}
      : (tensor<1x40x38x23xf32>) -> (tensor<1x40x19x12xf32>, tensor<1x40x19x12xi64>)
    %13 = onnx.Conv %11, %w6 {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
      : (tensor<1x40x19x12xf32>, tensor<8x40x1x1xf32>) -> tensor<1x8x19x12xf32>
    return %13 : tensor<1x8x19x12xf32>
  }
}
