// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @integers_by_dtype() -> tensor<3xf32> {
  // expected-error @below {{makes floats, but dtype is 'i32'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.RandomUniform {dtype = i32, shape = array<i64: 3>} : () -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @integers_like_the_input(%x: tensor<3xi32>) -> tensor<3xf32> {
  // expected-error @below {{makes floats, but the input is 'i32'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.RandomNormalLike %x : (tensor<3xi32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @negative_dimension() -> tensor<?xf32> {
  // expected-error @below {{shape has dimension -3}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.RandomUniform {shape = array<i64: -3>} : () -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @no_samples(%x: tensor<2x4xf32>) -> tensor<2x0xi32> {
  // expected-error @below {{expects a sample_size of 1 or more, but got 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Multinomial %x {sample_size = 0 : i64} : (tensor<2x4xf32>) -> tensor<2x0xi32>
  return %0 : tensor<2x0xi32>
}
