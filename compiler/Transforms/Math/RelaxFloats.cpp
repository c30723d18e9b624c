#include "compiler/Transforms/Math/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_RELAXFLOATS
#include "compiler/Transforms/Math/Passes.h.inc"
} // namespace onnxc

static void addFlags(Operation *op, arith::FastMathFlags flags) {
  auto relaxed = cast<arith::ArithFastMathInterface>(op);
  flags = flags | relaxed.getFastMathFlagsAttr().getValue();
  op->setAttr(relaxed.getFastMathAttrName(),
              arith::FastMathFlagsAttr::get(op->getContext(), flags));
}

namespace {
struct RelaxFloatsPass : onnxc::impl::RelaxFloatsBase<RelaxFloatsPass> {
  void runOnOperation() override {
    getOperation().walk([](linalg::LinalgOp linalgOp) {
      for (Operation &op : *linalgOp.getBlock()) {
        if (isa<math::ExpOp>(op))
          addFlags(&op, arith::FastMathFlags::afn);
        if (isa<arith::MaximumFOp, arith::MinimumFOp>(op))
          addFlags(&op, arith::FastMathFlags::nsz);
      }
    });
  }
};
} // namespace
