// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @window_is_a_constant
// CHECK: onnx.Constant dense<[0.000000e+00, 5.000000e-01, 1.000000e+00, 5.000000e-01]> : tensor<4xf32>
func.func @window_is_a_constant(%size: tensor<i64>) -> tensor<4xf32> {
  %0 = onnx.HannWindow %size : (tensor<i64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @window_of_unknown_size_is_kept
// CHECK: onnx.HannWindow
func.func @window_of_unknown_size_is_kept(%size: tensor<i64>) -> tensor<?xf32> {
  %0 = onnx.HannWindow %size : (tensor<i64>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

// CHECK-LABEL: func.func @transform_is_a_product
// CHECK: onnx.MatMul {{.*}} : (tensor<2x16xf32>, tensor<16x18xf32>) -> tensor<2x18xf32>
func.func @transform_is_a_product(%x: tensor<2x16x1xf32>) -> tensor<2x9x2xf32> {
  %0 = onnx.DFT %x {onesided = 1 : i64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2x16x1xf32>) -> tensor<2x9x2xf32>
  return %0 : tensor<2x9x2xf32>
}

// -----

// CHECK-LABEL: func.func @frames_are_a_convolution
// CHECK: onnx.Conv {{.*}}strides = array<i64: 8>{{.*}} (tensor<1x1x64xf32>, tensor<18x1x16xf32>) -> tensor<1x18x7xf32>
func.func @frames_are_a_convolution(%x: tensor<1x64x1xf32>, %w: tensor<16xf32>) -> tensor<1x7x9x2xf32> {
  %step = onnx.Constant dense<8> : tensor<i64>
  %0 = onnx.STFT %x, %step, %w {operandSegmentSizes = array<i32: 1, 1, 1, 0>}
    : (tensor<1x64x1xf32>, tensor<i64>, tensor<16xf32>) -> tensor<1x7x9x2xf32>
  return %0 : tensor<1x7x9x2xf32>
}

// -----

// A constant of that size comes from a damaged model.
// CHECK-LABEL: func.func @huge_window_is_kept
// CHECK: onnx.HannWindow
func.func @huge_window_is_kept(%size: tensor<i64>) -> tensor<1099511627776xf32> {
  %0 = onnx.HannWindow %size : (tensor<i64>) -> tensor<1099511627776xf32>
  return %0 : tensor<1099511627776xf32>
}

// -----

// CHECK-LABEL: func.func @huge_transform_is_kept
// CHECK: onnx.DFT
func.func @huge_transform_is_kept(%x: tensor<1x1048576x1xf32>) -> tensor<1x1048576x2xf32> {
  %0 = onnx.DFT %x {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<1x1048576x1xf32>) -> tensor<1x1048576x2xf32>
  return %0 : tensor<1x1048576x2xf32>
}

// -----

// Nine bins come from 16 or 17 samples.
// CHECK-LABEL: func.func @length_of_frames_is_chosen_at_run_time
// CHECK-SAME: %{{.+}}: tensor<1x128x1xf32>, %{{.+}}: tensor<i64>, %[[LENGTH:.+]]: tensor<i64>
// CHECK: onnx.Gather {{.*}} -> tensor<1x15x17x1xf32>
// CHECK: %[[INSIDE:.+]] = onnx.Less %{{.+}}, %[[LENGTH]]
// CHECK: %[[FRAMES:.+]] = onnx.Where %[[INSIDE]]
// CHECK: %[[ODD:.+]] = onnx.Equal %[[LENGTH]]
// CHECK: %[[MATRIX:.+]] = onnx.Where %[[ODD]], {{.*}} -> tensor<17x1x9x2xf32>
// CHECK: %[[ROWS:.+]] = onnx.Reshape %[[FRAMES]]
// CHECK: onnx.Reshape %[[MATRIX]]
// CHECK: onnx.MatMul %[[ROWS]], {{.*}} : (tensor<15x17xf32>, tensor<17x18xf32>)
func.func @length_of_frames_is_chosen_at_run_time(%x: tensor<1x128x1xf32>, %step: tensor<i64>, %length: tensor<i64>) -> tensor<1x15x9x2xf32> {
  %0 = onnx.STFT %x, %step, %length {operandSegmentSizes = array<i32: 1, 1, 0, 1>}
    : (tensor<1x128x1xf32>, tensor<i64>, tensor<i64>) -> tensor<1x15x9x2xf32>
  return %0 : tensor<1x15x9x2xf32>
}

// -----

// CHECK-LABEL: func.func @the_axis_whose_size_changes
// CHECK: onnx.MatMul {{.*}} : (tensor<10x12xf32>, tensor<12x10xf32>) -> tensor<10x10xf32>
func.func @the_axis_whose_size_changes(%x: tensor<1x6x10x2xf32>, %axis: tensor<i64>) -> tensor<1x10x10x1xf32> {
  %0 = onnx.DFT %x, %axis {inverse = 1 : i64, onesided = 1 : i64, operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<1x6x10x2xf32>, tensor<i64>) -> tensor<1x10x10x1xf32>
  return %0 : tensor<1x10x10x1xf32>
}

// -----

// A run chooses where no size tells.
// CHECK-LABEL: func.func @any_axis_may_keep_its_size
// CHECK: onnx.If
// CHECK:   onnx.MatMul {{.*}} : (tensor<60x2xf32>, tensor<2x2xf32>)
// CHECK:   onnx.If
// CHECK:     onnx.MatMul {{.*}} : (tensor<10x12xf32>, tensor<12x12xf32>)
// CHECK:     onnx.MatMul {{.*}} : (tensor<6x20xf32>, tensor<20x20xf32>)
func.func @any_axis_may_keep_its_size(%x: tensor<1x6x10x2xf32>, %axis: tensor<i64>) -> tensor<1x6x10x2xf32> {
  %0 = onnx.DFT %x, %axis {operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<1x6x10x2xf32>, tensor<i64>) -> tensor<1x6x10x2xf32>
  return %0 : tensor<1x6x10x2xf32>
}

// -----

// CHECK-LABEL: func.func @too_many_frames_stay
// CHECK: onnx.STFT
func.func @too_many_frames_stay(%x: tensor<1x1073741832x1xf32>, %step: tensor<i64>, %w: tensor<8xf32>) -> tensor<1x1073741824x5x2xf32> {
  %0 = onnx.STFT %x, %step, %w {onesided = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0>}
    : (tensor<1x1073741832x1xf32>, tensor<i64>, tensor<8xf32>) -> tensor<1x1073741824x5x2xf32>
  return %0 : tensor<1x1073741824x5x2xf32>
}
