// RUN: onnxc-opt %s --convert-onnx-to-linalg --canonicalize --split-input-file | FileCheck %s

// Strings come in as addresses and sizes, and move as numbers.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    %[[X:.+]]: tensor<6xi64>) -> tensor<6xi64>
// CHECK:         %[[IN:.+]] = kernel.text "enter"(%[[X]] : tensor<6xi64>) outs(%{{.+}} : tensor<3xi64>) numbers [3]
// CHECK-NOT:     kernel.text
// CHECK:         %[[OUT:.+]] = kernel.text "leave"
// CHECK:         return %[[OUT]]
func.func @main(%x: tensor<3x1x!onnx.string>) -> tensor<1x3x!onnx.string> {
  %y = onnx.Transpose %x {perm = array<i64: 1, 0>} : (tensor<3x1x!onnx.string>) -> tensor<1x3x!onnx.string>
  return %y : tensor<1x3x!onnx.string>
}

// -----

// A constant is twice its place, and 1: after the size and the byte of "a" comes "b". The empty
// string is 0.
// CHECK-LABEL: func.func @constants
// CHECK:         arith.constant dense<[1, 0, 11, 1]> : tensor<4xi64>
func.func @constants() -> tensor<4x!onnx.string> {
  %x = onnx.Constant dense<["a", "", "b", "a"]> : tensor<4x!onnx.string>
  return %x : tensor<4x!onnx.string>
}

// -----

// CHECK-LABEL: func.func @keys_are_sorted
// CHECK-DAG:     %[[KEYS:.+]] = arith.constant dense<[11, 1]> : tensor<2xi64>
// CHECK-DAG:     %[[PLACES:.+]] = arith.constant dense<[1, 0]> : tensor<2xi32>
// CHECK:         kernel.text "find"(%{{.+}}, %{{.+}}, %[[KEYS]], %[[PLACES]] :
// CHECK-SAME:      numbers [4, 2, 3]
func.func @keys_are_sorted(%x: tensor<4x!onnx.string>) -> tensor<4xi64> {
  %y = onnx.find_text %x {keys = dense<["b", "a", "b"]> : tensor<3x!onnx.string>} : (tensor<4x!onnx.string>) -> tensor<4xi64>
  return %y : tensor<4xi64>
}
