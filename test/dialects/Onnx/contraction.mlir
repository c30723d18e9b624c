// RUN: onnxc-opt %s --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @batch_dimensions_broadcast
// CHECK: onnx.MatMul {{.*}} -> tensor<5x2x3x7xf32>
func.func @batch_dimensions_broadcast(%a: tensor<2x3x4xf32>, %b: tensor<5x1x4x7xf32>) -> tensor<5x2x3x7xf32> {
  %0 = onnx.MatMul %a, %b : (tensor<2x3x4xf32>, tensor<5x1x4x7xf32>) -> tensor<5x2x3x7xf32>
  return %0 : tensor<5x2x3x7xf32>
}

// -----

func.func @inner_dimensions_differ(%a: tensor<3x4xf32>, %b: tensor<5x7xf32>) -> tensor<3x7xf32> {
  // expected-error @below {{cannot multiply 'tensor<3x4xf32>' by 'tensor<5x7xf32>': 4 columns, but 5 rows}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.MatMul %a, %b : (tensor<3x4xf32>, tensor<5x7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// -----

func.func @channels_differ(%x: tensor<1x3x8x8xf32>, %w: tensor<4x2x3x3xf32>) -> tensor<1x4x6x6xf32> {
  // expected-error @below {{weight has 2 channels, but input has 3}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x3x8x8xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x6x6xf32>
  return %0 : tensor<1x4x6x6xf32>
}

// -----

func.func @summand_of_more_dimensions(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>, %c: tensor<1x1x5xf32>) -> tensor<3x5xf32> {
  // expected-error @below {{'tensor<1x1x5xf32>' does not broadcast to 'tensor<3x5xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Gemm %a, %b, %c : (tensor<3x4xf32>, tensor<4x5xf32>, tensor<1x1x5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

func.func @summand_of_another_type(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>, %c: tensor<5xf64>) -> tensor<3x5xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<5xf64>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Gemm %a, %b, %c : (tensor<3x4xf32>, tensor<4x5xf32>, tensor<5xf64>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

func.func @factor_of_another_type(%a: tensor<3x4xf32>, %b: tensor<4x5xf16>) -> tensor<3x5xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<4x5xf16>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.MatMul %a, %b : (tensor<3x4xf32>, tensor<4x5xf16>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

func.func @weight_of_another_type(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf16>) -> tensor<1x4x6x6xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<4x3x3x3xf16>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf16>) -> tensor<1x4x6x6xf32>
  return %0 : tensor<1x4x6x6xf32>
}

// -----

func.func @weight_of_a_transposed_convolution(%x: tensor<1x3x8xf32>, %w: tensor<3x4x3xf64>) -> tensor<1x4x10xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<3x4x3xf64>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ConvTranspose %x, %w {dilations = array<i64: 1>, output_padding = array<i64: 0>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x3x8xf32>, tensor<3x4x3xf64>) -> tensor<1x4x10xf32>
  return %0 : tensor<1x4x10xf32>
}

// -----

func.func @negative_group(%x: tensor<1x0x8x8xf32>, %w: tensor<0x0x3x3xf32>) -> tensor<1x0x6x6xf32> {
  // expected-error @below {{expects a positive group, but got -1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, group = -1 : i64, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x0x8x8xf32>, tensor<0x0x3x3xf32>) -> tensor<1x0x6x6xf32>
  return %0 : tensor<1x0x6x6xf32>
}
