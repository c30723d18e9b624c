// RUN: onnxc-opt %s --convert-onnx-to-linalg --canonicalize --split-input-file | FileCheck %s

// Without a number of boxes, none is selected.
// CHECK-LABEL: func.func @no_boxes_per_class
// CHECK-NOT:   scf.for
// CHECK:       return
func.func @no_boxes_per_class(%b: tensor<1x6x4xf32>, %s: tensor<1x2x6xf32>) -> tensor<0x3xi64> {
  %y = onnx.NonMaxSuppression %b, %s {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0>} : (tensor<1x6x4xf32>, tensor<1x2x6xf32>) -> tensor<0x3xi64>
  return %y : tensor<0x3xi64>
}

// -----

// CHECK-LABEL: func.func @the_best_boxes
// CHECK:       scf.for
// CHECK:         scf.for
// CHECK:           arith.cmpf ogt
func.func @the_best_boxes(%b: tensor<1x6x4xf32>, %s: tensor<1x2x6xf32>, %n: tensor<1xi64>) -> tensor<4x3xi64> {
  %y = onnx.NonMaxSuppression %b, %s, %n {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<1x6x4xf32>, tensor<1x2x6xf32>, tensor<1xi64>) -> tensor<4x3xi64>
  return %y : tensor<4x3xi64>
}

// -----

// NaN is equal to itself and greater than all numbers.
// CHECK-LABEL: func.func @floats_are_compared_in_order
// CHECK:       arith.cmpf ord
// CHECK:       arith.cmpf uno
func.func @floats_are_compared_in_order(%x: tensor<5xf32>) -> tensor<5xf32> {
  %y, %i, %v, %c = onnx.Unique %x : (tensor<5xf32>) -> (tensor<5xf32>, tensor<5xi64>, tensor<5xi64>, tensor<5xi64>)
  return %y : tensor<5xf32>
}

// -----

// CHECK-LABEL: func.func @integers_need_no_such_thing
// CHECK-NOT:   arith.cmpf
// CHECK:       arith.cmpi ult
// CHECK-NOT:   arith.cmpf
func.func @integers_need_no_such_thing(%x: tensor<5xui8>) -> tensor<5xui8> {
  %y, %i, %v, %c = onnx.Unique %x : (tensor<5xui8>) -> (tensor<5xui8>, tensor<5xi64>, tensor<5xi64>, tensor<5xi64>)
  return %y : tensor<5xui8>
}
