// Quantization, and operators on quantized tensors.
#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/SumBound.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

//===-- Scalars ------------------------------------------------------------===//

/// The least and the largest value of an integer type.
static std::pair<double, double> getRange(IntegerType type) {
  unsigned width = type.getWidth();
  if (type.isUnsigned())
    return {0, std::ldexp(1.0, width) - 1};
  return {-std::ldexp(1.0, width - 1), std::ldexp(1.0, width - 1) - 1};
}

/// `value` within two bounds; NaN becomes the lower one.
static Value clamp(ImplicitLocOpBuilder &b, Value value, Value low, Value high) {
  Value above = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, value, low);
  value = arith::SelectOp::create(b, above, value, low);
  Value below = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, value, high);
  return arith::SelectOp::create(b, below, value, high);
}

/// The integer nearest to an f32 below 2^22, of two the even one, in i32. Floats as large as 1.5 *
/// 2^23 have no fraction, so that the addition rounds; and the lower bits of their sum count.
static Value roundToInteger(ImplicitLocOpBuilder &b, Value value) {
  constexpr float large = 0x1.8p23;
  Type i32 = b.getI32Type();
  Value sum = arith::AddFOp::create(b, value, scalarConstant(b, value.getType(), large));
  Value bits = arith::BitcastOp::create(b, i32, sum);
  return arith::SubIOp::create(b, bits, scalarConstant(b, i32, llvm::bit_cast<int32_t>(large)));
}

/// An f32 in steps of the scale as a quantized number of an integer type of at most 16 bits, which
/// saturates. As the zero point (i32) is an integer, too, bounds are set before rounding.
static Value quantizeToInteger(ImplicitLocOpBuilder &b, Value steps, Value zeroPoint,
                               IntegerType type) {
  auto [least, largest] = getRange(type);
  auto getBound = [&](double bound) -> Value {
    if (!zeroPoint)
      return scalarConstant(b, steps.getType(), bound);
    Value distance =
        arith::SubIOp::create(b, scalarConstant(b, zeroPoint.getType(), bound), zeroPoint);
    return arith::SIToFPOp::create(b, steps.getType(), distance);
  };
  Value low = getBound(least), high = getBound(largest);
  Value rounded = roundToInteger(b, clamp(b, steps, low, high));
  if (zeroPoint)
    rounded = arith::AddIOp::create(b, rounded, zeroPoint);
  return arith::TruncIOp::create(b, getScalarType(type), rounded);
}

/// The same for steps of a magnitude below 2^21, which are rounded first: then bounds are constants
/// of integers, which some targets saturate with by one instruction.
static Value quantizeSmall(ImplicitLocOpBuilder &b, Value steps, Value zeroPoint,
                           IntegerType type) {
  auto [least, largest] = getRange(type);
  Value number = arith::AddIOp::create(b, roundToInteger(b, steps), zeroPoint);
  number = arith::MaxSIOp::create(b, number, scalarConstant(b, number.getType(), least));
  number = arith::MinSIOp::create(b, number, scalarConstant(b, number.getType(), largest));
  return arith::TruncIOp::create(b, getScalarType(type), number);
}

/// An f32 in steps of the scale as a quantized number. `zeroPoint`, of that type, may be absent.
static Value quantize(ImplicitLocOpBuilder &b, Value steps, Value zeroPoint, Type type,
                      bool saturates) {
  auto integer = dyn_cast<IntegerType>(type);
  Type wide = integer ? Type(b.getI32Type()) : b.getF32Type();
  if (zeroPoint)
    zeroPoint = castScalar(b, zeroPoint, type, wide);
  if (integer)
    return quantizeToInteger(b, steps, zeroPoint, integer);
  if (zeroPoint)
    steps = arith::AddFOp::create(b, steps, zeroPoint);
  return castScalar(b, steps, wide, type, saturates);
}

//===-- Scales of parts ----------------------------------------------------===//

/// How a scale of type `scale` is read in a nest over an input of `rank` dimensions.
static AffineMap getScaleMap(RankedTensorType scale, int64_t rank, int64_t axis, int64_t blockSize,
                             MLIRContext *context) {
  SmallVector<AffineExpr> exprs;
  if (blockSize > 0) {
    for (int64_t i = 0; i < rank; ++i)
      exprs.push_back(getAffineDimExpr(i, context));
    exprs[axis] = exprs[axis].floorDiv(blockSize);
  } else if (scale.getRank() == 1) {
    exprs.push_back(scale.getDimSize(0) == 1 ? getAffineConstantExpr(0, context)
                                             : getAffineDimExpr(axis, context));
  }
  return AffineMap::get(rank, 0, exprs, context);
}

/// The elementwise nest of QuantizeLinear and DequantizeLinear: `body` sees an element, its
/// scale and, if there is one, its zero point.
template <typename Op>
static Value buildScaled(OpBuilder &builder, Op op, typename Op::Adaptor operands,
                         ScalarBody body) {
  Location loc = op.getLoc();
  MLIRContext *context = builder.getContext();
  auto type = cast<RankedTensorType>(op.getType());
  int64_t rank = type.getRank(), axis = op.getAxis();
  AffineMap scaleMap = getScaleMap(getType(operands.getScale()), rank,
                                   axis < 0 ? axis + rank : axis, op.getBlockSize(), context);
  SmallVector<Value> inputs = {operands.getInput(), operands.getScale()};
  SmallVector<AffineMap> maps = {builder.getMultiDimIdentityMap(rank), scaleMap};
  if (operands.getZeroPoint()) {
    inputs.push_back(buildReshape(builder, loc, operands.getZeroPoint(),
                                  getType(operands.getScale()).getShape()));
    maps.push_back(scaleMap);
  }
  maps.push_back(builder.getMultiDimIdentityMap(rank));
  SmallVector<Type> elementTypes;
  for (Value operand : op->getOperands())
    elementTypes.push_back(onnx::getTensorType(operand).getElementType());
  Value empty = buildEmpty(builder, loc, type);
  SmallVector<IteratorType> iterators(rank, IteratorType::parallel);
  return linalg::GenericOp::create(builder, loc, TypeRange{empty.getType()}, inputs,
                                   ValueRange{empty}, maps, iterators,
                                   [&](OpBuilder &nested, Location, ValueRange args) {
                                     ImplicitLocOpBuilder b(loc, nested);
                                     SmallVector<Value> scalars;
                                     for (auto [arg, elementType] : llvm::zip(args, elementTypes))
                                       scalars.push_back(fromStorage(b, loc, arg, elementType));
                                     linalg::YieldOp::create(b, toStorage(b, loc, body(b, scalars),
                                                                          type.getElementType()));
                                   })
      .getResult(0);
}

namespace {
struct ConvertQuantizeLinear : OpConversionPattern<onnx::QuantizeLinearOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::QuantizeLinearOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape() || type.getElementTypeBitWidth() > 16)
      return rewriter.notifyMatchFailure(op, "dynamic shape, or more than 16 bits");
    Type inputType = onnx::getTensorType(op.getInput()).getElementType();
    Type scaleType = onnx::getTensorType(op.getScale()).getElementType();
    Type precision = op.getPrecision().value_or(scaleType), f32 = rewriter.getF32Type();
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange x) {
      Value steps = arith::DivFOp::create(b, castScalar(b, x[0], inputType, f32),
                                          castScalar(b, x[1], scaleType, f32));
      // A quotient that is rounded twice is the one of the narrow type.
      if (precision.isF16() || precision.isBF16())
        steps = castScalar(b, castScalar(b, steps, f32, precision), precision, f32);
      Value zeroPoint = op.getZeroPoint() ? x[2] : Value();
      return quantize(b, steps, zeroPoint, type.getElementType(), op.getSaturate());
    };
    rewriter.replaceOp(op, buildScaled(rewriter, op, adaptor, body));
    return success();
  }
};

struct ConvertDequantizeLinear : OpConversionPattern<onnx::DequantizeLinearOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::DequantizeLinearOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Type inputType = onnx::getTensorType(op.getInput()).getElementType();
    Type scaleType = onnx::getTensorType(op.getScale()).getElementType();
    Type f32 = rewriter.getF32Type(), i32 = rewriter.getI32Type();
    bool isFloat = isa<FloatType>(inputType);
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange x) {
      Type differenceType = isFloat ? f32 : i32;
      Value value = castScalar(b, x[0], inputType, differenceType);
      if (op.getZeroPoint()) {
        Value zeroPoint = castScalar(b, x[2], inputType, differenceType);
        value = isFloat ? arith::SubFOp::create(b, value, zeroPoint).getResult()
                        : arith::SubIOp::create(b, value, zeroPoint).getResult();
      }
      Value product = arith::MulFOp::create(b, castScalar(b, value, differenceType, f32),
                                            castScalar(b, x[1], scaleType, f32));
      return castScalar(b, product, f32, type.getElementType());
    };
    rewriter.replaceOp(op, buildScaled(rewriter, op, adaptor, body));
    return success();
  }
};

struct ConvertRequantize : OpConversionPattern<onnx::RequantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::RequantizeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape() || type.getElementTypeBitWidth() > 16)
      return rewriter.notifyMatchFailure(op, "dynamic shape, or more than 16 bits");
    Type scaleType = onnx::getTensorType(op.getScale()).getElementType();
    Type f32 = rewriter.getF32Type(), i32 = rewriter.getI32Type(), element = type.getElementType();
    bool isSmall = hasSmallSteps(op);
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange x) {
      Value steps = arith::MulFOp::create(b, castScalar(b, x[0], i32, f32),
                                          castScalar(b, x[1], scaleType, f32));
      if (isSmall)
        return quantizeSmall(b, steps, castScalar(b, x[2], element, i32),
                             cast<IntegerType>(element));
      return quantize(b, steps, x[2], element, /*saturates=*/true);
    };
    rewriter.replaceOp(op, buildElementwise(rewriter, op.getLoc(), adaptor.getOperands(),
                                            {i32, scaleType, element}, type, body));
    return success();
  }

private:
  /// Whether scales and sums are known to be so small that all steps are below 2^21.
  static bool hasSmallSteps(onnx::RequantizeOp op) {
    std::optional<SmallVector<double>> scales = onnx::getConstantFloats(op.getScale());
    if (!scales || !llvm::all_of(*scales, [](double scale) { return std::isfinite(scale); }))
      return false;
    double most = 0;
    for (double scale : *scales)
      most = std::max(most, std::abs(scale));
    return most * onnx::getSumBound(op.getInput()) < 0x1p21;
  }
};

//===-- DynamicQuantizeLinear ----------------------------------------------===//

/// The range of the elements and zero, then the scale and zero point that fit 255 steps to it.
struct ConvertDynamicQuantizeLinear : OpConversionPattern<onnx::DynamicQuantizeLinearOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::DynamicQuantizeLinearOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op.getOutput());
    if (!type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    Type f32 = rewriter.getF32Type(), element = type.getElementType();
    Value flat = buildReshape(rewriter, loc, adaptor.getInput(), {type.getNumElements()});
    auto [low, high] = buildRange(rewriter, loc, flat);
    Value scale = buildElementwise(
        rewriter, loc, {low, high}, {f32, f32}, RankedTensorType::get({}, f32),
        [&](ImplicitLocOpBuilder &b, ValueRange x) -> Value {
          Value range = arith::SubFOp::create(b, x[1], x[0]);
          Value steps = arith::DivFOp::create(b, range, scalarConstant(b, f32, 255));
          Value isZero =
              arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, range, scalarConstant(b, f32, 0));
          return arith::SelectOp::create(b, isZero, scalarConstant(b, f32, 1), steps);
        });
    Value zeroPoint = buildElementwise(
        rewriter, loc, {low, scale}, {f32, f32}, RankedTensorType::get({}, element),
        [&](ImplicitLocOpBuilder &b, ValueRange x) {
          Value steps = arith::DivFOp::create(b, arith::NegFOp::create(b, x[0]), x[1]);
          return quantize(b, steps, {}, element, /*saturates=*/true);
        });
    Value result =
        buildElementwise(rewriter, loc, {adaptor.getInput(), scale, zeroPoint}, {f32, f32, element},
                         type, [&](ImplicitLocOpBuilder &b, ValueRange x) {
                           return quantize(b, arith::DivFOp::create(b, x[0], x[1]), x[2], element,
                                           /*saturates=*/true);
                         });
    rewriter.replaceOp(op, {result, scale, zeroPoint});
    return success();
  }

private:
  /// The least and the largest of the elements and zero, found in one pass.
  static std::pair<Value, Value> buildRange(OpBuilder &builder, Location loc, Value flat) {
    MLIRContext *context = builder.getContext();
    auto type = RankedTensorType::get({}, builder.getF32Type());
    Value zero = arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0));
    Value low = buildFilled(builder, loc, type, zero), high = buildFilled(builder, loc, type, zero);
    AffineMap whole = AffineMap::get(1, 0, context);
    auto range = linalg::GenericOp::create(
        builder, loc, TypeRange{type, type}, ValueRange{flat}, ValueRange{low, high},
        ArrayRef{builder.getMultiDimIdentityMap(1), whole, whole},
        ArrayRef{IteratorType::reduction}, [](OpBuilder &nested, Location at, ValueRange x) {
          ImplicitLocOpBuilder b(at, nested);
          Value least = chooseFirst(b, arith::CmpFPredicate::OLT, x[0], x[1]);
          Value largest = chooseFirst(b, arith::CmpFPredicate::OGT, x[0], x[2]);
          linalg::YieldOp::create(b, ValueRange{least, largest});
        });
    return {range.getResult(0), range.getResult(1)};
  }

  /// `x` if it wins the comparison with `y`, else `y`.
  static Value chooseFirst(ImplicitLocOpBuilder &b, arith::CmpFPredicate wins, Value x, Value y) {
    Value isBetter = arith::CmpFOp::create(b, wins, x, y);
    return arith::SelectOp::create(b, isBetter, x, y);
  }
};
} // namespace

void onnxc::populateQuantizationToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertQuantizeLinear, ConvertDequantizeLinear, ConvertRequantize,
               ConvertDynamicQuantizeLinear>(types, patterns.getContext());
}
