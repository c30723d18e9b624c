// Reductions, arg-reductions, scans and sorting.
#ifndef ONNXC_DIALECTS_ONNX_IR_REDUCTIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_REDUCTIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

// A reduction over `axes`: all axes if they are absent or empty, unless `noop_with_empty_axes`
// is 1, which keeps all. Axes that are not constant are read at run time, and the type of the
// result must be declared.
class Onnx_ReduceOp<string name, Type tensor = Onnx_NumberTensor>
    : Onnx_Op<name, [Pure, InferTypeOpAdaptor]> {
  let details = [{
    The importer makes the attribute `axes` of older operator sets an operand.
  }];
  let arguments = (ins tensor:$data, Optional<Onnx_I64Tensor>:$axes,
      DefaultValuedAttr<I64Attr, "1">:$keepdims,
      DefaultValuedAttr<I64Attr, "0">:$noop_with_empty_axes);
  let results = (outs tensor:$reduced);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::onnxc::onnx::inferReduceType(loc, adaptor.getData(), adaptor.getAxes(),
          adaptor.getKeepdims(), adaptor.getNoopWithEmptyAxes(), types);
    }
  }];
}

def Onnx_ReduceSumOp : Onnx_ReduceOp<"ReduceSum"> {
  let summary = "Sum";
}
def Onnx_ReduceMeanOp : Onnx_ReduceOp<"ReduceMean"> {
  let summary = "Mean";
}
def Onnx_ReduceMaxOp : Onnx_ReduceOp<"ReduceMax", Onnx_ValueTensor> {
  let summary = "Largest element; of no elements, the least number of the type";
}
def Onnx_ReduceMinOp : Onnx_ReduceOp<"ReduceMin", Onnx_ValueTensor> {
  let summary = "Smallest element; of no elements, the largest number of the type";
}
def Onnx_ReduceProdOp : Onnx_ReduceOp<"ReduceProd"> {
  let summary = "Product";
}
def Onnx_ReduceL1Op : Onnx_ReduceOp<"ReduceL1"> {
  let summary = "Sum of absolute values";
}
def Onnx_ReduceL2Op : Onnx_ReduceOp<"ReduceL2"> {
  let summary = "Square root of the sum of squares";
}
def Onnx_ReduceLogSumOp : Onnx_ReduceOp<"ReduceLogSum"> {
  let summary = "Logarithm of the sum";
}
def Onnx_ReduceLogSumExpOp : Onnx_ReduceOp<"ReduceLogSumExp"> {
  let summary = "Logarithm of the sum of exponentials";
}
def Onnx_ReduceSumSquareOp : Onnx_ReduceOp<"ReduceSumSquare"> {
  let summary = "Sum of squares";
}

def Onnx_DetOp : Onnx_Op<"Det", [Pure, InferTypeOpAdaptor]> {
  let summary = "The determinants of square matrices";
  let arguments = (ins Onnx_FloatTensor:$input);
  let results = (outs Onnx_FloatTensor:$output);
}

class Onnx_ArgOp<string name> : Onnx_Op<name, [Pure, InferTypeOpAdaptor]> {
  let arguments = (ins Onnx_NumberTensor:$data, DefaultValuedAttr<I64Attr, "0">:$axis,
      DefaultValuedAttr<I64Attr, "1">:$keepdims,
      DefaultValuedAttr<I64Attr, "0">:$select_last_index);
  let results = (outs Onnx_I64Tensor:$reduced);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *context,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::onnxc::onnx::inferArgType(context, loc, adaptor.getData(), adaptor.getAxis(),
          adaptor.getKeepdims(), types);
    }
  }];
}
def Onnx_ArgMaxOp : Onnx_ArgOp<"ArgMax"> {
  let summary = "Position of the largest element along `axis`, the first or the last of equals";
}
def Onnx_ArgMinOp : Onnx_ArgOp<"ArgMin"> {
  let summary = "Position of the smallest element along `axis`, the first or the last of equals";
}

class Onnx_CumulativeOp<string name>
    : Onnx_Op<name, [Pure, AllTypesMatch<["x", "y"]>]> {
  let arguments = (ins Onnx_NumberTensor:$x, Onnx_IndexTensor:$axis,
      DefaultValuedAttr<I64Attr, "0">:$exclusive, DefaultValuedAttr<I64Attr, "0">:$reverse);
  let results = (outs Onnx_NumberTensor:$y);
}
def Onnx_CumSumOp : Onnx_CumulativeOp<"CumSum"> {
  let summary = "Sums of the elements up to each position along `axis`";
}
def Onnx_CumProdOp : Onnx_CumulativeOp<"CumProd"> {
  let summary = "Products of the elements up to each position along `axis`";
}

def Onnx_TopKOp : Onnx_Op<"TopK", [Pure, InferTypeOpAdaptor]> {
  let summary = "The k largest or smallest elements along `axis`, with their positions";
  let details = [{
    Of equal elements the one with the lower position comes first. The elements are always
    sorted, whether `sorted` asks for it or not. NaN counts as larger than all numbers.

    The importer makes the attribute `k` of operator sets before 10 an operand.
  }];
  let arguments = (ins Onnx_NumberTensor:$x, Onnx_I64Tensor:$k,
      DefaultValuedAttr<I64Attr, "-1">:$axis, DefaultValuedAttr<I64Attr, "1">:$largest,
      DefaultValuedAttr<I64Attr, "1">:$sorted);
  let results = (outs Onnx_NumberTensor:$values, Onnx_I64Tensor:$indices);
}

#endif
