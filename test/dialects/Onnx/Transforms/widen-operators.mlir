// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// Squares beyond the range of f16 have a root within it.
// CHECK-LABEL: func.func @a_norm_rounds_once
// CHECK-SAME:  %[[X:.+]]: tensor<4xf16>
// CHECK:       %[[WIDE:.+]] = onnx.Cast %[[X]] {to = f32}
// CHECK:       onnx.Mul %[[WIDE]], %[[WIDE]]
// CHECK:       %[[ROOT:.+]] = onnx.Sqrt {{.*}} (tensor<f32>)
// CHECK:       %[[Y:.+]] = onnx.Cast %[[ROOT]] {to = f16}
// CHECK:       return %[[Y]]
func.func @a_norm_rounds_once(%x: tensor<4xf16>) -> tensor<f16> {
  %axes = onnx.Constant dense<0> : tensor<1xi64>
  %y = onnx.ReduceL2 %x, %axes {keepdims = 0 : i64} : (tensor<4xf16>, tensor<1xi64>) -> tensor<f16>
  return %y : tensor<f16>
}

// -----

// Operands that are not small floats stay as they are.
// CHECK-LABEL: func.func @statistics_of_f32
// CHECK-SAME:  %[[X:.+]]: tensor<1x4x8xbf16>, %[[S:.+]]: tensor<4xbf16>, %[[M:.+]]: tensor<4xf32>
// CHECK:       onnx.Cast %[[X]] {to = f32}
// CHECK-COUNT-2: onnx.Cast %[[S]] {to = f32}
// CHECK-NOT:   onnx.Cast
// CHECK:       %[[WIDE:.+]] = onnx.Add {{.*}} -> tensor<1x4x8xf32>
// CHECK:       %[[Y:.+]] = onnx.Cast %[[WIDE]] {to = bf16}
// CHECK-NOT:   onnx.Cast
// CHECK:       return %[[Y]]
func.func @statistics_of_f32(%x: tensor<1x4x8xbf16>, %s: tensor<4xbf16>, %m: tensor<4xf32>) -> tensor<1x4x8xbf16> {
  %y, %mean, %variance = onnx.BatchNormalization %x, %s, %s, %m, %m : (tensor<1x4x8xbf16>, tensor<4xbf16>, tensor<4xbf16>, tensor<4xf32>, tensor<4xf32>) -> (tensor<1x4x8xbf16>, tensor<4xf32>, tensor<4xf32>)
  return %y : tensor<1x4x8xbf16>
}

// -----

// A product of scaled operands has several steps,
// CHECK-LABEL: func.func @scaled_product
// CHECK:       onnx.Gemm {{.*}} -> tensor<2x4xf32>
func.func @scaled_product(%a: tensor<2x3xf16>, %b: tensor<3x4xf16>) -> tensor<2x4xf16> {
  %y = onnx.Gemm %a, %b {alpha = 0.5 : f32} : (tensor<2x3xf16>, tensor<3x4xf16>) -> tensor<2x4xf16>
  return %y : tensor<2x4xf16>
}

// -----

// a plain one is a sum in f32 by itself, and keeps its weights small.
// CHECK-LABEL: func.func @plain_product
// CHECK-NOT:   onnx.Cast
// CHECK:       onnx.Gemm {{.*}} -> tensor<2x4xf16>
func.func @plain_product(%a: tensor<2x3xf16>, %b: tensor<3x4xf16>) -> tensor<2x4xf16> {
  %y = onnx.Gemm %a, %b : (tensor<2x3xf16>, tensor<3x4xf16>) -> tensor<2x4xf16>
  return %y : tensor<2x4xf16>
}

// -----

// CHECK-LABEL: func.func @f64_stays
// CHECK-NOT:   onnx.Cast
// CHECK:       return
func.func @f64_stays(%x: tensor<4x8xf64>) -> tensor<4x8xf64> {
  %y = onnx.Softmax %x : (tensor<4x8xf64>) -> tensor<4x8xf64>
  return %y : tensor<4x8xf64>
}

// -----

// Far from its start, a step of a range is less than the last bit.
// CHECK-LABEL: func.func @a_range_rounds_once
// CHECK:       %[[WIDE:.+]] = onnx.Range {{.*}} -> tensor<4xf32>
// CHECK:       onnx.Cast %[[WIDE]] {to = bf16}
func.func @a_range_rounds_once(%a: tensor<bf16>, %b: tensor<bf16>, %c: tensor<bf16>) -> tensor<4xbf16> {
  %y = onnx.Range %a, %b, %c : (tensor<bf16>, tensor<bf16>, tensor<bf16>) -> tensor<4xbf16>
  return %y : tensor<4xbf16>
}

// -----

// In training, what Dropout leaves is scaled,
// CHECK-LABEL: func.func @dropout_in_training
// CHECK:       onnx.Cast %{{.+}} {to = f32} : (tensor<2x3xf16>)
// CHECK:       onnx.Div {{.*}} -> tensor<2x3xf32>
func.func @dropout_in_training(%x: tensor<2x3xf16>, %ratio: tensor<f16>, %trains: tensor<i1>) -> tensor<2x3xf16> {
  %y, %mask = onnx.Dropout %x, %ratio, %trains {operandSegmentSizes = array<i32: 1, 1, 1>} : (tensor<2x3xf16>, tensor<f16>, tensor<i1>) -> (tensor<2x3xf16>, tensor<2x3xi1>)
  return %y : tensor<2x3xf16>
}

// -----

// and is as it was otherwise.
// CHECK-LABEL: func.func @dropout_that_does_nothing
// CHECK-NOT:   onnx.Cast
// CHECK:       return
func.func @dropout_that_does_nothing(%x: tensor<2x3xf16>) -> tensor<2x3xf16> {
  %y, %mask = onnx.Dropout %x {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2x3xf16>) -> (tensor<2x3xf16>, tensor<2x3xi1>)
  return %y : tensor<2x3xf16>
}
