// Contractions with weights of f16 and bf16, and the same with weights and inputs that were extended
// to f32 before: pairs of outputs that are equal to the bit.
module attributes {
    onnx.inputs = [{name = "rows", type = tensor<5x60xf16>}, {name = "image", type = tensor<1x12x9x11xf16>}, {name = "brain", type = tensor<7x30xbf16>}],
    onnx.outputs = [{name = "product", type = tensor<5x27xf16>}, {name = "product_f32", type = tensor<5x27xf16>},
                    {name = "conv", type = tensor<1x10x5x6xf16>}, {name = "conv_f32", type = tensor<1x10x5x6xf16>},
                    {name = "depthwise", type = tensor<1x12x9x11xf16>}, {name = "depthwise_f32", type = tensor<1x12x9x11xf16>},
                    {name = "gemm", type = tensor<7x54xbf16>}, {name = "gemm_f32", type = tensor<7x54xbf16>}]} {
  func.func @main(%rows: tensor<5x60xf16>, %image: tensor<1x12x9x11xf16>, %brain: tensor<7x30xbf16>)
      -> (tensor<5x27xf16>, tensor<5x27xf16>, tensor<1x10x5x6xf16>, tensor<1x10x5x6xf16>,
          tensor<1x12x9x11xf16>, tensor<1x12x9x11xf16>, tensor<7x54xbf16>, tensor<7x54xbf16>) {
    // 1620 numbers between -1/2 and 1/2.
    %begin = onnx.Constant dense<0> : tensor<i64>
    %end = onnx.Constant dense<810> : tensor<i64>
    %one = onnx.Constant dense<1> : tensor<i64>
    %range = onnx.Range %begin, %end, %one : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<810xi64>
    %step = onnx.Constant dense<7919> : tensor<i64>
    %modulus = onnx.Constant dense<1009> : tensor<i64>
    %steps = onnx.Mul %range, %step : (tensor<810xi64>, tensor<i64>) -> tensor<810xi64>
    %mod = onnx.Mod %steps, %modulus : (tensor<810xi64>, tensor<i64>) -> tensor<810xi64>
    %float = onnx.Cast %mod {to = f32} : (tensor<810xi64>) -> tensor<810xf32>
    %scale = onnx.Constant dense<9.9e-4> : tensor<f32>
    %middle = onnx.Constant dense<0.5> : tensor<f32>
    %scaled = onnx.Mul %float, %scale : (tensor<810xf32>, tensor<f32>) -> tensor<810xf32>
    %a = onnx.Sub %scaled, %middle : (tensor<810xf32>, tensor<f32>) -> tensor<810xf32>
    %b = onnx.Mul %a, %scaled : (tensor<810xf32>, tensor<810xf32>) -> tensor<810xf32>
    %numbers = onnx.Concat %a, %b {axis = 0 : i64} : (tensor<810xf32>, tensor<810xf32>) -> tensor<1620xf32>
    %half = onnx.Cast %numbers {to = f16} : (tensor<1620xf32>) -> tensor<1620xf16>
    %small = onnx.Cast %numbers {to = bf16} : (tensor<1620xf32>) -> tensor<1620xbf16>
    %half_f32 = onnx.Cast %half {to = f32} : (tensor<1620xf16>) -> tensor<1620xf32>
    %small_f32 = onnx.Cast %small {to = f32} : (tensor<1620xbf16>) -> tensor<1620xf32>
    %rows_f32 = onnx.Cast %rows {to = f32} : (tensor<5x60xf16>) -> tensor<5x60xf32>
    %image_f32 = onnx.Cast %image {to = f32} : (tensor<1x12x9x11xf16>) -> tensor<1x12x9x11xf32>
    %brain_f32 = onnx.Cast %brain {to = f32} : (tensor<7x30xbf16>) -> tensor<7x30xf32>

    %matrix = onnx.Constant dense<[60, 27]> : tensor<2xi64>
    %w0 = onnx.Reshape %half, %matrix : (tensor<1620xf16>, tensor<2xi64>) -> tensor<60x27xf16>
    %w0_f32 = onnx.Reshape %half_f32, %matrix : (tensor<1620xf32>, tensor<2xi64>) -> tensor<60x27xf32>
    %0 = onnx.MatMul %rows, %w0 : (tensor<5x60xf16>, tensor<60x27xf16>) -> tensor<5x27xf16>
    %1 = onnx.MatMul %rows_f32, %w0_f32 : (tensor<5x60xf32>, tensor<60x27xf32>) -> tensor<5x27xf32>
    %2 = onnx.Cast %1 {to = f16} : (tensor<5x27xf32>) -> tensor<5x27xf16>

    // Ten filters of six channels and five by five taps, two groups.
    %first = onnx.Constant dense<0> : tensor<1xi64>
    %last = onnx.Constant dense<1500> : tensor<1xi64>
    %filters = onnx.Constant dense<[10, 6, 5, 5]> : tensor<4xi64>
    %n1 = onnx.Slice %half, %first, %last {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<1620xf16>, tensor<1xi64>, tensor<1xi64>) -> tensor<1500xf16>
    %n1_f32 = onnx.Slice %half_f32, %first, %last {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<1620xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<1500xf32>
    %w1 = onnx.Reshape %n1, %filters : (tensor<1500xf16>, tensor<4xi64>) -> tensor<10x6x5x5xf16>
    %w1_f32 = onnx.Reshape %n1_f32, %filters : (tensor<1500xf32>, tensor<4xi64>) -> tensor<10x6x5x5xf32>
    %bias = onnx.Constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]> : tensor<10xf16>
    %bias_f32 = onnx.Constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]> : tensor<10xf32>
    %3 = onnx.Conv %image, %w1, %bias {group = 2 : i64, dilations = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, strides = array<i64: 2, 2>}
      : (tensor<1x12x9x11xf16>, tensor<10x6x5x5xf16>, tensor<10xf16>) -> tensor<1x10x5x6xf16>
    %4 = onnx.Conv %image_f32, %w1_f32, %bias_f32 {group = 2 : i64, dilations = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, strides = array<i64: 2, 2>}
      : (tensor<1x12x9x11xf32>, tensor<10x6x5x5xf32>, tensor<10xf32>) -> tensor<1x10x5x6xf32>
    %5 = onnx.Cast %4 {to = f16} : (tensor<1x10x5x6xf32>) -> tensor<1x10x5x6xf16>

    %last_tap = onnx.Constant dense<108> : tensor<1xi64>
    %taps = onnx.Constant dense<[12, 1, 3, 3]> : tensor<4xi64>
    %n2 = onnx.Slice %half, %first, %last_tap {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<1620xf16>, tensor<1xi64>, tensor<1xi64>) -> tensor<108xf16>
    %n2_f32 = onnx.Slice %half_f32, %first, %last_tap {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<1620xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<108xf32>
    %w2 = onnx.Reshape %n2, %taps : (tensor<108xf16>, tensor<4xi64>) -> tensor<12x1x3x3xf16>
    %w2_f32 = onnx.Reshape %n2_f32, %taps : (tensor<108xf32>, tensor<4xi64>) -> tensor<12x1x3x3xf32>
    %6 = onnx.Conv %image, %w2 {group = 12 : i64, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x12x9x11xf16>, tensor<12x1x3x3xf16>) -> tensor<1x12x9x11xf16>
    %7 = onnx.Conv %image_f32, %w2_f32 {group = 12 : i64, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x12x9x11xf32>, tensor<12x1x3x3xf32>) -> tensor<1x12x9x11xf32>
    %8 = onnx.Cast %7 {to = f16} : (tensor<1x12x9x11xf32>) -> tensor<1x12x9x11xf16>

    %transposed = onnx.Constant dense<[54, 30]> : tensor<2xi64>
    %w3 = onnx.Reshape %small, %transposed : (tensor<1620xbf16>, tensor<2xi64>) -> tensor<54x30xbf16>
    %w3_f32 = onnx.Reshape %small_f32, %transposed : (tensor<1620xf32>, tensor<2xi64>) -> tensor<54x30xf32>
    %c = onnx.Constant dense<0.25> : tensor<1xbf16>
    %c_f32 = onnx.Constant dense<0.25> : tensor<1xf32>
    %9 = onnx.Gemm %brain, %w3, %c {transB = 1 : i64} : (tensor<7x30xbf16>, tensor<54x30xbf16>, tensor<1xbf16>) -> tensor<7x54xbf16>
    %10 = onnx.Gemm %brain_f32, %w3_f32, %c_f32 {transB = 1 : i64} : (tensor<7x30xf32>, tensor<54x30xf32>, tensor<1xf32>) -> tensor<7x54xf32>
    %11 = onnx.Cast %10 {to = bf16} : (tensor<7x54xf32>) -> tensor<7x54xbf16>
    return %0, %2, %3, %5, %6, %8, %9, %11 : tensor<5x27xf16>, tensor<5x27xf16>, tensor<1x10x5x6xf16>, tensor<1x10x5x6xf16>,
      tensor<1x12x9x11xf16>, tensor<1x12x9x11xf16>, tensor<7x54xbf16>, tensor<7x54xbf16>
  }
}
