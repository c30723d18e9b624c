// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @indices_are_clamped
// CHECK: linalg.generic
// CHECK: tensor.extract %arg1
// CHECK: arith.minsi
// CHECK: arith.maxsi
// CHECK: tensor.extract %arg0
func.func @indices_are_clamped(%x: tensor<5x3xf32>, %i: tensor<4xi64>) -> tensor<4x3xf32> {
  %0 = onnx.Gather %x, %i : (tensor<5x3xf32>, tensor<4xi64>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

// CHECK-LABEL: func.func @good_constant_indices_are_trusted
// CHECK: linalg.generic
// CHECK-NOT: arith.minsi
// CHECK: tensor.extract %arg0
func.func @good_constant_indices_are_trusted(%x: tensor<5x3xf32>) -> tensor<3x3xf32> {
  %i = onnx.Constant dense<[0, 1, 4]> : tensor<3xi64>
  %0 = onnx.Gather %x, %i : (tensor<5x3xf32>, tensor<3xi64>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// -----

// CHECK-LABEL: func.func @scattering_writes_only_inside
// CHECK: scf.for
// CHECK: %[[IN:.+]] = arith.cmpi ult
// CHECK: %[[OLD:.+]] = tensor.extract
// CHECK: %[[SUM:.+]] = arith.addf %[[OLD]]
// CHECK: %[[NEW:.+]] = arith.select %[[IN]], %[[SUM]], %[[OLD]]
// CHECK: tensor.insert %[[NEW]]
func.func @scattering_writes_only_inside(%x: tensor<5xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) -> tensor<5xf32> {
  %0 = onnx.ScatterElements %x, %i, %u {reduction = "add"} : (tensor<5xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

// -----

// CHECK-LABEL: func.func @slices_are_scattered_by_tuples
// CHECK: scf.for
// CHECK: tensor.extract %arg1
// CHECK: scf.for
// CHECK: tensor.insert
func.func @slices_are_scattered_by_tuples(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2x3xf32>) -> tensor<5x3xf32> {
  %0 = onnx.ScatterND %x, %i, %u : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> tensor<5x3xf32>
  return %0 : tensor<5x3xf32>
}

// -----

func.func @how_many_depends_on_data(%x: tensor<5xf32>) -> tensor<1x?xi64> {
  // expected-error @below {{operator NonZero is not supported with these types and attributes}}
  %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
  return %0 : tensor<1x?xi64>
}
