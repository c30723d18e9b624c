// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @weight_of_another_type(%x: tensor<3x1x2xf32>, %w: tensor<1x4x2xf64>, %r: tensor<1x4x4xf32>) -> tensor<3x1x1x4xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<1x4x2xf64>'}}
  %y, %h = onnx.RNN %x, %w, %r {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
      : (tensor<3x1x2xf32>, tensor<1x4x2xf64>, tensor<1x4x4xf32>) -> (tensor<3x1x1x4xf32>, tensor<1x1x4xf32>)
  return %y : tensor<3x1x1x4xf32>
}

// -----

func.func @cell_state_of_another_type(%x: tensor<3x1x2xf32>, %w: tensor<1x4x2xf32>, %r: tensor<1x4x1xf32>, %c: tensor<1x1x1xf16>) -> tensor<3x1x1x1xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<1x1x1xf16>'}}
  %y, %h, %d = onnx.LSTM %x, %w, %r, %c {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 1, 0>}
      : (tensor<3x1x2xf32>, tensor<1x4x2xf32>, tensor<1x4x1xf32>, tensor<1x1x1xf16>)
     -> (tensor<3x1x1x1xf32>, tensor<1x1x1xf32>, tensor<1x1x1xf32>)
  return %y : tensor<3x1x1x1xf32>
}
