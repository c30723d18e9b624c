#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

using namespace mlir;
using namespace onnxc::onnx;

/// Elements [start, start + size) along `axis`.
static Value sliceAxis(OpBuilder &builder, Location loc, Value value, int64_t axis, int64_t start,
                       int64_t size) {
  return SliceOp::create(builder, loc, value, constantInts(builder, loc, start),
                         constantInts(builder, loc, start + size), constantInts(builder, loc, axis),
                         /*steps=*/Value());
}

namespace {
/// The types of the results say the sizes, whether `split` is constant or not:
///
///   onnx.Split %x : (tensor<6xf32>) -> (tensor<2xf32>, tensor<4xf32>)
/// becomes
///   onnx.Slice %x, [0], [2]
///   onnx.Slice %x, [2], [6]
struct SplitToSlices : OpRewritePattern<SplitOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SplitOp op, PatternRewriter &rewriter) const override {
    int64_t rank = getTensorType(op.getInput()).getRank();
    int64_t axis = (op.getAxis() + rank) % rank, start = 0;
    for (Type type : op.getResultTypes())
      if (cast<RankedTensorType>(type).isDynamicDim(axis))
        return rewriter.notifyMatchFailure(op, "dynamic shape");
    SmallVector<Value> pieces;
    for (Type type : op.getResultTypes()) {
      int64_t size = cast<RankedTensorType>(type).getDimSize(axis);
      pieces.push_back(sliceAxis(rewriter, op.getLoc(), op.getInput(), axis, start, size));
      start += size;
    }
    rewriter.replaceOp(op, pieces);
    return success();
  }
};

/// Cuts where the input is larger, pads where it is smaller; of an odd difference, the greater
/// part is after.
struct DecomposeCenterCropPad : OpRewritePattern<CenterCropPadOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CenterCropPadOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType input = getTensorType(op.getInput());
    if (!type.hasStaticShape() || !input.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Value value = op.getInput();
    SmallVector<int64_t> pads(2 * type.getRank(), 0);
    for (auto [axis, to, from] : llvm::enumerate(type.getShape(), input.getShape())) {
      if (to < from)
        value = sliceAxis(rewriter, op.getLoc(), value, axis, (from - to) / 2, to);
      if (to > from) {
        pads[axis] = (to - from) / 2;
        pads[axis + type.getRank()] = to - from - pads[axis];
      }
    }
    rewriter.replaceOpWithNewOp<PadOp>(op, type, value, constantInts(rewriter, op.getLoc(), pads),
                                       /*constant_value=*/Value(), /*axes=*/Value(), "constant");
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeSlice(RewritePatternSet &patterns) {
  patterns.add<SplitToSlices, DecomposeCenterCropPad>(patterns.getContext());
}
