// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @rounds_to_even_and_saturates
// What lies beyond the range is cut off; then a sum rounds.
// CHECK: %[[STEPS:.+]] = arith.divf
// CHECK: arith.cmpf ogt, %[[STEPS]]
// CHECK: %[[CUT:.+]] = arith.select
// CHECK: arith.cmpf olt, %[[CUT]]
// CHECK: %[[LEFT:.+]] = arith.select
// CHECK: %[[SHIFT:.+]] = arith.constant 0x4B400000 : f32
// CHECK: %[[ROUNDED:.+]] = arith.addf %[[LEFT]], %[[SHIFT]]
// CHECK: %[[BITS:.+]] = arith.bitcast %[[ROUNDED]] : f32 to i32
// CHECK: arith.trunci %[[BITS]] : i32 to i8
func.func @rounds_to_even_and_saturates(%x: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xui8> {
  %0 = onnx.QuantizeLinear %x, %s : (tensor<4xf32>, tensor<f32>) -> tensor<4xui8>
  return %0 : tensor<4xui8>
}

// -----

// CHECK: #[[AXIS:.+]] = affine_map<(d0, d1, d2) -> (d1)>
// CHECK-LABEL: func.func @scale_lies_along_the_axis
// CHECK: linalg.generic {indexing_maps = [#{{.+}}, #[[AXIS]], #[[AXIS]], #{{.+}}]
func.func @scale_lies_along_the_axis(%x: tensor<2x3x4xi8>, %s: tensor<3xf32>, %z: tensor<3xi8>) -> tensor<2x3x4xf32> {
  %0 = onnx.DequantizeLinear %x, %s, %z : (tensor<2x3x4xi8>, tensor<3xf32>, tensor<3xi8>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// -----

// CHECK: #[[BLOCK:.+]] = affine_map<(d0, d1) -> (d0, d1 floordiv 2)>
// CHECK-LABEL: func.func @blocks_share_a_scale
// CHECK: linalg.generic {indexing_maps = [#{{.+}}, #[[BLOCK]], #{{.+}}]
// CHECK: arith.extui {{.*}} : i4 to i32
func.func @blocks_share_a_scale(%x: tensor<2x5xui4>, %s: tensor<2x3xf32>) -> tensor<2x5xf32> {
  %0 = onnx.DequantizeLinear %x, %s {block_size = 2 : i64} : (tensor<2x5xui4>, tensor<2x3xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}
