// Operators that select elements by index or condition.
#ifndef ONNXC_DIALECTS_ONNX_IR_GATHEROPS_TD
#define ONNXC_DIALECTS_ONNX_IR_GATHEROPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_GatherOp : Onnx_Op<"Gather", [Pure, InferTypeOpAdaptor]> {
  let summary = "Slices of the input at `indices` of dimension `axis`";
  let details = [{
    The dimensions of `indices` stand in the result where `axis` stands in the input. A
    negative index counts from the end; an index beyond the dimension takes its nearest end.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_IndexTensor:$indices,
      DefaultValuedAttr<I64Attr, "0">:$axis);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasCanonicalizer = 1;
  code opDeclarations = [{
    /// `axis` from 0 on.
    int64_t getPositiveAxis();
  }];
}

def Onnx_GatherElementsOp : Onnx_Op<"GatherElements", [Pure, InferTypeOpAdaptor]> {
  let summary = "result[i][j] = input[indices[i][j]][j] for axis 0, and so on";
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_IndexTensor:$indices,
      DefaultValuedAttr<I64Attr, "0">:$axis);
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_GatherNDOp : Onnx_Op<"GatherND", [Pure, InferTypeOpAdaptor]> {
  let summary = "Slices of the input at the index tuples in the last dimension of `indices`";
  let details = [{
    The first `batch_dims` dimensions of both operands are the same.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_I64Tensor:$indices,
      DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_OneHotOp : Onnx_Op<"OneHot", [Pure, InferTypeOpAdaptor]> {
  let summary = "values[1] where the new dimension `axis` has the index, values[0] elsewhere";
  let arguments = (ins Onnx_NumberTensor:$indices, Onnx_NumberTensor:$depth,
      Onnx_AnyTensor:$values, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_CompressOp : Onnx_Op<"Compress", [Pure, InferTypeOpAdaptor]> {
  let summary = "The slices along `axis` (of the flat input if absent) whose condition is true";
  let details = [{
    Where the condition is not constant, the type of the result says how many slices there
    are.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_BoolTensor:$condition,
      OptionalAttr<I64Attr>:$axis);
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_NonZeroOp : Onnx_Op<"NonZero", [Pure, InferTypeOpAdaptor]> {
  let summary = "The positions of elements that are not zero, one column each";
  let details = [{
    Where the input is not constant, the type of the result says how many there are.
  }];
  let arguments = (ins Onnx_ValueTensor:$input);
  let results = (outs Onnx_I64Tensor:$output);
  let hasFolder = 1;
}

def Onnx_NonMaxSuppressionOp : Onnx_Op<"NonMaxSuppression",
    [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "The boxes of each batch and class with the best scores, without those that "
                "overlap a better one: rows of batch, class and box";
  let details = [{
    The type of the result says how many rows there are; rows that nothing is selected for are
    -1. Boxes are two opposite corners or, if `center_point_box` is 1, a center, a width and a
    height.
  }];
  let arguments = (ins Onnx_FloatTensor:$boxes, Onnx_FloatTensor:$scores,
      Optional<Onnx_I64Tensor>:$max_output_boxes_per_class,
      Optional<Onnx_FloatTensor>:$iou_threshold, Optional<Onnx_FloatTensor>:$score_threshold,
      DefaultValuedAttr<I64Attr, "0">:$center_point_box);
  let results = (outs Onnx_I64Tensor:$selected_indices);
}

def Onnx_UniqueOp : Onnx_Op<"Unique", [Pure, InferTypeOpAdaptor]> {
  let summary = "The different slices along `axis` (elements if absent), where they first stand, "
                "what they became, and how often they occur";
  let details = [{
    The type of the results says how many there are.
  }];
  let arguments = (ins Onnx_NumberTensor:$input, OptionalAttr<I64Attr>:$axis,
      DefaultValuedAttr<I64Attr, "1">:$sorted);
  let results = (outs Onnx_NumberTensor:$output, Onnx_I64Tensor:$indices,
      Onnx_I64Tensor:$inverse_indices, Onnx_I64Tensor:$counts);
}

#endif
