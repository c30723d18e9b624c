// Operators that order or repeat the elements of one tensor anew.
#ifndef ONNXC_DIALECTS_ONNX_IR_LAYOUTOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_LAYOUTOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_TransposeOp : Onnx_Op<"Transpose", [Pure, InferTypeOpAdaptor]> {
  let summary = "Dimension i of the result is dimension perm[i] of the input; reversed if absent";
  let arguments = (ins Onnx_AnyTensor:$input, OptionalAttr<DenseI64ArrayAttr>:$perm);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasCanonicalizer = 1;
  code opDeclarations = [{
    /// `perm`, or what its absence means.
    llvm::SmallVector<int64_t> getPermutation();
  }];
}

def Onnx_FlattenOp : Onnx_Op<"Flatten", [Pure, InferTypeOpAdaptor]> {
  let summary = "A matrix: the dimensions before `axis` are its rows, the others its columns";
  let arguments = (ins Onnx_AnyTensor:$input, DefaultValuedAttr<I64Attr, "1">:$axis);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Onnx_SqueezeOp : Onnx_Op<"Squeeze", [Pure, InferTypeOpAdaptor]> {
  let summary = "Without the dimensions `axes`, which are 1; without all that are 1 if absent";
  let details = [{
    The importer makes the attribute `axes` of operator sets before 13 an operand.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Optional<Onnx_I64Tensor>:$axes);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Onnx_UnsqueezeOp : Onnx_Op<"Unsqueeze", [Pure, InferTypeOpAdaptor]> {
  let summary = "With dimensions of 1 where the result has `axes`";
  let details = [{
    The importer makes the attribute `axes` of operator sets before 13 an operand.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_I64Tensor:$axes);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Onnx_ExpandOp : Onnx_Op<"Expand", [Pure, InferTypeOpAdaptor]> {
  let summary = "Broadcast with `shape`, in both directions";
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_I64Tensor:$shape);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Onnx_TileOp : Onnx_Op<"Tile", [Pure, InferTypeOpAdaptor]> {
  let summary = "Repeated `repeats[i]` times along dimension i";
  let details = [{
    Before operator set 6, the importer makes `repeats` of the number of tiles and the axis.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, Onnx_I64Tensor:$repeats);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Onnx_DepthToSpaceOp : Onnx_Op<"DepthToSpace", [Pure, InferTypeOpAdaptor]> {
  let summary = "Channels as blocks of pixels";
  let details = [{
    `mode` DCR takes the channels as [blocksize, blocksize, channels], CRD as [channels,
    blocksize, blocksize].
  }];
  let arguments = (ins Onnx_AnyTensor:$input, I64Attr:$blocksize,
      DefaultValuedStrAttr<StrAttr, "DCR">:$mode);
  let results = (outs Onnx_AnyTensor:$output);
}

def Onnx_SpaceToDepthOp : Onnx_Op<"SpaceToDepth", [Pure, InferTypeOpAdaptor]> {
  let summary = "Blocks of pixels as channels [blocksize, blocksize, channels]";
  let arguments = (ins Onnx_AnyTensor:$input, I64Attr:$blocksize);
  let results = (outs Onnx_AnyTensor:$output);
}

#endif
