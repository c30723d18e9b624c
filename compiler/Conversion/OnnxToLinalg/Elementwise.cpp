// Elementwise operators with NumPy broadcasting, each one linalg.generic.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// Any operator that ScalarMath.h has a scalar form of.
struct ConvertElementwise : ConversionPattern {
  ConvertElementwise(const TypeConverter &types, MLIRContext *context)
      : ConversionPattern(types, MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isa<onnx::OnnxDialect>(op->getDialect()))
      return failure();
    ScalarBuilder scalar = getScalarBuilder(op->getName().stripDialect());
    if (!scalar)
      return failure();
    SmallVector<Type> elementTypes;
    for (Value operand : op->getOperands())
      elementTypes.push_back(onnx::getTensorType(operand).getElementType());
    auto resultType = cast<RankedTensorType>(op->getResult(0).getType());

    Value result = buildElementwise(rewriter, op->getLoc(), operands, elementTypes, resultType,
                                    [&](ImplicitLocOpBuilder &builder, ValueRange scalars) {
                                      return scalar(builder, op, scalars, elementTypes,
                                                    resultType.getElementType());
                                    });
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void onnxc::populateElementwiseToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertElementwise>(types, patterns.getContext());
}
