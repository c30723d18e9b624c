#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Formula.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_DROPTAPS
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

namespace {
/// A convolution along one dimension of space.
struct Window {
  int64_t input, output, taps, stride, dilation, padBegin, padEnd;

  /// Whether `tap` meets the input at some output.
  bool isLive(int64_t tap) const {
    int64_t first = tap * dilation - padBegin;
    // The first output that reads past the padding in front.
    int64_t at = first >= 0 ? 0 : llvm::divideCeil(uint64_t(-first), uint64_t(stride));
    return at < output && first + at * stride < input;
  }
};

/// Taps `begin` to `end`, without `end`.
struct TapRange {
  int64_t begin, end;
};
} // namespace

static Window getWindow(ConvOp conv, unsigned dim) {
  size_t rank = conv.getStrides().size();
  return {getTensorType(conv.getInput()).getDimSize(dim + 2),
          cast<RankedTensorType>(conv.getType()).getDimSize(dim + 2),
          getTensorType(conv.getWeight()).getDimSize(dim + 2),
          conv.getStrides()[dim],
          conv.getDilations()[dim],
          conv.getPads()[dim],
          conv.getPads()[dim + rank]};
}

/// Without those on both ends that meet only padding, as long as there is padding to take away
/// with them. One tap is always left.
static TapRange getLiveTaps(const Window &window) {
  TapRange live{0, window.taps};
  while (live.begin + 1 < live.end && !window.isLive(live.begin) &&
         (live.begin + 1) * window.dilation <= window.padBegin)
    ++live.begin;
  while (live.begin + 1 < live.end && !window.isLive(live.end - 1) &&
         (window.taps - live.end + 1) * window.dilation <= window.padEnd)
    --live.end;
  return live;
}

namespace {
struct DropTapsOfConv : OpRewritePattern<ConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvOp conv, PatternRewriter &rewriter) const override {
    if (!getTensorType(conv.getInput()).hasStaticShape() ||
        !getTensorType(conv.getWeight()).hasStaticShape() ||
        !cast<RankedTensorType>(conv.getType()).hasStaticShape())
      return rewriter.notifyMatchFailure(conv, "dynamic shape");
    SmallVector<int64_t> pads(conv.getPads());
    size_t rank = conv.getStrides().size();
    Formula f{rewriter, conv.getLoc()};
    Value weight = conv.getWeight();
    for (unsigned dim = 0; dim < rank; ++dim) {
      Window window = getWindow(conv, dim);
      TapRange live = getLiveTaps(window);
      if (live.end - live.begin == window.taps)
        continue;
      weight = f.slice(weight, dim + 2, live.begin, live.end);
      pads[dim] -= live.begin * window.dilation;
      pads[dim + rank] -= (window.taps - live.end) * window.dilation;
    }
    if (weight == conv.getWeight())
      return failure();
    rewriter.modifyOpInPlace(conv, [&] {
      conv.getWeightMutable().assign(weight);
      conv.setPads(pads);
    });
    return success();
  }
};

struct DropTapsPass : onnxc::onnx::impl::DropTapsBase<DropTapsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<DropTapsOfConv>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
