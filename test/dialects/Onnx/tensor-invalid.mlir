// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @several_ratios(%x: tensor<4xf32>, %r: tensor<2xf32>, %t: tensor<i1>) -> tensor<4xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %m = onnx.Dropout %x, %r, %t {operandSegmentSizes = array<i32: 1, 1, 1>}
      : (tensor<4xf32>, tensor<2xf32>, tensor<i1>) -> (tensor<4xf32>, tensor<4xi1>)
  return %y : tensor<4xf32>
}

// -----

func.func @several_modes(%x: tensor<4xf32>, %r: tensor<f32>, %t: tensor<0xi1>) -> tensor<4xf32> {
  // expected-error @below {{expects one element, but got 'tensor<0xi1>'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %m = onnx.Dropout %x, %r, %t {operandSegmentSizes = array<i32: 1, 1, 1>}
      : (tensor<4xf32>, tensor<f32>, tensor<0xi1>) -> (tensor<4xf32>, tensor<4xi1>)
  return %y : tensor<4xf32>
}

// -----

func.func @several_diagonals(%x: tensor<4x4xf32>, %k: tensor<2xi64>) -> tensor<4x4xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Trilu %x, %k : (tensor<4x4xf32>, tensor<2xi64>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}
