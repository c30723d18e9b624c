// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @views_are_reshapes
// CHECK-COUNT-3: onnx.Reshape
func.func @views_are_reshapes(%x: tensor<2x1x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x1x3x1xf32>) {
  %a = onnx.Constant dense<1> : tensor<1xi64>
  %b = onnx.Constant dense<-1> : tensor<1xi64>
  %0 = onnx.Flatten %x : (tensor<2x1x3xf32>) -> tensor<2x3xf32>
  %1 = onnx.Squeeze %x, %a : (tensor<2x1x3xf32>, tensor<1xi64>) -> tensor<2x3xf32>
  %2 = onnx.Unsqueeze %x, %b : (tensor<2x1x3xf32>, tensor<1xi64>) -> tensor<2x1x3x1xf32>
  return %0, %1, %2 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x1x3x1xf32>
}

// -----

// CHECK-LABEL: func.func @repetition_is_a_new_dimension
// CHECK: onnx.Reshape {{.*}} -> tensor<2x1x4xf32>
// CHECK: onnx.Expand {{.*}} -> tensor<2x3x4xf32>
// CHECK: onnx.Reshape {{.*}} -> tensor<2x12xf32>
func.func @repetition_is_a_new_dimension(%x: tensor<2x4xf32>, %r: tensor<2xi64>) -> tensor<2x12xf32> {
  %0 = onnx.Tile %x, %r : (tensor<2x4xf32>, tensor<2xi64>) -> tensor<2x12xf32>
  return %0 : tensor<2x12xf32>
}

// -----

// CHECK-LABEL: func.func @depth_column_row
// CHECK: onnx.Reshape {{.*}} -> tensor<1x2x2x3x4x5xf32>
// CHECK: onnx.Transpose {{.*}}perm = array<i64: 0, 3, 4, 1, 5, 2>
func.func @depth_column_row(%x: tensor<1x12x4x5xf32>) -> tensor<1x3x8x10xf32> {
  %0 = onnx.DepthToSpace %x {blocksize = 2 : i64} : (tensor<1x12x4x5xf32>) -> tensor<1x3x8x10xf32>
  return %0 : tensor<1x3x8x10xf32>
}

// -----

// CHECK-LABEL: func.func @column_row_depth
// CHECK: onnx.Reshape {{.*}} -> tensor<1x3x2x2x4x5xf32>
// CHECK: onnx.Transpose {{.*}}perm = array<i64: 0, 1, 4, 2, 5, 3>
func.func @column_row_depth(%x: tensor<1x12x4x5xf32>) -> tensor<1x3x8x10xf32> {
  %0 = onnx.DepthToSpace %x {blocksize = 2 : i64, mode = "CRD"} : (tensor<1x12x4x5xf32>) -> tensor<1x3x8x10xf32>
  return %0 : tensor<1x3x8x10xf32>
}

// -----

// CHECK-LABEL: func.func @pieces_are_slices
// CHECK: onnx.Slice {{.*}} -> tensor<2x2xf32>
// CHECK: onnx.Slice {{.*}} -> tensor<2x3xf32>
func.func @pieces_are_slices(%x: tensor<2x5xf32>, %s: tensor<2xi64>) -> (tensor<2x2xf32>, tensor<2x3xf32>) {
  %0:2 = onnx.Split %x, %s {axis = 1 : i64} : (tensor<2x5xf32>, tensor<2xi64>) -> (tensor<2x2xf32>, tensor<2x3xf32>)
  return %0#0, %0#1 : tensor<2x2xf32>, tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @an_odd_rest_is_behind
// CHECK-DAG: dense<[0, 1, 0, 2]>
// CHECK: onnx.Slice {{.*}} -> tensor<2x4xf32>
// CHECK: onnx.Pad
func.func @an_odd_rest_is_behind(%x: tensor<5x4xf32>, %s: tensor<2xi64>) -> tensor<2x7xf32> {
  %0 = onnx.CenterCropPad %x, %s : (tensor<5x4xf32>, tensor<2xi64>) -> tensor<2x7xf32>
  return %0 : tensor<2x7xf32>
}

// -----

// CHECK-LABEL: func.func @dropout_does_nothing
// CHECK: return %arg0
func.func @dropout_does_nothing(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0:2 = onnx.Dropout %x {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xi1>)
  return %0#0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @dropout_in_training_is_chosen_at_run_time
// CHECK: onnx.Where %arg1, {{.*}}, %arg0
func.func @dropout_in_training_is_chosen_at_run_time(%x: tensor<2x3xf32>, %t: tensor<i1>) -> tensor<2x3xf32> {
  %0:2 = onnx.Dropout %x, %t {operandSegmentSizes = array<i32: 1, 0, 1>} : (tensor<2x3xf32>, tensor<i1>) -> (tensor<2x3xf32>, tensor<2x3xi1>)
  return %0#0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @a_hot_one_is_a_comparison
// CHECK: onnx.Equal
// CHECK: onnx.Where
func.func @a_hot_one_is_a_comparison(%i: tensor<4xi32>, %v: tensor<2xf32>) -> tensor<4x10xf32> {
  %d = onnx.Constant dense<10> : tensor<i64>
  %0 = onnx.OneHot %i, %d, %v : (tensor<4xi32>, tensor<i64>, tensor<2xf32>) -> tensor<4x10xf32>
  return %0 : tensor<4x10xf32>
}

// -----

// CHECK-LABEL: func.func @a_constant_condition_is_a_list
// CHECK: onnx.Constant dense<[0, 2]>
// CHECK: onnx.Gather
func.func @a_constant_condition_is_a_list(%x: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %c = onnx.Constant dense<[true, false, true]> : tensor<3xi1>
  %0 = onnx.Compress %x, %c {axis = 0 : i64} : (tensor<3x2xf32>, tensor<3xi1>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

// CHECK-LABEL: func.func @columns_are_placed_by_a_transposed_convolution
// CHECK: onnx.Conv
// CHECK-SAME: -> tensor<1x1x3x3xf32>
func.func @columns_are_placed_by_a_transposed_convolution(%x: tensor<1x4x4xf32>) -> tensor<1x1x3x3xf32> {
  %i = onnx.Constant dense<3> : tensor<2xi64>
  %b = onnx.Constant dense<2> : tensor<2xi64>
  %0 = onnx.Col2Im %x, %i, %b : (tensor<1x4x4xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<1x1x3x3xf32>
  return %0 : tensor<1x1x3x3xf32>
}
