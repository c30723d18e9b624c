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
