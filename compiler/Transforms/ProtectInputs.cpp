#include "compiler/Transforms/Passes.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_PROTECTINPUTS
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

namespace {
struct ProtectInputsPass : onnxc::impl::ProtectInputsBase<ProtectInputsPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      function.setArgAttr(i, "bufferization.writable", BoolAttr::get(&getContext(), false));
  }
};
} // namespace
