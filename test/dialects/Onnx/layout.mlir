// RUN: onnxc-opt %s --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @two_transposes_are_one
// CHECK-NEXT: onnx.Transpose %{{.+}} {perm = array<i64: 1, 2, 0>}
// CHECK-NEXT: return
func.func @two_transposes_are_one(%x: tensor<2x3x4xf32>) -> tensor<3x4x2xf32> {
  %0 = onnx.Transpose %x {perm = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  %1 = onnx.Transpose %0 {perm = array<i64: 2, 0, 1>} : (tensor<4x2x3xf32>) -> tensor<3x4x2xf32>
  return %1 : tensor<3x4x2xf32>
}

// -----

// CHECK-LABEL: func.func @inverse_transposes_vanish
// CHECK-NEXT: return %arg0
func.func @inverse_transposes_vanish(%x: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  %0 = onnx.Transpose %x : (tensor<2x3x4xf32>) -> tensor<4x3x2xf32>
  %1 = onnx.Transpose %0 : (tensor<4x3x2xf32>) -> tensor<2x3x4xf32>
  return %1 : tensor<2x3x4xf32>
}

// -----

// CHECK-LABEL: func.func @moving_a_unit_dimension_is_a_reshape
// CHECK: onnx.Reshape
// CHECK-NOT: onnx.Transpose
func.func @moving_a_unit_dimension_is_a_reshape(%x: tensor<2x1x3xf32>) -> tensor<2x3x1xf32> {
  %0 = onnx.Transpose %x {perm = array<i64: 0, 2, 1>} : (tensor<2x1x3xf32>) -> tensor<2x3x1xf32>
  return %0 : tensor<2x3x1xf32>
}

// -----

// CHECK-LABEL: func.func @a_square_matrix_is_transposed
// CHECK: onnx.Transpose
func.func @a_square_matrix_is_transposed(%x: tensor<3x3xf32>) -> tensor<3x3xf32> {
  %0 = onnx.Transpose %x : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// -----

// CHECK-LABEL: func.func @constants_are_transposed
// CHECK: onnx.Constant dense<{{\[\[}}1, 4], [2, 5], [3, 6]]>
func.func @constants_are_transposed() -> tensor<3x2xi64> {
  %0 = onnx.Constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi64>
  %1 = onnx.Transpose %0 : (tensor<2x3xi64>) -> tensor<3x2xi64>
  return %1 : tensor<3x2xi64>
}

// -----

// CHECK-LABEL: func.func @bool_constants_are_transposed
// CHECK: onnx.Constant dense<{{\[\[}}true, false], [false, true], [true, true]]>
func.func @bool_constants_are_transposed() -> tensor<3x2xi1> {
  %0 = onnx.Constant dense<[[true, false, true], [false, true, true]]> : tensor<2x3xi1>
  %1 = onnx.Transpose %0 : (tensor<2x3xi1>) -> tensor<3x2xi1>
  return %1 : tensor<3x2xi1>
}

// -----

// CHECK-LABEL: func.func @only_the_last_reshape_counts
// CHECK-NEXT: %[[S:.+]] = onnx.Constant dense<[4, 6]>
// CHECK-NEXT: onnx.Reshape %arg0, %[[S]] {allowzero = 1 : i64}
func.func @only_the_last_reshape_counts(%x: tensor<2x3x4xf32>) -> tensor<4x6xf32> {
  %n = onnx.Constant dense<24> : tensor<1xi64>
  %s = onnx.Constant dense<[4, 6]> : tensor<2xi64>
  %0 = onnx.Reshape %x, %n : (tensor<2x3x4xf32>, tensor<1xi64>) -> tensor<24xf32>
  %1 = onnx.Reshape %0, %s : (tensor<24xf32>, tensor<2xi64>) -> tensor<4x6xf32>
  return %1 : tensor<4x6xf32>
}

// -----

// What is declared of a shape that a run computes is no reason to forget it.
// CHECK-LABEL: func.func @a_computed_shape_stays
// CHECK-SAME:    %[[X:.+]]: tensor<24xf32>, %[[Y:.+]]: tensor<1xf32>, %[[S:.+]]: tensor<2xi64>
// CHECK-DAG:   onnx.Reshape %[[X]], %[[S]]
// CHECK-DAG:   onnx.Expand %[[Y]], %[[S]]
func.func @a_computed_shape_stays(%x: tensor<24xf32>, %y: tensor<1xf32>, %s: tensor<2xi64>) -> (tensor<4x6xf32>, tensor<4x6xf32>) {
  %0 = onnx.Reshape %x, %s : (tensor<24xf32>, tensor<2xi64>) -> tensor<4x6xf32>
  %1 = onnx.Expand %y, %s : (tensor<1xf32>, tensor<2xi64>) -> tensor<4x6xf32>
  return %0, %1 : tensor<4x6xf32>, tensor<4x6xf32>
}

// -----

// CHECK-LABEL: func.func @no_expand_before_a_broadcast
// CHECK-NEXT: onnx.Add %arg0, %arg1
func.func @no_expand_before_a_broadcast(%x: tensor<2x3xf32>, %y: tensor<3xf32>) -> tensor<2x3xf32> {
  %s = onnx.Constant dense<[2, 3]> : tensor<2xi64>
  %0 = onnx.Expand %y, %s : (tensor<3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  %1 = onnx.Add %x, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @an_expand_that_gives_the_shape_stays
// CHECK: onnx.Expand
func.func @an_expand_that_gives_the_shape_stays(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<2x3xf32> {
  %s = onnx.Constant dense<[2, 3]> : tensor<2xi64>
  %0 = onnx.Expand %y, %s : (tensor<3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  %1 = onnx.Add %x, %0 : (tensor<3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @small_constants_are_tiled
// CHECK: onnx.Constant dense<{{\[\[}}1, 2, 1, 2], [3, 4, 3, 4]]>
func.func @small_constants_are_tiled() -> tensor<2x4xi64> {
  %0 = onnx.Constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi64>
  %r = onnx.Constant dense<[1, 2]> : tensor<2xi64>
  %1 = onnx.Tile %0, %r : (tensor<2x2xi64>, tensor<2xi64>) -> tensor<2x4xi64>
  return %1 : tensor<2x4xi64>
}

// -----

// CHECK-LABEL: func.func @large_expansions_stay
// CHECK: onnx.Expand
func.func @large_expansions_stay() -> tensor<512x512xi64> {
  %0 = onnx.Constant dense<7> : tensor<1xi64>
  %s = onnx.Constant dense<[512, 512]> : tensor<2xi64>
  %1 = onnx.Expand %0, %s : (tensor<1xi64>, tensor<2xi64>) -> tensor<512x512xi64>
  return %1 : tensor<512x512xi64>
}
