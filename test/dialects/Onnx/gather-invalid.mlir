// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @axis_is_out_of_range(%x: tensor<2x3xf32>, %i: tensor<i64>) -> tensor<2xf32> {
  // expected-error @below {{axis 2 is out of range for rank 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Gather %x, %i {axis = 2 : i64} : (tensor<2x3xf32>, tensor<i64>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @tuples_are_too_long(%x: tensor<2x3xf32>, %i: tensor<4x3xi64>) -> tensor<4xf32> {
  // expected-error @below {{cannot take index tuples from 'tensor<4x3xi64>' for 'tensor<2x3xf32>' with 0 batch dimensions}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.GatherND %x, %i : (tensor<2x3xf32>, tensor<4x3xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @unknown_reduction(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) -> tensor<4xf32> {
  // expected-error @below {{reduction is 'sum', not none, add, mul, max or min}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ScatterElements %x, %i, %u {reduction = "sum"} : (tensor<4xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @updates_of_another_shape(%x: tensor<4x5xf32>, %i: tensor<2x1xi64>, %u: tensor<2x4xf32>) -> tensor<4x5xf32> {
  // expected-error @below {{expects updates to be 'tensor<2x5xf32>', but got 'tensor<2x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ScatterND %x, %i, %u : (tensor<4x5xf32>, tensor<2x1xi64>, tensor<2x4xf32>) -> tensor<4x5xf32>
  return %0 : tensor<4x5xf32>
}
