// RUN: onnxc-opt %s --onnx-fuse-affine --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @scale_and_shift_become_weights
// CHECK-DAG: %[[B:.+]] = onnx.Constant dense<[6.000000e+00, 3.000000e+00]> : tensor<2xf32>
// CHECK-DAG: %[[W:.+]] = onnx.Constant dense<{{\[\[\[2.000000e\+00\]\], \[\[4.000000e\+00\]\]\]}}> : tensor<2x1x1xf32>
// CHECK: %[[Y:.+]] = onnx.Conv %{{.+}}, %[[W]], %[[B]]
// CHECK-NEXT: return %[[Y]]
func.func @scale_and_shift_become_weights(%x: tensor<1x1x8xf32>) -> tensor<1x2x8xf32> {
  %w = onnx.Constant dense<[[[2.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %b = onnx.Constant dense<[5.0, 1.0]> : tensor<2xf32>
  %k = onnx.Constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %s = onnx.Constant dense<1.0> : tensor<f32>
  %0 = onnx.Conv %x, %w, %b {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x1x8xf32>, tensor<2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x8xf32>
  %1 = onnx.Mul %0, %k : (tensor<1x2x8xf32>, tensor<2x1xf32>) -> tensor<1x2x8xf32>
  %2 = onnx.Add %s, %1 : (tensor<f32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32>
  return %2 : tensor<1x2x8xf32>
}

// -----

// CHECK-LABEL: func.func @factors_along_space_are_kept
// CHECK: onnx.Mul
func.func @factors_along_space_are_kept(%x: tensor<1x1x2xf32>) -> tensor<1x2x2xf32> {
  %w = onnx.Constant dense<2.0> : tensor<2x1x1xf32>
  %k = onnx.Constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x1x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x2xf32>
  %1 = onnx.Mul %0, %k : (tensor<1x2x2xf32>, tensor<2xf32>) -> tensor<1x2x2xf32>
  return %1 : tensor<1x2x2xf32>
}

// -----

// CHECK-LABEL: func.func @a_result_with_other_readers_is_kept
// CHECK: onnx.Mul
func.func @a_result_with_other_readers_is_kept(%a: tensor<3x4xf32>) -> (tensor<3x7xf32>, tensor<3x7xf32>) {
  %b = onnx.Constant dense<2.0> : tensor<4x7xf32>
  %k = onnx.Constant dense<3.0> : tensor<f32>
  %0 = onnx.MatMul %a, %b : (tensor<3x4xf32>, tensor<4x7xf32>) -> tensor<3x7xf32>
  %1 = onnx.Mul %0, %k : (tensor<3x7xf32>, tensor<f32>) -> tensor<3x7xf32>
  return %0, %1 : tensor<3x7xf32>, tensor<3x7xf32>
}

// -----

// CHECK-LABEL: func.func @bias_of_a_product
// CHECK: %[[A:.+]] = onnx.Reshape {{.*}} -> tensor<6x4xf32>
// CHECK: %[[Y:.+]] = onnx.Gemm %[[A]], %{{.+}}, %{{.+}} : (tensor<6x4xf32>, tensor<4x7xf32>, tensor<7xf32>)
// CHECK: onnx.Reshape %[[Y]], {{.*}} -> tensor<2x3x7xf32>
func.func @bias_of_a_product(%a: tensor<2x3x4xf32>, %b: tensor<4x7xf32>, %c: tensor<7xf32>) -> tensor<2x3x7xf32> {
  %0 = onnx.MatMul %a, %b : (tensor<2x3x4xf32>, tensor<4x7xf32>) -> tensor<2x3x7xf32>
  %1 = onnx.Add %c, %0 : (tensor<7xf32>, tensor<2x3x7xf32>) -> tensor<2x3x7xf32>
  return %1 : tensor<2x3x7xf32>
}

// -----

// CHECK-LABEL: func.func @bias_that_varies_by_row_is_kept
// CHECK: onnx.MatMul
// CHECK: onnx.Add
func.func @bias_that_varies_by_row_is_kept(%a: tensor<2x3x4xf32>, %b: tensor<4x7xf32>, %c: tensor<3x1xf32>) -> tensor<2x3x7xf32> {
  %0 = onnx.MatMul %a, %b : (tensor<2x3x4xf32>, tensor<4x7xf32>) -> tensor<2x3x7xf32>
  %1 = onnx.Add %c, %0 : (tensor<3x1xf32>, tensor<2x3x7xf32>) -> tensor<2x3x7xf32>
  return %1 : tensor<2x3x7xf32>
}

// -----

// CHECK-LABEL: func.func @no_bias_is_that_large
// CHECK: onnx.Conv
// CHECK: onnx.Add
func.func @no_bias_is_that_large(%x: tensor<1x1x8xf32>, %w: tensor<1073741824x1x1xf32>) -> tensor<1x1073741824x8xf32> {
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x1x8xf32>, tensor<1073741824x1x1xf32>) -> tensor<1x1073741824x8xf32>
  %c = onnx.Constant dense<2.0> : tensor<f32>
  %1 = onnx.Add %0, %c : (tensor<1x1073741824x8xf32>, tensor<f32>) -> tensor<1x1073741824x8xf32>
  return %1 : tensor<1x1073741824x8xf32>
}

// -----

// A factor of small floats would round weights that are rounded already,
// CHECK-LABEL: func.func @factors_of_small_floats_are_kept
// CHECK: onnx.MatMul
// CHECK: onnx.Mul
func.func @factors_of_small_floats_are_kept(%a: tensor<3x4xbf16>) -> tensor<3x7xbf16> {
  %b = onnx.Constant dense<2.0> : tensor<4x7xbf16>
  %k = onnx.Constant dense<3.0> : tensor<bf16>
  %0 = onnx.MatMul %a, %b : (tensor<3x4xbf16>, tensor<4x7xbf16>) -> tensor<3x7xbf16>
  %1 = onnx.Mul %0, %k : (tensor<3x7xbf16>, tensor<bf16>) -> tensor<3x7xbf16>
  return %1 : tensor<3x7xbf16>
}

// -----

// and so would the sum of two biases;
// CHECK-LABEL: func.func @second_biases_of_small_floats_are_kept
// CHECK: onnx.Conv
// CHECK: onnx.Add
func.func @second_biases_of_small_floats_are_kept(%x: tensor<1x1x8xf16>) -> tensor<1x2x8xf16> {
  %w = onnx.Constant dense<2.0> : tensor<2x1x1xf16>
  %b = onnx.Constant dense<[5.0, 1.0]> : tensor<2xf16>
  %k = onnx.Constant dense<1.0> : tensor<f16>
  %0 = onnx.Conv %x, %w, %b {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x1x8xf16>, tensor<2x1x1xf16>, tensor<2xf16>) -> tensor<1x2x8xf16>
  %1 = onnx.Add %0, %k : (tensor<1x2x8xf16>, tensor<f16>) -> tensor<1x2x8xf16>
  return %1 : tensor<1x2x8xf16>
}

// -----

// but a first one is added as it is.
// CHECK-LABEL: func.func @a_first_bias_of_small_floats_is_taken
// CHECK: onnx.Conv %{{[^,]+}}, %{{[^,]+}}, %{{[^,]+}} {
// CHECK-NEXT: return
func.func @a_first_bias_of_small_floats_is_taken(%x: tensor<1x1x8xf16>) -> tensor<1x2x8xf16> {
  %w = onnx.Constant dense<2.0> : tensor<2x1x1xf16>
  %k = onnx.Constant dense<1.0> : tensor<f16>
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x1x8xf16>, tensor<2x1x1xf16>) -> tensor<1x2x8xf16>
  %1 = onnx.Sub %0, %k : (tensor<1x2x8xf16>, tensor<f16>) -> tensor<1x2x8xf16>
  return %1 : tensor<1x2x8xf16>
}
