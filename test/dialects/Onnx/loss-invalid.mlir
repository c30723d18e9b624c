// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @unknown_reduction(%x: tensor<4x5xf32>, %t: tensor<4xi64>) -> tensor<f32> {
  // expected-error @below {{reduction is 'max', not none, sum or mean}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t {reduction = "max"} : (tensor<4x5xf32>, tensor<4xi64>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @input_without_classes(%x: tensor<4xf32>, %t: tensor<4xi64>) -> tensor<f32> {
  // expected-error @below {{expects an input of rank 2 or more, but got 'tensor<4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t : (tensor<4xf32>, tensor<4xi64>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @targets_of_another_shape(%x: tensor<4x5x6xf32>, %t: tensor<4x7xi64>) -> tensor<f32> {
  // expected-error @below {{expects targets like 'tensor<4x6xi64>', but got 'tensor<4x7xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t : (tensor<4x5x6xf32>, tensor<4x7xi64>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @targets_of_another_rank(%x: tensor<4x5xf32>, %t: tensor<4x1xi64>) -> tensor<f32> {
  // expected-error @below {{expects targets like 'tensor<4xi64>', but got 'tensor<4x1xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = onnx.SoftmaxCrossEntropyLoss %x, %t : (tensor<4x5xf32>, tensor<4x1xi64>) -> (tensor<f32>, tensor<4x5xf32>)
  return %0#0 : tensor<f32>
}

// -----

func.func @weights_of_other_classes(%x: tensor<4x5xf32>, %t: tensor<4xi64>, %w: tensor<4xf32>) -> tensor<f32> {
  // expected-error @below {{expects one weight for each of 5 classes, but got 'tensor<4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = onnx.SoftmaxCrossEntropyLoss %x, %t, %w : (tensor<4x5xf32>, tensor<4xi64>, tensor<4xf32>) -> (tensor<f32>, tensor<4x5xf32>)
  return %0#0 : tensor<f32>
}

// -----

func.func @loss_of_another_type(%x: tensor<4x5xf32>, %t: tensor<4xi64>) -> tensor<4xf32> {
  // expected-error @below {{inferred type(s) 'tensor<f32>' are incompatible with return type(s) of operation 'tensor<4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t {reduction = "mean"} : (tensor<4x5xf32>, tensor<4xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @weights_of_another_rank(%x: tensor<4x5xf32>, %t: tensor<4xi64>, %w: tensor<1x5xf32>) -> tensor<f32> {
  // expected-error @below {{expects one weight for each of 5 classes, but got 'tensor<1x5xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t, %w : (tensor<4x5xf32>, tensor<4xi64>, tensor<1x5xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @weights_of_another_type(%x: tensor<4x5xf32>, %t: tensor<4xi64>, %w: tensor<5xf64>) -> tensor<f32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<5xf64>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t, %w : (tensor<4x5xf32>, tensor<4xi64>, tensor<5xf64>) -> tensor<f32>
  return %0 : tensor<f32>
}
