// RUN: onnxc-opt %s --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @a_slice_of_all_is_the_input
// CHECK-NEXT: return %arg0
func.func @a_slice_of_all_is_the_input(%x: tensor<4x5xf32>) -> tensor<4x5xf32> {
  %a = onnx.Constant dense<[0, -10]> : tensor<2xi64>
  %b = onnx.Constant dense<[4, 9223372036854775807]> : tensor<2xi64>
  %0 = onnx.Slice %x, %a, %b {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<4x5xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<4x5xf32>
  return %0 : tensor<4x5xf32>
}

// -----

// CHECK-LABEL: func.func @a_reversed_slice_is_not_the_input
// CHECK: onnx.Slice
func.func @a_reversed_slice_is_not_the_input(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = onnx.Constant dense<-1> : tensor<1xi64>
  %b = onnx.Constant dense<-9223372036854775808> : tensor<1xi64>
  %c = onnx.Constant dense<0> : tensor<1xi64>
  %0 = onnx.Slice %x, %a, %b, %c, %a {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>} : (tensor<4xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @constants_are_cut
// CHECK: onnx.Constant dense<[4, 2]>
func.func @constants_are_cut() -> tensor<2xi64> {
  %x = onnx.Constant dense<[0, 1, 2, 3, 4]> : tensor<5xi64>
  %a = onnx.Constant dense<-1> : tensor<1xi64>
  %b = onnx.Constant dense<0> : tensor<1xi64>
  %c = onnx.Constant dense<-2> : tensor<1xi64>
  %0 = onnx.Slice %x, %a, %b, %b, %c {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>} : (tensor<5xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}

// -----

// CHECK-LABEL: func.func @nested_concatenations_are_one
// CHECK-NEXT: onnx.Concat %arg0, %arg1, %arg2 {axis = 1 : i64}
func.func @nested_concatenations_are_one(%a: tensor<2x1xf32>, %b: tensor<2x2xf32>, %c: tensor<2x3xf32>, %d: tensor<2x0xf32>) -> tensor<2x6xf32> {
  %0 = onnx.Concat %b, %c, %d {axis = -1 : i64} : (tensor<2x2xf32>, tensor<2x3xf32>, tensor<2x0xf32>) -> tensor<2x5xf32>
  %1 = onnx.Concat %a, %0 {axis = 1 : i64} : (tensor<2x1xf32>, tensor<2x5xf32>) -> tensor<2x6xf32>
  return %1 : tensor<2x6xf32>
}

// -----

// CHECK-LABEL: func.func @concatenations_along_other_axes_stay
// CHECK-COUNT-2: onnx.Concat
func.func @concatenations_along_other_axes_stay(%a: tensor<2x2xf32>, %b: tensor<1x2xf32>) -> tensor<2x4xf32> {
  %0 = onnx.Concat %b, %b {axis = 0 : i64} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %1 = onnx.Concat %a, %0 {axis = 1 : i64} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// -----

// CHECK-LABEL: func.func @a_longer_concatenation_goes_on
// CHECK-NEXT: %[[P:.+]] = onnx.Concat %arg0, %arg1 {axis = 1 : i64}
// CHECK-NEXT: %[[Q:.+]] = onnx.Concat %[[P]], %arg2 {axis = -1 : i64}
// CHECK-NEXT: %[[R:.+]] = onnx.Concat %[[Q]], %arg3, %arg3 {axis = 1 : i64}
// CHECK-NEXT: return %[[P]], %[[Q]], %[[R]]
func.func @a_longer_concatenation_goes_on(%a: tensor<1x2xf32>, %b: tensor<1x3xf32>, %c: tensor<1x4xf32>, %d: tensor<1x5xf32>) -> (tensor<1x5xf32>, tensor<1x9xf32>, tensor<1x19xf32>) {
  %0 = onnx.Concat %a, %b {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>) -> tensor<1x5xf32>
  %1 = onnx.Concat %a, %b, %c {axis = -1 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>, tensor<1x4xf32>) -> tensor<1x9xf32>
  %2 = onnx.Concat %a, %b, %c, %d, %d {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>, tensor<1x4xf32>, tensor<1x5xf32>, tensor<1x5xf32>) -> tensor<1x19xf32>
  return %0, %1, %2 : tensor<1x5xf32>, tensor<1x9xf32>, tensor<1x19xf32>
}

// -----

// Not with other first parts, along another axis, or of one that comes later.
// CHECK-LABEL: func.func @other_concatenations_begin_anew
// CHECK-NEXT: onnx.Concat %arg0, %arg1, %arg2 {axis = 1 : i64}
// CHECK-NEXT: onnx.Concat %arg0, %arg1 {axis = 1 : i64}
// CHECK-NEXT: onnx.Concat %arg0, %arg2, %arg1 {axis = 1 : i64}
// CHECK-NEXT: onnx.Concat %arg0, %arg1, %arg2 {axis = 0 : i64}
func.func @other_concatenations_begin_anew(%a: tensor<2x2xf32>, %b: tensor<2x2xf32>, %c: tensor<2x2xf32>) -> (tensor<2x6xf32>, tensor<2x4xf32>, tensor<2x6xf32>, tensor<6x2xf32>) {
  %0 = onnx.Concat %a, %b, %c {axis = 1 : i64} : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x6xf32>
  %1 = onnx.Concat %a, %b {axis = 1 : i64} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
  %2 = onnx.Concat %a, %c, %b {axis = 1 : i64} : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x6xf32>
  %3 = onnx.Concat %a, %b, %c {axis = 0 : i64} : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<6x2xf32>
  return %0, %1, %2, %3 : tensor<2x6xf32>, tensor<2x4xf32>, tensor<2x6xf32>, tensor<6x2xf32>
}

// -----

// CHECK-LABEL: func.func @constants_are_joined_split_and_padded
// CHECK-DAG: dense<[1, 2, 3]>
// CHECK-DAG: dense<[2, 3]>
// CHECK-DAG: dense<[9, 2]>
func.func @constants_are_joined_split_and_padded() -> (tensor<3xi64>, tensor<2xi64>, tensor<2xi64>) {
  %a = onnx.Constant dense<1> : tensor<1xi64>
  %b = onnx.Constant dense<[2, 3]> : tensor<2xi64>
  %0 = onnx.Concat %a, %b {axis = 0 : i64} : (tensor<1xi64>, tensor<2xi64>) -> tensor<3xi64>
  %s = onnx.Constant dense<[1, 2]> : tensor<2xi64>
  %1:2 = onnx.Split %0, %s : (tensor<3xi64>, tensor<2xi64>) -> (tensor<1xi64>, tensor<2xi64>)
  %p = onnx.Constant dense<[1, -1]> : tensor<2xi64>
  %v = onnx.Constant dense<9> : tensor<i64>
  %2 = onnx.Pad %1#1, %p, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0>} : (tensor<2xi64>, tensor<2xi64>, tensor<i64>) -> tensor<2xi64>
  return %0, %1#1, %2 : tensor<3xi64>, tensor<2xi64>, tensor<2xi64>
}

// -----

// CHECK-LABEL: func.func @no_padding_is_the_input
// CHECK-NEXT: return %arg0
func.func @no_padding_is_the_input(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %p = onnx.Constant dense<0> : tensor<4xi64>
  %0 = onnx.Pad %x, %p {mode = "reflect", operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<2x3xf32>, tensor<4xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @a_shift_by_padding_stays
// CHECK: onnx.Pad
func.func @a_shift_by_padding_stays(%x: tensor<3xf32>) -> tensor<3xf32> {
  %p = onnx.Constant dense<[1, -1]> : tensor<2xi64>
  %0 = onnx.Pad %x, %p {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<3xf32>, tensor<2xi64>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @a_constant_is_split_along_the_last_axis
// CHECK: onnx.Constant dense<{{\[}}[2], [4]]>
func.func @a_constant_is_split_along_the_last_axis() -> tensor<2x1xi64> {
  %x = onnx.Constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi64>
  %0:2 = onnx.Split %x {axis = -1 : i64, num_outputs = 2 : i64} : (tensor<2x2xi64>) -> (tensor<2x1xi64>, tensor<2x1xi64>)
  return %0#1 : tensor<2x1xi64>
}
