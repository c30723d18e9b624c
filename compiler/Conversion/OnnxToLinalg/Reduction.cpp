// Reductions along constant axes, each one linalg.generic; along axes that are known only at run
// time, loops.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/ReducedAxes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;

//===-- What is combined, and how --------------------------------------------===//

namespace {
/// The scalars of one reduction of `count` elements: `elementType` is ONNX's; the accumulator is
/// wider for small floats and for means of integers, and has the type of memory for all else.
struct Reducer {
  Operation *op;
  Type elementType;
  int64_t count;

  Type getAccumulatorType() const {
    unsigned width = elementType.getIntOrFloatBitWidth();
    if (isa<FloatType>(elementType) && width < 32)
      return Float32Type::get(op->getContext());
    if (isIntegerMean())
      return IntegerType::get(op->getContext(), width + llvm::Log2_64_Ceil(count) <= 32 ? 32 : 64);
    return getStorageType(elementType);
  }

  bool isIntegerMean() const { return isa<onnx::ReduceMeanOp>(op) && !isa<FloatType>(elementType); }

  bool isUnsigned() const { return elementType.isUnsignedInteger() || elementType.isInteger(1); }

  Value getInit(ImplicitLocOpBuilder &b) const {
    Type type = getAccumulatorType();
    bool isMax = isa<onnx::ReduceMaxOp>(op);
    if (isa<onnx::ReduceProdOp>(op))
      return scalarConstant(b, type, 1);
    if (!isMax && !isa<onnx::ReduceMinOp>(op))
      return scalarConstant(b, type, 0);
    if (auto floatType = dyn_cast<FloatType>(type))
      return arith::ConstantOp::create(
          b, b.getFloatAttr(type, APFloat::getInf(floatType.getFloatSemantics(), isMax)));
    unsigned width = elementType.getIntOrFloatBitWidth();
    APInt limit = isUnsigned()
                      ? (isMax ? APInt::getMinValue(width) : APInt::getMaxValue(width))
                      : (isMax ? APInt::getSignedMinValue(width) : APInt::getSignedMaxValue(width));
    limit = isUnsigned() ? limit.zext(type.getIntOrFloatBitWidth())
                         : limit.sext(type.getIntOrFloatBitWidth());
    return arith::ConstantOp::create(b, b.getIntegerAttr(type, limit));
  }

  /// `element` as getScalarType has it, in the accumulator's type.
  Value widen(ImplicitLocOpBuilder &b, Value element) const {
    if (isa<FloatType>(elementType) && element.getType() != getAccumulatorType())
      return arith::ExtFOp::create(b, getAccumulatorType(), element);
    if (isIntegerMean())
      return resize(b, element, getAccumulatorType());
    return toStorage(b, b.getLoc(), element, elementType);
  }

  Value combine(ImplicitLocOpBuilder &b, Value element, Value accumulator) const {
    bool isFloat = isa<FloatType>(elementType);
    auto either = [&](auto onFloats, auto onInts) -> Value {
      return isFloat ? decltype(onFloats)::create(b, accumulator, element).getResult()
                     : decltype(onInts)::create(b, accumulator, element).getResult();
    };
    if (isa<onnx::ReduceProdOp>(op))
      return either(arith::MulFOp(), arith::MulIOp());
    if (isa<onnx::ReduceMaxOp>(op))
      return isUnsigned() ? either(arith::MaximumFOp(), arith::MaxUIOp())
                          : either(arith::MaximumFOp(), arith::MaxSIOp());
    if (isa<onnx::ReduceMinOp>(op))
      return isUnsigned() ? either(arith::MinimumFOp(), arith::MinUIOp())
                          : either(arith::MinimumFOp(), arith::MinSIOp());
    return either(arith::AddFOp(), arith::AddIOp());
  }

  /// The integer `x` in `type`, extended with its sign or cut.
  Value resize(ImplicitLocOpBuilder &b, Value x, Type type) const {
    return castScalar(
        b, x,
        IntegerType::get(b.getContext(), x.getType().getIntOrFloatBitWidth(),
                         isUnsigned() ? IntegerType::Unsigned : IntegerType::Signless),
        type);
  }

  /// The result from the accumulator.
  Value finish(ImplicitLocOpBuilder &b, Value accumulator) const {
    Value value = accumulator;
    if (isa<onnx::ReduceMeanOp>(op)) {
      if (!isIntegerMean())
        value = arith::DivFOp::create(b, value, scalarConstant(b, value.getType(), double(count)));
      else if (isUnsigned())
        value = arith::DivUIOp::create(b, value, scalarConstant(b, value.getType(), count));
      else
        value = arith::DivSIOp::create(b, value, scalarConstant(b, value.getType(), count));
    }
    if (isa<FloatType>(elementType) && value.getType() != elementType)
      return arith::TruncFOp::create(b, elementType, value);
    if (isIntegerMean())
      return resize(b, value, getScalarType(elementType));
    return fromStorage(b, b.getLoc(), value, elementType);
  }

  bool needsFinish() const {
    return isa<onnx::ReduceMeanOp>(op) || getAccumulatorType() != getStorageType(elementType);
  }
};
} // namespace

//===-- Reductions ---------------------------------------------------------===//

/// Reduces over axes of which a 1-D tensor holds the numbers; the result is flat, with an element
/// for each that is kept, in row-major order.
static Value buildRunTimeReduction(
    OpBuilder &builder, Location loc, Value data, Value axes, Value init, int64_t resultCount,
    function_ref<Value(ImplicitLocOpBuilder &, Value element, Value sum, Value position)> combine) {
  ImplicitLocOpBuilder b(loc, builder);
  RankedTensorType type = getType(data);
  int64_t rank = type.getRank();
  // The step of each dimension in the result: 0 for those that are reduced.
  SmallVector<Value> steps(rank);
  Value zero = buildIndex(b, loc, 0), next = buildIndex(b, loc, 1);
  for (int64_t dim = rank; dim-- > 0;) {
    Value isReduced = arith::ConstantOp::create(b, b.getBoolAttr(false));
    for (int64_t i = 0; i < getType(axes).getDimSize(0); ++i) {
      Value axis = buildExtractIndex(b, loc, axes, i);
      for (int64_t name : {dim, dim - rank}) {
        Value equal =
            arith::CmpIOp::create(b, arith::CmpIPredicate::eq, axis, buildIndex(b, loc, name));
        isReduced = arith::OrIOp::create(b, isReduced, equal);
      }
    }
    steps[dim] = arith::SelectOp::create(b, isReduced, zero, next);
    Value grown = arith::MulIOp::create(b, next, buildIndex(b, loc, type.getDimSize(dim)));
    next = arith::SelectOp::create(b, isReduced, next, grown);
  }

  Value filled = buildFilled(b, loc, RankedTensorType::get({resultCount}, init.getType()), init);
  if (resultCount == 0)
    return filled;
  // Other axes than the result is declared for leave more elements.
  Value last = buildIndex(b, loc, resultCount - 1);
  SmallVector<Value> lows(rank, zero), ones(rank, buildIndex(b, loc, 1)), highs;
  for (int64_t size : type.getShape())
    highs.push_back(buildIndex(b, loc, size));
  scf::LoopNest nest = scf::buildLoopNest(
      b, loc, lows, highs, ones, ValueRange{filled},
      [&](OpBuilder &nested, Location, ValueRange ivs, ValueRange sums) -> scf::ValueVector {
        ImplicitLocOpBuilder body(loc, nested);
        Value position = zero;
        for (auto [iv, step] : llvm::zip_equal(ivs, steps))
          position = arith::AddIOp::create(body, position, arith::MulIOp::create(body, iv, step));
        position = arith::MinUIOp::create(body, position, last);
        Value sum = tensor::ExtractOp::create(body, sums[0], position);
        sum = combine(body, tensor::ExtractOp::create(body, data, ivs), sum, position);
        return {tensor::InsertOp::create(body, sum, sums[0], position)};
      });
  return nest.results[0];
}

namespace {
template <typename Op> struct ConvertReduce : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType dataType = onnx::getTensorType(op.getData());
    auto resultType = cast<RankedTensorType>(op.getType());
    if (!dataType.hasStaticShape() || !resultType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    int64_t count = dataType.getNumElements() / std::max<int64_t>(1, resultType.getNumElements());
    // Of no integers, the mean is their sum: they have no NaN.
    if (!isa<FloatType>(dataType.getElementType()))
      count = std::max<int64_t>(1, count);
    Reducer reducer{op, dataType.getElementType(), count};
    std::optional<SmallVector<int64_t>> axes = onnx::getReducedAxes(
        op.getData(), op.getAxes(), op.getNoopWithEmptyAxes(), op.getKeepdims(), resultType);
    Value reduced;
    if (axes) {
      ImplicitLocOpBuilder b(loc, rewriter);
      reduced = buildReduction(rewriter, loc, adaptor.getData(), dataType.getElementType(), *axes,
                               /*keepDims=*/false, reducer.getInit(b),
                               [&](ImplicitLocOpBuilder &body, ValueRange scalars) {
                                 return reducer.combine(body, reducer.widen(body, scalars[0]),
                                                        scalars[1]);
                               });
    } else {
      ImplicitLocOpBuilder b(loc, rewriter);
      reduced =
          buildRunTimeReduction(rewriter, loc, adaptor.getData(), adaptor.getAxes(),
                                reducer.getInit(b), resultType.getNumElements(),
                                [&](ImplicitLocOpBuilder &body, Value element, Value sum, Value) {
                                  element = fromStorage(body, loc, element, reducer.elementType);
                                  return reducer.combine(body, reducer.widen(body, element), sum);
                                });
    }
    reduced = buildReshape(rewriter, loc, reduced, resultType.getShape());
    if (reducer.needsFinish()) {
      reduced = buildElementwise(rewriter, loc, {reduced}, {reducer.getAccumulatorType()},
                                 resultType, [&](ImplicitLocOpBuilder &b, ValueRange scalars) {
                                   return reducer.finish(b, scalars[0]);
                                 });
    }
    rewriter.replaceOp(op, reduced);
    return success();
  }
};

/// ReduceLogSumExp along axes that are known only at run time; all others are decomposed.
struct ConvertLogSumExp : OpConversionPattern<onnx::ReduceLogSumExpOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::ReduceLogSumExpOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    auto elementType = dyn_cast<FloatType>(type.getElementType());
    if (!elementType || elementType.getWidth() < 32 || !type.hasStaticShape() || !op.getAxes() ||
        !onnx::getTensorType(op.getData()).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape, or no axes");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    int64_t count = type.getNumElements();
    auto flatType = RankedTensorType::get({count}, elementType);
    auto number = [&](ImplicitLocOpBuilder &at, double x) {
      return scalarConstant(at, elementType, x);
    };
    auto reduce = [&](double init, auto combine) {
      return buildRunTimeReduction(rewriter, op.getLoc(), adaptor.getData(), adaptor.getAxes(),
                                   number(b, init), count, combine);
    };
    Value shift = reduce(-INFINITY, [](ImplicitLocOpBuilder &body, Value x, Value sum, Value) {
      return arith::MaximumFOp::create(body, sum, x).getResult();
    });
    // By infinity nothing is shifted.
    shift =
        buildElementwise(rewriter, op.getLoc(), {shift}, {elementType}, flatType,
                         [&](ImplicitLocOpBuilder &body, ValueRange x) -> Value {
                           Value isInfinite = arith::CmpFOp::create(
                               body, arith::CmpFPredicate::OEQ, math::AbsFOp::create(body, x[0]),
                               number(body, INFINITY));
                           return arith::SelectOp::create(body, isInfinite, number(body, 0), x[0]);
                         });
    Value sums = reduce(0, [&](ImplicitLocOpBuilder &body, Value x, Value sum, Value position) {
      Value by = tensor::ExtractOp::create(body, shift, position);
      Value exp = math::ExpOp::create(body, arith::SubFOp::create(body, x, by));
      return arith::AddFOp::create(body, sum, exp).getResult();
    });
    Value result =
        buildElementwise(rewriter, op.getLoc(), {sums, shift}, {elementType, elementType}, flatType,
                         [](ImplicitLocOpBuilder &body, ValueRange x) -> Value {
                           Value log = math::LogOp::create(body, x[0]);
                           return arith::AddFOp::create(body, log, x[1]);
                         });
    rewriter.replaceOp(op, buildReshape(rewriter, op.getLoc(), result, type.getShape()));
    return success();
  }
};

//===-- Positions ----------------------------------------------------------===//

/// ArgMax and ArgMin: the extreme and its position are carried together.
template <typename Op> struct ConvertArg : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType dataType = onnx::getTensorType(op.getData());
    auto resultType = cast<RankedTensorType>(op.getType());
    if (!dataType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    MLIRContext *context = op.getContext();
    int64_t rank = dataType.getRank();
    int64_t axis = op.getAxis();
    axis = axis < 0 ? axis + rank : axis;
    Type elementType = dataType.getElementType();

    SmallVector<int64_t> shape(dataType.getShape());
    shape.erase(shape.begin() + axis);
    SmallVector<AffineExpr> kept;
    SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
    iterators[axis] = utils::IteratorType::reduction;
    for (int64_t dim = 0; dim < rank; ++dim)
      if (dim != axis)
        kept.push_back(rewriter.getAffineDimExpr(dim));
    AffineMap all = AffineMap::getMultiDimIdentityMap(rank, context);
    AffineMap result = AffineMap::get(rank, 0, kept, context);

    if (resultType.hasStaticShape() && resultType.getNumElements() == 0) {
      rewriter.replaceOp(op, buildEmpty(rewriter, loc, resultType));
      return success();
    }

    // It starts with the first element, which any other must beat.
    SmallVector<OpFoldResult> offsets(rank, rewriter.getIndexAttr(0)),
        sizes = getAsIndexOpFoldResult(context, dataType.getShape()),
        strides(rank, rewriter.getIndexAttr(1));
    sizes[axis] = rewriter.getIndexAttr(1);
    Value data = adaptor.getData();
    Value first = tensor::ExtractSliceOp::create(rewriter, loc, data, offsets, sizes, strides);
    first = buildReshape(rewriter, loc, first, shape);
    Value best =
        linalg::CopyOp::create(
            rewriter, loc, first,
            buildEmpty(rewriter, loc, RankedTensorType::get(shape, getType(data).getElementType())))
            .getResult(0);
    auto indexType = RankedTensorType::get(shape, rewriter.getI64Type());
    Value zero = arith::ConstantOp::create(rewriter, loc, rewriter.getI64IntegerAttr(0));
    Value position = buildFilled(rewriter, loc, indexType, zero);
    auto generic = linalg::GenericOp::create(
        rewriter, loc, TypeRange{best.getType(), indexType}, ValueRange{data},
        ValueRange{best, position}, ArrayRef<AffineMap>{all, result, result}, iterators,
        [&](OpBuilder &nested, Location, ValueRange args) {
          ImplicitLocOpBuilder b(loc, nested);
          Value x = fromStorage(b, loc, args[0], elementType);
          Value y = fromStorage(b, loc, args[1], elementType);
          bool isMax = std::is_same_v<Op, onnx::ArgMaxOp>;
          Value isBetter;
          if (op.getSelectLastIndex())
            isBetter = isAsExtreme(b, x, y, elementType, isMax);
          else
            isBetter = arith::XOrIOp::create(b, isAsExtreme(b, y, x, elementType, isMax),
                                             arith::ConstantOp::create(b, b.getBoolAttr(true)));
          Value index =
              arith::IndexCastOp::create(b, b.getI64Type(), linalg::IndexOp::create(b, axis));
          linalg::YieldOp::create(b,
                                  ValueRange{arith::SelectOp::create(b, isBetter, args[0], args[1]),
                                             arith::SelectOp::create(b, isBetter, index, args[2])});
        });
    rewriter.replaceOp(op,
                       buildReshape(rewriter, loc, generic.getResult(1), resultType.getShape()));
    return success();
  }
};
} // namespace

void onnxc::populateReductionToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertReduce<onnx::ReduceSumOp>, ConvertReduce<onnx::ReduceMeanOp>,
               ConvertReduce<onnx::ReduceMaxOp>, ConvertReduce<onnx::ReduceMinOp>,
               ConvertReduce<onnx::ReduceProdOp>, ConvertLogSumExp, ConvertArg<onnx::ArgMaxOp>,
               ConvertArg<onnx::ArgMinOp>>(types, patterns.getContext());
}
