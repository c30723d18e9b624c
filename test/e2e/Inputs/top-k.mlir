module attributes {
    onnx.inputs = [
      {name = "f32", type = tensor<2x61x3xf32>},
      {name = "wide", type = tensor<2x1000xf32>},
      {name = "f64", type = tensor<3x90xf64>},
      {name = "f16", type = tensor<90xf16>},
      {name = "bf16", type = tensor<90xbf16>},
      {name = "i8", type = tensor<90xi8>},
      {name = "u8", type = tensor<90xui8>},
      {name = "i32", type = tensor<90xi32>},
      {name = "u32", type = tensor<90xui32>},
      {name = "i64", type = tensor<90xi64>},
      {name = "u64", type = tensor<90xui64>}],
    onnx.outputs = [
      {name = "f32_largest_7", type = tensor<2x7x3xf32>},
      {name = "f32_largest_7_at", type = tensor<2x7x3xi64>},
      {name = "f32_smallest_61", type = tensor<2x61x3xf32>},
      {name = "f32_smallest_61_at", type = tensor<2x61x3xi64>},
      {name = "wide_largest_50", type = tensor<2x50xf32>},
      {name = "wide_largest_50_at", type = tensor<2x50xi64>},
      {name = "wide_smallest_1", type = tensor<2x1xf32>},
      {name = "wide_smallest_1_at", type = tensor<2x1xi64>},
      {name = "wide_largest_1000", type = tensor<2x1000xf32>},
      {name = "wide_largest_1000_at", type = tensor<2x1000xi64>},
      {name = "f64_largest_20", type = tensor<3x20xf64>},
      {name = "f64_largest_20_at", type = tensor<3x20xi64>},
      {name = "f64_smallest_90", type = tensor<3x90xf64>},
      {name = "f64_smallest_90_at", type = tensor<3x90xi64>},
      {name = "f16_largest_20", type = tensor<20xf16>},
      {name = "f16_largest_20_at", type = tensor<20xi64>},
      {name = "f16_smallest_20", type = tensor<20xf16>},
      {name = "f16_smallest_20_at", type = tensor<20xi64>},
      {name = "bf16_largest_20", type = tensor<20xbf16>},
      {name = "bf16_largest_20_at", type = tensor<20xi64>},
      {name = "bf16_smallest_20", type = tensor<20xbf16>},
      {name = "bf16_smallest_20_at", type = tensor<20xi64>},
      {name = "i8_largest_20", type = tensor<20xi8>},
      {name = "i8_largest_20_at", type = tensor<20xi64>},
      {name = "i8_smallest_20", type = tensor<20xi8>},
      {name = "i8_smallest_20_at", type = tensor<20xi64>},
      {name = "u8_largest_20", type = tensor<20xui8>},
      {name = "u8_largest_20_at", type = tensor<20xi64>},
      {name = "u8_smallest_20", type = tensor<20xui8>},
      {name = "u8_smallest_20_at", type = tensor<20xi64>},
      {name = "i32_largest_20", type = tensor<20xi32>},
      {name = "i32_largest_20_at", type = tensor<20xi64>},
      {name = "i32_smallest_20", type = tensor<20xi32>},
      {name = "i32_smallest_20_at", type = tensor<20xi64>},
      {name = "u32_largest_20", type = tensor<20xui32>},
      {name = "u32_largest_20_at", type = tensor<20xi64>},
      {name = "u32_smallest_20", type = tensor<20xui32>},
      {name = "u32_smallest_20_at", type = tensor<20xi64>},
      {name = "i64_largest_20", type = tensor<20xi64>},
      {name = "i64_largest_20_at", type = tensor<20xi64>},
      {name = "i64_smallest_90", type = tensor<90xi64>},
      {name = "i64_smallest_90_at", type = tensor<90xi64>},
      {name = "u64_largest_20", type = tensor<20xui64>},
      {name = "u64_largest_20_at", type = tensor<20xi64>},
      {name = "u64_smallest_20", type = tensor<20xui64>},
      {name = "u64_smallest_20_at", type = tensor<20xi64>}]} {
  func.func @main(
      %f32: tensor<2x61x3xf32>,
      %wide: tensor<2x1000xf32>,
      %f64: tensor<3x90xf64>,
      %f16: tensor<90xf16>,
      %bf16: tensor<90xbf16>,
      %i8: tensor<90xi8>,
      %u8: tensor<90xui8>,
      %i32: tensor<90xi32>,
      %u32: tensor<90xui32>,
      %i64: tensor<90xi64>,
      %u64: tensor<90xui64>) -> (
      tensor<2x7x3xf32>, tensor<2x7x3xi64>,
      tensor<2x61x3xf32>, tensor<2x61x3xi64>,
      tensor<2x50xf32>, tensor<2x50xi64>,
      tensor<2x1xf32>, tensor<2x1xi64>,
      tensor<2x1000xf32>, tensor<2x1000xi64>,
      tensor<3x20xf64>, tensor<3x20xi64>,
      tensor<3x90xf64>, tensor<3x90xi64>,
      tensor<20xf16>, tensor<20xi64>,
      tensor<20xf16>, tensor<20xi64>,
      tensor<20xbf16>, tensor<20xi64>,
      tensor<20xbf16>, tensor<20xi64>,
      tensor<20xi8>, tensor<20xi64>,
      tensor<20xi8>, tensor<20xi64>,
      tensor<20xui8>, tensor<20xi64>,
      tensor<20xui8>, tensor<20xi64>,
      tensor<20xi32>, tensor<20xi64>,
      tensor<20xi32>, tensor<20xi64>,
      tensor<20xui32>, tensor<20xi64>,
      tensor<20xui32>, tensor<20xi64>,
      tensor<20xi64>, tensor<20xi64>,
      tensor<90xi64>, tensor<90xi64>,
      tensor<20xui64>, tensor<20xi64>,
      tensor<20xui64>, tensor<20xi64>) {
    %k1 = onnx.Constant dense<1> : tensor<1xi64>
    %k7 = onnx.Constant dense<7> : tensor<1xi64>
    %k20 = onnx.Constant dense<20> : tensor<1xi64>
    %k50 = onnx.Constant dense<50> : tensor<1xi64>
    %k61 = onnx.Constant dense<61> : tensor<1xi64>
    %k90 = onnx.Constant dense<90> : tensor<1xi64>
    %k1000 = onnx.Constant dense<1000> : tensor<1xi64>
    %f32_largest_7:2 = onnx.TopK %f32, %k7 {axis = 1 : i64, largest = 1 : i64}
      : (tensor<2x61x3xf32>, tensor<1xi64>) -> (tensor<2x7x3xf32>, tensor<2x7x3xi64>)
    %f32_smallest_61:2 = onnx.TopK %f32, %k61 {axis = 1 : i64, largest = 0 : i64}
      : (tensor<2x61x3xf32>, tensor<1xi64>) -> (tensor<2x61x3xf32>, tensor<2x61x3xi64>)
    %wide_largest_50:2 = onnx.TopK %wide, %k50 {axis = 1 : i64, largest = 1 : i64}
      : (tensor<2x1000xf32>, tensor<1xi64>) -> (tensor<2x50xf32>, tensor<2x50xi64>)
    %wide_smallest_1:2 = onnx.TopK %wide, %k1 {axis = 1 : i64, largest = 0 : i64}
      : (tensor<2x1000xf32>, tensor<1xi64>) -> (tensor<2x1xf32>, tensor<2x1xi64>)
    %wide_largest_1000:2 = onnx.TopK %wide, %k1000 {axis = 1 : i64, largest = 1 : i64}
      : (tensor<2x1000xf32>, tensor<1xi64>) -> (tensor<2x1000xf32>, tensor<2x1000xi64>)
    %f64_largest_20:2 = onnx.TopK %f64, %k20 {axis = 1 : i64, largest = 1 : i64}
      : (tensor<3x90xf64>, tensor<1xi64>) -> (tensor<3x20xf64>, tensor<3x20xi64>)
    %f64_smallest_90:2 = onnx.TopK %f64, %k90 {axis = 1 : i64, largest = 0 : i64}
      : (tensor<3x90xf64>, tensor<1xi64>) -> (tensor<3x90xf64>, tensor<3x90xi64>)
    %f16_largest_20:2 = onnx.TopK %f16, %k20 {axis = 0 : i64, largest = 1 : i64}
      : (tensor<90xf16>, tensor<1xi64>) -> (tensor<20xf16>, tensor<20xi64>)
    %f16_smallest_20:2 = onnx.TopK %f16, %k20 {axis = 0 : i64, largest = 0 : i64}
      : (tensor<90xf16>, tensor<1xi64>) -> (tensor<20xf16>, tensor<20xi64>)
    %bf16_largest_20:2 = onnx.TopK %bf16, %k20 {axis = 0 : i64, largest = 1 : i64}
      : (tensor<90xbf16>, tensor<1xi64>) -> (tensor<20xbf16>, tensor<20xi64>)
    %bf16_smallest_20:2 = onnx.TopK %bf16, %k20 {axis = 0 : i64, largest = 0 : i64}
      : (tensor<90xbf16>, tensor<1xi64>) -> (tensor<20xbf16>, tensor<20xi64>)
    %i8_largest_20:2 = onnx.TopK %i8, %k20 {axis = 0 : i64, largest = 1 : i64}
      : (tensor<90xi8>, tensor<1xi64>) -> (tensor<20xi8>, tensor<20xi64>)
    %i8_smallest_20:2 = onnx.TopK %i8, %k20 {axis = 0 : i64, largest = 0 : i64}
      : (tensor<90xi8>, tensor<1xi64>) -> (tensor<20xi8>, tensor<20xi64>)
    %u8_largest_20:2 = onnx.TopK %u8, %k20 {axis = 0 : i64, largest = 1 : i64}
      : (tensor<90xui8>, tensor<1xi64>) -> (tensor<20xui8>, tensor<20xi64>)
    %u8_smallest_20:2 = onnx.TopK %u8, %k20 {axis = 0 : i64, largest = 0 : i64}
      : (tensor<90xui8>, tensor<1xi64>) -> (tensor<20xui8>, tensor<20xi64>)
    %i32_largest_20:2 = onnx.TopK %i32, %k20 {axis = 0 : i64, largest = 1 : i64}
      : (tensor<90xi32>, tensor<1xi64>) -> (tensor<20xi32>, tensor<20xi64>)
    %i32_smallest_20:2 = onnx.TopK %i32, %k20 {axis = 0 : i64, largest = 0 : i64}
      : (tensor<90xi32>, tensor<1xi64>) -> (tensor<20xi32>, tensor<20xi64>)
    %u32_largest_20:2 = onnx.TopK %u32, %k20 {axis = 0 : i64, largest = 1 : i64}
      : (tensor<90xui32>, tensor<1xi64>) -> (tensor<20xui32>, tensor<20xi64>)
    %u32_smallest_20:2 = onnx.TopK %u32, %k20 {axis = 0 : i64, largest = 0 : i64}
      : (tensor<90xui32>, tensor<1xi64>) -> (tensor<20xui32>, tensor<20xi64>)
    %i64_largest_20:2 = onnx.TopK %i64, %k20 {axis = 0 : i64, largest = 1 : i64}
      : (tensor<90xi64>, tensor<1xi64>) -> (tensor<20xi64>, tensor<20xi64>)
    %i64_smallest_90:2 = onnx.TopK %i64, %k90 {axis = 0 : i64, largest = 0 : i64}
      : (tensor<90xi64>, tensor<1xi64>) -> (tensor<90xi64>, tensor<90xi64>)
    %u64_largest_20:2 = onnx.TopK %u64, %k20 {axis = 0 : i64, largest = 1 : i64}
      : (tensor<90xui64>, tensor<1xi64>) -> (tensor<20xui64>, tensor<20xi64>)
    %u64_smallest_20:2 = onnx.TopK %u64, %k20 {axis = 0 : i64, largest = 0 : i64}
      : (tensor<90xui64>, tensor<1xi64>) -> (tensor<20xui64>, tensor<20xi64>)
    return %f32_largest_7#0, %f32_largest_7#1,
      %f32_smallest_61#0, %f32_smallest_61#1,
      %wide_largest_50#0, %wide_largest_50#1,
      %wide_smallest_1#0, %wide_smallest_1#1,
      %wide_largest_1000#0, %wide_largest_1000#1,
      %f64_largest_20#0, %f64_largest_20#1,
      %f64_smallest_90#0, %f64_smallest_90#1,
      %f16_largest_20#0, %f16_largest_20#1,
      %f16_smallest_20#0, %f16_smallest_20#1,
      %bf16_largest_20#0, %bf16_largest_20#1,
      %bf16_smallest_20#0, %bf16_smallest_20#1,
      %i8_largest_20#0, %i8_largest_20#1,
      %i8_smallest_20#0, %i8_smallest_20#1,
      %u8_largest_20#0, %u8_largest_20#1,
      %u8_smallest_20#0, %u8_smallest_20#1,
      %i32_largest_20#0, %i32_largest_20#1,
      %i32_smallest_20#0, %i32_smallest_20#1,
      %u32_largest_20#0, %u32_largest_20#1,
      %u32_smallest_20#0, %u32_smallest_20#1,
      %i64_largest_20#0, %i64_largest_20#1,
      %i64_smallest_90#0, %i64_smallest_90#1,
      %u64_largest_20#0, %u64_largest_20#1,
      %u64_smallest_20#0, %u64_smallest_20#1
      : tensor<2x7x3xf32>, tensor<2x7x3xi64>,
      tensor<2x61x3xf32>, tensor<2x61x3xi64>,
      tensor<2x50xf32>, tensor<2x50xi64>,
      tensor<2x1xf32>, tensor<2x1xi64>,
      tensor<2x1000xf32>, tensor<2x1000xi64>,
      tensor<3x20xf64>, tensor<3x20xi64>,
      tensor<3x90xf64>, tensor<3x90xi64>,
      tensor<20xf16>, tensor<20xi64>,
      tensor<20xf16>, tensor<20xi64>,
      tensor<20xbf16>, tensor<20xi64>,
      tensor<20xbf16>, tensor<20xi64>,
      tensor<20xi8>, tensor<20xi64>,
      tensor<20xi8>, tensor<20xi64>,
      tensor<20xui8>, tensor<20xi64>,
      tensor<20xui8>, tensor<20xi64>,
      tensor<20xi32>, tensor<20xi64>,
      tensor<20xi32>, tensor<20xi64>,
      tensor<20xui32>, tensor<20xi64>,
      tensor<20xui32>, tensor<20xi64>,
      tensor<20xi64>, tensor<20xi64>,
      tensor<90xi64>, tensor<90xi64>,
      tensor<20xui64>, tensor<20xi64>,
      tensor<20xui64>, tensor<20xi64>
  }
}
