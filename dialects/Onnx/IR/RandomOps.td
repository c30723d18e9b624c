// Random numbers.
#ifndef ONNXC_DIALECTS_ONNX_IR_RANDOMOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_RANDOMOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

class Onnx_RandomOp<string name, dag operands, dag parameters>
    : Onnx_Op<name, [Pure, InferTypeOpAdaptor]> {
  let details = [{
    A compiled model has no state, so each run sees the same numbers. They follow from the integer
    part of the seed modulo 2^32; the importer gives a node without one a seed of its own, made from
    the node's name.
  }];
  let arguments = !con(operands, (ins OptionalAttr<TypeAttr>:$dtype), parameters,
      (ins DefaultValuedAttr<F32Attr, "0.0f">:$seed));
}

//===-- Generators ----------------------------------------------------------===//

class Onnx_RandomShapedOp<string name, dag parameters>
    : Onnx_RandomOp<name, (ins), !con(parameters, (ins DenseI64ArrayAttr:$shape))> {
  let results = (outs Onnx_FloatTensor:$output);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *context,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::inferRandom(context, loc, adaptor.getShape(), adaptor.getDtype(), types);
    }
  }];
}
def Onnx_RandomUniformOp : Onnx_RandomShapedOp<"RandomUniform",
    (ins DefaultValuedAttr<F32Attr, "0.0f">:$low, DefaultValuedAttr<F32Attr, "1.0f">:$high)> {
  let summary = "Numbers that are equally likely anywhere from `low` to `high`";
}
def Onnx_RandomNormalOp : Onnx_RandomShapedOp<"RandomNormal",
    (ins DefaultValuedAttr<F32Attr, "0.0f">:$mean, DefaultValuedAttr<F32Attr, "1.0f">:$scale)> {
  let summary = "Normally distributed numbers, with `scale` as their standard deviation";
}

class Onnx_RandomLikeOp<string name, dag parameters>
    : Onnx_RandomOp<name, (ins Onnx_ValueTensor:$input), parameters> {
  let results = (outs Onnx_FloatTensor:$output);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::inferRandomLike(loc, adaptor.getInput(), adaptor.getDtype(), types);
    }
  }];
}
def Onnx_RandomUniformLikeOp : Onnx_RandomLikeOp<"RandomUniformLike",
    (ins DefaultValuedAttr<F32Attr, "0.0f">:$low, DefaultValuedAttr<F32Attr, "1.0f">:$high)> {
  let summary = "RandomUniform in the shape and, without `dtype`, the element type of the input";
}
def Onnx_RandomNormalLikeOp : Onnx_RandomLikeOp<"RandomNormalLike",
    (ins DefaultValuedAttr<F32Attr, "0.0f">:$mean, DefaultValuedAttr<F32Attr, "1.0f">:$scale)> {
  let summary = "RandomNormal in the shape and, without `dtype`, the element type of the input";
}

//===-- Drawing -------------------------------------------------------------===//

def Onnx_BernoulliOp : Onnx_RandomOp<"Bernoulli", (ins Onnx_FloatTensor:$input), (ins)> {
  let summary = "1 with the probability that the input has there, else 0";
  let results = (outs Onnx_ValueTensor:$output);
}

def Onnx_MultinomialOp : Onnx_RandomOp<"Multinomial", (ins Onnx_FloatTensor:$input),
    (ins DefaultValuedAttr<I64Attr, "1">:$sample_size)> {
  let summary = "Classes, drawn `sample_size` times from each row of unnormalized log-probabilities";
  let results = (outs Onnx_IndexTensor:$output);
}

#endif
