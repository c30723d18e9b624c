#include "dialects/Kernel/IR/PassAttributes.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc::onnx {
#define GEN_PASS_DEF_RECORDOPERATORS
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

/// The number of the node that `op` came from, 0 if it is not known. Nodes of a subgraph have the
/// number of the node that the subgraph belongs to.
static unsigned getNodeNumber(Operation *op) {
  auto position = op->getLoc()->findInstanceOf<NameLoc>();
  auto file = position ? dyn_cast<FileLineColLoc>(position.getChildLoc()) : FileLineColLoc();
  return file ? file.getLine() : 0;
}

namespace {
struct RecordOperatorsPass : onnxc::onnx::impl::RecordOperatorsBase<RecordOperatorsPass> {
  void runOnOperation() override {
    SmallVector<StringRef> operators;
    // Outer operations first: a loop is Loop, not what stands first in its body.
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      unsigned number = getNodeNumber(op);
      if (number == 0 || !isa<onnxc::onnx::OnnxDialect>(op->getDialect()) ||
          op->hasTrait<OpTrait::ConstantLike>())
        return;
      operators.resize(std::max<size_t>(operators.size(), number));
      if (operators[number - 1].empty())
        operators[number - 1] = op->getName().stripDialect();
    });
    getOperation()->setAttr(kOperatorsAttr, Builder(&getContext()).getStrArrayAttr(operators));
  }
};
} // namespace
