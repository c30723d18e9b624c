#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// Becomes a product of the weight and of columns that are sampled where the offsets say.
struct DecomposeDeformConv : OpRewritePattern<DeformConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DeformConvOp op, PatternRewriter &rewriter) const override {
    RankedTensorType weightType = getTensorType(op.getWeight()), type = getTensorType(op);
    if (!weightType.hasStaticShape() || !type.hasStaticShape() ||
        !getTensorType(op.getInput()).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    int64_t group = op.getGroup(), filters = weightType.getDimSize(0) / group;
    int64_t products = weightType.getNumElements() / weightType.getDimSize(0);
    int64_t pixels = type.getDimSize(2) * type.getDimSize(3);
    Value columns = DeformColumnsOp::create(
        rewriter, loc, op.getInput(), op.getOffset(), op.getMask(),
        rewriter.getDenseI64ArrayAttr(weightType.getShape().drop_front(2)), op.getStridesAttr(),
        op.getPadsAttr(), op.getDilationsAttr(), op.getOffsetGroupAttr());
    columns = reshapeTo(rewriter, loc, columns, {type.getDimSize(0), group, products, pixels});
    Value weight = reshapeTo(rewriter, loc, op.getWeight(), {group, filters, products});
    Value result = EinsumOp::create(rewriter, loc, ValueRange{columns, weight}, "ngkp,gfk->ngfp");
    result = reshapeTo(rewriter, loc, result, type.getShape());
    if (op.getBias())
      result =
          AddOp::create(rewriter, loc, result,
                        reshapeTo(rewriter, loc, op.getBias(), {weightType.getDimSize(0), 1, 1}));
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

/// Whether the only window is the whole image.
template <typename Pool> static bool coversImage(Pool op) {
  auto isZero = [](int64_t value) { return value == 0; };
  auto isOne = [](int64_t value) { return value == 1; };
  return op.getKernelShape() == getTensorType(op.getInput()).getShape().drop_front(2) &&
         llvm::all_of(op.getPads(), isZero) && llvm::all_of(op.getDilations(), isOne) &&
         llvm::all_of(getTensorType(op.getOutput()).getShape().drop_front(2), isOne);
}

namespace {
/// Means of the whole image, which are reduced in one pass.
struct MakeAveragePoolGlobal : OpRewritePattern<AveragePoolOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AveragePoolOp op, PatternRewriter &rewriter) const override {
    if (!coversImage(op))
      return failure();
    rewriter.replaceOpWithNewOp<GlobalAveragePoolOp>(op, op.getType(), op.getInput());
    return success();
  }
};

struct MakeMaxPoolGlobal : OpRewritePattern<MaxPoolOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MaxPoolOp op, PatternRewriter &rewriter) const override {
    if (!coversImage(op) || !op.getIndices().use_empty())
      return failure();
    rewriter.replaceAllUsesWith(
        op.getOutput(),
        GlobalMaxPoolOp::create(rewriter, op.getLoc(), op.getOutput().getType(), op.getInput()));
    rewriter.eraseOp(op);
    return success();
  }
};

struct MakeLpPoolGlobal : OpRewritePattern<LpPoolOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LpPoolOp op, PatternRewriter &rewriter) const override {
    if (!coversImage(op))
      return failure();
    rewriter.replaceOpWithNewOp<GlobalLpPoolOp>(op, op.getType(), op.getInput(), op.getPAttr());
    return success();
  }
};
} // namespace

void onnxc::onnx::populateMakePoolsGlobal(RewritePatternSet &patterns) {
  patterns.add<MakeAveragePoolGlobal, MakeMaxPoolGlobal, MakeLpPoolGlobal>(patterns.getContext());
}

void onnxc::onnx::populateDecomposePooling(RewritePatternSet &patterns) {
  patterns.add<DecomposeDeformConv>(patterns.getContext());
  populateMakePoolsGlobal(patterns);
}
