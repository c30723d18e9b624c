// Operators that make, view and move tensors without computing with their elements.
#ifndef ONNXC_DIALECTS_ONNX_IR_TENSOROPS_TD
#define ONNXC_DIALECTS_ONNX_IR_TENSOROPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_ConstantOp : Onnx_Op<"Constant", [Pure, ConstantLike, InferTypeOpAdaptor]> {
  let summary = "A constant tensor: an initializer, a Constant node or a folded value";
  let details = [{
    The importer makes a tensor of whichever of `value`, `value_float`, `value_ints`, ... the node
    has.
  }];
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
  let details = [{
    One dimension of `shape` may be -1, which takes what is left; 0 keeps the dimension of
    the input at the same place, unless `allowzero` is 1. A shape that is not constant is not
    read: the type of the result says it.

    The importer makes the attribute `shape` of operator sets before 5 an operand.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_I64Tensor:$shape,
      DefaultValuedAttr<I64Attr, "0">:$allowzero);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

//===-- Facts about a tensor ------------------------------------------------===//

def Onnx_ShapeOp : Onnx_Op<"Shape", [Pure, InferTypeOpAdaptor]> {
  let summary = "The dimensions from `start` to `end` (the rank if absent), clamped to the rank";
  let arguments = (ins Onnx_AnyTensor:$input, DefaultValuedAttr<I64Attr, "0">:$start,
      OptionalAttr<I64Attr>:$end);
  let results = (outs Onnx_I64Tensor:$shape);
  let hasFolder = 1;
  code opDeclarations = [{
    /// The first dimension, and the one after the last.
    std::pair<int64_t, int64_t> getRange();
  }];
}

def Onnx_SizeOp : Onnx_Op<"Size", [Pure, InferTypeOpAdaptor]> {
  let summary = "The number of elements";
  let arguments = (ins Onnx_AnyTensor:$input);
  let results = (outs Onnx_I64Tensor:$size);
  let hasFolder = 1;
}

//===-- Elements from nothing -----------------------------------------------===//

def Onnx_RangeOp : Onnx_Op<"Range", [Pure, InferTypeOpAdaptor, AllElementTypesMatch<["start", "limit", "delta"]>]> {
  let summary = "start, start + delta, ... up to, but without, limit";
  let arguments = (ins Onnx_NumberTensor:$start, Onnx_NumberTensor:$limit, Onnx_NumberTensor:$delta);
  let results = (outs Onnx_NumberTensor:$output);
  let hasFolder = 1;
}

def Onnx_ConstantOfShapeOp : Onnx_Op<"ConstantOfShape", [Pure, InferTypeOpAdaptor]> {
  let summary = "One element, 0.0 if `value` is absent, in every place";
  let arguments = (ins Onnx_I64Tensor:$shape, OptionalAttr<ElementsAttr>:$value);
  let results = (outs Onnx_ValueTensor:$output);
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Onnx_EyeLikeOp : Onnx_Op<"EyeLike", [Pure, InferTypeOpAdaptor]> {
  let summary = "1 on diagonal `k`, else 0, in the shape of the input";
  let arguments = (ins Onnx_ValueTensor:$input, OptionalAttr<TypeAttr>:$dtype,
      DefaultValuedAttr<I64Attr, "0">:$k);
  let results = (outs Onnx_ValueTensor:$output);
}

//===-- Elements in place ---------------------------------------------------===//

def Onnx_TriluOp : Onnx_Op<"Trilu", [Pure, InferTypeOpAdaptor]> {
  let summary = "The upper (or lower) triangle of matrices from diagonal `k` on, zeros elsewhere";
  let arguments = (ins Onnx_ValueTensor:$input, Optional<Onnx_I64Tensor>:$k,
      DefaultValuedAttr<I64Attr, "1">:$upper);
  let results = (outs Onnx_ValueTensor:$output);
}

def Onnx_DropoutOp : Onnx_Op<"Dropout", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "In inference its input, with a mask that is all true";
  let details = [{
    The importer replaces a node by its input unless `training_mode` may be true, and gives it a
    seed of its own if it has none.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Optional<Onnx_FloatTensor>:$ratio,
      Optional<Onnx_BoolTensor>:$training_mode, OptionalAttr<I64Attr>:$seed);
  let results = (outs Onnx_FloatTensor:$output, Onnx_BoolTensor:$mask);
}

def Onnx_CastLikeOp : Onnx_Op<"CastLike", [Pure, InferTypeOpAdaptor]> {
  let summary = "Cast to the element type of `target_type`";
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_AnyTensor:$target_type,
      DefaultValuedAttr<I64Attr, "1">:$saturate, DefaultValuedStrAttr<StrAttr, "up">:$round_mode);
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_BitCastOp : Onnx_Op<"BitCast", [Pure, InferTypeOpAdaptor]> {
  let summary = "The bits of each element as an element of type `to`, which is as wide";
  let arguments = (ins Onnx_ValueTensor:$input, TypeAttr:$to);
  let results = (outs Onnx_ValueTensor:$output);
}

#endif
