// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @a_layer_is_a_scan
// CHECK-NOT: onnx.GRU
// CHECK: onnx.Scan
func.func @a_layer_is_a_scan(%x: tensor<3x1x2xf32>, %w: tensor<1x12x2xf32>, %r: tensor<1x12x4xf32>) -> tensor<1x1x4xf32> {
  %y, %h = onnx.GRU %x, %w, %r {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<3x1x2xf32>, tensor<1x12x2xf32>, tensor<1x12x4xf32>) -> (tensor<3x1x1x4xf32>, tensor<1x1x4xf32>)
  return %h : tensor<1x1x4xf32>
}

// -----

// The state that it starts from would be a constant.
// CHECK-LABEL: func.func @a_layer_with_too_large_a_state_stays
// CHECK: onnx.GRU
func.func @a_layer_with_too_large_a_state_stays(%x: tensor<3x1073741824x2xf32>, %w: tensor<1x12x2xf32>, %r: tensor<1x12x4xf32>) -> tensor<1x1073741824x4xf32> {
  %y, %h = onnx.GRU %x, %w, %r {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<3x1073741824x2xf32>, tensor<1x12x2xf32>, tensor<1x12x4xf32>) -> (tensor<3x1x1073741824x4xf32>, tensor<1x1073741824x4xf32>)
  return %h : tensor<1x1073741824x4xf32>
}
