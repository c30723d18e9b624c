// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-DAG: #[[FIRST:.+]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2 * 2, d3 * 2)>
// CHECK-DAG: #[[LAST:.+]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2 * 2 + 1, d3 * 2 + 1)>
// CHECK-LABEL: func.func @small_window_is_read_tap_by_tap
// CHECK-SAME: %[[X:.+]]: tensor<1x3x8x8xf32>
// CHECK-NOT: tensor.pad
// CHECK: linalg.generic {indexing_maps = [#[[FIRST]], {{.*}}, #[[LAST]],
// CHECK-SAME: ["parallel", "parallel", "parallel", "parallel"]
// CHECK-SAME: ins(%[[X]], %[[X]], %[[X]], %[[X]] :
func.func @small_window_is_read_tap_by_tap(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32> {
  %0, %1 = onnx.MaxPool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 2, 2>,
                            pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : (tensor<1x3x8x8xf32>) -> (tensor<1x3x4x4xf32>, tensor<1x3x4x4xi64>)
  return %0 : tensor<1x3x4x4xf32>
}

// -----

// CHECK-LABEL: func.func @large_window_is_pooled_axis_by_axis
// CHECK: tensor.pad
// CHECK: } -> tensor<1x3x12x8xf32>
// CHECK: } -> tensor<1x3x8x8xf32>
func.func @large_window_is_pooled_axis_by_axis(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x8x8xf32> {
  %0, %1 = onnx.MaxPool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 5, 5>,
                            pads = array<i64: 2, 2, 2, 2>, strides = array<i64: 1, 1>}
    : (tensor<1x3x8x8xf32>) -> (tensor<1x3x8x8xf32>, tensor<1x3x8x8xi64>)
  return %0 : tensor<1x3x8x8xf32>
}

// -----

// CHECK-LABEL: func.func @unsigned_integers_are_compared_as_such
// CHECK: arith.cmpi ult
func.func @unsigned_integers_are_compared_as_such(%x: tensor<1x1x4xui8>) -> tensor<1x1x3xui8> {
  %0, %1 = onnx.MaxPool %x {dilations = array<i64: 1>, kernel_shape = array<i64: 2>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x1x4xui8>) -> (tensor<1x1x3xui8>, tensor<1x1x3xi64>)
  return %0 : tensor<1x1x3xui8>
}

// -----

// The first and the last window have one element less.
// CHECK-LABEL: func.func @padding_is_not_counted
// CHECK: arith.constant dense<[2.000000e+00, 3.000000e+00, 3.000000e+00, 2.000000e+00]> : tensor<4xf32>
func.func @padding_is_not_counted(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  %0 = onnx.AveragePool %x {dilations = array<i64: 1>, kernel_shape = array<i64: 3>, pads = array<i64: 1, 1>, strides = array<i64: 1>}
    : (tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
  return %0 : tensor<1x1x4xf32>
}

// -----

// CHECK-LABEL: func.func @padding_counts_if_told
// CHECK: arith.constant dense<3.000000e+00> : tensor<1xf32>
func.func @padding_counts_if_told(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  %0 = onnx.AveragePool %x {count_include_pad = 1 : i64, dilations = array<i64: 1>, kernel_shape = array<i64: 3>, pads = array<i64: 1, 1>, strides = array<i64: 1>}
    : (tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
  return %0 : tensor<1x1x4xf32>
}
