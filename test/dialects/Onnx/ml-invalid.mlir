// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @scales_of_other_features(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @below {{expects 1 or 3 offsets and scales, but got 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ml.Scaler %x {scale = array<f32: 1.0, 2.0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @strings_as_keys(%x: tensor<4xi64>) -> tensor<4xf32> {
  // expected-error @below {{maps strings, which the importer finds otherwise}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ml.LabelEncoder %x {keys_strings = ["a"], values_floats = array<f32: 0.5>} : (tensor<4xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @keys_without_values(%x: tensor<4xi64>) -> tensor<4xf32> {
  // expected-error @below {{expects as many values as keys, but got 1 and 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ml.LabelEncoder %x {keys_int64s = array<i64: 7, 9>, values_floats = array<f32: 0.5>} : (tensor<4xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @keys_of_another_type(%x: tensor<4xi32>) -> tensor<4xf32> {
  // expected-error @below {{expects keys of 'i32', but got 'i64'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.ml.LabelEncoder %x {keys_int64s = array<i64: 7>, values_floats = array<f32: 0.5>} : (tensor<4xi32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @pool_of_half_a_pair(%x: tensor<6xi32>) -> tensor<2xf32> {
  // expected-error @below {{ngram_counts does not divide the pool into n-grams}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.TfIdfVectorizer %x {max_gram_length = 2 : i64, max_skip_count = 0 : i64, min_gram_length = 1 : i64, mode = "TF",
      ngram_counts = array<i64: 0, 2>, ngram_indexes = array<i64: 0, 1>, pool_int64s = array<i64: 2, 3, 5>}
    : (tensor<6xi32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @more_columns_than_grams(%x: tensor<6xi32>) -> tensor<3xf32> {
  // expected-error @below {{expects a column and a weight for each of 2 n-grams, but got 3 and 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.TfIdfVectorizer %x {max_gram_length = 1 : i64, max_skip_count = 0 : i64, min_gram_length = 1 : i64, mode = "TF",
      ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0, 1, 2>, pool_int64s = array<i64: 2, 3>}
    : (tensor<6xi32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @tree_that_never_ends(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  // expected-error @below {{has no tree at root 0}}
  %0 = onnx.ml.TreeEnsemble %x {leaf_targetids = array<i64: 0>, leaf_weights = dense<1.0> : tensor<1xf32>,
      nodes_falseleafs = array<i64: 1, 0>, nodes_falsenodeids = array<i64: 0, 0>, nodes_featureids = array<i64: 0, 1>,
      nodes_modes = dense<0> : tensor<2xui8>, nodes_splits = dense<[1.0, 2.0]> : tensor<2xf32>,
      nodes_trueleafs = array<i64: 0, 1>, nodes_truenodeids = array<i64: 1, 0>, tree_roots = array<i64: 0>}
    : (tensor<3x2xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

func.func @tree_of_other_features(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  // expected-error @below {{reads feature 2 of 'tensor<3x2xf32>'}}
  %0 = onnx.ml.TreeEnsemble %x {leaf_targetids = array<i64: 0>, leaf_weights = dense<1.0> : tensor<1xf32>,
      nodes_falseleafs = array<i64: 1>, nodes_falsenodeids = array<i64: 0>, nodes_featureids = array<i64: 2>,
      nodes_modes = dense<0> : tensor<1xui8>, nodes_splits = dense<1.0> : tensor<1xf32>,
      nodes_trueleafs = array<i64: 1>, nodes_truenodeids = array<i64: 0>, tree_roots = array<i64: 0>}
    : (tensor<3x2xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

func.func @nodes_without_splits(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  // expected-error @below {{expects lists of one entry for each of 2 nodes, but got 1}}
  %0 = onnx.ml.TreeEnsemble %x {leaf_targetids = array<i64: 0>, leaf_weights = dense<1.0> : tensor<1xf32>,
      nodes_falseleafs = array<i64: 1, 1>, nodes_falsenodeids = array<i64: 0, 0>, nodes_featureids = array<i64: 0, 1>,
      nodes_modes = dense<0> : tensor<2xui8>, nodes_splits = dense<1.0> : tensor<1xf32>,
      nodes_trueleafs = array<i64: 0, 1>, nodes_truenodeids = array<i64: 1, 0>, tree_roots = array<i64: 0>}
    : (tensor<3x2xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

func.func @negative_skips(%x: tensor<6xi32>) -> tensor<2xf32> {
  // expected-error @below {{expects 0 < min_gram_length <= max_gram_length and 0 <= max_skip_count}}
  // expected-error @below {{failed to infer returned types}}
  %0 = onnx.TfIdfVectorizer %x {max_gram_length = 1 : i64, max_skip_count = -1 : i64, min_gram_length = 1 : i64, mode = "TF",
      ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0, 1>, pool_int64s = array<i64: 2, 3>}
    : (tensor<6xi32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
