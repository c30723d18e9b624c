// RUN: onnxc-opt %s --convert-onnx-to-linalg --onnxc-fuse-elementwise | FileCheck %s

// Each sum reads the two before it, so that each becomes part of the next one only when that is part
// of the one after it. All are one loop, however many they are.
// CHECK-LABEL: func.func @a_long_chain_with_two_readers_each
// CHECK:       linalg.generic
// CHECK-COUNT-13: arith.addf
// CHECK-NOT:   linalg.generic
// CHECK:       return
func.func @a_long_chain_with_two_readers_each(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %0 = onnx.Add %b, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = onnx.Add %0, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = onnx.Add %1, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = onnx.Add %2, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %4 = onnx.Add %3, %2 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %5 = onnx.Add %4, %3 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %6 = onnx.Add %5, %4 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %7 = onnx.Add %6, %5 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %8 = onnx.Add %7, %6 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %9 = onnx.Add %8, %7 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %10 = onnx.Add %9, %8 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %11 = onnx.Add %10, %9 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %12 = onnx.Add %11, %10 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %12 : tensor<4xf32>
}
