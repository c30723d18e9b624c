// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @perm_is_short(%x: tensor<2x3x4xf32>) -> tensor<3x2xf32> {
  // expected-error @below {{perm has 2 entries for an input of rank 3}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Transpose %x {perm = array<i64: 1, 0>} : (tensor<2x3x4xf32>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// -----

func.func @squeezed_dimension_is_large(%x: tensor<2x3xf32>) -> tensor<?xf32> {
  %a = onnx.Constant dense<0> : tensor<1xi64>
  // expected-error @below {{cannot squeeze dimension 0 of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Squeeze %x, %a : (tensor<2x3xf32>, tensor<1xi64>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @unsqueezed_axis_is_out_of_range(%x: tensor<3xf32>) -> tensor<1x3xf32> {
  %a = onnx.Constant dense<2> : tensor<1xi64>
  // expected-error @below {{axis 2 is out of range for rank 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Unsqueeze %x, %a : (tensor<3xf32>, tensor<1xi64>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// -----

func.func @expanded_dimension_differs(%x: tensor<2xf32>) -> tensor<3xf32> {
  %s = onnx.Constant dense<3> : tensor<1xi64>
  // expected-error @below {{operand shapes do not broadcast: dimension 2 against 3}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Expand %x, %s : (tensor<2xf32>, tensor<1xi64>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @channels_make_no_blocks(%x: tensor<1x6x2x2xf32>) -> tensor<1x1x4x4xf32> {
  // expected-error @below {{dimension 6 is not a multiple of 4}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.DepthToSpace %x {blocksize = 2 : i64} : (tensor<1x6x2x2xf32>) -> tensor<1x1x4x4xf32>
  return %0 : tensor<1x1x4x4xf32>
}

// -----

func.func @axes_at_run_time_keep_the_elements(%x: tensor<3x4x5xf32>, %axes: tensor<1xi64>) -> tensor<3x1x4x18xf32> {
  // expected-error @below {{has 60 elements, but its result has 216}}
  %0 = onnx.Unsqueeze %x, %axes : (tensor<3x4x5xf32>, tensor<1xi64>) -> tensor<3x1x4x18xf32>
  return %0 : tensor<3x1x4x18xf32>
}

// -----

func.func @so_does_a_shape_at_run_time(%x: tensor<4xf32>, %shape: tensor<2xi64>) -> tensor<2x3xf32> {
  // expected-error @below {{has 4 elements, but its result has 6}}
  %0 = onnx.Reshape %x, %shape : (tensor<4xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @no_whole_repeats(%x: tensor<4x5xf32>, %repeats: tensor<2xi64>) -> tensor<16x14xf32> {
  // expected-error @below {{makes 14 elements of 5 in one dimension}}
  %0 = onnx.Tile %x, %repeats : (tensor<4x5xf32>, tensor<2xi64>) -> tensor<16x14xf32>
  return %0 : tensor<16x14xf32>
}
