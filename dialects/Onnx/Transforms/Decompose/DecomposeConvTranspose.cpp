#include "dialects/Onnx/Transforms/Decompose/ConvTransposePhases.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
struct DecomposeConvTranspose : OpRewritePattern<ConvTransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvTransposeOp op, PatternRewriter &rewriter) const override {
    if (!ConvTransposePhases::areKnown(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ConvTransposePhases phases(rewriter, op);
    Value filters = phases.buildFilters(op.getWeight());
    Value bias = op.getBias() ? phases.buildBias(op.getBias()) : Value();
    rewriter.replaceOp(op, phases.interleave(phases.buildConv(op.getInput(), filters, bias)));
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeConvTranspose(RewritePatternSet &patterns) {
  patterns.add<DecomposeConvTranspose>(patterns.getContext());
}
