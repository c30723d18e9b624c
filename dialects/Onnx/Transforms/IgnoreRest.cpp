#include "dialects/Onnx/Transforms/IgnoreRest.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/ReducedAxes.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

#include <numeric>

using namespace mlir;
using namespace onnxc::onnx;

//===-- Numbers -------------------------------------------------------------===//

static Value makeInt64(OpBuilder &builder, Location loc, int64_t number) {
  ConstantTensor tensor(RankedTensorType::get({}, builder.getI64Type()));
  tensor.ints[0] = number;
  return ConstantOp::create(builder, loc, tensor.toAttr());
}

/// The least number of `type`, or the largest.
static Value makeExtreme(OpBuilder &builder, Location loc, Type type, bool isLargest) {
  ConstantTensor tensor(RankedTensorType::get({}, type));
  if (tensor.isFloat()) {
    double infinity = std::numeric_limits<double>::infinity();
    tensor.floats[0] = isLargest ? infinity : -infinity;
  } else {
    unsigned width = type.getIntOrFloatBitWidth();
    bool isUnsigned = width == 1 || type.isUnsignedInteger();
    APInt least = isUnsigned ? APInt::getMinValue(width) : APInt::getSignedMinValue(width);
    APInt most = isUnsigned ? APInt::getMaxValue(width) : APInt::getSignedMaxValue(width);
    tensor.ints[0] = isUnsigned ? (isLargest ? most : least).getZExtValue()
                                : (isLargest ? most : least).getSExtValue();
  }
  return ConstantOp::create(builder, loc, tensor.toAttr());
}

/// Whether each step along `dim` is one of the first `count`, in a shape that broadcasts to `type`.
static Value makeCounts(OpBuilder &builder, Location loc, RankedTensorType type, int64_t dim,
                        Value count) {
  int64_t size = type.getDimSize(dim);
  SmallVector<int64_t> places(size);
  std::iota(places.begin(), places.end(), 0);
  SmallVector<int64_t> shape(type.getRank() - dim, 1);
  shape[0] = size;
  Value steps = reshapeTo(builder, loc, constantInts(builder, loc, places), shape);
  return LessOp::create(builder, loc, steps, count);
}

static Value fillRest(OpBuilder &builder, Location loc, Value value, int64_t dim, Value count,
                      Value filler) {
  Value counts = makeCounts(builder, loc, getTensorType(value), dim, count);
  return WhereOp::create(builder, loc, counts, value, filler);
}

Value onnxc::onnx::clearRest(OpBuilder &builder, Location loc, Value value, int64_t dim,
                             Value count) {
  Type type = getTensorType(value).getElementType();
  Value zero = ConstantOp::create(builder, loc, makeZero(RankedTensorType::get({}, type)));
  return fillRest(builder, loc, value, dim, count, zero);
}

Value onnxc::onnx::countFromStart(OpBuilder &builder, Location loc, Value places, Value count) {
  Type type = getTensorType(places).getElementType();
  Value number = CastOp::create(builder, loc, getTensorType(count).clone(type), count, type,
                                /*saturate=*/1, "up");
  Value zero =
      ConstantOp::create(builder, loc, ConstantTensor(RankedTensorType::get({}, type)).toAttr());
  Value isNegative = LessOp::create(builder, loc, places, zero);
  Value positive = AddOp::create(builder, loc, places, number);
  return WhereOp::create(builder, loc, isNegative, positive, places);
}

//===-- Operators -----------------------------------------------------------===//

namespace {
/// Changes one operand.
class RestIgnorer {
public:
  RestIgnorer(OpOperand &operand, int64_t dim, Value count)
      : operand(operand), dim(dim), count(count), builder(operand.getOwner()),
        loc(operand.getOwner()->getLoc()) {}

  LogicalResult run() {
    return llvm::TypeSwitch<Operation *, LogicalResult>(operand.getOwner())
        .Case<ReduceMaxOp>([&](auto op) { return reduce(op, false); })
        .Case<ReduceMinOp>([&](auto op) { return reduce(op, true); })
        .Case<ReduceSumOp, ReduceL1Op, ReduceL2Op, ReduceSumSquareOp>(
            [&](auto op) { return reduce(op, std::nullopt); })
        .Case([&](TopKOp op) { return take(op); })
        .Case([&](NonZeroOp) { return clear(); })
        .Case([&](CompressOp) { return operand.getOperandNumber() == 1 ? clear() : success(); })
        .Case([&](NonMaxSuppressionOp op) { return suppress(op); })
        .Case<GatherOp, GatherElementsOp>([&](auto op) { return gather(op); })
        .Case<ScatterElementsOp, ScatterNDOp>([&](auto) { return scatter(); })
        .Case([&](TfIdfVectorizerOp op) { return countGrams(op); })
        .Default(failure());
  }

private:
  RankedTensorType getType() { return getTensorType(operand.get()); }

  LogicalResult fill(Value filler) {
    operand.set(fillRest(builder, loc, operand.get(), dim, count, filler));
    return success();
  }
  LogicalResult fillWithExtreme(bool isLargest) {
    return fill(makeExtreme(builder, loc, getType().getElementType(), isLargest));
  }
  LogicalResult clear() {
    operand.set(clearRest(builder, loc, operand.get(), dim, count));
    return success();
  }

  /// Along a reduced dimension: the largest or the smallest number, or 0.
  template <typename Op> LogicalResult reduce(Op op, std::optional<bool> extreme) {
    auto axes = getReducedAxes(op.getData(), op.getAxes(), op.getNoopWithEmptyAxes(),
                               op.getKeepdims(), getTensorType(op));
    if (operand.getOperandNumber() != 0 || !axes || !llvm::is_contained(*axes, dim))
      return failure();
    return extreme ? fillWithExtreme(*extreme) : clear();
  }

  /// No n-gram has the number that the rest is filled with.
  LogicalResult countGrams(TfIdfVectorizerOp op) {
    bool isFree = !llvm::is_contained(*op.getPoolInt64s(), getLeast(getType().getElementType()));
    return isFree && dim == getType().getRank() - 1 ? fillWithExtreme(false) : failure();
  }

  static int64_t getLeast(Type type) {
    return APInt::getSignedMinValue(type.getIntOrFloatBitWidth()).getSExtValue();
  }

  /// Of equal numbers, the first ones are taken.
  LogicalResult take(TopKOp op) {
    int64_t axis = op.getAxis();
    if (operand.getOperandNumber() != 0 || dim != axis + (axis < 0 ? getType().getRank() : 0))
      return failure();
    return fillWithExtreme(!op.getLargest());
  }

  /// Boxes whose score is -inf are below every threshold.
  LogicalResult suppress(NonMaxSuppressionOp op) {
    constexpr int64_t boxDim = 1, scoreDim = 2;
    if (operand.getOperandNumber() == 0)
      return success(dim == boxDim);
    if (operand.getOperandNumber() != 1 || dim != scoreDim)
      return failure();
    ConstantTensor lowest(RankedTensorType::get({1}, getType().getElementType()));
    lowest.floats[0] = std::numeric_limits<float>::lowest();
    LogicalResult filled = fillWithExtreme(false);
    if (!op.getScoreThreshold())
      op.getScoreThresholdMutable().assign(ConstantOp::create(builder, loc, lowest.toAttr()));
    return filled;
  }

  /// Negative places count from the last step that counts.
  LogicalResult gather(GatherOp op) {
    if (operand.getOperandNumber() != 0 || dim != op.getPositiveAxis())
      return failure();
    op.getIndicesMutable().assign(countFromStart(builder, loc, op.getIndices(), count));
    return success();
  }

  /// Along other dimensions, only the places of indices are read.
  LogicalResult gather(GatherElementsOp op) {
    if (operand.getOperandNumber() != 0)
      return failure();
    if (int64_t axis = op.getAxis(); dim == axis + (axis < 0 ? getType().getRank() : 0))
      op.getIndicesMutable().assign(countFromStart(builder, loc, op.getIndices(), count));
    return success();
  }

  /// Nothing is written to places that are not there.
  LogicalResult scatter() {
    return operand.getOperandNumber() == 1 ? fillWithExtreme(/*isLargest=*/true) : failure();
  }

  OpOperand &operand;
  int64_t dim;
  Value count;
  OpBuilder builder;
  Location loc;
};
} // namespace

LogicalResult onnxc::onnx::ignoreRest(OpOperand &operand, int64_t dim, Value count) {
  return RestIgnorer(operand, dim, count).run();
}

//===-- Concat --------------------------------------------------------------===//

Value onnxc::onnx::closeGaps(OpBuilder &builder, Location loc, Value joined, ValueRange parts,
                             ArrayRef<Value> counts, int64_t axis) {
  int64_t total = getTensorType(joined).getDimSize(axis);
  SmallVector<int64_t> steps(total);
  std::iota(steps.begin(), steps.end(), 0);
  Value places = constantInts(builder, loc, steps), from = places, end;
  Type i64 = builder.getI64Type();
  for (auto [part, count] : llvm::zip_equal(parts, counts)) {
    Value room = makeInt64(builder, loc, getTensorType(part).getDimSize(axis));
    Value length = count ? count : room;
    end = end ? AddOp::create(builder, loc, end, length).getResult() : length;
    if (!count)
      continue;
    // What follows stands after the gap.
    Value gap = SubOp::create(builder, loc, room, count);
    Value follows = GreaterOrEqualOp::create(builder, loc, places, end);
    Value moved = CastOp::create(builder, loc, getTensorType(places), follows, i64,
                                 /*saturate=*/1, "up");
    from = AddOp::create(builder, loc, from, MulOp::create(builder, loc, moved, gap));
  }
  Value last = makeInt64(builder, loc, std::max<int64_t>(total - 1, 0));
  from = MinOp::create(builder, loc, ValueRange{from, last});
  return GatherOp::create(builder, loc, joined, from, axis);
}
