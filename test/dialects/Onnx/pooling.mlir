// RUN: onnxc-opt %s --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @ceil_mode_counts_a_window_that_is_cut
// CHECK: onnx.MaxPool {{.*}} -> (tensor<1x1x2x2xf32>, tensor<1x1x2x2xi64>)
func.func @ceil_mode_counts_a_window_that_is_cut(%x: tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> {
  %0, %1 = onnx.MaxPool %x {ceil_mode = 1 : i64, dilations = array<i64: 1, 1>, kernel_shape = array<i64: 3, 3>,
                            pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : (tensor<1x1x4x4xf32>) -> (tensor<1x1x2x2xf32>, tensor<1x1x2x2xi64>)
  return %0 : tensor<1x1x2x2xf32>
}

// -----

// CHECK-LABEL: func.func @sizes_are_kept_in_proportion
// CHECK: onnx.Resize {{.*}} -> tensor<1x1x7x7xf32>
func.func @sizes_are_kept_in_proportion(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x7x7xf32> {
  %sizes = onnx.Constant dense<[7, 8]> : tensor<2xi64>
  %0 = onnx.Resize %x, %sizes {axes = array<i64: 2, 3>, keep_aspect_ratio_policy = "not_larger",
                               operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<1x1x2x2xf32>, tensor<2xi64>) -> tensor<1x1x7x7xf32>
  return %0 : tensor<1x1x7x7xf32>
}

// -----

// CHECK-LABEL: func.func @kernel_is_larger_by_less_than_a_step
// CHECK: onnx.AveragePool {{.*}} -> tensor<1x1x0x1xf32>
func.func @kernel_is_larger_by_less_than_a_step(%x: tensor<1x1x2x3xf32>) -> tensor<1x1x0x1xf32> {
  %0 = onnx.AveragePool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 3, 3>,
                            pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x1x2x3xf32>) -> tensor<1x1x0x1xf32>
  return %0 : tensor<1x1x0x1xf32>
}

// -----

// CHECK-LABEL: func.func @kernel_is_larger_by_a_step_rounded_up
// CHECK: onnx.LpPool {{.*}} -> tensor<1x1x0xf32>
func.func @kernel_is_larger_by_a_step_rounded_up(%x: tensor<1x1x3xf32>) -> tensor<1x1x0xf32> {
  %0 = onnx.LpPool %x {ceil_mode = 1 : i64, dilations = array<i64: 1>, kernel_shape = array<i64: 5>,
                       pads = array<i64: 0, 0>, strides = array<i64: 2>}
    : (tensor<1x1x3xf32>) -> tensor<1x1x0xf32>
  return %0 : tensor<1x1x0xf32>
}

// -----

func.func @kernel_is_larger_than_input(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x1x1xf32> {
  // expected-error @below {{the kernel is larger than the padded input 'tensor<1x1x2x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.AveragePool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 4, 3>,
                            pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x1x2x2xf32>) -> tensor<1x1x1x1xf32>
  return %0 : tensor<1x1x1x1xf32>
}

// -----

func.func @pads_are_missing(%x: tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> {
  // expected-error @below {{expects 4 pads for 2 spatial dimensions, but got 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.LpPool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 3, 3>,
                       pads = array<i64: 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32>
  return %0 : tensor<1x1x2x2xf32>
}

// -----

func.func @stride_is_zero(%x: tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> {
  // expected-error @below {{expects a kernel, strides and dilations of 1 or more}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.AveragePool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 3, 3>,
                            pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 0, 1>}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32>
  return %0 : tensor<1x1x2x2xf32>
}

// -----

func.func @unpooled_shape_is_too_small(%x: tensor<1x1x2x2xf32>, %i: tensor<1x1x2x2xi64>) -> tensor<1x1x3x3xf32> {
  %shape = onnx.Constant dense<[1, 1, 3, 3]> : tensor<4xi64>
  // expected-error @below {{output_shape has 3 where 4 are needed}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.MaxUnpool %x, %i, %shape {kernel_shape = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xi64>, tensor<4xi64>) -> tensor<1x1x3x3xf32>
  return %0 : tensor<1x1x3x3xf32>
}

// -----

func.func @scales_and_sizes_are_missing(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32> {
  // expected-error @below {{expects either scales or sizes}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.Resize %x {operandSegmentSizes = array<i32: 1, 0, 0, 0>} : (tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32>
  return %0 : tensor<1x1x4x4xf32>
}

// -----

func.func @mode_is_not_known(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32> {
  %scales = onnx.Constant dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @below {{'onnx.Resize' op has 'area' as mode}}
  %0 = onnx.Resize %x, %scales {mode = "area", operandSegmentSizes = array<i32: 1, 0, 1, 0>}
    : (tensor<1x1x2x2xf32>, tensor<4xf32>) -> tensor<1x1x4x4xf32>
  return %0 : tensor<1x1x4x4xf32>
}

// -----

func.func @crop_needs_a_region(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32> {
  %sizes = onnx.Constant dense<[1, 1, 4, 4]> : tensor<4xi64>
  // expected-error @below {{'onnx.Resize' op expects 8 values in roi}}
  %0 = onnx.Resize %x, %sizes {coordinate_transformation_mode = "tf_crop_and_resize", operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<1x1x2x2xf32>, tensor<4xi64>) -> tensor<1x1x4x4xf32>
  return %0 : tensor<1x1x4x4xf32>
}

// -----

func.func @grid_does_not_fit(%x: tensor<1x1x2x2xf32>, %g: tensor<1x3x3x3xf32>) -> tensor<1x1x3x3xf32> {
  // expected-error @below {{cannot sample 'tensor<1x1x2x2xf32>' at the positions of 'tensor<1x3x3x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.GridSample %x, %g : (tensor<1x1x2x2xf32>, tensor<1x3x3x3xf32>) -> tensor<1x1x3x3xf32>
  return %0 : tensor<1x1x3x3xf32>
}

// -----

func.func @region_has_four_numbers(%x: tensor<1x1x8x8xf32>, %r: tensor<3x4xf32>) -> tensor<3x1x2x2xf32> {
  // expected-error @below {{expects regions of 5 numbers, but got 'tensor<3x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.MaxRoiPool %x, %r {pooled_shape = array<i64: 2, 2>} : (tensor<1x1x8x8xf32>, tensor<3x4xf32>) -> tensor<3x1x2x2xf32>
  return %0 : tensor<3x1x2x2xf32>
}

// -----

func.func @norm_of_negative_order(%x: tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> {
  // expected-error @below {{expects p of 1 or more, but got -2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.LpPool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 3, 3>, p = -2 : i64,
                       pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32>
  return %0 : tensor<1x1x2x2xf32>
}
