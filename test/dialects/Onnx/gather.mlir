// RUN: onnxc-opt %s --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @one_index_is_a_slice
// CHECK: %[[S:.+]] = onnx.Slice %arg0
// CHECK-SAME: -> tensor<4x1x6xf32>
// CHECK: onnx.Reshape %[[S]]
func.func @one_index_is_a_slice(%x: tensor<4x5x6xf32>) -> tensor<4x6xf32> {
  %i = onnx.Constant dense<-2> : tensor<i64>
  %0 = onnx.Gather %x, %i {axis = 1 : i64} : (tensor<4x5x6xf32>, tensor<i64>) -> tensor<4x6xf32>
  return %0 : tensor<4x6xf32>
}

// -----

// CHECK-LABEL: func.func @all_in_reverse_is_a_slice
// CHECK-NOT: onnx.Gather
// CHECK: onnx.Slice
func.func @all_in_reverse_is_a_slice(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %i = onnx.Constant dense<[2, 1, 0]> : tensor<3xi64>
  %0 = onnx.Gather %x, %i : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func @uneven_indices_are_no_slice
// CHECK: onnx.Gather
func.func @uneven_indices_are_no_slice(%x: tensor<5xf32>) -> tensor<3xf32> {
  %i = onnx.Constant dense<[0, 1, 3]> : tensor<3xi64>
  %0 = onnx.Gather %x, %i : (tensor<5xf32>, tensor<3xi64>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// The batch size that a model computes from the shape of an input.
// CHECK-LABEL: func.func @shape_arithmetic_vanishes
// CHECK-NEXT: %[[S:.+]] = onnx.Constant dense<[2, -1]>
// CHECK-NEXT: onnx.Reshape %arg0, %[[S]]
func.func @shape_arithmetic_vanishes(%x: tensor<2x3x4xf32>) -> tensor<2x12xf32> {
  %zero = onnx.Constant dense<0> : tensor<i64>
  %axes = onnx.Constant dense<0> : tensor<1xi64>
  %rest = onnx.Constant dense<-1> : tensor<1xi64>
  %0 = onnx.Shape %x : (tensor<2x3x4xf32>) -> tensor<3xi64>
  %1 = onnx.Gather %0, %zero : (tensor<3xi64>, tensor<i64>) -> tensor<i64>
  %2 = onnx.Unsqueeze %1, %axes : (tensor<i64>, tensor<1xi64>) -> tensor<1xi64>
  %3 = onnx.Concat %2, %rest {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %4 = onnx.Reshape %x, %3 : (tensor<2x3x4xf32>, tensor<2xi64>) -> tensor<2x12xf32>
  return %4 : tensor<2x12xf32>
}

// -----

// CHECK-LABEL: func.func @a_known_dimension_beside_an_unknown_one
// CHECK: onnx.Constant dense<3> : tensor<i64>
// CHECK: onnx.Slice
// CHECK: %[[N:.+]] = onnx.Reshape
// CHECK: return %{{.+}}, %[[N]]
func.func @a_known_dimension_beside_an_unknown_one(%x: tensor<?x3xf32>) -> (tensor<i64>, tensor<i64>) {
  %one = onnx.Constant dense<1> : tensor<i64>
  %zero = onnx.Constant dense<0> : tensor<i64>
  %0 = onnx.Shape %x : (tensor<?x3xf32>) -> tensor<2xi64>
  %1 = onnx.Gather %0, %one : (tensor<2xi64>, tensor<i64>) -> tensor<i64>
  %2 = onnx.Gather %0, %zero : (tensor<2xi64>, tensor<i64>) -> tensor<i64>
  return %1, %2 : tensor<i64>, tensor<i64>
}

// -----

// CHECK-LABEL: func.func @positions_in_a_constant
// CHECK: onnx.Constant dense<{{\[\[}}0, 1, 1], [1, 0, 1]]>
func.func @positions_in_a_constant() -> tensor<2x3xi64> {
  %0 = onnx.Constant dense<[[0.0, 2.0], [-1.0, 5.0]]> : tensor<2x2xf32>
  %1 = onnx.NonZero %0 : (tensor<2x2xf32>) -> tensor<2x3xi64>
  return %1 : tensor<2x3xi64>
}
