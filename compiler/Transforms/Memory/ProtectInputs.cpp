#include "compiler/Transforms/Memory/Passes.h"

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

namespace {
struct ProtectInputsPass : onnxc::impl::ProtectInputsBase<ProtectInputsPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    for (BlockArgument argument : function.getArguments()) {
      auto type = dyn_cast<RankedTensorType>(argument.getType());
      if (!type)
        continue;
      argument.setType(MemRefType::get(type.getShape(), type.getElementType()));
      makeTensors(argument, type);
    }
    function.setType(FunctionType::get(&getContext(), function.getBody().front().getArgumentTypes(),
                                       function.getFunctionType().getResults()));
  }
};
} // namespace
