#include "dialects/Onnx/Transforms/DropScans.h"

#include "dialects/Onnx/IR/OnnxOps.h"
#include "llvm/ADT/BitVector.h"

using namespace mlir;
using namespace onnxc::onnx;

/// The results of `loop` that are scan outputs without a use.
static llvm::BitVector findUnusedScans(LoopOp loop) {
  llvm::BitVector unused(loop->getNumResults());
  for (OpResult result : loop->getResults().drop_front(loop.getVInitial().size()))
    unused[result.getResultNumber()] = result.use_empty();
  return unused;
}

namespace {
/// Drops scan outputs that nobody reads:
///
///   %state, %rows = onnx.Loop ... { ... onnx.yield %on, %next, %row }
/// becomes, without a use of %rows,
///   %state = onnx.Loop ... { ... onnx.yield %on, %next }
struct DropUnusedScans : OpRewritePattern<LoopOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LoopOp op, PatternRewriter &rewriter) const override {
    llvm::BitVector unused = findUnusedScans(op);
    if (unused.none())
      return failure();
    SmallVector<Value> kept;
    llvm::BitVector yielded(1 + unused.size());
    for (OpResult result : op->getResults()) {
      yielded[1 + result.getResultNumber()] = unused[result.getResultNumber()];
      if (!unused[result.getResultNumber()])
        kept.push_back(result);
    }
    rewriter.modifyOpInPlace(op.getYield(), [&] { op.getYield()->eraseOperands(yielded); });
    auto loop = LoopOp::create(rewriter, op.getLoc(), TypeRange(ValueRange(kept)), op.getM(),
                               op.getCond(), op.getVInitial());
    loop->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.inlineRegionBefore(op.getBody(), loop.getBody(), loop.getBody().end());
    rewriter.replaceAllUsesWith(kept, loop->getResults());
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDropScansPatterns(RewritePatternSet &patterns) {
  patterns.add<DropUnusedScans>(patterns.getContext());
}
