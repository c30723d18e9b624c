// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @activation(%x: tensor<2x4x8xf32>, %w: tensor<4x1x3xf32>) -> tensor<2x4x8xf32> {
  // expected-error @below {{expects activation none, silu or swish, but got relu}}
  // expected-error @below {{failed to infer returned types}}
  %y, %s = onnx.CausalConvWithState %x, %w {activation = "relu", operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<2x4x8xf32>, tensor<4x1x3xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x2xf32>)
  return %y : tensor<2x4x8xf32>
}

// -----

func.func @rank(%x: tensor<4x8xf32>, %w: tensor<4x1x3xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{expects an input of channels and a weight of one row for each, but got 'tensor<4x8xf32>' and 'tensor<4x1x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %s = onnx.CausalConvWithState %x, %w {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<4x8xf32>, tensor<4x1x3xf32>) -> (tensor<4x8xf32>, tensor<2x4x2xf32>)
  return %y : tensor<4x8xf32>
}

// -----

func.func @channels(%x: tensor<2x4x8xf32>, %w: tensor<4x4x3xf32>) -> tensor<2x4x8xf32> {
  // expected-error @below {{expects weight of 'tensor<4x1x3xf32>', but got 'tensor<4x4x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %s = onnx.CausalConvWithState %x, %w {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<2x4x8xf32>, tensor<4x4x3xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x2xf32>)
  return %y : tensor<2x4x8xf32>
}

// -----

func.func @biases(%x: tensor<2x4x8xf32>, %w: tensor<4x1x3xf32>, %b: tensor<3xf32>) -> tensor<2x4x8xf32> {
  // expected-error @below {{expects bias of 'tensor<4xf32>', but got 'tensor<3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %s = onnx.CausalConvWithState %x, %w, %b {operandSegmentSizes = array<i32: 1, 1, 1, 0>} : (tensor<2x4x8xf32>, tensor<4x1x3xf32>, tensor<3xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x2xf32>)
  return %y : tensor<2x4x8xf32>
}

// -----

func.func @states(%x: tensor<2x4x8xf32>, %w: tensor<4x1x3xf32>, %p: tensor<2x4x3xf32>) -> tensor<2x4x8xf32> {
  // expected-error @below {{expects past_state of 'tensor<2x4x2xf32>', but got 'tensor<2x4x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %s = onnx.CausalConvWithState %x, %w, %p {operandSegmentSizes = array<i32: 1, 1, 0, 1>} : (tensor<2x4x8xf32>, tensor<4x1x3xf32>, tensor<2x4x3xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x2xf32>)
  return %y : tensor<2x4x8xf32>
}

// -----

func.func @no_dimension_is_known(%x: tensor<?x?x?xf32>, %w: tensor<4x1x3xf32>, %p: tensor<2x4x2xf32>) -> tensor<?x?x?xf32> {
  %y, %s = onnx.CausalConvWithState %x, %w, %p {activation = "swish", operandSegmentSizes = array<i32: 1, 1, 0, 1>} : (tensor<?x?x?xf32>, tensor<4x1x3xf32>, tensor<2x4x2xf32>) -> (tensor<?x?x?xf32>, tensor<?x?x2xf32>)
  return %y : tensor<?x?x?xf32>
}
