#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Memory/Passes.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PLACERESULTS
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

namespace {
struct PlaceResultsPass : onnxc::impl::PlaceResultsBase<PlaceResultsPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    auto returnOp = cast<func::ReturnOp>(function.getBody().front().getTerminator());
    unsigned inputs = function.getNumArguments(), results = returnOp.getNumOperands();
    for (Value result : returnOp.getOperands()) {
      auto type = dyn_cast<MemRefType>(result.getType());
      if (!type || !type.hasStaticShape() || !type.getLayout().isIdentity()) {
        function.emitError() << "result of type " << result.getType() << " is not supported";
        return signalPassFailure();
      }
    }
    // All at once: inserting one copies the types of all.
    SmallVector<Type> types(returnOp.getOperandTypes());
    (void)function.insertArguments(SmallVector<unsigned>(results, inputs), types,
                                   SmallVector<DictionaryAttr>(results),
                                   SmallVector<Location>(results, function.getLoc()));
    for (auto [i, result] : llvm::enumerate(llvm::to_vector(returnOp.getOperands())))
      place(returnOp.getOperand(i), function.getArgument(inputs + i), returnOp);
    returnOp->setOperands({});
    function.setType(FunctionType::get(&getContext(), function.getArgumentTypes(), {}));
    function.setResAttrsAttr(nullptr);
  }

  /// Makes `result` lie in `argument` when `function` returns.
  static void place(Value result, Value argument, func::ReturnOp returnOp) {
    Value buffer = getReshapedBuffer(result);
    auto alloc = buffer.getDefiningOp<memref::AllocOp>();
    if (alloc && alloc->getBlock() == returnOp->getBlock()) {
      OpBuilder builder(alloc);
      alloc.replaceAllUsesWith(viewAs(builder, alloc.getLoc(), argument, alloc.getType()));
      alloc.erase();
      return;
    }
    OpBuilder builder(returnOp);
    memref::CopyOp::create(builder, returnOp.getLoc(), result, argument);
  }
};
} // namespace
