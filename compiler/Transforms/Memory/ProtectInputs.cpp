#include "compiler/Transforms/Memory/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_PROTECTINPUTS
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

/// Gives each operation that uses `buffer`, an argument of type `type` before, a tensor of it.
static void makeTensors(BlockArgument buffer, RankedTensorType type) {
  llvm::SmallSetVector<Operation *, 4> users(buffer.user_begin(), buffer.user_end());
  for (Operation *user : users) {
    OpBuilder builder(user);
    auto tensor = bufferization::ToTensorOp::create(builder, user->getLoc(), type, buffer,
                                                    /*restrict=*/true);
    user->replaceUsesOfWith(buffer, tensor);
  }
}

static MemRefType getBufferType(RankedTensorType type) {
  return MemRefType::get(type.getShape(), type.getElementType());
}

/// Returns each tensor once, and beyond that its buffer.
static void returnBuffers(func::ReturnOp returnOp) {
  OpBuilder builder(returnOp);
  llvm::DenseMap<Value, Value> buffers;
  for (OpOperand &operand : returnOp->getOpOperands()) {
    auto type = dyn_cast<RankedTensorType>(operand.get().getType());
    auto [buffer, isFirst] = buffers.try_emplace(operand.get());
    if (!type || isFirst)
      continue;
    if (!buffer->second)
      buffer->second = bufferization::ToBufferOp::create(
          builder, returnOp.getLoc(), getBufferType(type), operand.get(), /*read_only=*/true);
    operand.set(buffer->second);
  }
}

namespace {
struct ProtectInputsPass : onnxc::impl::ProtectInputsBase<ProtectInputsPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    for (BlockArgument argument : function.getArguments()) {
      auto type = dyn_cast<RankedTensorType>(argument.getType());
      if (!type)
        continue;
      argument.setType(getBufferType(type));
      makeTensors(argument, type);
    }
    Block &block = function.getBody().front();
    auto returnOp = cast<func::ReturnOp>(block.getTerminator());
    returnBuffers(returnOp);
    function.setType(
        FunctionType::get(&getContext(), block.getArgumentTypes(), returnOp->getOperandTypes()));
  }
};
} // namespace
