// Selection of the largest and the smallest elements.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// Selects along rows, so that another axis moves to the end and back.
struct ConvertTopK : OpConversionPattern<onnx::TopKOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::TopKOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = getType(adaptor.getX());
    auto resultType = cast<RankedTensorType>(op.getValues().getType());
    if (!type.hasStaticShape() || !resultType.hasStaticShape() || type.getRank() == 0)
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    int64_t axis = op.getAxis();
    axis = axis < 0 ? axis + type.getRank() : axis;
    SmallVector<int64_t> shape = splitAt(type.getShape(), axis);
    int64_t k = resultType.getDimSize(axis), rows = shape[0] * shape[2];
    Value x = buildReshape(rewriter, loc, adaptor.getX(), shape);
    if (shape[2] != 1)
      x = buildTranspose(rewriter, loc, x, {0, 2, 1});
    x = buildReshape(rewriter, loc, x, {rows, shape[1]});
    auto makeEmpty = [&](Type element) {
      return buildEmpty(rewriter, loc, RankedTensorType::get({rows, k}, element));
    };
    Value values = makeEmpty(type.getElementType()), indices = makeEmpty(rewriter.getI64Type());
    Type elementType = onnx::getTensorType(op.getX()).getElementType();
    auto selection = kernel::TopKOp::create(
        rewriter, loc, TypeRange{values.getType(), indices.getType()}, x, values, indices,
        /*smallest=*/!op.getLargest(), /*is_unsigned=*/elementType.isUnsignedInteger());
    SmallVector<Value> results;
    for (Value result : selection.getResults()) {
      result = buildReshape(rewriter, loc, result, {shape[0], shape[2], k});
      if (shape[2] != 1)
        result = buildTranspose(rewriter, loc, result, {0, 2, 1});
      results.push_back(buildReshape(rewriter, loc, result, resultType.getShape()));
    }
    rewriter.replaceOp(op, results);
    return success();
  }
};
} // namespace

void onnxc::populateTopKToKernel(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertTopK>(types, patterns.getContext());
}
