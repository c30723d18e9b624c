// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @statistics_of_two_types(%x: tensor<1x2x3xf32>, %c: tensor<2xf32>, %v: tensor<2xf64>) -> tensor<1x2x3xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<2xf64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %m, %w = onnx.BatchNormalization %x, %c, %c, %c, %v
      : (tensor<1x2x3xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf64>)
     -> (tensor<1x2x3xf32>, tensor<2xf32>, tensor<2xf64>)
  return %y : tensor<1x2x3xf32>
}

// -----

func.func @scale_of_another_type(%x: tensor<2x3xf32>, %s: tensor<3xf64>) -> tensor<2x3xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<3xf64>'}}
  %y, %m, %d = onnx.LayerNormalization %x, %s
      : (tensor<2x3xf32>, tensor<3xf64>) -> (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x1xf32>)
  return %y : tensor<2x3xf32>
}

// -----

func.func @summand_of_another_type(%x: tensor<2x3xf32>, %s: tensor<3xf32>, %b: tensor<3xf16>) -> tensor<2x3xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<3xf16>'}}
  %y, %m, %d = onnx.LayerNormalization %x, %s, %b
      : (tensor<2x3xf32>, tensor<3xf32>, tensor<3xf16>) -> (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x1xf32>)
  return %y : tensor<2x3xf32>
}

// -----

func.func @instances(%x: tensor<1x2x3xf32>, %s: tensor<2xf64>, %b: tensor<2xf32>) -> tensor<1x2x3xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<2xf64>'}}
  %y = onnx.InstanceNormalization %x, %s, %b : (tensor<1x2x3xf32>, tensor<2xf64>, tensor<2xf32>) -> tensor<1x2x3xf32>
  return %y : tensor<1x2x3xf32>
}

// -----

func.func @groups(%x: tensor<1x2x3xf32>, %s: tensor<2xf32>, %b: tensor<2xf64>) -> tensor<1x2x3xf32> {
  // expected-error @below {{expects elements of 'f32', but got 'tensor<2xf64>'}}
  %y = onnx.GroupNormalization %x, %s, %b {num_groups = 1 : i64}
      : (tensor<1x2x3xf32>, tensor<2xf32>, tensor<2xf64>) -> tensor<1x2x3xf32>
  return %y : tensor<1x2x3xf32>
}

// -----

func.func @negative_groups(%x: tensor<1x2x3xf32>, %s: tensor<2xf32>) -> tensor<1x2x3xf32> {
  // expected-error @below {{num_groups -1 does not divide 2 channels}}
  %y = onnx.GroupNormalization %x, %s, %s {num_groups = -1 : i64} : (tensor<1x2x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3xf32>
  return %y : tensor<1x2x3xf32>
}
