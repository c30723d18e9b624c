// RUN: onnxc-opt %s --onnxc-graph-pipeline | FileCheck %s
// RUN: onnxc-opt %s --onnxc-graph-pipeline="fuse-affine=false" | FileCheck %s --check-prefix=STRICT

// A factor after a matrix product is one of its weights, unless each node rounds its result.
// CHECK-LABEL: func.func @main
// CHECK-NOT:     onnx.Mul
// STRICT-LABEL: func.func @main
// STRICT:         %[[PRODUCT:.+]] = onnx.MatMul
// STRICT:         onnx.Mul %[[PRODUCT]]
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x2xf32> {
  %w = onnx.Constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %factor = onnx.Constant dense<1.1> : tensor<f32>
  %product = onnx.MatMul %x, %w : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %scaled = onnx.Mul %product, %factor : (tensor<2x2xf32>, tensor<f32>) -> tensor<2x2xf32>
  return %scaled : tensor<2x2xf32>
}
