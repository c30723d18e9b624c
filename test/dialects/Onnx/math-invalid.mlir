// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @gates_are_not_broadcast(%a: tensor<2x4xf32>, %b: tensor<1x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'onnx.SwiGLU' op requires the same type for all operands and results}}
  %y = onnx.SwiGLU %a, %b : (tensor<2x4xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// -----

func.func @gates_of_one_shape(%a: tensor<2x4xf32>, %b: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = onnx.SwiGLU %a, %b {alpha = 2.0 : f32} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// -----

func.func @bounds_of_clip_are_scalars(%x: tensor<4xf32>, %b: tensor<2x3xf32>) -> tensor<4xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Clip %x, %b {operandSegmentSizes = array<i32: 1, 1, 0>} : (tensor<4xf32>, tensor<2x3xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @bounds_of_clip_have_its_element_type(%x: tensor<4xf32>, %b: tensor<f64>) -> tensor<4xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<f64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Clip %x, %b {operandSegmentSizes = array<i32: 1, 1, 0>} : (tensor<4xf32>, tensor<f64>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
