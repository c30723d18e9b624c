#include "compiler/Transforms/Tensors/Passes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_SEPARATEINITS
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

/// Whether `op` makes a tensor of nothing, or of what is cheaper to compute again than to copy: it
/// reads nothing, or tensors of fewer dimensions.
static bool isCheapInit(Operation *op) {
  if (isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(op))
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
    SmallVector<DestinationStyleOpInterface> ops;
    getOperation().walk([&](DestinationStyleOpInterface op) { ops.push_back(op); });
    for (DestinationStyleOpInterface op : ops)
      separate(op);
  }

private:
  static void separate(DestinationStyleOpInterface op) {
    for (OpOperand &init : op.getDpsInitsMutable())
      if (isCheapInit(init.get().getDefiningOp()))
        giveOwnInit(init);
  }

  /// Right before its reader, as nothing else has to live so long.
  static void giveOwnInit(OpOperand &init) {
    OpBuilder builder(init.getOwner());
    auto result = cast<OpResult>(init.get());
    Operation *shared = result.getOwner();
    Operation *own = builder.clone(*shared);
    init.set(own->getResult(result.getResultNumber()));
    if (shared->use_empty())
      shared->erase();
    if (auto start = dyn_cast<DestinationStyleOpInterface>(own))
      separate(start);
  }
};
} // namespace
