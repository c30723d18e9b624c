// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @features_are_gathered
// CHECK: onnx.Gather {{.*}}axis = 1 {{.*}} -> tensor<3x2xf32>
func.func @features_are_gathered(%x: tensor<3x4xf32>, %i: tensor<2xi64>) -> tensor<3x2xf32> {
  %0 = onnx.ml.ArrayFeatureExtractor %x, %i : (tensor<3x4xf32>, tensor<2xi64>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func @a_threshold_is_a_comparison
// CHECK: %[[MORE:.+]] = onnx.Greater
// CHECK: onnx.Cast %[[MORE]] {{.*}} -> tensor<3xf32>
func.func @a_threshold_is_a_comparison(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = onnx.ml.Binarizer %x {threshold = 1.0 : f32} : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @features_are_scaled
// CHECK: %[[X:.+]] = onnx.Cast
// CHECK: %[[MOVED:.+]] = onnx.Sub %[[X]]
// CHECK: onnx.Mul %[[MOVED]]
func.func @features_are_scaled(%x: tensor<2x3xi64>) -> tensor<2x3xf32> {
  %0 = onnx.ml.Scaler %x {offset = array<f32: 1.0>, scale = array<f32: 1.0, 2.0, 3.0>} : (tensor<2x3xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// After the values of all keys is the default.
// CHECK-LABEL: func.func @labels_are_looked_up
// CHECK: onnx.Equal {{.*}} -> tensor<4x2xi1>
// CHECK: %[[FOUND:.+]] = onnx.ArgMax {{.*}} : (tensor<4x3xi32>) -> tensor<4xi64>
// CHECK: onnx.Gather %{{.+}}, %[[FOUND]] : (tensor<3xf32>, tensor<4xi64>) -> tensor<4xf32>
func.func @labels_are_looked_up(%x: tensor<4xi64>) -> tensor<4xf32> {
  %0 = onnx.ml.LabelEncoder %x {keys_int64s = array<i64: 7, 9>, values_floats = array<f32: 0.5, 1.5>} : (tensor<4xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// Pairs of tokens with a distance of 1 or 2.
// CHECK-LABEL: func.func @grams_are_counted_for_each_distance
// CHECK: onnx.And {{.*}} -> tensor<2x5x2xi1>
// CHECK: onnx.And {{.*}} -> tensor<2x4x2xi1>
// CHECK: onnx.Gather {{.*}} : (tensor<2x3xf32>, tensor<4xi64>) -> tensor<2x4xf32>
func.func @grams_are_counted_for_each_distance(%x: tensor<2x6xi32>) -> tensor<2x4xf32> {
  %0 = onnx.TfIdfVectorizer %x {max_gram_length = 2 : i64, max_skip_count = 1 : i64, min_gram_length = 2 : i64, mode = "TF",
      ngram_counts = array<i64: 0, 2>, ngram_indexes = array<i64: 0, 1, 2, 3>, pool_int64s = array<i64: 2, 3, 5, 6, 7, 8>}
    : (tensor<2x6xi32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
