// Operators that go through one axis in order: cumulative sums and the k best.
#include "compiler/Conversion/OnnxToLinalg/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "compiler/Conversion/OnnxToLinalg/ScalarMath.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

static RankedTensorType getType(Value value) { return cast<RankedTensorType>(value.getType()); }

/// The sizes before, along and behind `axis`.
static SmallVector<int64_t> splitAt(ArrayRef<int64_t> shape, int64_t axis) {
  return {ShapedType::getNumElements(shape.take_front(axis)), shape[axis],
          ShapedType::getNumElements(shape.drop_front(axis + 1))};
}

/// Slice `position` along the middle of three dimensions, as two dimensions.
static Value extractMiddle(OpBuilder &builder, Location loc, Value tensor, Value position) {
  ArrayRef<int64_t> shape = getType(tensor).getShape();
  auto type = RankedTensorType::get({shape[0], shape[2]}, getType(tensor).getElementType());
  SmallVector<OpFoldResult> offsets = {builder.getIndexAttr(0), position, builder.getIndexAttr(0)};
  SmallVector<OpFoldResult> sizes = {builder.getIndexAttr(shape[0]), builder.getIndexAttr(1),
                                     builder.getIndexAttr(shape[2])};
  SmallVector<OpFoldResult> strides(3, builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(builder, loc, type, tensor, offsets, sizes, strides);
}

static Value insertMiddle(OpBuilder &builder, Location loc, Value slice, Value tensor,
                          Value position) {
  ArrayRef<int64_t> shape = getType(tensor).getShape();
  SmallVector<OpFoldResult> offsets = {builder.getIndexAttr(0), position, builder.getIndexAttr(0)};
  SmallVector<OpFoldResult> sizes = {builder.getIndexAttr(shape[0]), builder.getIndexAttr(1),
                                     builder.getIndexAttr(shape[2])};
  SmallVector<OpFoldResult> strides(3, builder.getIndexAttr(1));
  return tensor::InsertSliceOp::create(builder, loc, slice, tensor, offsets, sizes, strides);
}

namespace {
template <typename Op> struct ConvertCumulative : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(adaptor.getX().getType());
    if (!type.hasStaticShape() || type.getRank() == 0)
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    int64_t rank = type.getRank();
    if (std::optional<int64_t> axis = onnx::getConstantInt(op.getAxis())) {
      int64_t normalized = *axis < 0 ? *axis + rank : *axis;
      if (normalized < 0 || normalized >= rank)
        return op.emitOpError("axis ") << *axis << " is out of range";
      rewriter.replaceOp(op, accumulate(rewriter, op, adaptor.getX(), normalized));
      return success();
    }
    // The axis is known at run time only: the sums along each, of which one is chosen.
    Value axis = buildExtractIndex(rewriter, loc, adaptor.getAxis(), 0);
    Value result = accumulate(rewriter, op, adaptor.getX(), rank - 1);
    for (int64_t candidate = 0; candidate + 1 < rank; ++candidate) {
      Value isIt = arith::OrIOp::create(rewriter, loc, isEqual(rewriter, loc, axis, candidate),
                                        isEqual(rewriter, loc, axis, candidate - rank));
      Value sums = accumulate(rewriter, op, adaptor.getX(), candidate);
      result = buildElementwise(rewriter, loc, {sums, result},
                                {type.getElementType(), type.getElementType()}, type,
                                [&](ImplicitLocOpBuilder &b, ValueRange scalars) {
                                  return arith::SelectOp::create(b, isIt, scalars[0], scalars[1]);
                                });
    }
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  static Value isEqual(OpBuilder &builder, Location loc, Value axis, int64_t number) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, axis,
                                 buildIndex(builder, loc, number));
  }

  static Value combine(ImplicitLocOpBuilder &b, Value x, Value y) {
    bool isFloat = isa<FloatType>(x.getType());
    if (std::is_same_v<Op, onnx::CumProdOp>)
      return isFloat ? arith::MulFOp::create(b, x, y).getResult()
                     : arith::MulIOp::create(b, x, y).getResult();
    return isFloat ? arith::AddFOp::create(b, x, y).getResult()
                   : arith::AddIOp::create(b, x, y).getResult();
  }

  static Value accumulate(OpBuilder &builder, Op op, Value x, int64_t axis) {
    ImplicitLocOpBuilder b(op.getLoc(), builder);
    Location loc = op.getLoc();
    RankedTensorType type = getType(x);
    SmallVector<int64_t> shape = splitAt(type.getShape(), axis);
    x = buildReshape(b, loc, x, shape);
    Type element = type.getElementType();
    auto sliceType = RankedTensorType::get({shape[0], shape[2]}, element);
    double neutral = std::is_same_v<Op, onnx::CumProdOp> ? 1 : 0;
    Value start = buildFilled(b, loc, sliceType, scalarConstant(b, element, neutral));
    Value result = buildEmpty(b, loc, RankedTensorType::get(shape, element));
    Value zero = buildIndex(b, loc, 0), one = buildIndex(b, loc, 1),
          size = buildIndex(b, loc, shape[1]);
    auto loop = scf::ForOp::create(
        b, zero, size, one, ValueRange{result, start},
        [&](OpBuilder &nested, Location, Value step, ValueRange state) {
          ImplicitLocOpBuilder body(loc, nested);
          Value position = step;
          if (op.getReverse())
            position = arith::SubIOp::create(body, buildIndex(body, loc, shape[1] - 1), step);
          Value written = state[0];
          if (op.getExclusive())
            written = insertMiddle(body, loc, state[1], written, position);
          Value next = buildNext(body, state[1], extractMiddle(body, loc, x, position));
          if (!op.getExclusive())
            written = insertMiddle(body, loc, next, written, position);
          scf::YieldOp::create(body, ValueRange{written, next});
        });
    return buildReshape(b, loc, loop.getResult(0), type.getShape());
  }

  /// The state with a slice added, in the state's own buffer.
  static Value buildNext(ImplicitLocOpBuilder &b, Value state, Value slice) {
    AffineMap map = AffineMap::getMultiDimIdentityMap(2, b.getContext());
    return linalg::GenericOp::create(
               b, b.getLoc(), TypeRange{state.getType()}, ValueRange{slice}, ValueRange{state},
               ArrayRef<AffineMap>{map, map},
               ArrayRef<IteratorType>{IteratorType::parallel, IteratorType::parallel},
               [&](OpBuilder &nested, Location loc, ValueRange args) {
                 ImplicitLocOpBuilder body(loc, nested);
                 linalg::YieldOp::create(body, combine(body, args[1], args[0]));
               })
        .getResult(0);
  }
};

/// Round j finds the best element that comes after the one of round j - 1 in the order of values
/// and, for equal ones, of positions.
struct ConvertTopK : OpConversionPattern<onnx::TopKOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::TopKOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = getType(adaptor.getX());
    auto resultType = cast<RankedTensorType>(op.getValues().getType());
    if (!type.hasStaticShape() || !resultType.hasStaticShape() || type.getRank() == 0)
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Location loc = op.getLoc();
    int64_t axis = op.getAxis();
    axis = axis < 0 ? axis + type.getRank() : axis;
    SmallVector<int64_t> shape = splitAt(type.getShape(), axis),
                         resultShape = splitAt(resultType.getShape(), axis);
    Value x = buildReshape(b, loc, adaptor.getX(), shape);
    Type element = type.getElementType(), i64 = b.getI64Type();
    auto sliceOf = [&](Type of) { return RankedTensorType::get({shape[0], shape[2]}, of); };
    Value values = buildEmpty(b, loc, RankedTensorType::get(resultShape, element));
    Value positions = buildEmpty(b, loc, RankedTensorType::get(resultShape, i64));
    // Before the first round no element has been taken: position -1 says so.
    Value lastValue = buildFilled(b, loc, sliceOf(element), scalarConstant(b, element, 0));
    Value lastPosition = buildFilled(b, loc, sliceOf(i64), scalarConstant(b, i64, -1));
    Value zero = buildIndex(b, loc, 0), one = buildIndex(b, loc, 1),
          rounds = buildIndex(b, loc, resultShape[1]);
    Type elementType = onnx::getTensorType(op.getX()).getElementType();
    auto loop = scf::ForOp::create(
        b, zero, rounds, one, ValueRange{values, positions, lastValue, lastPosition},
        [&](OpBuilder &nested, Location, Value round, ValueRange state) {
          ImplicitLocOpBuilder body(loc, nested);
          auto [value, position] =
              buildRound(body, x, state[2], state[3], elementType, op.getLargest());
          scf::YieldOp::create(body, ValueRange{insertMiddle(body, loc, value, state[0], round),
                                                insertMiddle(body, loc, position, state[1], round),
                                                value, position});
        });
    rewriter.replaceOp(op, {buildReshape(b, loc, loop.getResult(0), resultType.getShape()),
                            buildReshape(b, loc, loop.getResult(1), resultType.getShape())});
    return success();
  }

private:
  /// The best value and its position along the middle dimension of `x`, of those behind the last.
  static std::pair<Value, Value> buildRound(ImplicitLocOpBuilder &b, Value x, Value lastValue,
                                            Value lastPosition, Type elementType, bool largest) {
    Location loc = b.getLoc();
    MLIRContext *context = b.getContext();
    Type i64 = b.getI64Type();
    AffineMap all = AffineMap::getMultiDimIdentityMap(3, context);
    AffineMap kept = AffineMap::get(3, 0, {b.getAffineDimExpr(0), b.getAffineDimExpr(2)}, context);
    Value value =
        buildFilled(b, loc, getType(lastValue), scalarConstant(b, getType(x).getElementType(), 0));
    Value position = buildFilled(b, loc, getType(lastPosition), scalarConstant(b, i64, -1));
    auto before = [&](ImplicitLocOpBuilder &body, Value v, Value w) {
      return largest ? lessThan(body, w, v, elementType) : lessThan(body, v, w, elementType);
    };
    auto round = linalg::GenericOp::create(
        b, loc, TypeRange{value.getType(), position.getType()},
        ValueRange{x, lastValue, lastPosition}, ValueRange{value, position},
        ArrayRef<AffineMap>{all, kept, kept, kept, kept},
        ArrayRef<IteratorType>{IteratorType::parallel, IteratorType::reduction,
                               IteratorType::parallel},
        [&](OpBuilder &nested, Location, ValueRange args) {
          ImplicitLocOpBuilder body(loc, nested);
          auto none = [&](Value at) -> Value {
            return arith::CmpIOp::create(body, arith::CmpIPredicate::slt, at,
                                         scalarConstant(body, i64, 0));
          };
          auto scalar = [&](Value stored) { return fromStorage(body, loc, stored, elementType); };
          Value at = arith::IndexCastOp::create(body, i64, linalg::IndexOp::create(body, 1));
          Value x = scalar(args[0]), last = scalar(args[1]), best = scalar(args[3]);
          // After the last: worse, or neither better nor worse and behind it.
          Value worse = before(body, last, x);
          Value better = before(body, x, last);
          Value behind = arith::CmpIOp::create(body, arith::CmpIPredicate::sgt, at, args[2]);
          Value equalBehind = arith::AndIOp::create(body, behind, invert(body, better));
          Value isFree = arith::OrIOp::create(body, none(args[2]),
                                              arith::OrIOp::create(body, worse, equalBehind));
          Value isBest = arith::OrIOp::create(body, none(args[4]), before(body, x, best));
          Value take = arith::AndIOp::create(body, isFree, isBest);
          linalg::YieldOp::create(body,
                                  ValueRange{arith::SelectOp::create(body, take, args[0], args[3]),
                                             arith::SelectOp::create(body, take, at, args[4])});
        });
    return {round.getResult(0), round.getResult(1)};
  }

  static Value invert(ImplicitLocOpBuilder &b, Value condition) {
    return arith::XOrIOp::create(b, condition, arith::ConstantOp::create(b, b.getBoolAttr(true)));
  }
};
} // namespace

void onnxc::populateScanToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertCumulative<onnx::CumSumOp>, ConvertCumulative<onnx::CumProdOp>, ConvertTopK>(
      types, patterns.getContext());
}
