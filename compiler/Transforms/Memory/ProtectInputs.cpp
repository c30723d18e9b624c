#include "compiler/Transforms/Memory/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_PROTECTINPUTS
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

namespace {
/// Arguments become buffers, of which bufferization takes tensors as not writable unless it is told
/// otherwise. (Its attribute for arguments that are tensors is removed from one after the other,
/// which copies those of all.)
struct ProtectInputsPass : onnxc::impl::ProtectInputsBase<ProtectInputsPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    ProtectInputsBase::getDependentDialects(registry);
    registry.insert<bufferization::BufferizationDialect, memref::MemRefDialect>();
  }

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
