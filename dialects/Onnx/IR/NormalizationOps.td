// Operators that scale values by statistics of the tensor.
#ifndef ONNXC_DIALECTS_ONNX_IR_NORMALIZATIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_NORMALIZATIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

class Onnx_AlongAxisOp<string name> : Onnx_Op<name, [Pure, SameOperandsAndResultType]> {
  let details = [{
    Before operator set 13, all dimensions from `axis` on are one: the importer puts the operator
    between two Reshapes.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs Onnx_FloatTensor:$output);
  let hasVerifier = 1;
}
def Onnx_SoftmaxOp : Onnx_AlongAxisOp<"Softmax"> {
  let summary = "exp(x) / sum(exp(x)) along `axis`";
}
def Onnx_LogSoftmaxOp : Onnx_AlongAxisOp<"LogSoftmax"> {
  let summary = "log(softmax(x)) along `axis`";
}
def Onnx_HardmaxOp : Onnx_AlongAxisOp<"Hardmax"> {
  let summary = "1 for the first largest element along `axis`, 0 for the others";
}

def Onnx_BatchNormalizationOp : Onnx_Op<"BatchNormalization", [Pure, InferTypeOpAdaptor]> {
  let summary = "(x - mean) / sqrt(var + epsilon) * scale + b for each channel (dimension 1)";
  let details = [{
    With `training_mode`, mean and variance are those of the input, and the other two results
    are the running ones, updated by `momentum`.

    The importer drops `is_test` and `spatial`; with a `spatial` of 0, it writes the formula
    instead. It refuses nodes of operator sets before 14 that are meant for training.
  }];
  let arguments = (ins Onnx_FloatTensor:$x, Onnx_FloatTensor:$scale, Onnx_FloatTensor:$b,
      Onnx_FloatTensor:$input_mean, Onnx_FloatTensor:$input_var,
      DefaultValuedAttr<F32Attr, "1e-05f">:$epsilon, DefaultValuedAttr<F32Attr, "0.9f">:$momentum,
      DefaultValuedAttr<I64Attr, "0">:$training_mode);
  let results = (outs Onnx_FloatTensor:$y, Onnx_FloatTensor:$running_mean,
      Onnx_FloatTensor:$running_var);
}

def Onnx_InstanceNormalizationOp
    : Onnx_Op<"InstanceNormalization", [Pure, AllTypesMatch<["input", "output"]>]> {
  let summary = "Normalized over the spatial dimensions, for each batch element and channel";
  let arguments = (ins Onnx_FloatTensor:$input, Onnx_FloatTensor:$scale, Onnx_FloatTensor:$b,
      DefaultValuedAttr<F32Attr, "1e-05f">:$epsilon);
  let results = (outs Onnx_FloatTensor:$output);
  let hasVerifier = 1;
}

def Onnx_LayerNormalizationOp : Onnx_Op<"LayerNormalization", [Pure, InferTypeOpAdaptor]> {
  let summary = "Normalized over the dimensions from `axis` on, computed in `stash_type`";
  let arguments = (ins Onnx_FloatTensor:$x, Onnx_FloatTensor:$scale, Optional<Onnx_FloatTensor>:$b,
      DefaultValuedAttr<I64Attr, "-1">:$axis, DefaultValuedAttr<F32Attr, "1e-05f">:$epsilon,
      DefaultValuedAttr<I64Attr, "1">:$stash_type);
  let results = (outs Onnx_FloatTensor:$y, Onnx_FloatTensor:$mean, Onnx_FloatTensor:$inv_std_dev);
  let hasVerifier = 1;
}

def Onnx_RMSNormalizationOp
    : Onnx_Op<"RMSNormalization", [Pure, AllTypesMatch<["x", "y"]>]> {
  let summary = "Divided by the root of the mean square over the dimensions from `axis` on";
  let arguments = (ins Onnx_FloatTensor:$x, Onnx_FloatTensor:$scale,
      DefaultValuedAttr<I64Attr, "-1">:$axis, DefaultValuedAttr<F32Attr, "1e-05f">:$epsilon,
      DefaultValuedAttr<I64Attr, "1">:$stash_type);
  let results = (outs Onnx_FloatTensor:$y);
  let hasVerifier = 1;
}

def Onnx_GroupNormalizationOp
    : Onnx_Op<"GroupNormalization", [Pure, AllTypesMatch<["x", "y"]>]> {
  let summary = "Normalized over groups of channels and the spatial dimensions";
  let details = [{
    Before operator set 21, the importer repeats scale and bias of a group for each of its channels.
  }];
  let arguments = (ins Onnx_FloatTensor:$x, Onnx_FloatTensor:$scale, Onnx_FloatTensor:$bias,
      DefaultValuedAttr<F32Attr, "1e-05f">:$epsilon, I64Attr:$num_groups,
      DefaultValuedAttr<I64Attr, "1">:$stash_type);
  let results = (outs Onnx_FloatTensor:$y);
  let hasVerifier = 1;
}

def Onnx_LpNormalizationOp : Onnx_Op<"LpNormalization", [Pure, SameOperandsAndResultType]> {
  let summary = "Divided by the norm of order `p` (1 or 2) along `axis`";
  let arguments = (ins Onnx_FloatTensor:$input, DefaultValuedAttr<I64Attr, "-1">:$axis,
      DefaultValuedAttr<I64Attr, "2">:$p);
  let results = (outs Onnx_FloatTensor:$output);
  let hasVerifier = 1;
}

def Onnx_MeanVarianceNormalizationOp
    : Onnx_Op<"MeanVarianceNormalization", [Pure, SameOperandsAndResultType]> {
  let summary = "(x - mean) / standard deviation over `axes`";
  let details = [{
    The importer makes `axes` of the `across_channels` of operator sets before 9.
  }];
  let arguments = (ins Onnx_FloatTensor:$x,
      DefaultValuedAttr<DenseI64ArrayAttr, "::llvm::ArrayRef<int64_t>({0, 2, 3})">:$axes);
  let results = (outs Onnx_FloatTensor:$y);
  let hasVerifier = 1;
}

def Onnx_LRNOp : Onnx_Op<"LRN", [Pure, SameOperandsAndResultType]> {
  let summary = "Divided by (bias + alpha / size * sum of squares of `size` channels) ^ beta";
  let arguments = (ins Onnx_FloatTensor:$x, DefaultValuedAttr<F32Attr, "0.0001f">:$alpha,
      DefaultValuedAttr<F32Attr, "0.75f">:$beta, DefaultValuedAttr<F32Attr, "1.0f">:$bias,
      I64Attr:$size);
  let results = (outs Onnx_FloatTensor:$y);
}

#endif
