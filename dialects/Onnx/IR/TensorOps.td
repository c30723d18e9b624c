// Operators that make, view and move tensors without computing with their elements.
#ifndef ONNXC_DIALECTS_ONNX_IR_TENSOROPS_TD
#define ONNXC_DIALECTS_ONNX_IR_TENSOROPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_ConstantOp : Onnx_Op<"Constant", [Pure, ConstantLike, InferTypeOpAdaptor]> {
  let summary = "A constant tensor: an initializer, a Constant node or a folded value";
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let assemblyFormat = "attr-dict $value";
}

def Onnx_IdentityOp : Onnx_Op<"Identity", [Pure, SameOperandsAndResultType]> {
  let summary = "Its operand";
  let arguments = (ins Onnx_AnyTensor:$input);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
}

def Onnx_ReshapeOp : Onnx_Op<"Reshape", [Pure, InferTypeOpAdaptor]> {
  let summary = "The same elements, in row-major order, in another shape";
  let description = [{
    One dimension of `shape` may be -1, which takes what is left; 0 keeps the dimension of
    the input at the same place, unless `allowzero` is 1. A shape that is no constant is not
    read: the type of the result says it.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_I64Tensor:$shape,
      DefaultValuedAttr<I64Attr, "0">:$allowzero);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
}

#endif
