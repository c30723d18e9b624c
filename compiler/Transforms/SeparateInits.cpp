#include "compiler/Transforms/Passes.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_SEPARATEINITS
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

/// Whether `op` fills a tensor with what is cheaper to compute again than to copy: it reads
/// nothing, or tensors of fewer dimensions.
static bool isCheapInit(Operation *op) {
  if (isa_and_nonnull<linalg::FillOp>(op))
    return true;
  auto generic = dyn_cast_or_null<linalg::GenericOp>(op);
  if (!generic || generic.getNumResults() != 1 || generic.getNumReductionLoops() > 0)
    return false;
  return llvm::all_of(generic.getDpsInputs(), [&](Value input) {
    auto type = dyn_cast<RankedTensorType>(input.getType());
    return !type || type.getRank() < int64_t(generic.getNumLoops());
  });
}

namespace {
struct SeparateInitsPass : onnxc::impl::SeparateInitsBase<SeparateInitsPass> {
  void runOnOperation() override {
    SmallVector<OpOperand *> inits;
    getOperation().walk([&](DestinationStyleOpInterface op) {
      for (OpOperand &init : op.getDpsInitsMutable())
        if (isCheapInit(init.get().getDefiningOp()))
          inits.push_back(&init);
    });
    for (OpOperand *init : inits)
      giveOwnInit(*init);
  }

private:
  /// Right before its reader, as nothing else has to live so long.
  static void giveOwnInit(OpOperand &init) {
    OpBuilder builder(init.getOwner());
    auto result = cast<OpResult>(init.get());
    Operation *shared = result.getOwner();
    init.set(builder.clone(*shared)->getResult(result.getResultNumber()));
    if (shared->use_empty())
      shared->erase();
  }
};
} // namespace
