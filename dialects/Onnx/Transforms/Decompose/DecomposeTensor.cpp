#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// Operators that only say otherwise which shape the elements have:
///
///   onnx.Flatten %x : (tensor<2x3x4xf32>) -> tensor<2x12xf32>
/// becomes
///   onnx.Reshape %x, [2, 12]
template <typename Op> struct ToReshape : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    rewriter.replaceOp(op, reshapeTo(rewriter, op.getLoc(), op.getInput(), type.getShape()));
    return success();
  }
};

/// In inference, or where nothing is dropped, the input is the output.
struct DropDropout : OpRewritePattern<DropoutOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DropoutOp op, PatternRewriter &rewriter) const override {
    bool keepsAll = op.getRatio() && getConstantFloat(op.getRatio()) == 0.0;
    if (op.getTrainingMode() && getConstantInt(op.getTrainingMode()) != 0 && !keepsAll)
      return rewriter.notifyMatchFailure(op, "trains");
    auto maskType = cast<RankedTensorType>(op.getMask().getType());
    if (!maskType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    auto one = DenseElementsAttr::get(RankedTensorType::get({1}, rewriter.getI1Type()), true);
    Value mask = ConstantOfShapeOp::create(
        rewriter, op.getLoc(), constantInts(rewriter, op.getLoc(), maskType.getShape()), one);
    rewriter.replaceOp(op, {op.getInput(), mask});
    return success();
  }
};

struct CastLikeToCast : OpRewritePattern<CastLikeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CastLikeOp op, PatternRewriter &rewriter) const override {
    Type to = getTensorType(op.getTargetType()).getElementType();
    rewriter.replaceOpWithNewOp<CastOp>(op, op.getType(), op.getInput(), to, op.getSaturate(),
                                        op.getRoundMode());
    return success();
  }
};

/// Repeats along new dimensions, which it then merges:
///
///   onnx.Tile %x, [1, 3] : (tensor<2x4xf32>, ...) -> tensor<2x12xf32>
/// becomes
///   onnx.Reshape (onnx.Expand (onnx.Reshape %x, [2, 1, 4]), [2, 3, 4]), [2, 12]
struct TileToExpand : OpRewritePattern<TileOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TileOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType input = getTensorType(op.getInput());
    if (!type.hasStaticShape() || !input.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    SmallVector<int64_t> single, repeated;
    for (auto [dim, result] : llvm::zip_equal(input.getShape(), type.getShape())) {
      if (result != dim) {
        single.push_back(1);
        repeated.push_back(dim == 0 ? 1 : result / dim);
      }
      single.push_back(dim);
      repeated.push_back(dim);
    }
    Value spread = reshapeTo(rewriter, op.getLoc(), op.getInput(), single);
    Value expanded = ExpandOp::create(rewriter, op.getLoc(), spread,
                                      constantInts(rewriter, op.getLoc(), repeated));
    rewriter.replaceOp(op, reshapeTo(rewriter, op.getLoc(), expanded, type.getShape()));
    return success();
  }
};

/// `value` seen as `shape`, its dimensions in the order of `perm`, seen as `result`.
static Value reorder(PatternRewriter &rewriter, Location loc, Value value, ArrayRef<int64_t> shape,
                     ArrayRef<int64_t> perm, ArrayRef<int64_t> result) {
  Value split = reshapeTo(rewriter, loc, value, shape);
  Value moved = TransposeOp::create(rewriter, loc, split, rewriter.getDenseI64ArrayAttr(perm));
  return reshapeTo(rewriter, loc, moved, result);
}

struct DecomposeDepthToSpace : OpRewritePattern<DepthToSpaceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DepthToSpaceOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType input = getTensorType(op.getInput());
    if (!type.hasStaticShape() || !input.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    int64_t n = input.getDimSize(0), h = input.getDimSize(2), w = input.getDimSize(3);
    int64_t b = op.getBlocksize(), c = type.getDimSize(1);
    Value result = op.getMode() == "DCR"
                       ? reorder(rewriter, op.getLoc(), op.getInput(), {n, b, b, c, h, w},
                                 {0, 3, 4, 1, 5, 2}, type.getShape())
                       : reorder(rewriter, op.getLoc(), op.getInput(), {n, c, b, b, h, w},
                                 {0, 1, 4, 2, 5, 3}, type.getShape());
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct DecomposeSpaceToDepth : OpRewritePattern<SpaceToDepthOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SpaceToDepthOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType input = getTensorType(op.getInput());
    if (!type.hasStaticShape() || !input.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    int64_t n = input.getDimSize(0), c = input.getDimSize(1), b = op.getBlocksize();
    int64_t h = type.getDimSize(2), w = type.getDimSize(3);
    rewriter.replaceOp(op, reorder(rewriter, op.getLoc(), op.getInput(), {n, c, h, b, w, b},
                                   {0, 3, 5, 1, 2, 4}, type.getShape()));
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeTensor(RewritePatternSet &patterns) {
  patterns.add<ToReshape<FlattenOp>, ToReshape<SqueezeOp>, ToReshape<UnsqueezeOp>, DropDropout,
               CastLikeToCast, TileToExpand, DecomposeDepthToSpace, DecomposeSpaceToDepth>(
      patterns.getContext());
}
