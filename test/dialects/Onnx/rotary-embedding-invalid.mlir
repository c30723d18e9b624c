// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @rank(%x: tensor<3x8xf32>, %c: tensor<9x4xf32>, %i: tensor<2x3xi64>) -> tensor<3x8xf32> {
  // expected-error @below {{expects an input of rank 3 or 4, but got 'tensor<3x8xf32>'}}
  %y = onnx.RotaryEmbedding %x, %c, %c, %i : (tensor<3x8xf32>, tensor<9x4xf32>, tensor<9x4xf32>, tensor<2x3xi64>) -> tensor<3x8xf32>
  return %y : tensor<3x8xf32>
}

// -----

func.func @no_head_count(%x: tensor<2x3x24xf32>, %c: tensor<9x4xf32>, %i: tensor<2x3xi64>) -> tensor<2x3x24xf32> {
  // expected-error @below {{expects num_heads for an input of three dimensions}}
  %y = onnx.RotaryEmbedding %x, %c, %c, %i : (tensor<2x3x24xf32>, tensor<9x4xf32>, tensor<9x4xf32>, tensor<2x3xi64>) -> tensor<2x3x24xf32>
  return %y : tensor<2x3x24xf32>
}

// -----

func.func @heads_that_do_not_divide_columns(%x: tensor<2x3x24xf32>, %c: tensor<9x4xf32>, %i: tensor<2x3xi64>) -> tensor<2x3x24xf32> {
  // expected-error @below {{5 heads do not divide the 24 columns of input}}
  %y = onnx.RotaryEmbedding %x, %c, %c, %i {num_heads = 5 : i64} : (tensor<2x3x24xf32>, tensor<9x4xf32>, tensor<9x4xf32>, tensor<2x3xi64>) -> tensor<2x3x24xf32>
  return %y : tensor<2x3x24xf32>
}

// -----

func.func @odd_heads(%x: tensor<2x3x21xf32>, %c: tensor<9x3xf32>, %i: tensor<2x3xi64>) -> tensor<2x3x21xf32> {
  // expected-error @below {{cannot rotate pairs of 7 of 7 elements}}
  %y = onnx.RotaryEmbedding %x, %c, %c, %i {num_heads = 3 : i64} : (tensor<2x3x21xf32>, tensor<9x3xf32>, tensor<9x3xf32>, tensor<2x3xi64>) -> tensor<2x3x21xf32>
  return %y : tensor<2x3x21xf32>
}

// -----

func.func @more_than_a_head(%x: tensor<2x4x3x8xf32>, %c: tensor<9x5xf32>, %i: tensor<2x3xi64>) -> tensor<2x4x3x8xf32> {
  // expected-error @below {{cannot rotate pairs of 10 of 8 elements}}
  %y = onnx.RotaryEmbedding %x, %c, %c, %i {rotary_embedding_dim = 10 : i64} : (tensor<2x4x3x8xf32>, tensor<9x5xf32>, tensor<9x5xf32>, tensor<2x3xi64>) -> tensor<2x4x3x8xf32>
  return %y : tensor<2x4x3x8xf32>
}

// -----

func.func @less_than_nothing(%x: tensor<2x4x3x?xf32>, %c: tensor<9x5xf32>, %i: tensor<2x3xi64>) -> tensor<2x4x3x?xf32> {
  // expected-error @below {{cannot rotate pairs of -9223372036854775808 of}}
  %y = onnx.RotaryEmbedding %x, %c, %c, %i {rotary_embedding_dim = -9223372036854775808 : i64} : (tensor<2x4x3x?xf32>, tensor<9x5xf32>, tensor<9x5xf32>, tensor<2x3xi64>) -> tensor<2x4x3x?xf32>
  return %y : tensor<2x4x3x?xf32>
}

// -----

func.func @positions_of_another_length(%x: tensor<2x4x3x8xf32>, %c: tensor<9x4xf32>, %i: tensor<2x4xi64>) -> tensor<2x4x3x8xf32> {
  // expected-error @below {{expects position_ids of 'tensor<2x3xi64>', but got 'tensor<2x4xi64>'}}
  %y = onnx.RotaryEmbedding %x, %c, %c, %i : (tensor<2x4x3x8xf32>, tensor<9x4xf32>, tensor<9x4xf32>, tensor<2x4xi64>) -> tensor<2x4x3x8xf32>
  return %y : tensor<2x4x3x8xf32>
}

// -----

func.func @angles_of_another_size(%x: tensor<2x4x3x8xf32>, %c: tensor<9x4xf32>, %s: tensor<9x3xf32>, %i: tensor<2x3xi64>) -> tensor<2x4x3x8xf32> {
  // expected-error @below {{expects sin_cache of 'tensor<?x4xf32>', but got 'tensor<9x3xf32>'}}
  %y = onnx.RotaryEmbedding %x, %c, %s, %i : (tensor<2x4x3x8xf32>, tensor<9x4xf32>, tensor<9x3xf32>, tensor<2x3xi64>) -> tensor<2x4x3x8xf32>
  return %y : tensor<2x4x3x8xf32>
}

// -----

func.func @angles_without_positions(%x: tensor<2x4x3x8xf32>, %c: tensor<9x4xf32>) -> tensor<2x4x3x8xf32> {
  // expected-error @below {{expects cos_cache of 'tensor<2x3x4xf32>', but got 'tensor<9x4xf32>'}}
  %y = onnx.RotaryEmbedding %x, %c, %c : (tensor<2x4x3x8xf32>, tensor<9x4xf32>, tensor<9x4xf32>) -> tensor<2x4x3x8xf32>
  return %y : tensor<2x4x3x8xf32>
}

// -----

func.func @angles_of_another_type(%x: tensor<2x4x3x8xf32>, %c: tensor<2x3x4xf16>) -> tensor<2x4x3x8xf32> {
  // expected-error @below {{expects cos_cache of 'tensor<2x3x4xf32>', but got 'tensor<2x3x4xf16>'}}
  %y = onnx.RotaryEmbedding %x, %c, %c : (tensor<2x4x3x8xf32>, tensor<2x3x4xf16>, tensor<2x3x4xf16>) -> tensor<2x4x3x8xf32>
  return %y : tensor<2x4x3x8xf32>
}

// -----

// One position for all of the batch is a broadcast.
func.func @positions_of_all_batches(%x: tensor<2x4x3x8xf32>, %c: tensor<9x4xf32>, %i: tensor<1x3xi64>) -> tensor<2x4x3x8xf32> {
  %y = onnx.RotaryEmbedding %x, %c, %c, %i : (tensor<2x4x3x8xf32>, tensor<9x4xf32>, tensor<9x4xf32>, tensor<1x3xi64>) -> tensor<2x4x3x8xf32>
  return %y : tensor<2x4x3x8xf32>
}

// -----

func.func @negative_head_count(%x: tensor<2x3x24xf32>, %c: tensor<9x4xf32>, %i: tensor<2x3xi64>) -> tensor<2x3x24xf32> {
  // expected-error @below {{expects num_heads for an input of three dimensions}}
  %y = onnx.RotaryEmbedding %x, %c, %c, %i {num_heads = -1 : i64} : (tensor<2x3x24xf32>, tensor<9x4xf32>, tensor<9x4xf32>, tensor<2x3xi64>) -> tensor<2x3x24xf32>
  return %y : tensor<2x3x24xf32>
}
