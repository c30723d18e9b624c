// Recurrent layers.
#ifndef ONNXC_DIALECTS_ONNX_IR_RECURRENTOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_RECURRENTOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

// What the layers have in common.
defvar Onnx_RecurrentAttrs = (ins OptionalAttr<DenseF32ArrayAttr>:$activation_alpha,
    OptionalAttr<DenseF32ArrayAttr>:$activation_beta, OptionalAttr<StrArrayAttr>:$activations,
    OptionalAttr<F32Attr>:$clip, DefaultValuedStrAttr<StrAttr, "forward">:$direction,
    OptionalAttr<I64Attr>:$hidden_size, DefaultValuedAttr<I64Attr, "0">:$layout);

defvar Onnx_RecurrentOperands = (ins Onnx_FloatTensor:$X, Onnx_FloatTensor:$W,
    Onnx_FloatTensor:$R, Optional<Onnx_FloatTensor>:$B,
    Optional<RankedTensorOf<[I32]>>:$sequence_lens, Optional<Onnx_FloatTensor>:$initial_h);

class Onnx_RecurrentOp<string name> : Onnx_Op<name,
    [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let details = [{
    With `layout` 0, X is [time, batch, input], Y is [time, directions, batch, hidden], and states
    are [directions, batch, hidden]; with 1, the batch comes first in all of them.

    The importer spells the names of activations as ONNX does, and drops `output_sequence`.
  }];
  let hasVerifier = 1;
}

def Onnx_RNNOp : Onnx_RecurrentOp<"RNN"> {
  let summary = "h' = f(X W' + h R' + B), step by step";
  let arguments = !con(Onnx_RecurrentOperands, Onnx_RecurrentAttrs);
  let results = (outs Onnx_FloatTensor:$Y, Onnx_FloatTensor:$Y_h);
}

def Onnx_GRUOp : Onnx_RecurrentOp<"GRU"> {
  let summary = "Gated recurrent unit: gates z, r, h in weights and biases";
  let arguments = !con(Onnx_RecurrentOperands, Onnx_RecurrentAttrs,
      (ins DefaultValuedAttr<I64Attr, "0">:$linear_before_reset));
  let results = (outs Onnx_FloatTensor:$Y, Onnx_FloatTensor:$Y_h);
}

def Onnx_LSTMOp : Onnx_RecurrentOp<"LSTM"> {
  let summary = "Long short-term memory: gates i, o, f, c in weights and biases";
  let arguments = !con(Onnx_RecurrentOperands, (ins Optional<Onnx_FloatTensor>:$initial_c,
      Optional<Onnx_FloatTensor>:$P), Onnx_RecurrentAttrs,
      (ins DefaultValuedAttr<I64Attr, "0">:$input_forget));
  let results = (outs Onnx_FloatTensor:$Y, Onnx_FloatTensor:$Y_h, Onnx_FloatTensor:$Y_c);
}

#endif
