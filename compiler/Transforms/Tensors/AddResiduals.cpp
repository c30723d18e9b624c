#include "compiler/Transforms/Tensors/ChannelConstants.h"
#include "compiler/Transforms/Tensors/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_ADDRESIDUALS
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

/// Whether `op` adds two tensors of floats, element by element.
static bool isSum(linalg::GenericOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 || op.getNumReductionLoops() > 0 ||
      !llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) { return map.isIdentity(); }))
    return false;
  auto add = dyn_cast<arith::AddFOp>(op.getBlock()->front());
  Block *body = op.getBlock();
  return add && body->getTerminator()->getOperand(0) == add.getResult() &&
         add.getLhs() != add.getRhs() && llvm::all_of(add->getOperands(), [&](Value operand) {
           return llvm::is_contained(body->getArguments().take_front(2), operand);
         });
}

/// The contraction in `block` that computes `value`, which nobody else reads.
static Operation *getContraction(Value value, Block *block) {
  Operation *op = value.getDefiningOp();
  bool isOwn = op && op->getBlock() == block && value.hasOneUse();
  return isOwn && kernel::getContraction(op) ? op : nullptr;
}

static bool isBefore(Value value, Operation *op) {
  Operation *maker = value.getDefiningOp();
  return !maker || (maker->getBlock() == op->getBlock() && maker->isBeforeInBlock(op));
}

namespace {
struct AddResidualsPass : onnxc::impl::AddResidualsBase<AddResidualsPass> {
  void runOnOperation() override {
    foldChannelConstants(getOperation());
    SmallVector<linalg::GenericOp> sums;
    getOperation().walk([&](linalg::GenericOp op) {
      if (isSum(op))
        sums.push_back(op);
    });
    for (linalg::GenericOp op : sums)
      for (auto [of, residual] : {std::make_pair(0, 1), std::make_pair(1, 0)}) {
        Value other = op.getInputs()[residual];
        Operation *contraction = getContraction(op.getInputs()[of], op->getBlock());
        if (!contraction || !isBefore(other, contraction))
          continue;
        beginWith(other, contraction, op);
        break;
      }
  }

private:
  /// Lets the sums of `contraction` begin with `residual`, beside what they began with.
  static void beginWith(Value residual, Operation *contraction, linalg::GenericOp sum) {
    auto destination = cast<DestinationStyleOpInterface>(contraction);
    OpOperand *init = destination.getDpsInitOperand(0);
    OpBuilder b(contraction);
    auto type = cast<RankedTensorType>(init->get().getType());
    Value empty = tensor::EmptyOp::create(b, sum.getLoc(), type.getShape(), type.getElementType());
    auto moved = cast<linalg::GenericOp>(b.clone(*sum));
    moved->setOperands({init->get(), residual, empty});
    init->set(moved.getResult(0));
    sum.getResult(0).replaceAllUsesWith(contraction->getResult(0));
    sum.erase();
  }
};
} // namespace
