// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @what_makes_no_elements_computes_nothing
// CHECK-NOT: scf
// CHECK: %[[SUMS:.+]] = tensor.empty() : tensor<0x3xf32>
// CHECK-NEXT: return %[[SUMS]]
func.func @what_makes_no_elements_computes_nothing(%x: tensor<0x3xf32>) -> tensor<0x3xf32> {
  %axis = onnx.Constant dense<1> : tensor<i64>
  %0 = onnx.CumSum %x, %axis {exclusive = 0 : i64, reverse = 0 : i64}
    : (tensor<0x3xf32>, tensor<i64>) -> tensor<0x3xf32>
  return %0 : tensor<0x3xf32>
}

// -----

// CHECK-LABEL: func.func @pool_of_nothing
// CHECK-NOT: linalg
// CHECK: tensor.empty() : tensor<0x2x4x4xi8>
func.func @pool_of_nothing(%x: tensor<0x2x5x5xui8>) -> tensor<0x2x4x4xui8> {
  %0, %1 = onnx.MaxPool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 2, 2>,
                            pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<0x2x5x5xui8>) -> (tensor<0x2x4x4xui8>, tensor<0x2x4x4xi64>)
  return %0 : tensor<0x2x4x4xui8>
}

// -----

// CHECK-LABEL: func.func @sum_of_nothing_is_zero
// CHECK: linalg.fill
// CHECK: return
func.func @sum_of_nothing_is_zero(%x: tensor<0x3xf32>) -> tensor<1x3xf32> {
  %axis = onnx.Constant dense<0> : tensor<1xi64>
  %0 = onnx.ReduceSum %x, %axis : (tensor<0x3xf32>, tensor<1xi64>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}
