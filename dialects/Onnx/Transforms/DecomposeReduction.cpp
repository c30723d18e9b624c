#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose.h"

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

/// Integers go by way of double, in which the root is taken.
struct DecomposeL2 : OpRewritePattern<ReduceL2Op> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceL2Op op, PatternRewriter &rewriter) const override {
    Value square = MulOp::create(rewriter, op.getLoc(), op.getData(), op.getData());
    Value sum = sumAs(rewriter, op, square);
    Type elementType = getTensorType(sum).getElementType();
    if (isa<FloatType>(elementType)) {
      rewriter.replaceOpWithNewOp<SqrtOp>(op, op.getType(), sum);
      return success();
    }
    Value wide = CastOp::create(rewriter, op.getLoc(), sum, rewriter.getF64Type());
    Value root = SqrtOp::create(rewriter, op.getLoc(), wide.getType(), wide);
    rewriter.replaceOpWithNewOp<CastOp>(op, root, elementType);
    return success();
  }
};

struct DecomposeLogSum : OpRewritePattern<ReduceLogSumOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceLogSumOp op, PatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<LogOp>(op, op.getType(), sumAs(rewriter, op, op.getData()));
    return success();
  }
};

struct DecomposeLogSumExp : OpRewritePattern<ReduceLogSumExpOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceLogSumExpOp op, PatternRewriter &rewriter) const override {
    Value exp = ExpOp::create(rewriter, op.getLoc(), op.getData());
    rewriter.replaceOpWithNewOp<LogOp>(op, op.getType(), sumAs(rewriter, op, exp));
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeReduction(RewritePatternSet &patterns) {
  patterns.add<DecomposeL1, DecomposeL2, DecomposeSumSquare, DecomposeLogSum, DecomposeLogSumExp>(
      patterns.getContext());
}
