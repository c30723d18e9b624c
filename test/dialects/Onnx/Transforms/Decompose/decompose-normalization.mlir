// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @neighbours_are_added
// CHECK-COUNT-3: onnx.Slice
// CHECK-NOT:     onnx.Slice
// CHECK:         onnx.Pow
func.func @neighbours_are_added(%x: tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> {
  %y = onnx.LRN %x {size = 3 : i64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %y : tensor<1x8x4x4xf32>
}

// -----

// Beyond the first and the last channel there are only zeros.
// CHECK-LABEL: func.func @all_channels_are_neighbours
// CHECK-COUNT-5: onnx.Slice
// CHECK-NOT:     onnx.Slice
func.func @all_channels_are_neighbours(%x: tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32> {
  %y = onnx.LRN %x {size = 9223372036854775807 : i64} : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return %y : tensor<1x3x4x4xf32>
}

// -----

// CHECK-LABEL: func.func @too_many_neighbours
// CHECK:         onnx.LRN
func.func @too_many_neighbours(%x: tensor<1x4096x1x1xf32>) -> tensor<1x4096x1x1xf32> {
  %y = onnx.LRN %x {size = 4096 : i64} : (tensor<1x4096x1x1xf32>) -> tensor<1x4096x1x1xf32>
  return %y : tensor<1x4096x1x1xf32>
}

// -----

// No constant is that large.
// CHECK-LABEL: func.func @hardmax_of_too_many_stays
// CHECK: onnx.Hardmax
func.func @hardmax_of_too_many_stays(%x: tensor<1x1073741824xf32>) -> tensor<1x1073741824xf32> {
  %0 = onnx.Hardmax %x : (tensor<1x1073741824xf32>) -> tensor<1x1073741824xf32>
  return %0 : tensor<1x1073741824xf32>
}
