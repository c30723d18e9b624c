// Sizes that a model claims are checked before anything is computed with them or allocated.
// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @pieces(%x: tensor<8xf32>, %s: tensor<4294967296xi64>) -> tensor<?xf32> {
  // expected-error @below {{split has 4294967296 entries, of at most 65536}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Split %x, %s : (tensor<8xf32>, tensor<4294967296xi64>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @pieces_by_count(%x: tensor<8xf32>) -> tensor<?xf32> {
  // expected-error @below {{num_outputs is 4294967296, not from 1 to 65536}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Split %x {num_outputs = 4294967296 : i64} : (tensor<8xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @shape(%x: tensor<8xf32>, %s: tensor<4294967296xi64>) -> tensor<?xf32> {
  // expected-error @below {{shape has 4294967296 entries, but a tensor has at most 64 dimensions}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Reshape %x, %s : (tensor<8xf32>, tensor<4294967296xi64>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @expanded_shape(%x: tensor<8xf32>, %s: tensor<4294967296xi64>) -> tensor<?xf32> {
  // expected-error @below {{shape has 4294967296 entries, but a tensor has at most 64 dimensions}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Expand %x, %s : (tensor<8xf32>, tensor<4294967296xi64>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @filled_shape(%s: tensor<4294967296xi64>) -> tensor<?xf32> {
  // expected-error @below {{shape has 4294967296 entries, but a tensor has at most 64 dimensions}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.ConstantOfShape %s : (tensor<4294967296xi64>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @new_axes(%x: tensor<8xf32>, %a: tensor<4294967296xi64>) -> tensor<?xf32> {
  // expected-error @below {{axes has 4294967296 entries, but a tensor has at most 64 dimensions}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Unsqueeze %x, %a : (tensor<8xf32>, tensor<4294967296xi64>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// 3 * 6148914691236517206 is 2 in 64 bits.
func.func @channels(%x: tensor<1x2x8x8xf32>, %w: tensor<6148914691236517206x3x1x1xf32>) -> tensor<1x?x8x8xf32> {
  // expected-error @below {{weight has 1152921504606846976 channels, but input has 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, group = 6148914691236517206 : i64, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
     : (tensor<1x2x8x8xf32>, tensor<6148914691236517206x3x1x1xf32>) -> tensor<1x?x8x8xf32>
  return %y : tensor<1x?x8x8xf32>
}

// -----

// 4611686018427387905 * 4 is 4 in 64 bits.
func.func @window(%x: tensor<1x1x8xf32>, %w: tensor<1x1x5xf32>) -> tensor<1x1x4xf32> {
  // expected-error @below {{the kernel is larger than the padded input}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Conv %x, %w {dilations = array<i64: 4611686018427387905>, group = 1 : i64, pads = array<i64: 0, 0>, strides = array<i64: 1>}
     : (tensor<1x1x8xf32>, tensor<1x1x5xf32>) -> tensor<1x1x4xf32>
  return %y : tensor<1x1x4xf32>
}

// -----

func.func @padding(%x: tensor<8xf32>) -> tensor<8xf32> {
  %p = onnx.Constant dense<[-4611686018427387904, 4611686018427387904]> : tensor<2xi64>
  // expected-error @below {{pads have an entry of -4611686018427387904}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Pad %x, %p {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<8xf32>, tensor<2xi64>) -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

// The product of the dimensions is 8 in 64 bits.
func.func @reshape(%x: tensor<8xf32>) -> tensor<?x?x?xf32> {
  %s = onnx.Constant dense<[4611686018427387904, 4611686018427387904, 8]> : tensor<3xi64>
  // expected-error @below {{cannot reshape}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.Reshape %x, %s : (tensor<8xf32>, tensor<3xi64>) -> tensor<?x?x?xf32>
  return %y : tensor<?x?x?xf32>
}

// -----

func.func @blocks(%x: tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> {
  // expected-error @below {{dimension 4 is not a multiple of 1152921504606846976}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.DepthToSpace %x {blocksize = 4294967296 : i64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32>
  return %y : tensor<1x4x2x2xf32>
}

// -----

// As many entries as a tensor can have dimensions are none too many.
func.func @list_of_all_dimensions(%x: tensor<8xf32>, %s: tensor<64xi64>) {
  %y = onnx.Expand %x, %s : (tensor<8xf32>, tensor<64xi64>) -> tensor<?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?xf32>
  return
}

// -----

func.func @a_scalar_has_no_axis(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{axis -1 is out of range for rank 0}}
  %0 = onnx.Softmax %x : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @a_scale_broadcasts_to_what_it_scales(%x: tensor<2x3xf32>, %scale: tensor<4xf32>) -> tensor<2x3xf32> {
  // expected-error @below {{'tensor<4xf32>' does not broadcast to 'tensor<2x3xf32>'}}
  %0:3 = onnx.LayerNormalization %x, %scale : (tensor<2x3xf32>, tensor<4xf32>) -> (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x1xf32>)
  return %0#0 : tensor<2x3xf32>
}

// -----

func.func @a_zero_point_is_one_or_one_for_each_column(%a: tensor<2x3xi8>, %b: tensor<3x4xi8>, %z: tensor<5xi8>) -> tensor<2x4xi32> {
  // expected-error @below {{has b_zero_point 'tensor<5xi8>' that does not fit 'tensor<3x4xi8>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = "onnx.MatMulInteger"(%a, %b, %z) <{operandSegmentSizes = array<i32: 1, 1, 0, 1>}> : (tensor<2x3xi8>, tensor<3x4xi8>, tensor<5xi8>) -> tensor<2x4xi32>
  return %0 : tensor<2x4xi32>
}

// -----

func.func @operands_have_one_element_type(%c: tensor<i1>, %x: tensor<f32>, %y: tensor<i64>) -> tensor<f32> {
  // expected-error @below {{expects operands of one element type, but got 'f32' and 'i64'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Where %c, %x, %y : (tensor<i1>, tensor<f32>, tensor<i64>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @a_power_may_have_another(%x: tensor<f32>, %y: tensor<i64>) -> tensor<f32> {
  %0 = onnx.Pow %x, %y : (tensor<f32>, tensor<i64>) -> tensor<f32>
  return %0 : tensor<f32>
}
