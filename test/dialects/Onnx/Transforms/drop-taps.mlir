// RUN: onnxc-opt %s --onnx-drop-taps --onnx-fold-constants --split-input-file | FileCheck %s

// The taps above and below the middle are 8 rows away from all 5 rows of the image; the first column
// of taps is 5 columns before the output's. The others meet the image, if not everywhere.
// CHECK-LABEL: func.func @padding_only
// CHECK-SAME:    %[[X:.+]]: tensor<1x1x5x5xf32>
// CHECK:         %[[W:.+]] = onnx.Constant dense<{{\[\[\[\[}}5.000000e+00, 6.000000e+00]]]]> : tensor<1x1x1x2xf32>
// CHECK:         onnx.Conv %[[X]], %[[W]] {dilations = array<i64: 8, 4>, pads = array<i64: 0, 1, 0, 3>, strides = array<i64: 1, 1>}
// CHECK-SAME:      -> tensor<1x1x5x5xf32>
func.func @padding_only(%x: tensor<1x1x5x5xf32>) -> tensor<1x1x5x5xf32> {
  %w = onnx.Constant dense<[[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]]> : tensor<1x1x3x3xf32>
  %y = onnx.Conv %x, %w {dilations = array<i64: 8, 4>, pads = array<i64: 8, 5, 8, 3>, strides = array<i64: 1, 1>}
    : (tensor<1x1x5x5xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x5x5xf32>
  return %y : tensor<1x1x5x5xf32>
}

// -----

// One row of the image is enough.
// CHECK-LABEL: func.func @a_row_is_met
// CHECK:         onnx.Conv {{.*}} pads = array<i64: 4, 4, 4, 4>
// CHECK-SAME:      tensor<1x1x3x3xf32>
func.func @a_row_is_met(%x: tensor<1x1x5x5xf32>, %w: tensor<1x1x3x3xf32>) -> tensor<1x1x5x5xf32> {
  %y = onnx.Conv %x, %w {dilations = array<i64: 4, 4>, pads = array<i64: 4, 4, 4, 4>, strides = array<i64: 1, 1>}
    : (tensor<1x1x5x5xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x5x5xf32>
  return %y : tensor<1x1x5x5xf32>
}

// -----

// An image of one pixel is met by the tap in the middle only.
// CHECK-LABEL: func.func @one_pixel
// CHECK:         onnx.Conv %{{.+}}, %{{.+}} {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 2>}
// CHECK-SAME:      tensor<1x1x1xf32>
func.func @one_pixel(%x: tensor<1x1x1xf32>) -> tensor<1x1x1xf32> {
  %w = onnx.Constant dense<1.0> : tensor<1x1x3xf32>
  %y = onnx.Conv %x, %w {dilations = array<i64: 1>, pads = array<i64: 1, 1>, strides = array<i64: 2>}
    : (tensor<1x1x1xf32>, tensor<1x1x3xf32>) -> tensor<1x1x1xf32>
  return %y : tensor<1x1x1xf32>
}

// -----

// The first tap is three places and one place before the pixel, which the last one meets.
// CHECK-LABEL: func.func @stepped_over
// CHECK:         onnx.Conv {{.*}} pads = array<i64: 2, 1>
// CHECK-SAME:      tensor<1x1x1xf32>) -> tensor<1x1x2xf32>
func.func @stepped_over(%x: tensor<1x1x1xf32>) -> tensor<1x1x2xf32> {
  %w = onnx.Constant dense<1.0> : tensor<1x1x2xf32>
  %y = onnx.Conv %x, %w {dilations = array<i64: 1>, pads = array<i64: 3, 1>, strides = array<i64: 2>}
    : (tensor<1x1x1xf32>, tensor<1x1x2xf32>) -> tensor<1x1x2xf32>
  return %y : tensor<1x1x2xf32>
}
