// RUN: onnxc-opt %s --onnx-fold-constants --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @weights_are_computed
// CHECK-NEXT: %[[W:.+]] = onnx.Constant dense_resource<{{.+}}> : tensor<512x300xf32>
// CHECK-NEXT: onnx.MatMul %arg0, %[[W]]
func.func @weights_are_computed(%x: tensor<2x512xf32>) -> tensor<2x300xf32> {
  %s = onnx.Constant dense<[300, 512]> : tensor<2xi64>
  %two = onnx.Constant dense<2.0> : tensor<f32>
  %0 = onnx.Constant dense<1.0> : tensor<153600xf32>
  %1 = onnx.Reshape %0, %s : (tensor<153600xf32>, tensor<2xi64>) -> tensor<300x512xf32>
  %2 = onnx.Mul %1, %two : (tensor<300x512xf32>, tensor<f32>) -> tensor<300x512xf32>
  %3 = onnx.Transpose %2 : (tensor<300x512xf32>) -> tensor<512x300xf32>
  %4 = onnx.MatMul %x, %3 : (tensor<2x512xf32>, tensor<512x300xf32>) -> tensor<2x300xf32>
  return %4 : tensor<2x300xf32>
}

// -----

// An embedding that is the last layer's weight too: a second copy would double it.
// CHECK-LABEL: func.func @shared_weights_are_not_doubled
// CHECK: onnx.Transpose
func.func @shared_weights_are_not_doubled(%x: tensor<2x512xf32>, %i: tensor<4xi64>) -> (tensor<2x300xf32>, tensor<4x512xf32>) {
  %0 = onnx.Constant dense<1.0> : tensor<300x512xf32>
  %1 = onnx.Gather %0, %i : (tensor<300x512xf32>, tensor<4xi64>) -> tensor<4x512xf32>
  %2 = onnx.Transpose %0 : (tensor<300x512xf32>) -> tensor<512x300xf32>
  %3 = onnx.MatMul %x, %2 : (tensor<2x512xf32>, tensor<512x300xf32>) -> tensor<2x300xf32>
  return %3, %1 : tensor<2x300xf32>, tensor<4x512xf32>
}

// -----

// CHECK-LABEL: func.func @expansions_stay
// CHECK: onnx.Expand
func.func @expansions_stay() -> tensor<300x512xf32> {
  %s = onnx.Constant dense<[300, 512]> : tensor<2xi64>
  %0 = onnx.Constant dense<1.0> : tensor<512xf32>
  %1 = onnx.Expand %0, %s : (tensor<512xf32>, tensor<2xi64>) -> tensor<300x512xf32>
  return %1 : tensor<300x512xf32>
}

// -----

// The sign is that of the divisor; C's fmod is left to the program.
// CHECK-LABEL: func.func @remainders_are_computed
// CHECK-DAG: %[[R:.+]] = onnx.Constant dense<[1, -2]> : tensor<2xi64>
// CHECK-DAG: %[[F:.+]] = onnx.Mod {{.*}}fmod = 1
// CHECK: return %[[R]], %[[F]]
func.func @remainders_are_computed() -> (tensor<2xi64>, tensor<2xi64>) {
  %a = onnx.Constant dense<[10, 10]> : tensor<2xi64>
  %b = onnx.Constant dense<[3, -3]> : tensor<2xi64>
  %0 = onnx.Mod %a, %b : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  %1 = onnx.Mod %a, %b {fmod = 1 : i64} : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  return %0, %1 : tensor<2xi64>, tensor<2xi64>
}

// -----

// Kernels make f32 of weights when they load them.
// CHECK-LABEL: func.func @weights_of_f16_stay
// CHECK: %[[W:.+]] = onnx.Cast %{{.+}} : (tensor<512x300xf16>)
// CHECK: onnx.MatMul %arg0, %[[W]]
func.func @weights_of_f16_stay(%x: tensor<2x512xf32>) -> tensor<2x300xf32> {
  %0 = onnx.Constant dense<1.0> : tensor<512x300xf16>
  %1 = onnx.Cast %0 {to = f32} : (tensor<512x300xf16>) -> tensor<512x300xf32>
  %2 = onnx.MatMul %x, %1 : (tensor<2x512xf32>, tensor<512x300xf32>) -> tensor<2x300xf32>
  return %2 : tensor<2x300xf32>
}

// -----

// CHECK-LABEL: func.func @weights_that_others_read_are_widened
// CHECK-NOT: onnx.Cast
func.func @weights_that_others_read_are_widened(%x: tensor<2x512xf32>) -> (tensor<2x300xf32>, tensor<512x300xf32>) {
  %0 = onnx.Constant dense<1.0> : tensor<512x300xf16>
  %1 = onnx.Cast %0 {to = f32} : (tensor<512x300xf16>) -> tensor<512x300xf32>
  %2 = onnx.MatMul %x, %1 : (tensor<2x512xf32>, tensor<512x300xf32>) -> tensor<2x300xf32>
  return %2, %1 : tensor<2x300xf32>, tensor<512x300xf32>
}

// -----

// So few channels make no kernel.
// CHECK-LABEL: func.func @weights_of_no_kernel_are_widened
// CHECK-NOT: onnx.Cast
func.func @weights_of_no_kernel_are_widened(%x: tensor<2x512xf32>) -> tensor<2x3xf32> {
  %0 = onnx.Constant dense<1.0> : tensor<512x3xf16>
  %1 = onnx.Cast %0 {to = f32} : (tensor<512x3xf16>) -> tensor<512x3xf32>
  %2 = onnx.MatMul %x, %1 : (tensor<2x512xf32>, tensor<512x3xf32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}
