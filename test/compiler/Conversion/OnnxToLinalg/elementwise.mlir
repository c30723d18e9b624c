// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @gates
// CHECK:       linalg.generic
// CHECK-NEXT:  ^bb0(%[[A:.+]]: f32, %[[B:.+]]: f32, %{{.+}}: f32):
// CHECK:         %[[SCALED:.+]] = arith.mulf %[[A]], %{{.+}}
// CHECK:         %[[NEGATED:.+]] = arith.negf %[[SCALED]]
// CHECK:         math.exp %[[NEGATED]]
// CHECK:         %[[SIGMOID:.+]] = arith.divf
// CHECK:         %[[SWISH:.+]] = arith.mulf %[[A]], %[[SIGMOID]]
// CHECK:         %[[Y:.+]] = arith.mulf %[[SWISH]], %[[B]]
// CHECK:         linalg.yield %[[Y]]
func.func @gates(%a: tensor<2x4xf32>, %b: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = onnx.SwiGLU %a, %b {alpha = 2.0 : f32} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
