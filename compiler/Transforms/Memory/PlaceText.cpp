#include "compiler/Transforms/Memory/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Kernel/IR/TextOp.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PLACETEXT
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

namespace {
struct PlaceTextPass : onnxc::impl::PlaceTextBase<PlaceTextPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    SmallVector<kernel::TextOp> users;
    bool makesText = false;
    function.walk([&](kernel::TextOp op) {
      const kernel::TextFunction *called = kernel::getTextFunction(op.getFunction());
      makesText |= called->makesText;
      if (called->takesMemory)
        users.push_back(op);
    });
    if (users.empty())
      return;
    auto module = function->getParentOfType<ModuleOp>();
    if (!module->hasAttr("onnx.returns_sizes")) {
      function.emitError("makes text, but tells no sizes");
      return signalPassFailure();
    }
    auto given = module->getAttrOfType<IntegerAttr>(kMaxTextAttr);
    int64_t most = given ? given.getInt() : int64_t(kDefaultMaxText);
    if (makesText)
      module->setAttr(kMakesTextAttr, UnitAttr::get(&getContext()));
    int64_t capacity = makesText ? most : 0;
    OpBuilder b(function.getBody());
    Location loc = function.getLoc();
    // Four words in front of the text: struct memory of runtime/text.
    int64_t header = 4 * (kernel::getMachine(module).getPointerBits() / 8);
    Value memory =
        memref::AllocOp::create(b, loc, MemRefType::get({header + capacity}, b.getI8Type()));
    kernel::TextOp::create(b, loc, TypeRange(), "begin", ValueRange(), ValueRange(), memory,
                           {capacity});
    for (kernel::TextOp op : users)
      op.getMemoryMutable().assign(memory);
    b.setInsertionPoint(function.getBody().front().getTerminator());
    Value sizes = function.getArguments().back();
    kernel::TextOp::create(b, loc, TypeRange(), "end", ValueRange(), sizes, memory,
                           ArrayRef<int64_t>());
  }
};
} // namespace
