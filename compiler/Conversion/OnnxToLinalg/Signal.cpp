// Generators of signal processing.
#include "compiler/Conversion/OnnxToLinalg/Builders/FoldedScalar.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// The operands of MelWeightMatrix.
struct MelParameters {
  FoldedScalar bins, length, rate, low, high;
};
} // namespace

static FoldedScalar toMel(FoldedScalar hertz) {
  return log(hertz / 700.0 + 1.0) * (2595.0 / std::log(10.0));
}

/// The row of the spectrum where triangle `i` begins; the next two are its center and its end.
static FoldedScalar getEdge(const MelParameters &mel, FoldedScalar i) {
  FoldedScalar low = toMel(mel.low);
  FoldedScalar step = (toMel(mel.high) - low) / (mel.bins + 2.0);
  FoldedScalar hertz = (exp((i * step + low) * (std::log(10.0) / 2595.0)) - 1.0) * 700.0;
  return floor((mel.length + 1.0) * hertz / mel.rate);
}

/// The weight of `row` in triangle `i`.
static FoldedScalar getMelWeight(const MelParameters &mel, FoldedScalar row, FoldedScalar i) {
  FoldedScalar begin = getEdge(mel, i), center = getEdge(mel, i + 1.0), end = getEdge(mel, i + 2.0);
  FoldedScalar rising = select(begin < center, (row - begin) / max(center - begin, 1.0), 1.0);
  FoldedScalar falling = (end - row) / max(end - center, 1.0);
  FoldedScalar inRise = select(row < begin || center < row, 0.0, rising);
  // At its center, a triangle that falls is 1 anyway.
  return select(row < center, inRise, select(row < end, falling, inRise));
}

namespace {
struct ConvertMelWeightMatrix : OpConversionPattern<onnx::MelWeightMatrixOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::MelWeightMatrixOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op);
    if (!type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "size is not known");
    if (llvm::all_of(op->getOperands(), [](Value value) { return onnx::getConstant(value); })) {
      rewriter.replaceOp(op, buildConstant(rewriter, op));
      return success();
    }
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange indices) {
      SmallVector<FoldedScalar> x;
      for (auto [operand, original] : llvm::zip_equal(adaptor.getOperands(), op->getOperands())) {
        SmallVector<Value> zeros(onnx::getTensorType(original).getRank(),
                                 buildIndex(b, b.getLoc(), 0));
        Value element = tensor::ExtractOp::create(b, operand, zeros);
        Type elementType = onnx::getTensorType(original).getElementType();
        x.emplace_back(b, castScalar(b, element, elementType, b.getF32Type()));
      }
      auto toNumber = [&](Value index) {
        Value integer = arith::IndexCastOp::create(b, b.getI32Type(), index);
        return FoldedScalar(b, arith::SIToFPOp::create(b, b.getF32Type(), integer));
      };
      FoldedScalar weight =
          getMelWeight({x[0], x[1], x[2], x[3], x[4]}, toNumber(indices[0]), toNumber(indices[1]));
      return castScalar(b, weight.materialize(b), b.getF32Type(), type.getElementType());
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }

private:
  static Value buildConstant(OpBuilder &builder, onnx::MelWeightMatrixOp op) {
    SmallVector<FoldedScalar> x;
    for (Value operand : op->getOperands()) {
      onnx::ConstantTensor value = *onnx::ConstantTensor::get(operand);
      x.push_back(value.isFloat() ? value.floats[0] : double(value.ints[0]));
    }
    RankedTensorType type = onnx::getTensorType(op);
    onnx::ConstantTensor matrix(RankedTensorType::get(type.getShape(), builder.getF32Type()));
    for (int64_t i = 0, bins = type.getDimSize(1); i < matrix.size(); ++i)
      matrix.floats[i] =
          *getMelWeight({x[0], x[1], x[2], x[3], x[4]}, double(i / bins), double(i % bins))
               .getConstant();
    Value value = arith::ConstantOp::create(builder, op.getLoc(), matrix.toAttr());
    if (type.getElementType().isF32())
      return value;
    Type f32 = builder.getF32Type();
    return buildElementwise(builder, op.getLoc(), {value}, {f32}, type,
                            [&](ImplicitLocOpBuilder &b, ValueRange element) {
                              return castScalar(b, element[0], f32, type.getElementType());
                            });
  }
};
} // namespace

void onnxc::populateSignalToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertMelWeightMatrix>(types, patterns.getContext());
}
