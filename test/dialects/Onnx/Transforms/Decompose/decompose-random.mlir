// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// NumPy's numbers for seed 0.
// CHECK-LABEL: func.func @uniform_numbers_follow_from_the_seed
// CHECK: onnx.Constant dense<[0.548813522, 0.715189338, 0.602763355]> : tensor<3xf32>
func.func @uniform_numbers_follow_from_the_seed() -> tensor<3xf32> {
  %0 = onnx.RandomUniform {shape = array<i64: 3>} : () -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @normal_numbers_follow_from_the_seed
// CHECK: onnx.Constant dense<[1.76405239, 0.400157213, 9.787380e-01]> : tensor<3xf32>
func.func @normal_numbers_follow_from_the_seed(%x: tensor<3xi32>) -> tensor<3xf32> {
  %0 = onnx.RandomNormalLike %x {dtype = f32} : (tensor<3xi32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @numbers_are_scaled
// CHECK: onnx.Constant dense<[11.0976267, 11.4303789]> : tensor<2xf32>
func.func @numbers_are_scaled(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = onnx.RandomUniformLike %x {low = 10.0 : f32, high = 12.0 : f32} : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// CHECK-LABEL: func.func @too_many_numbers_are_kept
// CHECK: onnx.RandomUniform
func.func @too_many_numbers_are_kept() -> tensor<1099511627776xf32> {
  %0 = onnx.RandomUniform {shape = array<i64: 1099511627776>} : () -> tensor<1099511627776xf32>
  return %0 : tensor<1099511627776xf32>
}

// -----

// CHECK-LABEL: func.func @probabilities_are_compared
// CHECK-SAME: %[[X:.+]]: tensor<3xf32>
// CHECK: %[[NUMBERS:.+]] = onnx.Constant dense<[0.548813522,
// CHECK: %[[LESS:.+]] = onnx.Less %[[NUMBERS]], %[[X]]
// CHECK: onnx.Cast %[[LESS]] {{.*}} -> tensor<3xf64>
func.func @probabilities_are_compared(%x: tensor<3xf32>) -> tensor<3xf64> {
  %0 = onnx.Bernoulli %x {dtype = f64} : (tensor<3xf32>) -> tensor<3xf64>
  return %0 : tensor<3xf64>
}

// -----

// CHECK-LABEL: func.func @classes_are_drawn_by_their_sums
// CHECK: onnx.CumSum
// CHECK: onnx.LessOrEqual {{.*}} -> tensor<2x5x4xi1>
// CHECK: onnx.ReduceSum {{.*}} -> tensor<2x5x1xi32>
// CHECK: onnx.Min
func.func @classes_are_drawn_by_their_sums(%x: tensor<2x4xf32>) -> tensor<2x5xi32> {
  %0 = onnx.Multinomial %x {sample_size = 5 : i64} : (tensor<2x4xf32>) -> tensor<2x5xi32>
  return %0 : tensor<2x5xi32>
}

// -----

// CHECK-LABEL: func.func @training_drops_elements
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>, %[[RATIO:.+]]: tensor<f32>, %[[TRAINS:.+]]: tensor<i1>
// CHECK: %[[KEPT:.+]] = onnx.GreaterOrEqual %{{.+}}, %[[RATIO]]
// CHECK: %[[SCALED:.+]] = onnx.Where %[[KEPT]]
// CHECK: onnx.Where %[[TRAINS]], %[[SCALED]], %[[X]]
func.func @training_drops_elements(%x: tensor<4xf32>, %r: tensor<f32>, %t: tensor<i1>) -> tensor<4xf32> {
  %0, %1 = onnx.Dropout %x, %r, %t {operandSegmentSizes = array<i32: 1, 1, 1>, seed = 0 : i64}
    : (tensor<4xf32>, tensor<f32>, tensor<i1>) -> (tensor<4xf32>, tensor<4xi1>)
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @inference_drops_nothing
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>
// CHECK-NOT: onnx.Where
// CHECK: return %[[X]]
func.func @inference_drops_nothing(%x: tensor<4xf32>, %r: tensor<f32>) -> tensor<4xf32> {
  %t = onnx.Constant dense<false> : tensor<i1>
  %0, %1 = onnx.Dropout %x, %r, %t {operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<4xf32>, tensor<f32>, tensor<i1>) -> (tensor<4xf32>, tensor<4xi1>)
  return %0 : tensor<4xf32>
}

// -----

// Modulo 2^32 without its fraction, it is 0.
// CHECK-LABEL: func.func @seeds_have_32_bits
// CHECK: onnx.Constant dense<0.548813522> : tensor<1xf32>
func.func @seeds_have_32_bits() -> tensor<1xf32> {
  %0 = onnx.RandomUniform {seed = -4294967296.0 : f32, shape = array<i64: 1>} : () -> tensor<1xf32>
  return %0 : tensor<1xf32>
}
