// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @rounds_to_even_and_saturates
// What lies beyond the range is cut off; then a sum rounds.
// CHECK: %[[STEPS:.+]] = arith.divf
// CHECK: %[[IS_ABOVE:.+]] = arith.cmpf ogt, %[[STEPS]], %{{.+}}
// CHECK: %[[ABOVE:.+]] = arith.select %[[IS_ABOVE]], %[[STEPS]],
// CHECK: %[[IS_BELOW:.+]] = arith.cmpf olt, %[[ABOVE]], %{{.+}}
// CHECK: %[[CLAMPED:.+]] = arith.select %[[IS_BELOW]], %[[ABOVE]],
// CHECK: %[[LARGE:.+]] = arith.addf %[[CLAMPED]], %{{.+}}
// CHECK: %[[BITS:.+]] = arith.bitcast %[[LARGE]] : f32 to i32
// CHECK: arith.subi %[[BITS]], %{{.+}} : i32
// CHECK-NEXT: arith.trunci
func.func @rounds_to_even_and_saturates(%x: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xui8> {
  %0 = onnx.QuantizeLinear %x, %s : (tensor<4xf32>, tensor<f32>) -> tensor<4xui8>
  return %0 : tensor<4xui8>
}

// -----

// The bounds are as far from zero as the zero point allows.
// CHECK-LABEL: func.func @zero_point_moves_the_bounds
// CHECK: %[[ZERO:.+]] = arith.extsi %{{.+}} : i8 to i32
// CHECK-DAG: %[[LEAST:.+]] = arith.constant -128 : i32
// CHECK-DAG: %[[LARGEST:.+]] = arith.constant 127 : i32
// CHECK-DAG: %[[DOWN:.+]] = arith.subi %[[LEAST]], %[[ZERO]]
// CHECK-DAG: %[[LOW:.+]] = arith.sitofp %[[DOWN]]
// CHECK-DAG: %[[UP:.+]] = arith.subi %[[LARGEST]], %[[ZERO]]
// CHECK-DAG: %[[HIGH:.+]] = arith.sitofp %[[UP]]
// CHECK: arith.cmpf ogt, %{{.+}}, %[[LOW]]
// CHECK: arith.cmpf olt, %{{.+}}, %[[HIGH]]
// CHECK: arith.addi %{{.+}}, %[[ZERO]]
func.func @zero_point_moves_the_bounds(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i8>) -> tensor<4xi8> {
  %0 = onnx.QuantizeLinear %x, %s, %z : (tensor<4xf32>, tensor<f32>, tensor<i8>) -> tensor<4xi8>
  return %0 : tensor<4xi8>
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
