// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @alpha_scales_the_constant
// CHECK-SAME: %[[A:.+]]: tensor<3x4xf32>
// CHECK: %[[SCALED:.+]] = onnx.Constant dense<2.000000e+00> : tensor<4x7xf32>
// CHECK: onnx.Gemm %[[A]], %[[SCALED]] :
func.func @alpha_scales_the_constant(%a: tensor<3x4xf32>) -> tensor<3x7xf32> {
  %b = onnx.Constant dense<1.0> : tensor<4x7xf32>
  %0 = onnx.Gemm %a, %b {alpha = 2.0 : f32} : (tensor<3x4xf32>, tensor<4x7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// -----

// CHECK-LABEL: func.func @plain_gemm_is_kept
// CHECK-NOT: onnx.Mul
func.func @plain_gemm_is_kept(%a: tensor<3x4xf32>, %b: tensor<4x7xf32>, %c: tensor<7xf32>) -> tensor<3x7xf32> {
  %0 = onnx.Gemm %a, %b, %c : (tensor<3x4xf32>, tensor<4x7xf32>, tensor<7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// -----

// CHECK-LABEL: func.func @zero_points_are_subtracted_by_row_and_column
// CHECK: onnx.Reshape {{.*}} -> tensor<3x1xui8>
// CHECK: onnx.Sub {{.*}} (tensor<3x4xi32>, tensor<3x1xi32>)
// CHECK: onnx.Sub {{.*}} (tensor<4x7xi32>, tensor<1x7xi32>)
// CHECK: onnx.MatMul {{.*}} -> tensor<3x7xi32>
func.func @zero_points_are_subtracted_by_row_and_column(%a: tensor<3x4xui8>, %b: tensor<4x7xi8>, %za: tensor<3xui8>, %zb: tensor<7xi8>) -> tensor<3x7xi32> {
  %0 = onnx.MatMulInteger %a, %b, %za, %zb {operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<3x4xui8>, tensor<4x7xi8>, tensor<3xui8>, tensor<7xi8>) -> tensor<3x7xi32>
  return %0 : tensor<3x7xi32>
}

// -----

// CHECK-LABEL: func.func @convolution_behind_a_past
// CHECK-SAME:  %[[X:.+]]: tensor<2x4x8xf32>, %[[W:.+]]: tensor<4x1x3xf32>, %[[PAST:.+]]: tensor<2x4x2xf32>
// CHECK:       %[[ALL:.+]] = onnx.Concat %[[PAST]], %[[X]] {axis = 2 : i64}
// CHECK:       %[[SUMS:.+]] = onnx.Conv %[[ALL]], %[[W]] {{.*}}group = 4 : i64
// CHECK:       %[[SIGMOID:.+]] = onnx.Sigmoid %[[SUMS]]
// CHECK:       %[[Y:.+]] = onnx.Mul %[[SUMS]], %[[SIGMOID]]
// CHECK:       %[[S:.+]] = onnx.Slice %[[ALL]]
// CHECK:       return %[[Y]], %[[S]]
func.func @convolution_behind_a_past(%x: tensor<2x4x8xf32>, %w: tensor<4x1x3xf32>, %p: tensor<2x4x2xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x2xf32>) {
  %y, %s = onnx.CausalConvWithState %x, %w, %p {activation = "silu", operandSegmentSizes = array<i32: 1, 1, 0, 1>} : (tensor<2x4x8xf32>, tensor<4x1x3xf32>, tensor<2x4x2xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x2xf32>)
  return %y, %s : tensor<2x4x8xf32>, tensor<2x4x2xf32>
}

// -----

// CHECK-LABEL: func.func @no_past_is_zeros
// CHECK:       %[[ALL:.+]] = onnx.Pad {{.*}} -> tensor<2x4x10xf32>
// CHECK:       %[[Y:.+]] = onnx.Conv %[[ALL]]
// CHECK-NEXT:  return %[[Y]]
func.func @no_past_is_zeros(%x: tensor<2x4x8xf32>, %w: tensor<4x1x3xf32>) -> tensor<2x4x8xf32> {
  %y, %s = onnx.CausalConvWithState %x, %w {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<2x4x8xf32>, tensor<4x1x3xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x2xf32>)
  return %y : tensor<2x4x8xf32>
}
