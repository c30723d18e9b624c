// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// Memory has bools in bytes, and unsigned integers like signed ones.
// CHECK-LABEL: func.func @constants_are_as_in_memory
// CHECK-DAG:   arith.constant dense<[1, 0]> : tensor<2xi8>
// CHECK-DAG:   arith.constant dense<[-1, 1]> : tensor<2xi8>
func.func @constants_are_as_in_memory() -> (tensor<2xi1>, tensor<2xui8>) {
  %b = onnx.Constant dense<[true, false]> : tensor<2xi1>
  %u = onnx.Constant dense<[255, 1]> : tensor<2xui8>
  return %b, %u : tensor<2xi1>, tensor<2xui8>
}

// -----

// CHECK-LABEL: func.func @reshaping_moves_nothing
// CHECK-NOT:   linalg
// CHECK:       tensor.{{collapse|expand}}_shape
func.func @reshaping_moves_nothing(%x: tensor<2x3x4xf32>) -> tensor<6x4xf32> {
  %shape = onnx.Constant dense<[6, 4]> : tensor<2xi64>
  %y = onnx.Reshape %x, %shape : (tensor<2x3x4xf32>, tensor<2xi64>) -> tensor<6x4xf32>
  return %y : tensor<6x4xf32>
}

// -----

// Element i is start + i * delta, and no sum of steps, which would add rounding errors.
// CHECK-LABEL: func.func @a_range_of_floats
// CHECK:       %[[I:.+]] = arith.sitofp %{{.+}} : i32 to f32
// CHECK:       %[[WAY:.+]] = arith.mulf %[[I]], %{{.+}} : f32
// CHECK:       arith.addf %{{.+}}, %[[WAY]] : f32
func.func @a_range_of_floats(%start: tensor<f32>, %limit: tensor<f32>, %delta: tensor<f32>) -> tensor<5xf32> {
  %y = onnx.Range %start, %limit, %delta : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

// A diagonal outside is none inside, however far.
// CHECK-LABEL: func.func @a_far_diagonal
// CHECK:       arith.constant 4 : index
func.func @a_far_diagonal(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %y = onnx.EyeLike %x {k = 9223372036854775807 : i64} : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// CHECK-LABEL: func.func @upper_triangle
// CHECK:       arith.cmpi sle
// CHECK-LABEL: func.func @lower_triangle
// CHECK:       arith.cmpi sge
func.func @upper_triangle(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %y = onnx.Trilu %x : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}
func.func @lower_triangle(%x: tensor<3x4xf32>, %k: tensor<i64>) -> tensor<3x4xf32> {
  %y = onnx.Trilu %x, %k {upper = 0 : i64} : (tensor<3x4xf32>, tensor<i64>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// Signed and unsigned integers are the same bits in memory; a float is not an integer.
// CHECK-LABEL: func.func @bits_of_integers
// CHECK-NOT:   linalg
// CHECK:       return
// CHECK-LABEL: func.func @bits_of_floats
// CHECK:       arith.bitcast %{{.+}} : f32 to i32
func.func @bits_of_integers(%x: tensor<4xi32>) -> tensor<4xui32> {
  %y = onnx.BitCast %x {to = ui32} : (tensor<4xi32>) -> tensor<4xui32>
  return %y : tensor<4xui32>
}
func.func @bits_of_floats(%x: tensor<4xf32>) -> tensor<4xi32> {
  %y = onnx.BitCast %x {to = i32} : (tensor<4xf32>) -> tensor<4xi32>
  return %y : tensor<4xi32>
}
