// RUN: onnxc-opt %s --onnx-decompose --convert-onnx-to-linalg --remarks-filter="onnx-decompose|convert-onnx-to-linalg" --split-input-file -o /dev/null 2>&1 | FileCheck %s

// What becomes a kernel needs no word.
// CHECK-NOT: remark
func.func @constant_weights(%a: tensor<3x4xf32>, %x: tensor<1x8x8x8xf32>) -> (tensor<3x7xf32>, tensor<1x8x6x6xf32>) {
  %b = onnx.Constant dense<1.0> : tensor<4x7xf32>
  %0 = onnx.MatMul %a, %b : (tensor<3x4xf32>, tensor<4x7xf32>) -> tensor<3x7xf32>
  %w = onnx.Constant dense<1.0> : tensor<8x1x3x3xf32>
  %1 = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, group = 8 : i64, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x8x8x8xf32>, tensor<8x1x3x3xf32>) -> tensor<1x8x6x6xf32>
  return %0, %1 : tensor<3x7xf32>, tensor<1x8x6x6xf32>
}

// -----

// CHECK: refusals.mlir:[[@LINE+2]]:{{.*}} [Missed] Kernel {{.*}}does not become a kernel: the weights are not constant
func.func @computed_weights(%a: tensor<3x4xf32>, %b: tensor<4x7xf32>) -> tensor<3x7xf32> {
  %0 = onnx.MatMul %a, %b : (tensor<3x4xf32>, tensor<4x7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// -----

// CHECK: [Missed] Kernel {{.*}}the weights are of f64
func.func @wide_weights(%a: tensor<3x4xf64>) -> tensor<3x7xf64> {
  %b = onnx.Constant dense<1.0> : tensor<4x7xf64>
  %0 = onnx.Gemm %a, %b : (tensor<3x4xf64>, tensor<4x7xf64>) -> tensor<3x7xf64>
  return %0 : tensor<3x7xf64>
}

// -----

// CHECK: [Missed] Kernel {{.*}}A is transposed
func.func @transposed_input(%a: tensor<4x3xf32>) -> tensor<3x7xf32> {
  %b = onnx.Constant dense<1.0> : tensor<4x7xf32>
  %0 = onnx.Gemm %a, %b {transA = 1 : i64} : (tensor<4x3xf32>, tensor<4x7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// -----

// CHECK: [Missed] Kernel {{.*}}there are fewer than 4 output channels in a group
// CHECK-NOT: convert-onnx-to-linalg
func.func @few_channels(%x: tensor<1x8x8xf32>) -> tensor<1x6x6xf32> {
  %w = onnx.Constant dense<1.0> : tensor<6x4x3xf32>
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1>, group = 2 : i64, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x8x8xf32>, tensor<6x4x3xf32>) -> tensor<1x6x6xf32>
  return %0 : tensor<1x6x6xf32>
}

// -----

// CHECK: [Missed] Kernel | Category:onnx-decompose {{.*}}does not become a kernel of bytes: the input has several zero points
// CHECK: [Missed] Kernel | Category:convert-onnx-to-linalg
// CHECK-NOT: remark
func.func @zero_points_of_rows(%a: tensor<3x4xui8>, %z: tensor<3xui8>) -> (tensor<3x7xi32>, tensor<3x7xi32>) {
  %b = onnx.Constant dense<1> : tensor<4x7xi8>
  %0 = onnx.MatMulInteger %a, %b, %z {operandSegmentSizes = array<i32: 1, 1, 1, 0>} : (tensor<3x4xui8>, tensor<4x7xi8>, tensor<3xui8>) -> tensor<3x7xi32>
  %1 = onnx.MatMulInteger %a, %b {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<3x4xui8>, tensor<4x7xi8>) -> tensor<3x7xi32>
  return %0, %1 : tensor<3x7xi32>, tensor<3x7xi32>
}
