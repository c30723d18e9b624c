// RUN: onnxc-opt %s --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @zero_point_says_the_type
// CHECK: onnx.QuantizeLinear {{.*}} -> tensor<2x4xi4>
func.func @zero_point_says_the_type(%x: tensor<2x4xf32>, %s: tensor<f32>, %z: tensor<i4>) -> tensor<2x4xi4> {
  %0 = onnx.QuantizeLinear %x, %s, %z : (tensor<2x4xf32>, tensor<f32>, tensor<i4>) -> tensor<2x4xi4>
  return %0 : tensor<2x4xi4>
}

// -----

// CHECK-LABEL: func.func @last_block_may_be_short
// CHECK: onnx.DequantizeLinear {{.*}} -> tensor<2x5xf32>
func.func @last_block_may_be_short(%x: tensor<2x5xui4>, %s: tensor<2x3xf32>) -> tensor<2x5xf32> {
  %0 = onnx.DequantizeLinear %x, %s {block_size = 2 : i64} : (tensor<2x5xui4>, tensor<2x3xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}

// -----

func.func @scales_do_not_fit_the_axis(%x: tensor<2x4xf32>, %s: tensor<3xf32>) -> tensor<2x4xui8> {
  // expected-error @below {{expects a scalar or 4 scales, but got 'tensor<3xf32>'}}
  %0 = onnx.QuantizeLinear %x, %s : (tensor<2x4xf32>, tensor<3xf32>) -> tensor<2x4xui8>
  return %0 : tensor<2x4xui8>
}

// -----

func.func @blocks_do_not_fit(%x: tensor<2x5xui4>, %s: tensor<2x2xf32>) -> tensor<2x5xf32> {
  // expected-error @below {{expects one scale for each 2 elements of 'tensor<2x5xui4>', but got 'tensor<2x2xf32>'}}
  %0 = onnx.DequantizeLinear %x, %s {block_size = 2 : i64} : (tensor<2x5xui4>, tensor<2x2xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}

// -----

func.func @zero_point_has_another_shape(%x: tensor<2x4xi8>, %s: tensor<4xf32>, %z: tensor<i8>) -> tensor<2x4xf32> {
  // expected-error @below {{has a scale 'tensor<4xf32>', but a zero point 'tensor<i8>'}}
  %0 = onnx.DequantizeLinear %x, %s, %z : (tensor<2x4xi8>, tensor<4xf32>, tensor<i8>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// -----

func.func @gemm_takes_matrices_that_fit(%a: tensor<3x7xui8>, %s: tensor<f32>, %z: tensor<ui8>) -> tensor<3x4xf32> {
  // expected-error @below {{cannot multiply 'tensor<3x7xui8>' and 'tensor<3x7xui8>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ms.QGemm %a, %s, %z, %a, %s, %z {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<3x7xui8>, tensor<f32>, tensor<ui8>, tensor<3x7xui8>, tensor<f32>, tensor<ui8>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

func.func @gemm_has_a_scale_for_each_column(%a: tensor<3x7xui8>, %s: tensor<f32>, %z: tensor<ui8>, %b: tensor<7x4xui8>, %bs: tensor<7xf32>) -> tensor<3x4xf32> {
  // expected-error @below {{b_scale}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ms.QGemm %a, %s, %z, %b, %bs, %z {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<3x7xui8>, tensor<f32>, tensor<ui8>, tensor<7x4xui8>, tensor<7xf32>, tensor<ui8>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

func.func @gemm_adds_a_bias_that_broadcasts(%a: tensor<3x7xui8>, %s: tensor<f32>, %z: tensor<ui8>, %b: tensor<7x4xui8>, %c: tensor<2x3x4xi32>) -> tensor<3x4xf32> {
  // expected-error @below {{expects C to broadcast to 'tensor<3x4xf32>', but got 'tensor<2x3x4xi32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ms.QGemm %a, %s, %z, %b, %s, %z, %c {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 0, 0>}
    : (tensor<3x7xui8>, tensor<f32>, tensor<ui8>, tensor<7x4xui8>, tensor<f32>, tensor<ui8>, tensor<2x3x4xi32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}
