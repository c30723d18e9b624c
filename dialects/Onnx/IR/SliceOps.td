// Operators that cut tensors, join them and add a border.
#ifndef ONNXC_DIALECTS_ONNX_IR_SLICEOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_SLICEOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_ConcatOp : Onnx_Op<"Concat", [Pure, InferTypeOpAdaptor]> {
  let summary = "The inputs one after the other along `axis`";
  let details = [{
    The importer sets the `axis` that may be absent before operator set 4, 1.
  }];
  let arguments = (ins Variadic<Onnx_AnyTensor>:$inputs, I64Attr:$axis);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasCanonicalizer = 1;
  code opDeclarations = [{
    /// `axis` from 0 on.
    int64_t getPositiveAxis();
  }];
}

def Onnx_SplitOp : Onnx_Op<"Split", [Pure, InferTypeOpAdaptor]> {
  let summary = "Pieces along `axis`";
  let details = [{
    `split` says their sizes. Without it there are `num_outputs` pieces of the same size, of
    which the last may be smaller; the importer counts the outputs of a node that says
    neither.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Optional<Onnx_I64Tensor>:$split,
      DefaultValuedAttr<I64Attr, "0">:$axis, OptionalAttr<I64Attr>:$num_outputs);
  let results = (outs Variadic<Onnx_AnyTensor>:$outputs);
  let hasFolder = 1;
}

def Onnx_SliceOp : Onnx_Op<"Slice", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "The elements start, start + step, ... before end along each of `axes`";
  let details = [{
    Negative starts and ends count from the end of the dimension; both are clamped to it.
    `axes` are the first ones if absent, `steps` are 1.

    The importer makes the attributes of operator sets before 10 operands.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_IndexTensor:$starts, Onnx_IndexTensor:$ends,
      Optional<Onnx_IndexTensor>:$axes, Optional<Onnx_IndexTensor>:$steps);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  code opDeclarations = [{
    /// The first element, and the step, in each dimension of the input; nothing unless all
    /// operands but the input are constants and the sizes in question are known.
    struct Window { llvm::SmallVector<int64_t> starts, steps; };
    std::optional<Window> getWindow();
  }];
}

def Onnx_PadOp : Onnx_Op<"Pad", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "A border around the input; negative `pads` cut";
  let details = [{
    `pads` are all begins, then all ends, of `axes` or of every dimension. `mode` is constant
    (with `constant_value` or 0), reflect, edge or wrap.

    The importer makes the attributes `pads` and `value` of operator sets before 11 operands.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_I64Tensor:$pads,
      Optional<Onnx_AnyTensor>:$constant_value, Optional<Onnx_IndexTensor>:$axes,
      DefaultValuedStrAttr<StrAttr, "constant">:$mode);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  code opDeclarations = [{
    /// Begins and ends for each dimension of the input, if they are constant.
    struct Amounts { llvm::SmallVector<int64_t> begins, ends; };
    std::optional<Amounts> getAmounts();
  }];
}

def Onnx_CenterCropPadOp : Onnx_Op<"CenterCropPad", [Pure, InferTypeOpAdaptor]> {
  let summary = "Cut or padded with zeros on both sides to `shape` along `axes`";
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_IndexTensor:$shape,
      OptionalAttr<DenseI64ArrayAttr>:$axes);
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_ReverseSequenceOp : Onnx_Op<"ReverseSequence", [Pure, InferTypeOpAdaptor]> {
  let summary = "The first sequence_lens[b] elements of batch entry b in reverse order";
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_I64Tensor:$sequence_lens,
      DefaultValuedAttr<I64Attr, "1">:$batch_axis, DefaultValuedAttr<I64Attr, "0">:$time_axis);
  let results = (outs Onnx_AnyTensor:$output);
}

#endif
