// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @reduced_axis_accumulates
// CHECK: linalg.generic {{.*}}["parallel", "reduction"]
// CHECK-NEXT: ^bb0(%[[X:.+]]: f32, %[[SUM:.+]]: f32):
// CHECK-NEXT: arith.maximumf %[[SUM]], %[[X]]
func.func @reduced_axis_accumulates(%x: tensor<3x4xf32>) -> tensor<3x1xf32> {
  %axes = arith.constant dense<1> : tensor<1xi64>
  %0 = onnx.ReduceMax %x, %axes : (tensor<3x4xf32>, tensor<1xi64>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

// Over no axis, an element meets the start value only: no accumulator is read, which a fused
// consumer would share.
// CHECK-LABEL: func.func @no_axis_is_elementwise
// CHECK-DAG: %[[ONE:.+]] = arith.constant 1 : i32
// CHECK-DAG: %[[EMPTY:.+]] = tensor.empty() : tensor<i32>
// CHECK: linalg.generic {{.*}} outs(%[[EMPTY]]
// CHECK-NEXT: ^bb0(%[[X:.+]]: i32, %{{.+}}: i32):
// CHECK-NEXT: arith.muli %[[ONE]], %[[X]]
func.func @no_axis_is_elementwise(%x: tensor<i32>) -> tensor<i32> {
  %0 = onnx.ReduceProd %x : (tensor<i32>) -> tensor<i32>
  return %0 : tensor<i32>
}
