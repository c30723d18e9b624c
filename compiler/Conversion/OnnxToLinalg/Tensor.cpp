// Constants, and operators that make tensors or mask them by position.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
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
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    rewriter.replaceOp(op, buildReshape(rewriter, op.getLoc(), adaptor.getInput(),
                                        cast<RankedTensorType>(op.getType()).getShape()));
    return success();
  }
};

//===-- Elements from nothing --------------------------------------------------===//

struct ConvertConstantOfShape : OpConversionPattern<onnx::ConstantOfShapeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::ConstantOfShapeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    Value value = op.getValue() ? buildStorageConstant(b, *op.getValue())
                                : buildSmallConstant(b, type.getElementType(), 0);
    rewriter.replaceOp(op, buildFilled(rewriter, op.getLoc(), type, value));
    return success();
  }
};

/// start + i * delta, in floats by way of a 32-bit integer, which every target converts.
struct ConvertRange : OpConversionPattern<onnx::RangeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::RangeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    Type elementType = type.getElementType();
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
      Value start = buildReadScalar(b, adaptor.getStart());
      Value delta = buildReadScalar(b, adaptor.getDelta());
      if (!isa<FloatType>(elementType)) {
        Value i = arith::IndexCastOp::create(b, elementType, at[0]);
        return arith::AddIOp::create(b, start, arith::MulIOp::create(b, i, delta));
      }
      Value whole = arith::IndexCastOp::create(b, b.getI32Type(), at[0]);
      Value i = arith::SIToFPOp::create(b, elementType, whole);
      return arith::AddFOp::create(b, start, arith::MulFOp::create(b, i, delta));
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }
};

struct ConvertEyeLike : OpConversionPattern<onnx::EyeLikeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::EyeLikeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
      // No diagonal outside is another one inside.
      int64_t k = std::clamp<int64_t>(op.getK(), -type.getDimSize(0), type.getDimSize(1));
      Value diagonal = arith::AddIOp::create(b, at[0], buildIndex(b, b.getLoc(), k));
      Value isOn = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, diagonal, at[1]);
      Value one = buildSmallConstant(b, type.getElementType(), 1);
      return arith::SelectOp::create(b, isOn, one, buildSmallConstant(b, type.getElementType(), 0));
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }
};

//===-- Elements in place ------------------------------------------------------===//

struct ConvertTrilu : OpConversionPattern<onnx::TriluOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::TriluOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    auto type = cast<RankedTensorType>(adaptor.getInput().getType());
    Value k = buildIndex(builder, op.getLoc(), 0);
    if (adaptor.getK())
      k = buildDiagonal(builder, adaptor.getK(), type.getShape().take_back(2));
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange scalars) -> Value {
      Value row = linalg::IndexOp::create(b, type.getRank() - 2);
      Value column = linalg::IndexOp::create(b, type.getRank() - 1);
      auto predicate = op.getUpper() ? arith::CmpIPredicate::sle : arith::CmpIPredicate::sge;
      Value isKept = arith::CmpIOp::create(b, predicate, arith::AddIOp::create(b, row, k), column);
      Value zero = buildSmallConstant(b, type.getElementType(), 0);
      return arith::SelectOp::create(b, isKept, scalars[0], zero);
    };
    rewriter.replaceOp(op, buildElementwise(rewriter, op.getLoc(), {adaptor.getInput()},
                                            {type.getElementType()}, type, body));
    return success();
  }

private:
  /// `k`, which is any number, as an index: no diagonal is farther outside than the first one.
  static Value buildDiagonal(ImplicitLocOpBuilder &b, Value k, ArrayRef<int64_t> matrix) {
    Value number = buildReadScalar(b, k);
    auto limit = [&](int64_t x) -> Value {
      return arith::ConstantOp::create(b, b.getIntegerAttr(number.getType(), x));
    };
    number = arith::MaxSIOp::create(b, number, limit(-matrix[0]));
    number = arith::MinSIOp::create(b, number, limit(matrix[1]));
    return arith::IndexCastOp::create(b, b.getIndexType(), number);
  }
};

struct ConvertBitCast : OpConversionPattern<onnx::BitCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::BitCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    Type from = onnx::getTensorType(op.getInput()).getElementType();
    if (!isStatic(op) || (from.getIntOrFloatBitWidth() < 8 && !from.isInteger(1)))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or elements smaller than a byte");
    if (adaptor.getInput().getType() == type) {
      rewriter.replaceOp(op, adaptor.getInput());
      return success();
    }
    rewriter.replaceOp(op,
                       buildElementwise(rewriter, op.getLoc(), {adaptor.getInput()}, {from}, type,
                                        [&](ImplicitLocOpBuilder &b, ValueRange scalars) -> Value {
                                          return arith::BitcastOp::create(b, type.getElementType(),
                                                                          scalars[0]);
                                        }));
    return success();
  }
};
} // namespace

void onnxc::populateTensorToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertConstant, ConvertReshape, ConvertConstantOfShape, ConvertRange,
               ConvertEyeLike, ConvertTrilu, ConvertBitCast>(types, patterns.getContext());
}
