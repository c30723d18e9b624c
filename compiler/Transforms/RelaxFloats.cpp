#include "compiler/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_RELAXFLOATS
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

static void addFlags(Operation *op, arith::FastMathFlags flags) {
  auto relaxed = cast<arith::ArithFastMathInterface>(op);
  flags = flags | relaxed.getFastMathFlagsAttr().getValue();
  op->setAttr(relaxed.getFastMathAttrName(),
              arith::FastMathFlagsAttr::get(op->getContext(), flags));
}

/// Whether `op` continues the sum or product that the destination of a reduction carries.
static bool isAccumulation(linalg::LinalgOp reduction, Operation *op) {
  return isa<arith::AddFOp, arith::MulFOp>(op) &&
         llvm::any_of(op->getOperands(), [&](Value operand) {
           auto argument = dyn_cast<BlockArgument>(operand);
           return argument && argument.getOwner() == reduction.getBlock() &&
                  argument.getArgNumber() >= reduction.getNumDpsInputs();
         });
}

namespace {
struct RelaxFloatsPass : onnxc::impl::RelaxFloatsBase<RelaxFloatsPass> {
  void runOnOperation() override {
    getOperation().walk([](linalg::LinalgOp linalgOp) {
      for (Operation &op : *linalgOp.getBlock()) {
        if (isAccumulation(linalgOp, &op))
          addFlags(&op, arith::FastMathFlags::reassoc);
        if (isa<math::ExpOp>(op))
          addFlags(&op, arith::FastMathFlags::afn);
        if (isa<arith::MaximumFOp, arith::MinimumFOp>(op))
          addFlags(&op, arith::FastMathFlags::nsz);
      }
    });
  }
};
} // namespace
