// Constants and operators that move elements.
#include "compiler/Conversion/OnnxToLinalg/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace onnxc;

/// The same bytes with the element type of memory.
static ElementsAttr toStorage(ElementsAttr value, RankedTensorType type) {
  if (value.getType() == type)
    return value;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  std::optional<onnx::ConstantTensor> tensor = onnx::ConstantTensor::get(value);
  tensor->type = type;
  return tensor->toAttr();
}

namespace {
struct ConvertConstant : OpConversionPattern<onnx::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::ConstantOp op, OpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    if (!type.getElementType().isIntOrFloat())
      return rewriter.notifyMatchFailure(op, "not numbers");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, toStorage(op.getValue(), type));
    return success();
  }
};

struct ConvertReshape : OpConversionPattern<onnx::ReshapeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::ReshapeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, buildReshape(rewriter, op.getLoc(), adaptor.getInput(),
                                        cast<RankedTensorType>(op.getType()).getShape()));
    return success();
  }
};
} // namespace

void onnxc::populateTensorToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertConstant, ConvertReshape>(types, patterns.getContext());
}
