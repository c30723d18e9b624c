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

// CHECK-LABEL: func.func @sum_of_quantized_tensors_is_computed_in_floats
// CHECK: onnx.DequantizeLinear
// CHECK: onnx.DequantizeLinear
// CHECK: onnx.Add {{.*}} tensor<4xf32>
// CHECK: onnx.QuantizeLinear {{.*}} -> tensor<4xui8>
func.func @sum_of_quantized_tensors_is_computed_in_floats(%a: tensor<4xui8>, %b: tensor<4xui8>, %s: tensor<f32>, %z: tensor<ui8>) -> tensor<4xui8> {
  %0 = onnx.ms.QLinearAdd %a, %s, %z, %b, %s, %z, %s, %z {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>}
    : (tensor<4xui8>, tensor<f32>, tensor<ui8>, tensor<4xui8>, tensor<f32>, tensor<ui8>, tensor<f32>, tensor<ui8>) -> tensor<4xui8>
  return %0 : tensor<4xui8>
}
