#include "compiler/Transforms/Passes.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_REUSEOPERANDS
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

/// Whether `op` is the last in its block to use `value`, which is computed in this block.
static bool diesAt(Value value, Operation *op) {
  Operation *producer = value.getDefiningOp();
  if (!producer || producer->getBlock() != op->getBlock() ||
      isa<arith::ConstantOp, tensor::EmptyOp>(producer))
    return false;
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    Operation *ancestor = op->getBlock()->findAncestorOpInBlock(*user);
    return ancestor == op || (ancestor && ancestor->isBeforeInBlock(op));
  });
}

/// The operand that the result of `op` may replace element by element.
static Value findReusable(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() > 0 || op.getNumResults() != 1)
    return {};
  OpOperand *init = op.getDpsInitOperand(0);
  if (!init->get().getDefiningOp<tensor::EmptyOp>() || op.payloadUsesValueFromOperand(init))
    return {};
  AffineMap written = op.getMatchingIndexingMap(init);
  for (OpOperand *input : op.getDpsInputOperands())
    if (input->get().getType() == init->get().getType() &&
        op.getMatchingIndexingMap(input) == written && written.isPermutation() &&
        diesAt(input->get(), op))
      return input->get();
  return {};
}

namespace {
struct ReuseOperandsPass : onnxc::impl::ReuseOperandsBase<ReuseOperandsPass> {
  void runOnOperation() override {
    getOperation().walk([](linalg::GenericOp op) {
      if (Value reusable = findReusable(op))
        op.getDpsInitOperand(0)->set(reusable);
    });
  }
};
} // namespace
