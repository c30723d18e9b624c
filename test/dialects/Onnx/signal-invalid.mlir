// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @several_window_sizes(%n: tensor<2xi64>) -> tensor<?xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.HannWindow %n : (tensor<2xi64>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @several_transformed_axes(%x: tensor<1x8x1xf32>, %a: tensor<2xi64>) -> tensor<?x?x2xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.DFT %x, %a {operandSegmentSizes = array<i32: 1, 0, 1>} : (tensor<1x8x1xf32>, tensor<2xi64>) -> tensor<?x?x2xf32>
  return %y : tensor<?x?x2xf32>
}

// -----

func.func @several_steps_of_frames(%x: tensor<1x8x1xf32>, %s: tensor<2xi64>) -> tensor<1x?x5x2xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.STFT %x, %s {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<1x8x1xf32>, tensor<2xi64>) -> tensor<1x?x5x2xf32>
  return %y : tensor<1x?x5x2xf32>
}

// -----

func.func @several_counts_of_bins(%n: tensor<2xi64>, %l: tensor<i64>, %f: tensor<f32>) -> tensor<?x?xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.MelWeightMatrix %n, %l, %l, %f, %f : (tensor<2xi64>, tensor<i64>, tensor<i64>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// -----

func.func @window_of_another_type(%x: tensor<1x8x1xf32>, %s: tensor<i64>, %w: tensor<4xf64>) -> tensor<1x?x3x2xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<4xf64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.STFT %x, %s, %w {operandSegmentSizes = array<i32: 1, 1, 1, 0>} : (tensor<1x8x1xf32>, tensor<i64>, tensor<4xf64>) -> tensor<1x?x3x2xf32>
  return %y : tensor<1x?x3x2xf32>
}
