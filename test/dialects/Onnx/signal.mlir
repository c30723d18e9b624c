// RUN: onnxc-opt %s --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @half_a_spectrum
// CHECK: onnx.DFT {{.*}} -> tensor<2x9x2xf32>
func.func @half_a_spectrum(%x: tensor<2x16x1xf32>) -> tensor<2x9x2xf32> {
  %0 = onnx.DFT %x {onesided = 1 : i64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2x16x1xf32>) -> tensor<2x9x2xf32>
  return %0 : tensor<2x9x2xf32>
}

// -----

// CHECK-LABEL: func.func @inverse_of_half_a_spectrum_is_real
// CHECK: onnx.DFT {{.*}} -> tensor<2x16x1xf32>
func.func @inverse_of_half_a_spectrum_is_real(%x: tensor<2x9x2xf32>) -> tensor<2x16x1xf32> {
  %0 = onnx.DFT %x {inverse = 1 : i64, onesided = 1 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x9x2xf32>) -> tensor<2x16x1xf32>
  return %0 : tensor<2x16x1xf32>
}

// -----

func.func @numbers_have_three_parts(%x: tensor<2x16x3xf32>) -> tensor<2x16x2xf32> {
  // expected-error @below {{expects a last dimension of 1 (real) or 2 (complex), but got 'tensor<2x16x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.DFT %x {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2x16x3xf32>) -> tensor<2x16x2xf32>
  return %0 : tensor<2x16x2xf32>
}

// -----

func.func @frames_are_longer_than_the_signal(%x: tensor<1x16x1xf32>, %w: tensor<32xf32>) -> tensor<1x1x17x2xf32> {
  %step = onnx.Constant dense<8> : tensor<i64>
  // expected-error @below {{has frames of 32 samples, but a signal of 16}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.STFT %x, %step, %w {operandSegmentSizes = array<i32: 1, 1, 1, 0>}
    : (tensor<1x16x1xf32>, tensor<i64>, tensor<32xf32>) -> tensor<1x1x17x2xf32>
  return %0 : tensor<1x1x17x2xf32>
}
