#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_FOLDPAD
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

/// A constant of one element.
static std::optional<double> getNumber(Value value) {
  if (std::optional<int64_t> integer = getConstantInt(value))
    return double(*integer);
  return getConstantFloat(value);
}

/// What counts as nothing in the sums of a convolution.
static std::optional<double> getZero(ConvOp) { return 0; }
static std::optional<double> getZero(ConvIntegerOp conv) {
  return conv.getInputZeroPoint() ? getNumber(conv.getInputZeroPoint()) : 0;
}

/// The begins, then the ends of a Pad that adds `zero` to the spatial dimensions only.
static FailureOr<SmallVector<int64_t>> getSpatialPads(PadOp pad, std::optional<double> zero) {
  std::optional<PadOp::Amounts> amounts = pad.getAmounts();
  Value padding = pad.getConstantValue();
  if (!amounts || pad.getMode() != "constant" || !zero ||
      (padding ? getNumber(padding) : 0) != zero)
    return failure();
  SmallVector<int64_t> spatial;
  for (ArrayRef<int64_t> side : {ArrayRef(amounts->begins), ArrayRef(amounts->ends)}) {
    if (llvm::any_of(side, [](int64_t amount) { return amount < 0; }) || side[0] != 0 ||
        side[1] != 0)
      return failure();
    spatial.append(side.begin() + 2, side.end());
  }
  return spatial;
}

namespace {
/// Moves constant zero padding into the `pads` of the convolution that reads it:
///
///   %p = onnx.Pad %x, [0, 0, 1, 1, 0, 0, 1, 1]
///   %y = onnx.Conv %p, %w {pads = [0, 0, 0, 0]}
/// becomes
///   %y = onnx.Conv %x, %w {pads = [1, 1, 1, 1]}
///
/// So does padding with the zero point for a ConvInteger.
template <typename Op> struct FoldPadIntoConv : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op conv, PatternRewriter &rewriter) const override {
    auto pad = conv.getInput().template getDefiningOp<PadOp>();
    if (!pad)
      return failure();
    FailureOr<SmallVector<int64_t>> amounts = getSpatialPads(pad, getZero(conv));
    if (failed(amounts))
      return rewriter.notifyMatchFailure(pad, "does not add zeros in space");
    SmallVector<int64_t> pads(conv.getPads());
    for (auto [sum, amount] : llvm::zip_equal(pads, *amounts))
      sum += amount;
    rewriter.modifyOpInPlace(conv, [&] {
      conv.getInputMutable().assign(pad.getInput());
      conv.setPads(pads);
    });
    return success();
  }
};

struct FoldPadPass : onnxc::onnx::impl::FoldPadBase<FoldPadPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FoldPadIntoConv<ConvOp>, FoldPadIntoConv<ConvIntegerOp>>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
