// RUN: onnxc-opt %s --onnx-fold-pad --split-input-file | FileCheck %s

// What the convolution pads already is added.
// CHECK-LABEL: func.func @padding_in_space_is_folded
// CHECK-SAME:  %[[X:.+]]: tensor<1x3x6x6xf32>, %[[W:.+]]: tensor<4x3x3x3xf32>
// CHECK:       onnx.Conv %[[X]], %[[W]] {{.*}}pads = array<i64: 1, 2, 4, 3>
func.func @padding_in_space_is_folded(%x: tensor<1x3x6x6xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x4x9x9xf32> {
  %pads = onnx.Constant dense<[0, 0, 1, 1, 0, 0, 3, 2]> : tensor<8xi64>
  %p = onnx.Pad %x, %pads {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<1x3x6x6xf32>, tensor<8xi64>) -> tensor<1x3x10x9xf32>
  %y = onnx.Conv %p, %w {dilations = array<i64: 1, 1>, pads = array<i64: 0, 1, 1, 1>, strides = array<i64: 1, 1>}
    : (tensor<1x3x10x9xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x9x9xf32>
  return %y : tensor<1x4x9x9xf32>
}

// -----

// CHECK-LABEL: func.func @padded_channels_stay
// CHECK:       onnx.Pad
// CHECK:       onnx.Conv {{.*}}pads = array<i64: 0, 0>
func.func @padded_channels_stay(%x: tensor<1x3x6xf32>, %w: tensor<4x4x3xf32>) -> tensor<1x4x4xf32> {
  %pads = onnx.Constant dense<[0, 1, 0, 0, 0, 0]> : tensor<6xi64>
  %p = onnx.Pad %x, %pads {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<1x3x6xf32>, tensor<6xi64>) -> tensor<1x4x6xf32>
  %y = onnx.Conv %p, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x4x6xf32>, tensor<4x4x3xf32>) -> tensor<1x4x4xf32>
  return %y : tensor<1x4x4xf32>
}

// -----

// CHECK-LABEL: func.func @padding_with_ones_stays
// CHECK:       onnx.Pad
func.func @padding_with_ones_stays(%x: tensor<1x3x6xf32>, %w: tensor<4x3x3xf32>) -> tensor<1x4x6xf32> {
  %pads = onnx.Constant dense<[0, 0, 1, 0, 0, 1]> : tensor<6xi64>
  %one = onnx.Constant dense<1.0> : tensor<f32>
  %p = onnx.Pad %x, %pads, %one {operandSegmentSizes = array<i32: 1, 1, 1, 0>} : (tensor<1x3x6xf32>, tensor<6xi64>, tensor<f32>) -> tensor<1x3x8xf32>
  %y = onnx.Conv %p, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x3x8xf32>, tensor<4x3x3xf32>) -> tensor<1x4x6xf32>
  return %y : tensor<1x4x6xf32>
}

// -----

// CHECK-LABEL: func.func @what_is_cut_stays
// CHECK:       onnx.Pad
func.func @what_is_cut_stays(%x: tensor<1x3x6xf32>, %w: tensor<4x3x3xf32>) -> tensor<1x4x4xf32> {
  %pads = onnx.Constant dense<[0, 0, 1, 0, 0, -1]> : tensor<6xi64>
  %p = onnx.Pad %x, %pads {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<1x3x6xf32>, tensor<6xi64>) -> tensor<1x3x6xf32>
  %y = onnx.Conv %p, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x3x6xf32>, tensor<4x3x3xf32>) -> tensor<1x4x4xf32>
  return %y : tensor<1x4x4xf32>
}

// -----

// CHECK-LABEL: func.func @mirrored_edges_stay
// CHECK:       onnx.Pad
func.func @mirrored_edges_stay(%x: tensor<1x3x6xf32>, %w: tensor<4x3x3xf32>) -> tensor<1x4x6xf32> {
  %pads = onnx.Constant dense<[0, 0, 1, 0, 0, 1]> : tensor<6xi64>
  %p = onnx.Pad %x, %pads {mode = "reflect", operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<1x3x6xf32>, tensor<6xi64>) -> tensor<1x3x8xf32>
  %y = onnx.Conv %p, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x3x8xf32>, tensor<4x3x3xf32>) -> tensor<1x4x6xf32>
  return %y : tensor<1x4x6xf32>
}

// -----

// Zero points are zeros of quantized numbers.
// CHECK-LABEL: func.func @padding_with_zero_points
// CHECK-SAME:  %[[X:.+]]: tensor<1x3x6xui8>
// CHECK:       onnx.ConvInteger %[[X]], {{.*}}pads = array<i64: 1, 1>
func.func @padding_with_zero_points(%x: tensor<1x3x6xui8>, %w: tensor<4x3x3xi8>) -> tensor<1x4x6xi32> {
  %pads = onnx.Constant dense<[0, 0, 1, 0, 0, 1]> : tensor<6xi64>
  %z = onnx.Constant dense<7> : tensor<ui8>
  %p = onnx.Pad %x, %pads, %z {operandSegmentSizes = array<i32: 1, 1, 1, 0>} : (tensor<1x3x6xui8>, tensor<6xi64>, tensor<ui8>) -> tensor<1x3x8xui8>
  %y = onnx.ConvInteger %p, %w, %z {dilations = array<i64: 1>, operandSegmentSizes = array<i32: 1, 1, 1, 0>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x3x8xui8>, tensor<4x3x3xi8>, tensor<ui8>) -> tensor<1x4x6xi32>
  return %y : tensor<1x4x6xi32>
}

// -----

// CHECK-LABEL: func.func @padding_with_other_numbers_stays
// CHECK:       onnx.Pad
func.func @padding_with_other_numbers_stays(%x: tensor<1x3x6xui8>, %w: tensor<4x3x3xi8>) -> tensor<1x4x6xi32> {
  %pads = onnx.Constant dense<[0, 0, 1, 0, 0, 1]> : tensor<6xi64>
  %z = onnx.Constant dense<7> : tensor<ui8>
  %p = onnx.Pad %x, %pads {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<1x3x6xui8>, tensor<6xi64>) -> tensor<1x3x8xui8>
  %y = onnx.ConvInteger %p, %w, %z {dilations = array<i64: 1>, operandSegmentSizes = array<i32: 1, 1, 1, 0>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x3x8xui8>, tensor<4x3x3xi8>, tensor<ui8>) -> tensor<1x4x6xi32>
  return %y : tensor<1x4x6xi32>
}
