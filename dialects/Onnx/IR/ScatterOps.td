// Operators that write elements to computed places of a copy of a tensor.
#ifndef ONNXC_DIALECTS_ONNX_IR_SCATTEROPS_TD
#define ONNXC_DIALECTS_ONNX_IR_SCATTEROPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

defvar Onnx_Reduction = [{
    `reduction` is none, add, mul, max or min: how an update joins what stands there. Updates
    whose index lies outside of the input are left out.
}];

class Onnx_ScatterOp<string name, dag parameters>
    : Onnx_Op<name, [Pure, InferTypeOpAdaptor,
                     AllElementTypesMatch<["input", "updates"]>]> {
  let details = Onnx_Reduction;
  let arguments = !con((ins Onnx_AnyTensor:$input, Onnx_IndexTensor:$indices,
      Onnx_AnyTensor:$updates), parameters, (ins DefaultValuedStrAttr<StrAttr, "none">:$reduction));
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_ScatterElementsOp
    : Onnx_ScatterOp<"ScatterElements", (ins DefaultValuedAttr<I64Attr, "0">:$axis)> {
  let summary = "output[indices[i][j]][j] = updates[i][j] for axis 0, and so on";
  let details = Onnx_Reduction # [{
    The importer makes it of Scatter, its name before operator set 11, too.
  }];
}

def Onnx_ScatterNDOp : Onnx_ScatterOp<"ScatterND", (ins)> {
  let summary = "Slices written at the index tuples in the last dimension of `indices`";
}

def Onnx_TensorScatterOp
    : Onnx_Op<"TensorScatter", [Pure, InferTypeOpAdaptor,
                                AllElementTypesMatch<["past_cache", "update"]>]> {
  let summary = "A cache with an update written at write_indices[batch] of dimension `axis`";
  let details = [{
    `mode` circular wraps positions around the end; linear does not.
  }];
  let arguments = (ins Onnx_AnyTensor:$past_cache, Onnx_ValueTensor:$update,
      Optional<Onnx_I64Tensor>:$write_indices, DefaultValuedAttr<I64Attr, "-2">:$axis,
      DefaultValuedStrAttr<StrAttr, "linear">:$mode);
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_Col2ImOp : Onnx_Op<"Col2Im", [Pure, InferTypeOpAdaptor]> {
  let summary = "The sum of blocks, the columns of the input, at their places in an image";
  let details = [{
    The importer resolves absent strides, dilations and pads.
  }];
  let arguments = (ins Onnx_NumberTensor:$input, Onnx_I64Tensor:$image_shape,
      Onnx_I64Tensor:$block_shape, OptionalAttr<DenseI64ArrayAttr>:$dilations,
      OptionalAttr<DenseI64ArrayAttr>:$pads, OptionalAttr<DenseI64ArrayAttr>:$strides);
  let results = (outs Onnx_NumberTensor:$output);
}

#endif
