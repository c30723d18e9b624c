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

// -----

// Three products of bytes, times 0.5, are small: what is rounded saturates as an integer.
// CHECK-LABEL: func.func @small_sums_saturate_as_integers
// CHECK: arith.mulf
// CHECK-NOT: arith.cmpf
// CHECK: arith.bitcast %{{.+}} : f32 to i32
// CHECK: arith.maxsi
// CHECK: arith.minsi
// CHECK: arith.trunci
func.func @small_sums_saturate_as_integers(%x: tensor<1x3xi8>) -> tensor<1x2xi8> {
  %w = onnx.Constant dense<[[127, -3], [5, -127], [100, 0]]> : tensor<3x2xi8>
  %scale = onnx.Constant dense<0.5> : tensor<f32>
  %zero = onnx.Constant dense<3> : tensor<i8>
  %0 = onnx.MatMulInteger %x, %w {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<1x3xi8>, tensor<3x2xi8>) -> tensor<1x2xi32>
  %1 = onnx.requantize %0, %scale, %zero : (tensor<1x2xi32>, tensor<f32>, tensor<i8>) -> tensor<1x2xi8>
  return %1 : tensor<1x2xi8>
}

// -----

// Sums of other tensors may be as large as any int32.
// CHECK-LABEL: func.func @any_sums_saturate_as_floats
// CHECK: arith.cmpf ogt
// CHECK: arith.cmpf olt
// CHECK-NOT: arith.maxsi
func.func @any_sums_saturate_as_floats(%x: tensor<1x2xi32>) -> tensor<1x2xi8> {
  %scale = onnx.Constant dense<0.5> : tensor<f32>
  %zero = onnx.Constant dense<3> : tensor<i8>
  %0 = onnx.requantize %x, %scale, %zero : (tensor<1x2xi32>, tensor<f32>, tensor<i8>) -> tensor<1x2xi8>
  return %0 : tensor<1x2xi8>
}
