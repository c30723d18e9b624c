#include "compiler/Transforms/Tensors/Passes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_DROPEMPTY
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

static bool isEmpty(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape() && tensor.getNumElements() == 0;
}

static Value createEmpty(OpBuilder &builder, Location loc, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor::EmptyOp::create(builder, loc, tensor.getShape(), tensor.getElementType());
}

/// `type` of one dimension, if it has no elements.
static Type flatten(Type type) {
  return isEmpty(type) ? RankedTensorType::get(0, cast<RankedTensorType>(type).getElementType())
                       : type;
}

namespace {
struct DropEmptyPass : onnxc::impl::DropEmptyBase<DropEmptyPass> {
  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
        dropWithoutSteps(linalgOp);
      if (auto insert = dyn_cast<tensor::InsertSliceOp>(op);
          insert && isEmpty(insert.getSourceType()))
        insert.getResult().replaceAllUsesWith(insert.getDest());
      if (!isa<tensor::EmptyOp>(op))
        replaceEmptyResults(op);
    });
    flattenSignature();
  }

private:
  /// What has nothing to go through leaves its start values as they are.
  static void dropWithoutSteps(linalg::LinalgOp op) {
    if (op.hasPureTensorSemantics() && llvm::is_contained(op.getStaticLoopRanges(), 0))
      for (auto [result, init] : llvm::zip_equal(op->getResults(), op.getDpsInits()))
        result.replaceAllUsesWith(init);
  }

  static void replaceEmptyResults(Operation *op) {
    OpBuilder builder(op);
    for (Value result : op->getResults())
      if (isEmpty(result.getType()) && !result.use_empty())
        result.replaceAllUsesWith(createEmpty(builder, op->getLoc(), result.getType()));
  }

  void flattenSignature() {
    func::FuncOp function = getOperation();
    OpBuilder builder = OpBuilder::atBlockBegin(&function.front());
    for (BlockArgument argument : function.getArguments()) {
      if (!isEmpty(argument.getType()))
        continue;
      argument.replaceAllUsesWith(createEmpty(builder, argument.getLoc(), argument.getType()));
      argument.setType(flatten(argument.getType()));
    }
    Operation *terminator = function.front().getTerminator();
    builder.setInsertionPoint(terminator);
    for (OpOperand &operand : terminator->getOpOperands())
      if (isEmpty(operand.get().getType()))
        operand.set(createEmpty(builder, function.getLoc(), flatten(operand.get().getType())));
    function.setFunctionType(FunctionType::get(&getContext(), function.front().getArgumentTypes(),
                                               terminator->getOperandTypes()));
  }
};
} // namespace
