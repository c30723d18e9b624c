#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/ReducedAxes.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"

using namespace mlir;
using namespace onnxc::onnx;

/// The sum of `value` over the axes that `like` reduces.
template <typename Op> static Value sumAs(OpBuilder &builder, Op like, Value value) {
  return ReduceSumOp::create(builder, like.getLoc(), like.getType(), value, like.getAxes(),
                             like.getKeepdims(), like.getNoopWithEmptyAxes());
}

namespace {
struct DecomposeL1 : OpRewritePattern<ReduceL1Op> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceL1Op op, PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, sumAs(rewriter, op, AbsOp::create(rewriter, op.getLoc(), op.getData())));
    return success();
  }
};

struct DecomposeSumSquare : OpRewritePattern<ReduceSumSquareOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceSumSquareOp op, PatternRewriter &rewriter) const override {
    Value square = MulOp::create(rewriter, op.getLoc(), op.getData(), op.getData());
    rewriter.replaceOp(op, sumAs(rewriter, op, square));
    return success();
  }
};

/// Integers go by way of double, in which roots and logarithms are taken.
template <typename Op> struct ReduceIntegersInF64 : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (isa<FloatType>(type.getElementType()))
      return failure();
    Value wide = CastOp::create(rewriter, op.getLoc(), op.getData(), rewriter.getF64Type());
    Value reduced = Op::create(rewriter, op.getLoc(), type.clone(rewriter.getF64Type()), wide,
                               op.getAxes(), op.getKeepdims(), op.getNoopWithEmptyAxes());
    rewriter.replaceOpWithNewOp<CastOp>(op, reduced, type.getElementType());
    return success();
  }
};

/// Whether the elements of `op` are integers, whose turn comes by way of double.
template <typename Op> static bool isOnIntegers(Op op) {
  return !isa<FloatType>(getTensorType(op.getData()).getElementType());
}

struct DecomposeL2 : OpRewritePattern<ReduceL2Op> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceL2Op op, PatternRewriter &rewriter) const override {
    if (isOnIntegers(op))
      return failure();
    Value square = MulOp::create(rewriter, op.getLoc(), op.getData(), op.getData());
    rewriter.replaceOpWithNewOp<SqrtOp>(op, op.getType(), sumAs(rewriter, op, square));
    return success();
  }
};

struct DecomposeLogSum : OpRewritePattern<ReduceLogSumOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceLogSumOp op, PatternRewriter &rewriter) const override {
    if (isOnIntegers(op))
      return failure();
    rewriter.replaceOpWithNewOp<LogOp>(op, op.getType(), sumAs(rewriter, op, op.getData()));
    return success();
  }
};

/// m + log(sum(exp(x - m))) with the largest element for m, or 0 where that is infinite: the sum
/// is then 0 or infinite, as it should be.
struct DecomposeLogSumExp : OpRewritePattern<ReduceLogSumExpOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceLogSumExpOp op, PatternRewriter &rewriter) const override {
    RankedTensorType type = getTensorType(op.getData());
    if (isOnIntegers(op) || !type.hasStaticShape() || !getTensorType(op).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "integers, or dynamic shape");
    std::optional<SmallVector<int64_t>> axes = getReducedAxes(
        op.getData(), op.getAxes(), op.getNoopWithEmptyAxes(), op.getKeepdims(), op.getType());
    Formula f{rewriter, op.getLoc()};
    Value largest = axes ? reduceMax(f, op.getData(), *axes) : Value();
    if (!largest)
      return rewriter.notifyMatchFailure(op, "axes are not known");
    Value infinity = f.scalar(largest, std::numeric_limits<double>::infinity());
    Value isInfinite = EqualOp::create(rewriter, op.getLoc(),
                                       AbsOp::create(rewriter, op.getLoc(), largest), infinity);
    Value shift = f.where(isInfinite, f.scalar(largest, 0), largest);
    Value sum = sumAs(rewriter, op, f.exp(f.sub(op.getData(), shift)));
    rewriter.replaceOp(op, f.add(f.log(sum), f.reshape(shift, getTensorType(op).getShape())));
    return success();
  }

private:
  static Value reduceMax(Formula &f, Value data, ArrayRef<int64_t> axes) {
    return axes.empty() ? data : f.reduce<ReduceMaxOp>(data, axes);
  }
};
} // namespace

void onnxc::onnx::populateDecomposeReduction(RewritePatternSet &patterns) {
  patterns.add<ReduceIntegersInF64<ReduceL2Op>, ReduceIntegersInF64<ReduceLogSumOp>,
               ReduceIntegersInF64<ReduceLogSumExpOp>, DecomposeL1, DecomposeL2, DecomposeSumSquare,
               DecomposeLogSum, DecomposeLogSumExp>(patterns.getContext());
}
