#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/Evaluate.h"
#include "dialects/Onnx/IR/NarrowWeights.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/QuantizedWeights.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_FOLDCONSTANTS
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

/// By how much folding one operation may make the weights grow.
static constexpr int64_t kFreeBytes = 4096;

static int64_t getBytes(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape() || !tensor.getElementType().isIntOrFloat())
    return 0;
  return tensor.getNumElements() * getElementBytes(tensor.getElementType());
}

/// Whether the constants that `op` makes are about as large as those that it makes superfluous.
/// Of a constant with several readers, each counts for its part.
static bool isWorthFolding(Operation *op) {
  // Kernels want constant weights, in whatever precision the model stores them.
  if (isa<CastOp>(op))
    return true;
  int64_t made = 0, freed = 0;
  for (Type type : op->getResultTypes())
    made += getBytes(type);
  for (Value operand : op->getOperands())
    freed += getBytes(operand.getType()) / std::distance(operand.use_begin(), operand.use_end());
  return made <= freed + kFreeBytes;
}

/// The constants that `op` makes; empty if it is not to be folded.
static SmallVector<ElementsAttr> fold(Operation *op) {
  if ((isa<DequantizeLinearOp>(op) && staysQuantized(op->getResult(0))) ||
      (isa<CastOp>(op) && staysNarrow(op->getResult(0))))
    return {};
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands())
    operands.push_back(getConstant(operand));
  if (llvm::none_of(operands, [](Attribute operand) { return bool(operand); }))
    return {};

  SmallVector<ElementsAttr> values;
  if (canEvaluate(op)) {
    if (!isWorthFolding(op) || failed(evaluate(op, operands, values)))
      return {};
    return values;
  }
  SmallVector<OpFoldResult> folded;
  if (failed(op->fold(operands, folded)))
    return {};
  for (OpFoldResult result : folded) {
    auto value = dyn_cast_or_null<ElementsAttr>(dyn_cast<Attribute>(result));
    if (!value)
      return {};
    values.push_back(value);
  }
  return values;
}

namespace {
struct FoldConstantsPass : onnxc::onnx::impl::FoldConstantsBase<FoldConstantsPass> {
  void runOnOperation() override {
    // In order, so that what is folded is a constant when its readers' turn comes.
    getOperation()->walk([](Operation *op) {
      if (!isa<OnnxDialect>(op->getDialect()) || isa<ConstantOp>(op) || op->getNumRegions() ||
          op->getNumResults() == 0 || !isPure(op))
        return;
      SmallVector<ElementsAttr> values = fold(op);
      if (values.size() != op->getNumResults())
        return;
      OpBuilder builder(op);
      SmallVector<Value> operands(op->getOperands());
      for (auto [result, value] : llvm::zip_equal(op->getResults(), values))
        result.replaceAllUsesWith(
            ConstantOp::create(builder, op->getLoc(), result.getType(), value));
      op->erase();
      eraseUnused(operands);
    });
  }

private:
  /// A constant without readers must not count as one of the weights.
  static void eraseUnused(ArrayRef<Value> values) {
    for (Value value : llvm::SmallSetVector<Value, 4>(values.begin(), values.end()))
      if (auto constant = value.getDefiningOp<ConstantOp>(); constant && value.use_empty())
        constant.erase();
  }
};
} // namespace
