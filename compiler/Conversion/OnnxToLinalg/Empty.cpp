// Operators whose results have no elements, whichever they are: there is nothing to compute.
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace onnxc;

static bool isEmpty(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape() && tensor.getNumElements() == 0;
}

namespace {
struct ConvertEmpty : ConversionPattern {
  ConvertEmpty(const TypeConverter &types, MLIRContext *context)
      : ConversionPattern(types, MatchAnyOpTypeTag(), /*benefit=*/100, context) {}

  LogicalResult matchAndRewrite(Operation *op, ArrayRef<Value>,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isa<onnx::OnnxDialect>(op->getDialect()) || op->getNumResults() == 0 ||
        !isMemoryEffectFree(op) || !llvm::all_of(op->getResultTypes(), isEmpty))
      return failure();
    SmallVector<Value> results;
    for (Type type : op->getResultTypes()) {
      auto stored = getTypeConverter()->convertType<RankedTensorType>(type);
      results.push_back(tensor::EmptyOp::create(rewriter, op->getLoc(), stored.getShape(),
                                                stored.getElementType()));
    }
    rewriter.replaceOp(op, results);
    return success();
  }
};
} // namespace

void onnxc::populateEmptyToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertEmpty>(types, patterns.getContext());
}
