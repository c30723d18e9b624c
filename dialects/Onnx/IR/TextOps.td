// Operators on strings.
#ifndef ONNXC_DIALECTS_ONNX_IR_TEXTOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_TEXTOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_StringConcatOp : Onnx_Op<"StringConcat",
    [Pure, InferTypeOpAdaptor, Onnx_BroadcastsOperands]> {
  let summary = "Each string of x followed by that of y";
  let arguments = (ins Onnx_StringTensor:$x, Onnx_StringTensor:$y);
  let results = (outs Onnx_StringTensor:$output);
}

def Onnx_StringSplitOp : Onnx_Op<"StringSplit", [Pure, InferTypeOpAdaptor]> {
  let summary = "The parts of each string between delimiters, and how many there are";
  let details = [{
    Without a delimiter, or if it is empty, strings are split at white space, of which none is part
    of the result. The type of the first result says for how many parts there is room.
  }];
  let arguments = (ins Onnx_StringTensor:$input, OptionalAttr<StrAttr>:$delimiter,
      OptionalAttr<I64Attr>:$maxsplit);
  let results = (outs Onnx_StringTensor:$parts, Onnx_I64Tensor:$counts);
}

def Onnx_RegexFullMatchOp : Onnx_Op<"RegexFullMatch", [Pure, InferTypeOpAdaptor]> {
  let summary = "Whether all of a string matches a regular expression, in RE2's syntax";
  let arguments = (ins Onnx_StringTensor:$input, StrAttr:$pattern);
  let results = (outs Onnx_BoolTensor:$output);
}

def Onnx_StringNormalizerOp : Onnx_Op<"StringNormalizer", [Pure, InferTypeOpAdaptor]> {
  let summary = "The strings that are not stop words, in lower or upper case";
  let details = [{
    Characters that have one other case, of one character, change; no locale has rules of its own.
    The second result is the number of strings that stay; if none does, the first one has an empty
    string.
  }];
  let arguments = (ins Onnx_StringTensor:$input,
      DefaultValuedStrAttr<StrAttr, "NONE">:$case_change_action,
      DefaultValuedAttr<I64Attr, "0">:$is_case_sensitive, OptionalAttr<StrAttr>:$locale,
      OptionalAttr<StrArrayAttr>:$stopwords);
  let results = (outs Onnx_StringTensor:$output, Onnx_I64Tensor:$count);
}

def Onnx_FindTextOp : Onnx_Op<"find_text", [Pure, InferTypeOpAdaptor]> {
  let summary = "The place of each string among constant ones";
  let details = [{
    That of the first one that is equal, or the number of all if none is.

    ```mlir
    %i = onnx.find_text %x {keys = dense<["yes", "no"]> : tensor<2x!onnx.string>}
       : (tensor<4x!onnx.string>) -> tensor<4xi64>
    ```
  }];
  let arguments = (ins Onnx_StringTensor:$input, ElementsAttr:$keys);
  let results = (outs Onnx_I64Tensor:$output);
}

def Onnx_RankTextOp : Onnx_Op<"rank_text", [Pure, InferTypeOpAdaptor]> {
  let summary = "How many of all strings come before each of them, in the order of their bytes";
  let details = [{
    Numbers in the same order, which are equal where the strings are.

    ```mlir
    %i = onnx.rank_text %x : (tensor<4x!onnx.string>) -> tensor<4xi64>
    ```
  }];
  let arguments = (ins Onnx_StringTensor:$input);
  let results = (outs Onnx_I64Tensor:$output);
}

def Onnx_TokenizerOp : Onnx_Op<"ms.Tokenizer", [Pure, InferTypeOpAdaptor]> {
  let summary = "The words or characters of each string, and how many the longest one has";
  let arguments = (ins Onnx_StringTensor:$input, I64Attr:$mark, I64Attr:$mincharnum,
      StrAttr:$pad_value, OptionalAttr<StrArrayAttr>:$separators,
      OptionalAttr<StrAttr>:$tokenexp);
  let results = (outs Onnx_StringTensor:$output, Onnx_I64Tensor:$count);
}

#endif
