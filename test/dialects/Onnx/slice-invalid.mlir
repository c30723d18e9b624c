// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @other_dimensions_differ(%a: tensor<2x3xf32>, %b: tensor<3x3xf32>) -> tensor<2x6xf32> {
  // expected-error @below {{cannot concatenate 'tensor<2x3xf32>' and 'tensor<3x3xf32>' along axis 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Concat %a, %b {axis = 1 : i64} : (tensor<2x3xf32>, tensor<3x3xf32>) -> tensor<2x6xf32>
  return %0 : tensor<2x6xf32>
}

// -----

func.func @pieces_do_not_make_the_whole(%x: tensor<6xf32>) -> tensor<2xf32> {
  %s = onnx.Constant dense<[2, 3]> : tensor<2xi64>
  // expected-error @below {{split has a sum of 5 for a dimension of 6}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = onnx.Split %x, %s : (tensor<6xf32>, tensor<2xi64>) -> (tensor<2xf32>, tensor<3xf32>)
  return %0#0 : tensor<2xf32>
}

// -----

func.func @step_of_zero(%x: tensor<6xf32>) -> tensor<6xf32> {
  %a = onnx.Constant dense<0> : tensor<1xi64>
  %b = onnx.Constant dense<6> : tensor<1xi64>
  // expected-error @below {{steps has an entry of 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Slice %x, %a, %b, %a, %a {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>} : (tensor<6xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<6xf32>
  return %0 : tensor<6xf32>
}

// -----

func.func @pads_for_another_rank(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %p = onnx.Constant dense<0> : tensor<2xi64>
  // expected-error @below {{expects 4 pads, but got 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Pad %x, %p {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
