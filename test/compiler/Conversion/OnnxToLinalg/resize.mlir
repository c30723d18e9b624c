// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-DAG: #[[READ:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d4)>
// CHECK-LABEL: func.func @repetition_needs_no_table
// CHECK: linalg.generic {indexing_maps = [#[[READ]],
// CHECK: tensor.collapse_shape {{.*}} : tensor<1x3x4x2x4x2xf32> into tensor<1x3x8x8xf32>
func.func @repetition_needs_no_table(%x: tensor<1x3x4x4xf32>) -> tensor<1x3x8x8xf32> {
  %scales = onnx.Constant dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  %0 = onnx.Resize %x, %scales {coordinate_transformation_mode = "asymmetric", nearest_mode = "floor", operandSegmentSizes = array<i32: 1, 0, 1, 0>}
    : (tensor<1x3x4x4xf32>, tensor<4xf32>) -> tensor<1x3x8x8xf32>
  return %0 : tensor<1x3x8x8xf32>
}

// -----

// The last dimension comes first: gathering is dear.
// CHECK-LABEL: func.func @interpolation_goes_dimension_by_dimension
// CHECK-DAG: arith.constant dense<{{\[\[}}0, 0, 0, 1, 1, 2, 2, 3], [0, 1, 1, 2, 2, 3, 3, 3]]> : tensor<2x8xi32>
// CHECK-DAG: arith.constant dense<{{.*}}2.500000e-01{{.*}}> : tensor<2x8xf32>
// CHECK: } -> tensor<1x3x4x8xf32>
// CHECK: } -> tensor<1x3x8x8xf32>
func.func @interpolation_goes_dimension_by_dimension(%x: tensor<1x3x4x4xf32>) -> tensor<1x3x8x8xf32> {
  %scales = onnx.Constant dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  %0 = onnx.Resize %x, %scales {mode = "linear", operandSegmentSizes = array<i32: 1, 0, 1, 0>}
    : (tensor<1x3x4x4xf32>, tensor<4xf32>) -> tensor<1x3x8x8xf32>
  return %0 : tensor<1x3x8x8xf32>
}

// -----

// CHECK-LABEL: func.func @scales_are_read_at_run_time
// CHECK-SAME: %[[SCALES:arg1]]: tensor<2xf32>
// CHECK: tensor.extract %[[SCALES]]
func.func @scales_are_read_at_run_time(%x: tensor<4x4xf32>, %scales: tensor<2xf32>) -> tensor<8x8xf32> {
  %0 = onnx.Resize %x, %scales {mode = "linear", operandSegmentSizes = array<i32: 1, 0, 1, 0>}
    : (tensor<4x4xf32>, tensor<2xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

// A loop over a whole dimension would have its extent.
// CHECK-LABEL: func.func @first_elements_are_cut_off
// CHECK: tensor.extract_slice %{{.+}}[0, 0, 0, 0] [1, 1, 1, 4]
// CHECK: linalg.generic
func.func @first_elements_are_cut_off(%x: tensor<1x1x2x4xf32>, %sizes: tensor<4xi64>) -> tensor<1x1x1x3xf32> {
  %0 = onnx.Resize %x, %sizes {operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<1x1x2x4xf32>, tensor<4xi64>) -> tensor<1x1x1x3xf32>
  return %0 : tensor<1x1x1x3xf32>
}
