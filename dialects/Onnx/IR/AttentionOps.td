// Attention and what belongs to it.
#ifndef ONNXC_DIALECTS_ONNX_IR_ATTENTIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_ATTENTIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_AttentionOp
    : Onnx_Op<"Attention", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "softmax(query * key' * scale + mask) * value, for each head";
  let details = [{
    Query, key and value are [batch, heads, length, size], or [batch, length, heads * size] with
    the numbers of heads as attributes. Each head of key and value serves as many consecutive
    heads of the query as there are more of these. What came before (`past_key`, `past_value`,
    of four dimensions) precedes key and value, and `present_key` and `present_value` are both
    together.

    A key is masked where `attn_mask` is false, and where `attn_mask` ends before the keys do; an
    `attn_mask` of numbers is added to the scores. Query i stands at position i + offset, where
    the offset is the length of `past_key` or, without that, `nonpad_kv_seqlen` less the number of
    queries or, without both, 0. Keys after it are masked if `is_causal`, and so are those
    farther away than `left_window_size` or `right_window_size` (-1: any distance). Keys from
    `nonpad_kv_seqlen` on, one number for each of the batch, are masked too. A query whose keys
    are all masked has zeros for probabilities.

    With a `softcap` above 0, scores are softcap * tanh(score / softcap) before the mask.
    `qk_matmul_output_mode` tells what `qk_matmul_output` is: 0 the scores, 1 those after
    `softcap`, 2 those after the mask, 3 the probabilities.
  }];
  let arguments = (ins Onnx_FloatTensor:$query, Onnx_FloatTensor:$key, Onnx_FloatTensor:$value,
      Optional<RankedTensorOf<[Onnx_Bool, Onnx_Float, Onnx_SignedInt, Onnx_UnsignedInt]>>:$attn_mask,
      Optional<Onnx_FloatTensor>:$past_key, Optional<Onnx_FloatTensor>:$past_value,
      Optional<Onnx_I64Tensor>:$nonpad_kv_seqlen,
      DefaultValuedAttr<I64Attr, "0">:$is_causal, OptionalAttr<I64Attr>:$q_num_heads,
      OptionalAttr<I64Attr>:$kv_num_heads, DefaultValuedAttr<I64Attr, "-1">:$left_window_size,
      DefaultValuedAttr<I64Attr, "-1">:$right_window_size, OptionalAttr<F32Attr>:$scale,
      DefaultValuedAttr<F32Attr, "0.0f">:$softcap, OptionalAttr<TypeAttr>:$softmax_precision,
      DefaultValuedAttr<I64Attr, "0">:$qk_matmul_output_mode);
  let results = (outs Onnx_FloatTensor:$output, Onnx_FloatTensor:$present_key,
      Onnx_FloatTensor:$present_value, Onnx_FloatTensor:$qk_matmul_output);
  let hasVerifier = 1;
}

def Onnx_RotaryEmbeddingOp : Onnx_Op<"RotaryEmbedding", [Pure, AllTypesMatch<["input", "output"]>]> {
  let summary = "Pairs of elements of each head, rotated by the angles of their position";
  let details = [{
    The input is [batch, heads, length, size], or [batch, length, heads * size] with `num_heads`.
    The first `rotary_embedding_dim` elements of a head (0: all) are rotated: x becomes
    cos * x - sin * y, and y sin * x + cos * y. A pair are neighbours if `interleaved`, and else
    elements at the same place in both halves. Its cosine and sine are in the caches, [positions,
    pairs] with `position_ids` [batch, length], [batch, length, pairs] without.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Onnx_FloatTensor:$cos_cache,
      Onnx_FloatTensor:$sin_cache, Optional<Onnx_I64Tensor>:$position_ids,
      DefaultValuedAttr<I64Attr, "0">:$interleaved, DefaultValuedAttr<I64Attr, "0">:$num_heads,
      DefaultValuedAttr<I64Attr, "0">:$rotary_embedding_dim);
  let results = (outs Onnx_FloatTensor:$output);
  let hasVerifier = 1;
}

def Onnx_LinearAttentionOp
    : Onnx_Op<"LinearAttention", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "Attention by a state of one matrix for each head, step by step";
  let details = [{
    Query, key and value are [batch, length, heads * size], the state is [batch, heads, size of
    keys, size of values]. Each head of key and value serves as many consecutive heads of the query
    as there are more of these. With `update_rule` gated_delta, each step does

        state *= exp(decay)
        state += key' * (beta * (value - key * state))
        output = scale * query * state

    gated leaves `beta` and the product with the key out, delta the decay, linear both. `decay` is
    [batch, length, heads] or [batch, length, heads * size of keys], `beta` [batch, length, heads]
    or [batch, length, 1]. A `scale` of 0 stands for that of the size of keys. `chunk_size`
    is a hint without effect.
  }];
  let arguments = (ins Onnx_FloatTensor:$query, Onnx_FloatTensor:$key, Onnx_FloatTensor:$value,
      Optional<Onnx_FloatTensor>:$past_state, Optional<Onnx_FloatTensor>:$decay,
      Optional<Onnx_FloatTensor>:$beta, OptionalAttr<I64Attr>:$chunk_size, I64Attr:$q_num_heads,
      I64Attr:$kv_num_heads, DefaultValuedAttr<F32Attr, "0.0f">:$scale,
      DefaultValuedStrAttr<StrAttr, "gated_delta">:$update_rule);
  let results = (outs Onnx_FloatTensor:$output, Onnx_FloatTensor:$present_state);
  let hasVerifier = 1;
  code opDeclarations = [{
    bool hasDecay() { return getUpdateRule() == "gated" || getUpdateRule() == "gated_delta"; }
    bool hasDelta() { return getUpdateRule() == "delta" || getUpdateRule() == "gated_delta"; }
  }];
}

#endif
