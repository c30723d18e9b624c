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
    // All at once: setting one copies all.
    SmallVector<DictionaryAttr> attributes;
    for (unsigned i = 0; i < function.getNumArguments(); ++i) {
      NamedAttrList list(function.getArgAttrDict(i));
      list.set("bufferization.writable", BoolAttr::get(&getContext(), false));
      attributes.push_back(list.getDictionary(&getContext()));
    }
    function.setAllArgAttrs(attributes);
  }
};
} // namespace
