// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @several_counts(%x: tensor<3x4xf32>, %k: tensor<2xi64>) -> tensor<3x?xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %i = onnx.TopK %x, %k : (tensor<3x4xf32>, tensor<2xi64>) -> (tensor<3x?xf32>, tensor<3x?xi64>)
  return %y : tensor<3x?xf32>
}
