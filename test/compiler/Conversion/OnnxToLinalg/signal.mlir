// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// The edges are rows 0, 0, 2 and 4 of the spectrum: 432, 1132 and 2264 Hz, of 512 for each row,
// rounded down.
// CHECK-LABEL: func.func @constants_make_a_constant
// CHECK-NOT:   linalg.generic
// CHECK:       arith.constant dense<{{\[\[}}1.000000e+00, 0.000000e+00], [5.000000e-01, 5.000000e-01], [0.000000e+00, 1.000000e+00], [0.000000e+00, 5.000000e-01], [0.000000e+00, 0.000000e+00], {{.*}}> : tensor<9x2xf32>
// CHECK-NOT:   linalg.generic
func.func @constants_make_a_constant() -> tensor<9x2xf32> {
  %bins = onnx.Constant dense<2> : tensor<i64>
  %length = onnx.Constant dense<16> : tensor<i64>
  %rate = onnx.Constant dense<8192> : tensor<i64>
  %low = onnx.Constant dense<0.0> : tensor<f32>
  %high = onnx.Constant dense<4096.0> : tensor<f32>
  %y = onnx.MelWeightMatrix %bins, %length, %rate, %low, %high : (tensor<i64>, tensor<i64>, tensor<i64>, tensor<f32>, tensor<f32>) -> tensor<9x2xf32>
  return %y : tensor<9x2xf32>
}

// -----

// CHECK-LABEL: func.func @edges_of_a_run
// CHECK:       linalg.generic
// CHECK:         math.log
// CHECK:         math.floor
func.func @edges_of_a_run(%high: tensor<f32>) -> tensor<9x2xf32> {
  %bins = onnx.Constant dense<2> : tensor<i64>
  %length = onnx.Constant dense<16> : tensor<i64>
  %rate = onnx.Constant dense<8192> : tensor<i64>
  %low = onnx.Constant dense<0.0> : tensor<f32>
  %y = onnx.MelWeightMatrix %bins, %length, %rate, %low, %high : (tensor<i64>, tensor<i64>, tensor<i64>, tensor<f32>, tensor<f32>) -> tensor<9x2xf32>
  return %y : tensor<9x2xf32>
}
