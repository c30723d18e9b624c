// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @rank(%q: tensor<4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects query of rank 3, but got 'tensor<4x48xf32>'}}
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "linear", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @no_heads(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects the number of heads of query for 'tensor<2x4x48xf32>' of three dimensions}}
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = -6 : i64, kv_num_heads = 2 : i64, update_rule = "linear", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @heads_that_do_not_divide_columns(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{5 heads do not divide the 48 columns of query}}
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 5 : i64, kv_num_heads = 2 : i64, update_rule = "linear", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @heads_that_do_not_divide_heads(%q: tensor<2x4x48xf32>, %k: tensor<2x4x32xf32>, %v: tensor<2x4x20xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{4 heads of key and value do not divide 6 heads of query}}
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 6 : i64, kv_num_heads = 4 : i64, update_rule = "linear", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x32xf32>, tensor<2x4x20xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @sizes_of_heads(%q: tensor<2x4x48xf32>, %k: tensor<2x4x14xf32>, %v: tensor<2x4x20xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects key with heads like 'tensor<2x?x4x8xf32>', but got 'tensor<2x2x4x7xf32>'}}
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "linear", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x14xf32>, tensor<2x4x20xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @lengths(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x5x20xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects value with heads like 'tensor<2x2x4x?xf32>', but got 'tensor<2x2x5x10xf32>'}}
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "linear", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x5x20xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @states(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>, %past: tensor<2x2x10x8xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects past_state with heads like 'tensor<2x2x8x10xf32>', but got 'tensor<2x2x10x8xf32>'}}
  %y, %s = onnx.LinearAttention %q, %k, %v, %past {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "linear", operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>, tensor<2x2x10x8xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @rule(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects update_rule linear, gated, delta or gated_delta, but got sum}}
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "sum", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @no_decay(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects decay with update_rule gated}}
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "gated", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @decay_without_use(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>, %g: tensor<2x4x16xf32>, %b: tensor<2x4x1xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects no decay with update_rule delta}}
  %y, %s = onnx.LinearAttention %q, %k, %v, %g, %b {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "delta", operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>, tensor<2x4x16xf32>, tensor<2x4x1xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @no_beta(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>, %g: tensor<2x4x16xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects beta with update_rule gated_delta}}
  %y, %s = onnx.LinearAttention %q, %k, %v, %g {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>, tensor<2x4x16xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @beta_without_use(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>, %g: tensor<2x4x16xf32>, %b: tensor<2x4x1xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects no beta with update_rule gated}}
  %y, %s = onnx.LinearAttention %q, %k, %v, %g, %b {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "gated", operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>, tensor<2x4x16xf32>, tensor<2x4x1xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @decay_of_another_size(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>, %g: tensor<2x4x8xf32>, %b: tensor<2x4x1xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects decay of 'tensor<2x4x2xf32>' or 'tensor<2x4x16xf32>', but got 'tensor<2x4x8xf32>'}}
  %y, %s = onnx.LinearAttention %q, %k, %v, %g, %b {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>, tensor<2x4x8xf32>, tensor<2x4x1xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

func.func @beta_of_another_length(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>, %g: tensor<2x4x16xf32>, %b: tensor<2x5x1xf32>) -> tensor<2x4x60xf32> {
  // expected-error @below {{expects beta of 'tensor<2x4x2xf32>' or 'tensor<2x4x1xf32>', but got 'tensor<2x5x1xf32>'}}
  %y, %s = onnx.LinearAttention %q, %k, %v, %g, %b {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>, tensor<2x4x16xf32>, tensor<2x5x1xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x4x60xf32>
}

// -----

// Factors may have an element for each head, the state a type of its own.
func.func @factors_of_heads(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>, %past: tensor<2x2x8x10xf16>, %g: tensor<2x4x2xf32>, %b: tensor<2x4x2xf32>) -> tensor<2x4x60xf32> {
  %y, %s = onnx.LinearAttention %q, %k, %v, %past, %g, %b {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>, tensor<2x2x8x10xf16>, tensor<2x4x2xf32>, tensor<2x4x2xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf16>)
  return %y : tensor<2x4x60xf32>
}
