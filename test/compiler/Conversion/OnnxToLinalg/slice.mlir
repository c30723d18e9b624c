// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s
// RUN: onnxc-opt %s --convert-onnx-to-linalg --canonicalize --split-input-file | FileCheck %s --check-prefix=FOLDED

// CHECK-LABEL: func.func @a_slice_is_a_view
// CHECK: tensor.extract_slice %arg0[1, 0] [2, 3] [1, 2] : tensor<4x5xf32> to tensor<2x3xf32>
func.func @a_slice_is_a_view(%x: tensor<4x5xf32>) -> tensor<2x3xf32> {
  %a = onnx.Constant dense<[1, 0]> : tensor<2xi64>
  %b = onnx.Constant dense<[3, 5]> : tensor<2xi64>
  %s = onnx.Constant dense<[1, 2]> : tensor<2xi64>
  %axes = onnx.Constant dense<[0, 1]> : tensor<2xi64>
  %0 = onnx.Slice %x, %a, %b, %axes, %s {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>} : (tensor<4x5xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @a_walk_down_is_a_copy
// CHECK: linalg.generic
// CHECK: tensor.extract %arg0
func.func @a_walk_down_is_a_copy(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = onnx.Constant dense<-1> : tensor<1xi64>
  %b = onnx.Constant dense<-9223372036854775808> : tensor<1xi64>
  %c = onnx.Constant dense<0> : tensor<1xi64>
  %0 = onnx.Slice %x, %a, %b, %c, %a {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>} : (tensor<4xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @a_start_from_run_time_stays_inside
// CHECK: tensor.extract %arg1
// CHECK: linalg.generic
// CHECK: %[[LAST:.+]] = arith.constant 3 : index
// CHECK: arith.minsi %{{.+}}, %[[LAST]]
// CHECK: tensor.extract %arg0
func.func @a_start_from_run_time_stays_inside(%x: tensor<4xf32>, %a: tensor<1xi64>, %b: tensor<1xi64>) -> tensor<2xf32> {
  %0 = onnx.Slice %x, %a, %b {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<4xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// CHECK-LABEL: func.func @inputs_with_elements_are_joined
// CHECK: tensor.concat dim(1) %arg0, %arg2 : (tensor<2x2xf32>, tensor<2x3xf32>) -> tensor<2x5xf32>
func.func @inputs_with_elements_are_joined(%a: tensor<2x2xf32>, %none: tensor<2x0xf32>, %b: tensor<2x3xf32>) -> tensor<2x5xf32> {
  %0 = onnx.Concat %a, %none, %b {axis = 1 : i64} : (tensor<2x2xf32>, tensor<2x0xf32>, tensor<2x3xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}

// -----

// CHECK-LABEL: func.func @negative_pads_cut
// CHECK: %[[C:.+]] = tensor.extract_slice %arg0[0, 1] [2, 2] [1, 1]
// CHECK: tensor.pad %[[C]] low[0, 0] high[0, 2]
func.func @negative_pads_cut(%x: tensor<2x3xf32>) -> tensor<2x4xf32> {
  %p = onnx.Constant dense<[0, -1, 0, 2]> : tensor<4xi64>
  %0 = onnx.Pad %x, %p {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<2x3xf32>, tensor<4xi64>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// -----

// FOLDED-LABEL: func.func @a_reflection_folds_the_index
// FOLDED: arith.remsi %{{.+}}, %c4 : index
// CHECK-LABEL: func.func @a_reflection_folds_the_index
// CHECK: arith.remsi
// CHECK: arith.minsi
// CHECK: tensor.extract %arg0
func.func @a_reflection_folds_the_index(%x: tensor<3xf32>) -> tensor<7xf32> {
  %p = onnx.Constant dense<[2, 2]> : tensor<2xi64>
  %0 = onnx.Pad %x, %p {mode = "reflect", operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<3xf32>, tensor<2xi64>) -> tensor<7xf32>
  return %0 : tensor<7xf32>
}

// -----

// A model may claim any size of a result that depends on data; there is nothing to read.
// CHECK-LABEL: func.func @slice_of_nothing
// CHECK:       linalg.fill
// CHECK-NOT:   tensor.extract
func.func @slice_of_nothing(%x: tensor<0x3xf32>, %starts: tensor<1xi64>, %ends: tensor<1xi64>) -> tensor<2x3xf32> {
  %0 = onnx.Slice %x, %starts, %ends {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<0x3xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
