#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/IgnoreRest.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "dialects/Onnx/Transforms/SizeTracker.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_TRACKSIZES
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

//===-- The model's outputs -------------------------------------------------===//

/// Whether what makes `value` fills what lies beyond the size of `dim`.
static bool isFilled(Value value, int64_t dim) {
  Operation *op = value.getDefiningOp();
  if (auto slice = dyn_cast_or_null<SliceOp>(op))
    op = slice.getInput().getDefiningOp();
  return isa_and_nonnull<NonZeroOp, NonMaxSuppressionOp, StringNormalizerOp, StringSplitOp>(op) ||
         (isa_and_nonnull<LoopOp>(op) && dim == 0);
}

static bool isText(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<StringType>(type.getElementType());
}

/// Whether some operator makes text, which may have no room, or reads numbers from some.
static bool makesText(func::FuncOp main) {
  WalkResult found = main.walk([](Operation *op) {
    bool makes =
        isa<StringConcatOp, StringNormalizerOp, StringSplitOp, TokenizerOp>(op) ||
        (isa<CastOp, CastLikeOp>(op) && isText(op->getOperand(0)) != isText(op->getResult(0)));
    return makes ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found.wasInterrupted();
}

namespace {
struct TrackSizesPass : onnxc::onnx::impl::TrackSizesBase<TrackSizesPass> {
  void runOnOperation() override {
    auto main = getOperation().lookupSymbol<func::FuncOp>("main");
    if (!main || main.isExternal() || !main.getBody().hasOneBlock())
      return;
    SizeTracker tracker;
    Value misfits = tracker.track(main.front());
    if (tracker.hasFailed)
      return signalPassFailure();
    auto returned = cast<func::ReturnOp>(main.front().getTerminator());
    if (!misfits && makesText(main))
      misfits = orZero(misfits, returned);
    if (misfits)
      returnSizes(returned, tracker, misfits);
    main.setFunctionType(
        FunctionType::get(&getContext(), main.getArgumentTypes(), returned.getOperandTypes()));
  }

private:
  /// Adds a result to the model's: how many sizes do not fit, then those of its outputs.
  void returnSizes(func::ReturnOp returned, const SizeTracker &tracker, Value misfits) {
    OpBuilder builder(returned);
    Location loc = returned.getLoc();
    SmallVector<Value> sizes = {reshapeTo(builder, loc, misfits, {1})};
    auto outputs = getOperation()->getAttrOfType<ArrayAttr>("onnx.outputs");
    SmallVector<Attribute> entries(outputs ? outputs.getValue() : ArrayRef<Attribute>());
    for (OpOperand &output : returned->getOpOperands()) {
      Value value = output.get();
      SmallVector<int64_t> open;
      for (int64_t dim = 0, rank = getRank(value); dim < rank; ++dim) {
        const Size *size = tracker.find(value, dim);
        if (!size)
          continue;
        open.push_back(dim);
        sizes.push_back(reshapeTo(builder, loc, size->count, {1}));
        if (!isFilled(value, dim))
          output.set(clearRest(builder, loc, output.get(), dim, size->count));
      }
      unsigned i = output.getOperandNumber();
      if (!open.empty() && i < entries.size())
        entries[i] = withEntry(entries[i], builder.getDenseI64ArrayAttr(open));
    }
    getOperation()->setAttr("onnx.outputs", builder.getArrayAttr(entries));
    getOperation()->setAttr("onnx.returns_sizes", builder.getUnitAttr());
    returned->insertOperands(returned->getNumOperands(),
                             Value(ConcatOp::create(builder, loc, sizes, /*axis=*/0)));
  }

  static Attribute withEntry(Attribute output, Attribute open) {
    NamedAttrList entry(cast<DictionaryAttr>(output));
    entry.set("open", open);
    return entry.getDictionary(output.getContext());
  }
};
} // namespace
