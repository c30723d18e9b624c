#include "compiler/Transforms/Tensors/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_SEPARATEINITS
#include "compiler/Transforms/Tensors/Passes.h.inc"
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

/// Whether `op` computes with the result of a contraction. Its own result must not be where that
/// reads: they are to be one kernel.
static bool followsContraction(Operation *op) {
  return llvm::any_of(op->getOperands(), [](Value operand) {
    Operation *maker = operand.getDefiningOp();
    auto generic = dyn_cast_or_null<linalg::GenericOp>(maker);
    return kernel::getContraction(maker) ||
           (generic && generic.getNumReductionLoops() > 0 && generic.getNumDpsInputs() == 2);
  });
}

static bool needsOwnInit(DestinationStyleOpInterface op, Value init) {
  Operation *maker = init.getDefiningOp();
  return isCheapInit(maker) || (isa_and_nonnull<tensor::EmptyOp>(maker) && followsContraction(op));
}

namespace {
struct SeparateInitsPass : onnxc::impl::SeparateInitsBase<SeparateInitsPass> {
  void runOnOperation() override {
    SmallVector<OpOperand *> inits;
    getOperation().walk([&](DestinationStyleOpInterface op) {
      for (OpOperand &init : op.getDpsInitsMutable())
        if (needsOwnInit(op, init.get()))
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
