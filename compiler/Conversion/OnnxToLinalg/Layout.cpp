// Operators that order or repeat the elements of one tensor anew.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;

namespace {
struct ConvertTranspose : OpConversionPattern<onnx::TransposeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::TransposeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    rewriter.replaceOp(
        op, buildTranspose(rewriter, op.getLoc(), adaptor.getInput(), op.getPermutation()));
    return success();
  }
};

struct ConvertExpand : OpConversionPattern<onnx::ExpandOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::ExpandOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    rewriter.replaceOp(
        op,
        buildElementwise(rewriter, op.getLoc(), {adaptor.getInput()}, {type.getElementType()}, type,
                         [](ImplicitLocOpBuilder &, ValueRange scalars) { return scalars[0]; }));
    return success();
  }
};
} // namespace

void onnxc::populateLayoutToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertTranspose, ConvertExpand>(types, patterns.getContext());
}
