// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @taps_are_computed_once_for_all_channels
// CHECK: linalg.generic {{.*}} outs(%{{.+}} : tensor<4x1x9xi32>)
// CHECK: linalg.generic {{.*}} outs(%{{.+}} : tensor<4x1x9xf32>)
// CHECK: } -> tensor<1x16x9xf32>
func.func @taps_are_computed_once_for_all_channels(%x: tensor<1x16x8x8xf32>, %g: tensor<1x3x3x2xf32>) -> tensor<1x16x3x3xf32> {
  %0 = onnx.GridSample %x, %g : (tensor<1x16x8x8xf32>, tensor<1x3x3x2xf32>) -> tensor<1x16x3x3xf32>
  return %0 : tensor<1x16x3x3xf32>
}

// -----

// CHECK-LABEL: func.func @nearest_element_of_the_border_has_no_weight
// CHECK-NOT: xf32>) {
// CHECK: linalg.generic {{.*}} outs(%{{.+}} : tensor<1x1x9xi32>)
func.func @nearest_element_of_the_border_has_no_weight(%x: tensor<1x16x8x8xui8>, %g: tensor<1x3x3x2xf32>) -> tensor<1x16x3x3xui8> {
  %0 = onnx.GridSample %x, %g {mode = "nearest", padding_mode = "border"} : (tensor<1x16x8x8xui8>, tensor<1x3x3x2xf32>) -> tensor<1x16x3x3xui8>
  return %0 : tensor<1x16x3x3xui8>
}

// -----

// CHECK-LABEL: func.func @samples_of_a_region_are_counted_at_run_time
// CHECK: scf.for
// CHECK: scf.for
func.func @samples_of_a_region_are_counted_at_run_time(%x: tensor<1x2x8x8xf32>, %r: tensor<3x4xf32>, %b: tensor<3xi64>) -> tensor<3x2x2x2xf32> {
  %0 = onnx.RoiAlign %x, %r, %b {output_height = 2 : i64, output_width = 2 : i64}
    : (tensor<1x2x8x8xf32>, tensor<3x4xf32>, tensor<3xi64>) -> tensor<3x2x2x2xf32>
  return %0 : tensor<3x2x2x2xf32>
}
