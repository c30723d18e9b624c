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

// -----

func.func @boxes_of_three_coordinates(%boxes: tensor<1x6x3xf32>, %scores: tensor<1x2x6xf32>) -> tensor<0x3xi64> {
  // expected-error @below {{expects boxes of batch, number and 4 coordinates, but got 'tensor<1x6x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NonMaxSuppression %boxes, %scores {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0>}
    : (tensor<1x6x3xf32>, tensor<1x2x6xf32>) -> tensor<0x3xi64>
  return %0 : tensor<0x3xi64>
}

// -----

func.func @scores_of_other_boxes(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x7xf32>) -> tensor<0x3xi64> {
  // expected-error @below {{expects scores of batch, class and box, but got 'tensor<1x2x7xf32>' for boxes 'tensor<1x6x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NonMaxSuppression %boxes, %scores {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0>}
    : (tensor<1x6x4xf32>, tensor<1x2x7xf32>) -> tensor<0x3xi64>
  return %0 : tensor<0x3xi64>
}

// -----

func.func @limits_of_two_elements(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x6xf32>, %limit: tensor<2xi64>) -> tensor<?x3xi64> {
  // expected-error @below {{expects limits of one element, but got 'tensor<2xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.NonMaxSuppression %boxes, %scores, %limit {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<1x6x4xf32>, tensor<1x2x6xf32>, tensor<2xi64>) -> tensor<?x3xi64>
  return %0 : tensor<?x3xi64>
}

// -----

func.func @determinant_of_an_oblong(%x: tensor<3x4x5xf32>) -> tensor<3xf32> {
  // expected-error @below {{expects square matrices, but got 'tensor<3x4x5xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Det %x : (tensor<3x4x5xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @several_depths(%i: tensor<3xi64>, %d: tensor<2xi64>, %v: tensor<2xf32>) -> tensor<3x?xf32> {
  // expected-error @below {{expects one element, but got 'tensor<2xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.OneHot %i, %d, %v : (tensor<3xi64>, tensor<2xi64>, tensor<2xf32>) -> tensor<3x?xf32>
  return %y : tensor<3x?xf32>
}
