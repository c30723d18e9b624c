// Losses and optimizers of the training domain.
#ifndef ONNXC_DIALECTS_ONNX_IR_LOSSOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_LOSSOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_NegativeLogLikelihoodLossOp
    : Onnx_Op<"NegativeLogLikelihoodLoss", [Pure, InferTypeOpAdaptor]> {
  let summary = "-weight[c] * input[n, c, d...] for each class c = target[n, d...]";
  let details = [{
    Without `weight`, all classes weigh 1. Where the target is `ignore_index`, loss and weight
    are 0. `reduction` is `none` for a loss per target, `sum` for their sum, and `mean` for that
    sum divided by the sum of the weights of all targets.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Onnx_IndexTensor:$target,
      Optional<Onnx_FloatTensor>:$weight, OptionalAttr<I64Attr>:$ignore_index,
      DefaultValuedAttr<StrAttr, "\"mean\"">:$reduction);
  let results = (outs Onnx_FloatTensor:$loss);
}

def Onnx_SoftmaxCrossEntropyLossOp
    : Onnx_Op<"SoftmaxCrossEntropyLoss", [Pure, InferTypeOpAdaptor]> {
  let summary = "The negative log likelihood of the softmax of the scores, and its logarithm";
  let details = [{
    `log_prob` is `onnx.LogSoftmax` of the scores along dimension 1, the classes; `output` is
    `onnx.NegativeLogLikelihoodLoss` of it.
  }];
  let arguments = (ins Onnx_FloatTensor:$scores, Onnx_IndexTensor:$labels,
      Optional<Onnx_FloatTensor>:$weights, OptionalAttr<I64Attr>:$ignore_index,
      DefaultValuedAttr<StrAttr, "\"mean\"">:$reduction);
  let results = (outs Onnx_FloatTensor:$output, Onnx_FloatTensor:$log_prob);
}

#endif
