// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @tensors_without_state(%r: tensor<f32>, %t: tensor<i64>, %x: tensor<2xf32>, %g: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @below {{expects 3 tensors per parameter, but got 2 tensors}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.training.Adagrad %r, %t, %x, %g : (tensor<f32>, tensor<i64>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @gradient_of_another_shape(%r: tensor<f32>, %t: tensor<i64>, %x: tensor<2xf32>, %g: tensor<3xf32>, %h: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>) {
  // expected-error @below {{expects gradient and state of parameter 0 in its type 'tensor<2xf32>', but got 'tensor<3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = onnx.training.Adagrad %r, %t, %x, %g, %h
    : (tensor<f32>, tensor<i64>, tensor<2xf32>, tensor<3xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1 : tensor<2xf32>, tensor<2xf32>
}

// -----

func.func @unknown_mode(%r: tensor<f32>, %t: tensor<i64>, %x: tensor<2xf32>, %g: tensor<2xf32>, %v: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>) {
  // expected-error @below {{expects mode 'standard' or 'nesterov', but got 'fast'}}
  %0:2 = onnx.training.Momentum %r, %t, %x, %g, %v {alpha = 0.9 : f32, beta = 0.5 : f32, mode = "fast", norm_coefficient = 0.0 : f32}
    : (tensor<f32>, tensor<i64>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1 : tensor<2xf32>, tensor<2xf32>
}

// -----

func.func @several_rates(%r: tensor<2xf32>, %t: tensor<i64>, %x: tensor<2xf32>, %g: tensor<2xf32>, %h: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>) {
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expects a rate and a step of one element, but got 'tensor<2xf32>'}}
  %0:2 = onnx.training.Adagrad %r, %t, %x, %g, %h
    : (tensor<2xf32>, tensor<i64>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1 : tensor<2xf32>, tensor<2xf32>
}
