#include "compiler/Transforms/Tensors/Passes.h"

#include "dialects/Kernel/IR/KernelOps.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_REUSEOPERANDS
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

/// Whether the result of `op` is its first operand or a part of it.
static bool isView(Operation *op) {
  return isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp,
             tensor::ExtractSliceOp>(op);
}

/// What `value` is a view of.
static Value getViewedTensor(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isView(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

/// Whether `op` may be given a tensor that `value` is a view of to write to: it is computed by
/// an operation, or it is a loop's state.
static bool isWritable(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return !isa<func::FuncOp>(argument.getOwner()->getParentOp());
  return !isa<arith::ConstantOp, tensor::EmptyOp>(value.getDefiningOp());
}

/// Whether `op` is the last to use `value`, what it is a view of, and other views of that, all
/// of which live in the block of `op`.
static bool diesAt(Value value, Operation *op) {
  Value whole = getViewedTensor(value);
  if (whole.getParentBlock() != op->getBlock() || !isWritable(whole))
    return false;
  llvm::SetVector<Value> views;
  views.insert(whole);
  for (size_t i = 0; i < views.size(); ++i)
    for (Operation *user : views[i].getUsers()) {
      if (isView(user)) {
        views.insert(user->getResult(0));
        continue;
      }
      Operation *ancestor = op->getBlock()->findAncestorOpInBlock(*user);
      if (ancestor != op && !(ancestor && ancestor->isBeforeInBlock(op)))
        return false;
    }
  return true;
}

static bool isContraction(Operation *op) {
  auto generic = dyn_cast_or_null<linalg::GenericOp>(op);
  return onnxc::kernel::getContraction(op) ||
         (generic && generic.getNumReductionLoops() > 0 && generic.getNumDpsInputs() > 1);
}

/// The better one of two to write the result to. A contraction whose sums are overwritten needs no
/// place for them, if it is the one right before: the result is computed on its tiles.
static Value chooseReusable(Value first, Value second) {
  Operation *a = first.getDefiningOp(), *b = second.getDefiningOp();
  if (!isContraction(b))
    return first;
  return !isContraction(a) || (a->getBlock() == b->getBlock() && a->isBeforeInBlock(b)) ? second
                                                                                        : first;
}

/// The operand that the result of `op` may replace element by element.
static Value findReusable(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() > 0 || op.getNumResults() != 1)
    return {};
  OpOperand *init = op.getDpsInitOperand(0);
  if (!init->get().getDefiningOp<tensor::EmptyOp>() || op.payloadUsesValueFromOperand(init))
    return {};
  AffineMap written = op.getMatchingIndexingMap(init);
  if (!written.isPermutation())
    return {};
  // Another operand that is a view of the same tensor is read at other positions.
  auto isReadOnce = [&](OpOperand *reused) {
    Value whole = getViewedTensor(reused->get());
    return llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *input) {
      return getViewedTensor(input->get()) != whole ||
             (input->get() == reused->get() && op.getMatchingIndexingMap(input) == written);
    });
  };
  Value reusable;
  for (OpOperand *input : op.getDpsInputOperands()) {
    if (input->get().getType() != init->get().getType() ||
        op.getMatchingIndexingMap(input) != written || !isReadOnce(input) ||
        !diesAt(input->get(), op))
      continue;
    reusable = reusable ? chooseReusable(reusable, input->get()) : input->get();
  }
  return reusable;
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
