// Two convolutions by one kernel: of large images, with a residual and an activation, and of small
// ones. No size is a multiple of a square or of a vector.
module attributes {
    onnx.inputs = [{name = "large", type = tensor<2x20x22x27xf32>}, {name = "residual", type = tensor<2x18x22x27xf32>},
                   {name = "small", type = tensor<1x20x6x6xf32>}],
    onnx.outputs = [{name = "large_out", type = tensor<2x18x22x27xf32>}, {name = "small_out", type = tensor<1x18x6x6xf32>}]} {
  func.func @main(%large: tensor<2x20x22x27xf32>, %residual: tensor<2x18x22x27xf32>, %small: tensor<1x20x6x6xf32>)
      -> (tensor<2x18x22x27xf32>, tensor<1x18x6x6xf32>) {
    // 3240 numbers between -1/2 and 1/2.
    %begin = onnx.Constant dense<0> : tensor<i64>
    %end = onnx.Constant dense<810> : tensor<i64>
    %one = onnx.Constant dense<1> : tensor<i64>
    %range = onnx.Range %begin, %end, %one : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<810xi64>
    %step = onnx.Constant dense<7919> : tensor<i64>
    %modulus = onnx.Constant dense<1009> : tensor<i64>
    %steps = onnx.Mul %range, %step : (tensor<810xi64>, tensor<i64>) -> tensor<810xi64>
    %quotient = onnx.Div %steps, %modulus : (tensor<810xi64>, tensor<i64>) -> tensor<810xi64>
    %multiple = onnx.Mul %quotient, %modulus : (tensor<810xi64>, tensor<i64>) -> tensor<810xi64>
    %mod = onnx.Sub %steps, %multiple : (tensor<810xi64>, tensor<810xi64>) -> tensor<810xi64>
    %float = onnx.Cast %mod {to = f32} : (tensor<810xi64>) -> tensor<810xf32>
    %scale = onnx.Constant dense<9.9e-4> : tensor<f32>
    %half = onnx.Constant dense<0.5> : tensor<f32>
    %scaled = onnx.Mul %float, %scale : (tensor<810xf32>, tensor<f32>) -> tensor<810xf32>
    %a = onnx.Sub %scaled, %half : (tensor<810xf32>, tensor<f32>) -> tensor<810xf32>
    %b = onnx.Mul %a, %scaled : (tensor<810xf32>, tensor<810xf32>) -> tensor<810xf32>
    %c = onnx.Mul %a, %a : (tensor<810xf32>, tensor<810xf32>) -> tensor<810xf32>
    %d = onnx.Mul %b, %half : (tensor<810xf32>, tensor<f32>) -> tensor<810xf32>
    %all = onnx.Concat %a, %b, %c, %d {axis = 0 : i64} : (tensor<810xf32>, tensor<810xf32>, tensor<810xf32>, tensor<810xf32>) -> tensor<3240xf32>
    %shape = onnx.Constant dense<[18, 20, 3, 3]> : tensor<4xi64>
    %w = onnx.Reshape %all, %shape : (tensor<3240xf32>, tensor<4xi64>) -> tensor<18x20x3x3xf32>
    %bias = onnx.Constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0]> : tensor<18xf32>
    %0 = onnx.Conv %large, %w, %bias {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<2x20x22x27xf32>, tensor<18x20x3x3xf32>, tensor<18xf32>) -> tensor<2x18x22x27xf32>
    %1 = onnx.Add %0, %residual : (tensor<2x18x22x27xf32>, tensor<2x18x22x27xf32>) -> tensor<2x18x22x27xf32>
    %2 = onnx.Relu %1 : (tensor<2x18x22x27xf32>) -> tensor<2x18x22x27xf32>
    %3 = onnx.Conv %small, %w {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x20x6x6xf32>, tensor<18x20x3x3xf32>) -> tensor<1x18x6x6xf32>
    return %2, %3 : tensor<2x18x22x27xf32>, tensor<1x18x6x6xf32>
  }
}
