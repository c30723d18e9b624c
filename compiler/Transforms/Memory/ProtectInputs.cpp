#include "compiler/Transforms/Memory/Passes.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_PROTECTINPUTS
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

namespace {
struct ProtectInputsPass : onnxc::impl::ProtectInputsBase<ProtectInputsPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    auto builder = OpBuilder::atBlockBegin(&function.getBody().front());
    for (BlockArgument argument : function.getArguments()) {
      auto type = dyn_cast<RankedTensorType>(argument.getType());
      if (!type)
        continue;
      argument.setType(MemRefType::get(type.getShape(), type.getElementType()));
      auto tensor = bufferization::ToTensorOp::create(builder, argument.getLoc(), type, argument,
                                                      /*restrict=*/true);
      argument.replaceAllUsesExcept(tensor, tensor);
    }
    function.setType(FunctionType::get(&getContext(), function.getBody().front().getArgumentTypes(),
                                       function.getFunctionType().getResults()));
  }
};
} // namespace
