// Classical machine learning (domain ai.onnx.ml, and what ai.onnx has of it).
#ifndef ONNXC_DIALECTS_ONNX_IR_MLOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_MLOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

//===-- Features ------------------------------------------------------------===//

def Onnx_ArrayFeatureExtractorOp
    : Onnx_Op<"ml.ArrayFeatureExtractor", [Pure, InferTypeOpAdaptor]> {
  let summary = "The elements with these indices along the last dimension";
  let arguments = (ins Onnx_NumberTensor:$input, Onnx_I64Tensor:$indices);
  let results = (outs Onnx_NumberTensor:$output);
}

def Onnx_BinarizerOp : Onnx_Op<"ml.Binarizer", [Pure, SameOperandsAndResultType]> {
  let summary = "1 where the input is greater than the threshold, else 0";
  let arguments = (ins Onnx_NumberTensor:$input, DefaultValuedAttr<F32Attr, "0.0f">:$threshold);
  let results = (outs Onnx_NumberTensor:$output);
}

def Onnx_ScalerOp : Onnx_Op<"ml.Scaler", [Pure, InferTypeOpAdaptor]> {
  let summary = "(x - offset) * scale, with one offset and scale or one for each feature";
  let arguments = (ins Onnx_NumberTensor:$input, OptionalAttr<DenseF32ArrayAttr>:$offset,
      OptionalAttr<DenseF32ArrayAttr>:$scale);
  let results = (outs Onnx_FloatTensor:$output);
}

def Onnx_LabelEncoderOp : Onnx_Op<"ml.LabelEncoder", [Pure, InferTypeOpAdaptor]> {
  let summary = "The value that belongs to the first key equal to the input, or a default";
  let details = [{
    Numbers to numbers.

    The importer makes keys and values of the `classes_strings` of version 1.
  }];
  let arguments = (ins Onnx_NumberTensor:$input,
      OptionalAttr<DenseF32ArrayAttr>:$keys_floats, OptionalAttr<DenseI64ArrayAttr>:$keys_int64s,
      OptionalAttr<StrArrayAttr>:$keys_strings, OptionalAttr<ElementsAttr>:$keys_tensor,
      OptionalAttr<DenseF32ArrayAttr>:$values_floats,
      OptionalAttr<DenseI64ArrayAttr>:$values_int64s,
      OptionalAttr<StrArrayAttr>:$values_strings, OptionalAttr<ElementsAttr>:$values_tensor,
      DefaultValuedAttr<F32Attr, "-0.0f">:$default_float,
      DefaultValuedAttr<I64Attr, "-1">:$default_int64,
      DefaultValuedStrAttr<StrAttr, "_Unused">:$default_string,
      OptionalAttr<ElementsAttr>:$default_tensor);
  let results = (outs Onnx_NumberTensor:$output);
  let opDeclarations = [{
    /// Keys and values, which are as many numbers.
    ::mlir::ElementsAttr getKeys();
    ::mlir::ElementsAttr getValues();
    /// The one element for inputs that are not a key.
    ::mlir::ElementsAttr getDefault();
  }];
}

def Onnx_TfIdfVectorizerOp : Onnx_Op<"TfIdfVectorizer", [Pure, InferTypeOpAdaptor]> {
  let summary = "How often n-grams from a pool occur in rows of tokens";
  let details = [{
    `ngram_counts[n - 1]` is where in the pool the n-grams of n tokens start, and `ngram_indexes`
    has an n-gram's column in the result. The tokens of an n-gram stand in equal distances
    of 1 to `max_skip_count + 1`. Mode `IDF` gives the weight of what occurs, `TFIDF` its product
    with the count.
  }];
  let arguments = (ins Onnx_IndexTensor:$input, I64Attr:$max_gram_length, I64Attr:$max_skip_count,
      I64Attr:$min_gram_length, StrAttr:$mode, DenseI64ArrayAttr:$ngram_counts,
      DenseI64ArrayAttr:$ngram_indexes, OptionalAttr<DenseI64ArrayAttr>:$pool_int64s,
      OptionalAttr<StrArrayAttr>:$pool_strings, OptionalAttr<DenseF32ArrayAttr>:$weights);
  let results = (outs Onnx_FloatTensor:$output);
  let opDeclarations = [{
    /// All n-grams of the pool, in its order.
    ::llvm::SmallVector<::llvm::ArrayRef<int64_t>> getGrams();
  }];
}

//===-- Maps ----------------------------------------------------------------===//

def Onnx_ZipMapOp : Onnx_Op<"ml.ZipMap", [Pure]> {
  let summary = "The elements of each row as a map from keys, while a model is imported";
  let details = [{
    Nothing reads maps. As an output of the model, they are the tensor of their values.
  }];
  let arguments = (ins RankedTensorOf<[F32]>:$input,
      OptionalAttr<DenseI64ArrayAttr>:$classlabels_int64s,
      OptionalAttr<StrArrayAttr>:$classlabels_strings);
  let results = (outs Onnx_SequenceType:$output);
  let opDeclarations = [{
    /// The keys as texts, one for each column.
    mlir::ArrayAttr getKeys();
  }];
  let hasVerifier = 1;
}

//===-- Trees ---------------------------------------------------------------===//

def Onnx_TreeEnsembleOp : Onnx_Op<"ml.TreeEnsemble", [Pure, InferTypeOpAdaptor]> {
  let summary = "The sum (or average, minimum, maximum) of what decision trees say of each row";
  let details = [{
    Node i compares feature `nodes_featureids[i]` with `nodes_splits[i]` and goes on to one of
    two nodes or, where `nodes_trueleafs` or `nodes_falseleafs` says so, ends at a leaf, which
    adds its weight to its target.

    The importer makes it of TreeEnsembleRegressor and TreeEnsembleClassifier, too, whose labels and
    scores are operators that follow it.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, DefaultValuedAttr<I64Attr, "1">:$aggregate_function,
      DenseI64ArrayAttr:$leaf_targetids, ElementsAttr:$leaf_weights,
      OptionalAttr<ElementsAttr>:$membership_values, OptionalAttr<I64Attr>:$n_targets,
      DenseI64ArrayAttr:$nodes_falseleafs, DenseI64ArrayAttr:$nodes_falsenodeids,
      DenseI64ArrayAttr:$nodes_featureids, OptionalAttr<ElementsAttr>:$nodes_hitrates,
      OptionalAttr<DenseI64ArrayAttr>:$nodes_missing_value_tracks_true, ElementsAttr:$nodes_modes,
      ElementsAttr:$nodes_splits, DenseI64ArrayAttr:$nodes_trueleafs,
      DenseI64ArrayAttr:$nodes_truenodeids, DefaultValuedAttr<I64Attr, "0">:$post_transform,
      DenseI64ArrayAttr:$tree_roots);
  let results = (outs Onnx_FloatTensor:$output);
  let hasVerifier = 1;
}

#endif
