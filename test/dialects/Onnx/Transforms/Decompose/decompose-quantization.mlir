// RUN: onnxc-opt %s --onnx-decompose --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @convolution_of_integers_is_scaled_once
// CHECK-DAG: %[[SCALE:.+]] = onnx.Constant dense<{{\[\[\[}}2.500000e-01]], {{\[\[}}5.000000e-01]]]> : tensor<2x1x1xf32>
// CHECK: %[[CONV:.+]] = onnx.Conv {{.*}} -> tensor<1x2x3x3xi32>
// CHECK: onnx.requantize %[[CONV]], %[[SCALE]], {{.*}} -> tensor<1x2x3x3xui8>
func.func @convolution_of_integers_is_scaled_once(%x: tensor<1x1x3x3xui8>, %w: tensor<2x1x1x1xi8>, %yz: tensor<ui8>) -> tensor<1x2x3x3xui8> {
  %xs = onnx.Constant dense<0.5> : tensor<f32>
  %xz = onnx.Constant dense<0> : tensor<ui8>
  %ws = onnx.Constant dense<[1.0, 2.0]> : tensor<2xf32>
  %wz = onnx.Constant dense<0> : tensor<2xi8>
  %ys = onnx.Constant dense<2.0> : tensor<1xf32>
  %0 = onnx.QLinearConv %x, %xs, %xz, %w, %ws, %wz, %ys, %yz
    {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x1x3x3xui8>, tensor<f32>, tensor<ui8>, tensor<2x1x1x1xi8>, tensor<2xf32>, tensor<2xi8>, tensor<1xf32>, tensor<ui8>)
    -> tensor<1x2x3x3xui8>
  return %0 : tensor<1x2x3x3xui8>
}

// -----

// CHECK-LABEL: func.func @gemm_of_integers_is_scaled_once
// CHECK-SAME:  %[[A:[^:]+]]: tensor<7x3xui8>, %[[B:[^:]+]]: tensor<4x7xi8>, %[[C:[^:]+]]: tensor<4xi32>
// CHECK-DAG: %[[SCALE:.+]] = onnx.Constant dense<[1.250000e-01, 2.500000e-01, 1.250000e-01, 2.500000e-01]> : tensor<4xf32>
// CHECK-DAG: %[[ROWS:.+]] = onnx.Transpose %[[A]]
// CHECK-DAG: %[[COLUMNS:.+]] = onnx.Transpose %[[B]]
// CHECK:     onnx.Add {{.*}}, %[[C]] : (tensor<3x4xi32>, tensor<4xi32>) -> tensor<3x4xi32>
// CHECK:     onnx.requantize {{.*}}, %[[SCALE]], {{.*}} -> tensor<3x4xui8>
func.func @gemm_of_integers_is_scaled_once(%a: tensor<7x3xui8>, %b: tensor<4x7xi8>, %c: tensor<4xi32>) -> tensor<3x4xui8> {
  %as = onnx.Constant dense<0.5> : tensor<f32>
  %az = onnx.Constant dense<1> : tensor<ui8>
  %bs = onnx.Constant dense<[1.0, 2.0, 1.0, 2.0]> : tensor<4xf32>
  %bz = onnx.Constant dense<0> : tensor<4xi8>
  %ys = onnx.Constant dense<2.0> : tensor<f32>
  %yz = onnx.Constant dense<3> : tensor<ui8>
  %0 = onnx.ms.QGemm %a, %as, %az, %b, %bs, %bz, %c, %ys, %yz
    {alpha = 5.0e-01 : f32, transA = 1 : i64, transB = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1, 1>}
    : (tensor<7x3xui8>, tensor<f32>, tensor<ui8>, tensor<4x7xi8>, tensor<4xf32>, tensor<4xi8>, tensor<4xi32>, tensor<f32>, tensor<ui8>)
    -> tensor<3x4xui8>
  return %0 : tensor<3x4xui8>
}

// -----

// CHECK-LABEL: func.func @gemm_without_a_scale_of_its_result_gives_floats
// CHECK-NOT: onnx.requantize
// CHECK:     %[[SUMS:.+]] = onnx.Cast {{.*}} -> tensor<3x4xf32>
// CHECK:     onnx.Mul %[[SUMS]], {{.*}} -> tensor<3x4xf32>
func.func @gemm_without_a_scale_of_its_result_gives_floats(%a: tensor<3x7xui8>, %s: tensor<f32>, %z: tensor<ui8>, %b: tensor<7x4xui8>) -> tensor<3x4xf32> {
  %0 = onnx.ms.QGemm %a, %s, %z, %b, %s, %z {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<3x7xui8>, tensor<f32>, tensor<ui8>, tensor<7x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}
