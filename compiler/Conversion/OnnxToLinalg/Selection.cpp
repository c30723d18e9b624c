// Operators whose results are chosen from the input, as many as their types say: the boxes that
// NonMaxSuppression keeps, and the different slices of Unique.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

static Value buildBothHold(ImplicitLocOpBuilder &b, Value x, Value y) {
  return arith::AndIOp::create(b, x, y);
}

static Value buildFilledIndices(ImplicitLocOpBuilder &b, ArrayRef<int64_t> shape, int64_t value) {
  Type i64 = b.getI64Type();
  return buildFilled(b, b.getLoc(), RankedTensorType::get(shape, i64),
                     arith::ConstantOp::create(b, b.getI64IntegerAttr(value)));
}

/// `tensor` with the number `value` at `at`, if `condition` holds.
static Value buildInsertIf(ImplicitLocOpBuilder &b, Value condition, Value value, Value tensor,
                           ValueRange at) {
  Value old = tensor::ExtractOp::create(b, tensor, at);
  if (value.getType().isIndex())
    value = arith::IndexCastOp::create(b, old.getType(), value);
  Value next = arith::SelectOp::create(b, condition, value, old);
  return tensor::InsertOp::create(b, next, tensor, at);
}

//===-- NonMaxSuppression --------------------------------------------------===//

namespace {
/// The lower and upper ends of a box in both directions.
struct Box {
  Value low[2], high[2];
};

/// One operator on operands of f32. For each batch and class, it takes the best of the free boxes
/// and makes those no longer free that it overlaps, until none is free or enough are taken.
class SuppressionLowering {
public:
  SuppressionLowering(ImplicitLocOpBuilder &b, onnx::NonMaxSuppressionOp op, Value boxes,
                      Value scores, Value limit, Value overlap, Value threshold)
      : op(op), boxes(boxes), scores(scores), overlap(overlap), threshold(threshold),
        rows(onnx::getTensorType(op).getDimSize(0)), boxCount(getType(boxes).getDimSize(1)) {
    this->limit = buildClamp(b, limit, 0, boxCount);
    zero = buildIndex(b, b.getLoc(), 0);
    one = buildIndex(b, b.getLoc(), 1);
    none = buildIndex(b, b.getLoc(), -1);
  }

  Value build(ImplicitLocOpBuilder &b) {
    Value result = buildFilledIndices(b, {rows, 3}, -1);
    auto upTo = [&](int64_t dim) {
      return buildIndex(b, b.getLoc(), getType(scores).getDimSize(dim));
    };
    Value classes = upTo(1);
    return buildLoop(b, zero, upTo(0), {result, zero},
                     [&](ImplicitLocOpBuilder &b, Value batch, ValueRange current) {
                       return SmallVector<Value>(
                           buildLoop(b, zero, classes, current,
                                     [&](ImplicitLocOpBuilder &b, Value label, ValueRange current) {
                                       return buildClass(b, batch, label, current);
                                     }));
                     })[0];
  }

private:
  /// Adds the boxes of one class to `current`, the result and the number of its rows.
  SmallVector<Value> buildClass(ImplicitLocOpBuilder &b, Value batch, Value label,
                                ValueRange current) {
    Location loc = b.getLoc();
    Value free = buildFree(b, batch, label);
    SmallVector<Value> inits = {zero, buildBest(b, batch, label, free), free};
    llvm::append_range(inits, current);
    SmallVector<Type> types(ValueRange(inits).getTypes());
    auto loop = scf::WhileOp::create(
        b, types, inits,
        [&](OpBuilder &nested, Location, ValueRange state) {
          ImplicitLocOpBuilder body(loc, nested);
          Value isFound = arith::CmpIOp::create(body, arith::CmpIPredicate::sge, state[1], zero);
          Value isFew = arith::CmpIOp::create(body, arith::CmpIPredicate::slt, state[0], limit);
          scf::ConditionOp::create(body, buildBothHold(body, isFound, isFew), state);
        },
        [&](OpBuilder &nested, Location, ValueRange state) {
          ImplicitLocOpBuilder body(loc, nested);
          Value taken = arith::AddIOp::create(body, state[0], one);
          Value result = buildRow(body, state[3], state[4], {batch, label, state[1]});
          Value count = arith::AddIOp::create(body, state[4], one);
          Value free = buildSuppressed(body, batch, state[1], state[2]);
          Value best = buildBest(body, batch, label, free);
          scf::YieldOp::create(body, ValueRange{taken, best, free, result, count});
        });
    return {loop.getResult(3), loop.getResult(4)};
  }

  /// One row more, if there is room.
  Value buildRow(ImplicitLocOpBuilder &b, Value result, Value count, ArrayRef<Value> row) {
    if (rows == 0)
      return result;
    Value hasRoom = buildIsInside(b, count, rows);
    Value at = buildClamp(b, count, 0, rows - 1);
    for (auto [i, value] : llvm::enumerate(row))
      result = buildInsertIf(b, hasRoom, value, result, {at, buildIndex(b, b.getLoc(), i)});
    return result;
  }

  /// Which boxes have a score above the threshold.
  Value buildFree(ImplicitLocOpBuilder &b, Value batch, Value label) {
    return buildFromIndices(
        b, b.getLoc(), RankedTensorType::get({boxCount}, b.getI8Type()),
        [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
          if (!threshold)
            return buildSmallConstant(b, b.getI8Type(), 1);
          Value score = tensor::ExtractOp::create(b, scores, ValueRange{batch, label, at[0]});
          Value isGood = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, score, threshold);
          return arith::ExtUIOp::create(b, b.getI8Type(), isGood);
        });
  }

  /// The first of the best free boxes, or -1.
  Value buildBest(ImplicitLocOpBuilder &b, Value batch, Value label, Value free) {
    Value least = buildSmallConstant(b, b.getF32Type(), 0);
    auto body = [&](ImplicitLocOpBuilder &b, Value i, ValueRange best) -> SmallVector<Value> {
      Value score = tensor::ExtractOp::create(b, scores, ValueRange{batch, label, i});
      Value isFirst = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, best[0], zero);
      Value isBetter = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, score, best[1]);
      Value isBest =
          buildBothHold(b, isFree(b, free, i), arith::OrIOp::create(b, isFirst, isBetter));
      return {arith::SelectOp::create(b, isBest, i, best[0]),
              arith::SelectOp::create(b, isBest, score, best[1])};
    };
    return buildLoop(b, zero, buildIndex(b, b.getLoc(), boxCount), {none, least}, body)[0];
  }

  Value isFree(ImplicitLocOpBuilder &b, Value free, Value i) {
    Value stored = tensor::ExtractOp::create(b, free, i);
    return fromStorage(b, b.getLoc(), stored, b.getI1Type());
  }

  /// `free` without box `taken` and those that overlap it, in the same buffer.
  Value buildSuppressed(ImplicitLocOpBuilder &b, Value batch, Value taken, Value free) {
    Box best = buildBox(b, batch, taken);
    return linalg::GenericOp::create(
               b, b.getLoc(), TypeRange{free.getType()}, ValueRange{}, ValueRange{free},
               ArrayRef<AffineMap>{b.getMultiDimIdentityMap(1)},
               ArrayRef<IteratorType>{IteratorType::parallel},
               [&](OpBuilder &nested, Location loc, ValueRange args) {
                 ImplicitLocOpBuilder body(loc, nested);
                 Value i = linalg::IndexOp::create(body, 0);
                 Value isOther = arith::CmpIOp::create(body, arith::CmpIPredicate::ne, i, taken);
                 Value overlaps = buildOverlaps(body, best, buildBox(body, batch, i));
                 Value off = buildSmallConstant(body, body.getI8Type(), 0);
                 Value kept = arith::SelectOp::create(body, overlaps, off, args[0]);
                 linalg::YieldOp::create(body,
                                         Value(arith::SelectOp::create(body, isOther, kept, off)));
               })
        .getResult(0);
  }

  Box buildBox(ImplicitLocOpBuilder &b, Value batch, Value i) {
    auto read = [&](int64_t at) -> Value {
      return tensor::ExtractOp::create(b, boxes,
                                       ValueRange{batch, i, buildIndex(b, b.getLoc(), at)});
    };
    Box box;
    for (int64_t direction : {0, 1}) {
      Value first = read(direction), second = read(direction + 2);
      if (op.getCenterPointBox()) {
        Value half = arith::MulFOp::create(b, second, scalarConstant(b, b.getF32Type(), 0.5));
        box.low[direction] = arith::SubFOp::create(b, first, half);
        box.high[direction] = arith::AddFOp::create(b, first, half);
      } else {
        box.low[direction] = arith::MinimumFOp::create(b, first, second);
        box.high[direction] = arith::MaximumFOp::create(b, first, second);
      }
    }
    return box;
  }

  static Value buildArea(ImplicitLocOpBuilder &b, const Box &box) {
    return arith::MulFOp::create(b, arith::SubFOp::create(b, box.high[0], box.low[0]),
                                 arith::SubFOp::create(b, box.high[1], box.low[1]));
  }

  /// Whether what two boxes share is more than `overlap` of what they cover together.
  Value buildOverlaps(ImplicitLocOpBuilder &b, const Box &x, const Box &y) {
    Value zeroArea = buildSmallConstant(b, b.getF32Type(), 0);
    Box shared;
    for (int64_t direction : {0, 1}) {
      Value low = arith::MaximumFOp::create(b, x.low[direction], y.low[direction]);
      Value high = arith::MinimumFOp::create(b, x.high[direction], y.high[direction]);
      shared.low[direction] = low;
      shared.high[direction] = arith::MaximumFOp::create(b, low, high);
    }
    Value common = buildArea(b, shared);
    Value covered = arith::SubFOp::create(
        b, arith::AddFOp::create(b, buildArea(b, x), buildArea(b, y)), common);
    Value ratio = arith::DivFOp::create(b, common, covered);
    Value isShared = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, common, zeroArea);
    Value isMuch = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, ratio, overlap);
    return buildBothHold(b, isShared, isMuch);
  }

  onnx::NonMaxSuppressionOp op;
  Value boxes, scores, limit, overlap, threshold, zero, one, none;
  int64_t rows, boxCount;
};

struct ConvertNonMaxSuppression : OpConversionPattern<onnx::NonMaxSuppressionOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::NonMaxSuppressionOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "depends on data how many boxes there are");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    auto type = onnx::getTensorType(op);
    if (type.getNumElements() == 0 || !adaptor.getMaxOutputBoxesPerClass()) {
      rewriter.replaceOp(op, buildFilledIndices(b, type.getShape(), -1));
      return success();
    }
    Value limit = arith::IndexCastOp::create(
        b, b.getIndexType(), buildReadScalar(b, adaptor.getMaxOutputBoxesPerClass()));
    Value overlap = adaptor.getIouThreshold() ? readFloat(b, adaptor.getIouThreshold())
                                              : buildSmallConstant(b, b.getF32Type(), 0);
    Value threshold =
        adaptor.getScoreThreshold() ? readFloat(b, adaptor.getScoreThreshold()) : Value();
    SuppressionLowering lowering(b, op, toF32(b, adaptor.getBoxes()), toF32(b, adaptor.getScores()),
                                 limit, overlap, threshold);
    rewriter.replaceOp(op, lowering.build(b));
    return success();
  }

private:
  static Value readFloat(ImplicitLocOpBuilder &b, Value tensor) {
    return castScalar(b, buildReadScalar(b, tensor), getType(tensor).getElementType(),
                      b.getF32Type());
  }

  static Value toF32(ImplicitLocOpBuilder &b, Value tensor) {
    Type from = getType(tensor).getElementType(), f32 = b.getF32Type();
    if (from == f32)
      return tensor;
    return buildElementwise(
        b, b.getLoc(), {tensor}, {from}, getType(tensor).clone(f32),
        [&](ImplicitLocOpBuilder &b, ValueRange x) { return castScalar(b, x[0], from, f32); });
  }
};

//===-- Unique -------------------------------------------------------------===//

/// One operator on an input of three dimensions, of which the middle one counts the slices.
class UniqueLowering {
public:
  UniqueLowering(ImplicitLocOpBuilder &b, Value input, Type elementType, int64_t room)
      : input(input), elementType(elementType), room(room) {
    zero = buildIndex(b, b.getLoc(), 0);
    one = buildIndex(b, b.getLoc(), 1);
  }

  /// The first places of the different slices, in their order, how often these occur, and for each
  /// place which of them it has.
  SmallVector<Value> build(ImplicitLocOpBuilder &b, bool sorted) {
    SmallVector<Value> found = buildSearch(b);
    if (!sorted)
      return {found[1], found[2], found[3]};
    Value ranks = buildRanks(b, found[0], found[1]);
    auto reorder = [&](Value list) {
      Value init = buildFilledIndices(b, {room}, 0);
      return buildUpdateLoops(b, {room}, init,
                              [&](ImplicitLocOpBuilder &b, ValueRange at, Value current) -> Value {
                                Value element = tensor::ExtractOp::create(b, list, at);
                                Value rank = buildReadIndex(b, ranks, at);
                                return tensor::InsertOp::create(b, element, current, rank);
                              });
    };
    Value inverse = buildFromIndices(b, b.getLoc(), getType(found[3]),
                                     [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
                                       Value which = buildReadIndex(b, found[3], at);
                                       return tensor::ExtractOp::create(b, ranks, which);
                                     });
    return {reorder(found[1]), reorder(found[2]), inverse};
  }

private:
  Value upTo(ImplicitLocOpBuilder &b, int64_t dim) {
    return buildIndex(b, b.getLoc(), getType(input).getDimSize(dim));
  }

  /// The number of different slices, where they first stand, how often they occur, and which one
  /// stands in each place.
  SmallVector<Value> buildSearch(ImplicitLocOpBuilder &b) {
    int64_t places = getType(input).getDimSize(1);
    SmallVector<Value> inits = {zero, buildFilledIndices(b, {room}, 0),
                                buildFilledIndices(b, {room}, 0),
                                buildFilledIndices(b, {places}, 0)};
    Value all = upTo(b, 1);
    return buildLoop(
        b, zero, all, inits,
        [&](ImplicitLocOpBuilder &b, Value place, ValueRange state) -> SmallVector<Value> {
          Value same = buildFind(b, place, state[0], state[1]);
          Value isNew = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, same, zero);
          Value which = arith::SelectOp::create(b, isNew, state[0], same);
          // One more than there is room for is not written.
          Value hasRoom = buildIsInside(b, which, room);
          Value at = buildClamp(b, which, 0, room - 1);
          Value starts = buildBothHold(b, isNew, hasRoom);
          Value firsts = buildInsertIf(b, starts, place, state[1], at);
          Value count = tensor::ExtractOp::create(b, state[2], at);
          count = arith::AddIOp::create(b, count, buildSmallConstant(b, b.getI64Type(), 1));
          Value counts = buildInsertIf(b, hasRoom, count, state[2], at);
          Value number = arith::IndexCastOp::create(b, b.getI64Type(), at);
          Value inverse = tensor::InsertOp::create(b, number, state[3], place);
          Value more = arith::AddIOp::create(b, state[0], one);
          return {arith::SelectOp::create(b, starts, more, state[0]), firsts, counts, inverse};
        });
  }

  /// Which of the `found` slices at `firsts` is equal to that at `place`, or -1.
  Value buildFind(ImplicitLocOpBuilder &b, Value place, Value found, Value firsts) {
    Value none = buildIndex(b, b.getLoc(), -1);
    return buildLoop(
        b, zero, found, none,
        [&](ImplicitLocOpBuilder &b, Value i, ValueRange current) -> SmallVector<Value> {
          Value order = buildCompare(b, buildReadIndex(b, firsts, i), place);
          Value isSame = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, order, zero);
          return {arith::SelectOp::create(b, isSame, i, current[0])};
        })[0];
  }

  /// How many of the different slices are less than each; those that are none keep their place.
  Value buildRanks(ImplicitLocOpBuilder &b, Value found, Value firsts) {
    Value init = buildFilledIndices(b, {room}, 0);
    return buildUpdateLoops(
        b, {room}, init, [&](ImplicitLocOpBuilder &b, ValueRange at, Value current) -> Value {
          Value slice = buildReadIndex(b, firsts, at);
          Value rank = buildLoop(
              b, zero, found, zero,
              [&](ImplicitLocOpBuilder &b, Value i, ValueRange count) -> SmallVector<Value> {
                Value order = buildCompare(b, buildReadIndex(b, firsts, i), slice);
                Value isLess = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, order, zero);
                Value more = arith::AddIOp::create(b, count[0], one);
                return {arith::SelectOp::create(b, isLess, more, count[0])};
              })[0];
          Value isSlice = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, at[0], found);
          rank = arith::SelectOp::create(b, isSlice, rank, at[0]);
          Value number = arith::IndexCastOp::create(b, b.getI64Type(), rank);
          return tensor::InsertOp::create(b, number, current, at);
        });
  }

  /// -1, 0 or 1, as slice `x` is less than, equal to or greater than slice `y`: the first elements
  /// that differ say so.
  Value buildCompare(ImplicitLocOpBuilder &b, Value x, Value y) {
    if (getType(input).getDimSize(0) == 1 && getType(input).getDimSize(2) == 1)
      return buildCompareElements(b, {zero, x, zero}, {zero, y, zero});
    Value inner = upTo(b, 2);
    return buildLoop(
        b, zero, upTo(b, 0), zero,
        [&](ImplicitLocOpBuilder &b, Value i, ValueRange current) -> SmallVector<Value> {
          return {buildLoop(
              b, zero, inner, current,
              [&](ImplicitLocOpBuilder &b, Value j, ValueRange current) -> SmallVector<Value> {
                Value order = buildCompareElements(b, {i, x, j}, {i, y, j});
                Value isOpen = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, current[0], zero);
                return {arith::SelectOp::create(b, isOpen, order, current[0])};
              })[0]};
        })[0];
  }

  Value buildCompareElements(ImplicitLocOpBuilder &b, ArrayRef<Value> x, ArrayRef<Value> y) {
    auto read = [&](ArrayRef<Value> at) {
      Value element = tensor::ExtractOp::create(b, input, at);
      return fromStorage(b, b.getLoc(), element, elementType);
    };
    Value first = read(x), second = read(y);
    Value minusOne = buildIndex(b, b.getLoc(), -1);
    Value notLess = arith::SelectOp::create(b, isLess(b, second, first), one, zero);
    return arith::SelectOp::create(b, isLess(b, first, second), minusOne, notLess);
  }

  /// x < y, where NaN is equal to itself and greater than all numbers, as NumPy sorts.
  Value isLess(ImplicitLocOpBuilder &b, Value x, Value y) {
    Value less = lessThan(b, x, y, elementType);
    if (!isa<FloatType>(elementType))
      return less;
    Value isNumber = arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, x, x);
    Value isNaN = arith::CmpFOp::create(b, arith::CmpFPredicate::UNO, y, y);
    return arith::OrIOp::create(b, less, buildBothHold(b, isNumber, isNaN));
  }

  Value input;
  Type elementType;
  int64_t room;
  Value zero, one;
};

struct ConvertUnique : OpConversionPattern<onnx::UniqueOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::UniqueOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op.getInput());
    FailureOr<int64_t> room = getRoom(op);
    if (failed(room) || !type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "depends on data how many slices there are");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    SmallVector<int64_t> shape = {1, type.getNumElements(), 1};
    if (std::optional<int64_t> axis = getAxis(op))
      shape = {ShapedType::getNumElements(type.getShape().take_front(*axis)),
               type.getDimSize(*axis),
               ShapedType::getNumElements(type.getShape().drop_front(*axis + 1))};
    Value input = buildReshape(b, op.getLoc(), adaptor.getInput(), shape);
    if (type.getNumElements() == 0 || *room == 0) {
      RankedTensorType resultType = getType(input).clone({shape[0], *room, shape[2]});
      replace(rewriter, op, *room, buildEmpty(b, op.getLoc(), resultType),
              {buildFilledIndices(b, {*room}, 0), buildFilledIndices(b, {*room}, 0),
               buildFilledIndices(b, {shape[1]}, 0)});
      return success();
    }
    UniqueLowering lowering(b, input, type.getElementType(), *room);
    SmallVector<Value> lists = lowering.build(b, op.getSorted());
    Value taken = buildFromIndices(
        b, op.getLoc(), getType(input).clone({shape[0], *room, shape[2]}),
        [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
          Value place = buildReadIndex(b, lists[0], at[1]);
          return tensor::ExtractOp::create(b, input, ValueRange{at[0], place, at[2]});
        });
    replace(rewriter, op, *room, taken, lists);
    return success();
  }

private:
  static std::optional<int64_t> getAxis(onnx::UniqueOp op) {
    std::optional<int64_t> axis = op.getAxis();
    if (axis && *axis < 0)
      *axis += onnx::getTensorType(op.getInput()).getRank();
    return axis;
  }

  /// How many slices the results have room for: what the types of used ones say.
  static FailureOr<int64_t> getRoom(onnx::UniqueOp op) {
    int64_t dim = getAxis(op).value_or(0);
    std::optional<int64_t> room;
    for (auto [result, axis] : {std::pair<Value, int64_t>(op.getOutput(), dim),
                                std::pair<Value, int64_t>(op.getIndices(), 0),
                                std::pair<Value, int64_t>(op.getCounts(), 0)}) {
      int64_t size = onnx::getTensorType(result).getDimSize(axis);
      if (ShapedType::isDynamic(size) && result.use_empty())
        continue;
      if (ShapedType::isDynamic(size) || room.value_or(size) != size)
        return failure();
      room = size;
    }
    // Only which slice is which is of interest: all may be different.
    RankedTensorType input = onnx::getTensorType(op.getInput());
    return room ? *room : op.getAxis() ? input.getDimSize(dim) : input.getNumElements();
  }

  /// `lists` are first places, counts and the slices of places.
  static void replace(ConversionPatternRewriter &rewriter, onnx::UniqueOp op, int64_t room,
                      Value slices, ArrayRef<Value> lists) {
    SmallVector<int64_t> shape(onnx::getTensorType(op.getOutput()).getShape());
    shape[getAxis(op).value_or(0)] = room;
    slices = buildReshape(rewriter, op.getLoc(), slices, shape);
    rewriter.replaceOp(op, {slices, lists[0], lists[2], lists[1]});
  }
};
} // namespace

void onnxc::populateSelectionToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertNonMaxSuppression, ConvertUnique>(types, patterns.getContext());
}
