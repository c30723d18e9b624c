// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @rank(%q: tensor<4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects a query of rank 3 or 4, but got 'tensor<4x8xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @other_rank(%q: tensor<2x9x4x8xf32>, %k: tensor<2x6x24xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects key of rank 4, but got 'tensor<2x6x24xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x6x24xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @no_head_count(%q: tensor<2x4x72xf32>, %k: tensor<2x6x24xf32>, %v: tensor<2x6x24xf32>) -> tensor<2x4x72xf32> {
  // expected-error @below {{expects the number of heads of query for 'tensor<2x4x72xf32>' of three dimensions}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {kv_num_heads = 3 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x4x72xf32>, tensor<2x6x24xf32>, tensor<2x6x24xf32>) -> (tensor<2x4x72xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x8xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x4x72xf32>
}

// -----

func.func @no_heads(%q: tensor<2x4x72xf32>, %k: tensor<2x6x24xf32>, %v: tensor<2x6x24xf32>) -> tensor<2x4x72xf32> {
  // expected-error @below {{expects the number of heads of key for 'tensor<2x6x24xf32>' of three dimensions}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {q_num_heads = 9 : i64, kv_num_heads = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x4x72xf32>, tensor<2x6x24xf32>, tensor<2x6x24xf32>) -> (tensor<2x4x72xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x8xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x4x72xf32>
}

// -----

func.func @heads_that_do_not_divide_columns(%q: tensor<2x4x72xf32>, %k: tensor<2x6x24xf32>, %v: tensor<2x6x24xf32>) -> tensor<2x4x72xf32> {
  // expected-error @below {{5 heads do not divide the 24 columns of key}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {q_num_heads = 9 : i64, kv_num_heads = 5 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x4x72xf32>, tensor<2x6x24xf32>, tensor<2x6x24xf32>) -> (tensor<2x4x72xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x8xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x4x72xf32>
}

// -----

func.func @another_head_count(%q: tensor<2x9x4x8xf32>, %k: tensor<2x?x6x8xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects 4 heads of value, but got 'tensor<2x3x6x10xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {kv_num_heads = 4 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x?x6x8xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @heads_that_do_not_divide_heads(%q: tensor<2x9x4x8xf32>, %k: tensor<2x4x6x8xf32>, %v: tensor<2x4x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{4 heads of key and value do not divide 9 heads of query}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x4x6x8xf32>, tensor<2x4x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @no_key_heads(%q: tensor<2x9x4x8xf32>, %k: tensor<2x0x6x8xf32>, %v: tensor<2x0x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{0 heads of key and value do not divide 9 heads of query}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x0x6x8xf32>, tensor<2x0x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @sizes_of_heads(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x7xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects key with heads like 'tensor<2x?x?x8xf32>', but got 'tensor<2x3x6x7xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x7xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @batches(%q: tensor<2x9x4x8xf32>, %k: tensor<1x3x6x8xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects key with heads like 'tensor<2x?x?x8xf32>', but got 'tensor<1x3x6x8xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<1x3x6x8xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @lengths(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x5x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects value with heads like 'tensor<2x3x6x?xf32>', but got 'tensor<2x3x5x10xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x5x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @element_types(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf16>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects query and key of one element type, but got 'f32' and 'f16'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf16>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @half_a_past(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %p: tensor<2x3x12x8xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects both past_key and past_value, or none of them}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %p {operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x3x12x8xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @past_of_other_heads(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %p: tensor<2x4x12x8xf32>, %r: tensor<2x3x12x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects past_key with heads like 'tensor<2x3x?x8xf32>', but got 'tensor<2x4x12x8xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %p, %r {operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x4x12x8xf32>, tensor<2x3x12x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @past_of_other_length(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %p: tensor<2x3x12x8xf32>, %r: tensor<2x3x11x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects past_value with heads like 'tensor<2x3x12x10xf32>', but got 'tensor<2x3x11x10xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %p, %r {operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x3x12x8xf32>, tensor<2x3x11x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @past_of_another_rank(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %p: tensor<2x12x24xf32>, %r: tensor<2x3x11x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects past_key of rank 4, but got 'tensor<2x12x24xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %p, %r {operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x12x24xf32>, tensor<2x3x11x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @past_of_other_elements(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %p: tensor<2x3x12x8xf16>, %r: tensor<2x3x12x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects past_key of 'f32', but got 'tensor<2x3x12x8xf16>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %p, %r {operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x3x12x8xf16>, tensor<2x3x12x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

// It may end before the keys, but not after them.
func.func @mask_longer_than_keys(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %m: tensor<4x7xi1>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects an attn_mask that broadcasts to 'tensor<2x9x4x6xf32>', but got 'tensor<4x7xi1>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %m {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<4x7xi1>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @mask_for_other_heads(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %m: tensor<3x4x6xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects an attn_mask that broadcasts to 'tensor<2x9x4x6xf32>', but got 'tensor<3x4x6xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %m {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<3x4x6xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @mask_of_five_dimensions(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %m: tensor<1x1x1x4x6xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects an attn_mask that broadcasts to 'tensor<2x9x4x6xf32>', but got 'tensor<1x1x1x4x6xf32>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %m {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<1x1x1x4x6xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @lengths_of_another_batch(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>, %n: tensor<3xi64>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects one nonpad_kv_seqlen for each of a batch of 2, but got 'tensor<3xi64>'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %n {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 1>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<3xi64>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @window(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects a left_window_size of -1 or more, but got -2}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {left_window_size = -2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @mode(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects a qk_matmul_output_mode from 0 to 3, but got 4}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {qk_matmul_output_mode = 4 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @precision(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  // expected-error @below {{expects a softmax_precision of a float type, but got 'i32'}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {softmax_precision = i32, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

func.func @results_that_differ(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x8xf32> {
  // expected-error @below {{'onnx.Attention' op inferred type(s) 'tensor<2x9x4x10xf32>', 'tensor<2x3x6x8xf32>', 'tensor<2x3x6x10xf32>', 'tensor<2x9x4x6xf32>' are incompatible}}
  // expected-error @below {{failed to infer returned types}}
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x8xf32>
}
