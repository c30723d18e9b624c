// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @window_of_the_whole_image
// CHECK: onnx.GlobalAveragePool
// CHECK: onnx.GlobalMaxPool
// CHECK: onnx.GlobalLpPool {{.*}}p = 3
func.func @window_of_the_whole_image(%x: tensor<1x4x5x3xf32>)
    -> (tensor<1x4x1x1xf32>, tensor<1x4x1x1xf32>, tensor<1x4x1x1xf32>) {
  %0 = onnx.AveragePool %x {kernel_shape = array<i64: 5, 3>, strides = array<i64: 2, 2>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x4x5x3xf32>) -> tensor<1x4x1x1xf32>
  %1, %i = onnx.MaxPool %x {kernel_shape = array<i64: 5, 3>, strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x4x5x3xf32>) -> (tensor<1x4x1x1xf32>, tensor<1x4x1x1xi64>)
  %2 = onnx.LpPool %x {kernel_shape = array<i64: 5, 3>, strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, p = 3 : i64}
    : (tensor<1x4x5x3xf32>) -> tensor<1x4x1x1xf32>
  return %0, %1, %2 : tensor<1x4x1x1xf32>, tensor<1x4x1x1xf32>, tensor<1x4x1x1xf32>
}

// -----

// CHECK-LABEL: func.func @indices_are_needed
// CHECK: onnx.MaxPool
func.func @indices_are_needed(%x: tensor<1x4x5x3xf32>) -> tensor<1x4x1x1xi64> {
  %0, %i = onnx.MaxPool %x {kernel_shape = array<i64: 5, 3>, strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x4x5x3xf32>) -> (tensor<1x4x1x1xf32>, tensor<1x4x1x1xi64>)
  return %i : tensor<1x4x1x1xi64>
}

// -----

// CHECK-LABEL: func.func @part_of_the_image
// CHECK: onnx.AveragePool
func.func @part_of_the_image(%x: tensor<1x4x5x3xf32>) -> tensor<1x4x1x1xf32> {
  %0 = onnx.AveragePool %x {kernel_shape = array<i64: 4, 3>, strides = array<i64: 2, 2>,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x4x5x3xf32>) -> tensor<1x4x1x1xf32>
  return %0 : tensor<1x4x1x1xf32>
}

// -----

// CHECK-LABEL: func.func @padding_counts_as_zeros
// CHECK: onnx.AveragePool
func.func @padding_counts_as_zeros(%x: tensor<1x4x2x2xf32>) -> tensor<1x4x1x1xf32> {
  %0 = onnx.AveragePool %x {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>,
      pads = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, count_include_pad = 1 : i64}
    : (tensor<1x4x2x2xf32>) -> tensor<1x4x1x1xf32>
  return %0 : tensor<1x4x1x1xf32>
}
