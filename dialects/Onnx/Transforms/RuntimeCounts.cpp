#include "dialects/Onnx/Transforms/RuntimeCounts.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::onnx;

//===-- Bounds --------------------------------------------------------------===//

/// A number of elements, or dynamic if a size is.
static std::optional<int64_t> toBound(int64_t size) {
  return ShapedType::isDynamic(size) ? std::nullopt : std::optional(size);
}

static std::optional<int64_t> countElements(RankedTensorType type) {
  return type.hasStaticShape() ? std::optional(type.getNumElements()) : std::nullopt;
}

static std::optional<int64_t> getBound(LoopOp op) {
  std::optional<int64_t> count = op.getM() ? getConstantInt(op.getM()) : std::nullopt;
  return count ? std::optional(std::max<int64_t>(*count, 0)) : std::nullopt;
}

static std::optional<int64_t> getBound(NonMaxSuppressionOp op) {
  RankedTensorType scores = getTensorType(op.getScores());
  if (!scores.hasStaticShape())
    return std::nullopt;
  Value limit = op.getMaxOutputBoxesPerClass();
  int64_t boxes = scores.getDimSize(2);
  int64_t most = limit ? getConstantInt(limit).value_or(boxes) : 0;
  return scores.getDimSize(0) * scores.getDimSize(1) * std::clamp<int64_t>(most, 0, boxes);
}

static std::optional<int64_t> getBound(CompressOp op) {
  RankedTensorType input = getTensorType(op.getInput());
  std::optional<int64_t> bound = countElements(input);
  if (std::optional<int64_t> axis = op.getAxis())
    bound = toBound(input.getDimSize(*axis + (*axis < 0 ? input.getRank() : 0)));
  std::optional<int64_t> length = toBound(getTensorType(op.getCondition()).getDimSize(0));
  return bound && length ? std::optional(std::min(*bound, *length)) : std::nullopt;
}

/// All results have room for as many slices.
static std::optional<int64_t> getBound(UniqueOp op) {
  RankedTensorType output = getTensorType(op.getOutput());
  int64_t axis = op.getAxis().value_or(0);
  for (int64_t size :
       {output.getDimSize(axis < 0 ? axis + output.getRank() : axis),
        getTensorType(op.getIndices()).getDimSize(0), getTensorType(op.getCounts()).getDimSize(0)})
    if (!ShapedType::isDynamic(size))
      return size;
  return toBound(getTensorType(op.getInverseIndices()).getDimSize(0));
}

/// Both results have one shape.
static std::optional<int64_t> getBound(TopKOp op, int64_t dim) {
  for (Value value : {op.getValues(), op.getIndices()})
    if (int64_t size = getTensorType(value).getDimSize(dim); !ShapedType::isDynamic(size))
      return size;
  return toBound(getTensorType(op.getX()).getDimSize(dim));
}

static std::optional<int64_t> getBound(IfOp op, unsigned result, int64_t dim) {
  auto sizeIn = [&](Region &region) {
    Value value = region.front().getTerminator()->getOperand(result);
    return toBound(getTensorType(value).getDimSize(dim));
  };
  std::optional<int64_t> a = sizeIn(op.getThenBranch()), b = sizeIn(op.getElseBranch());
  return a && b ? std::optional(std::max(*a, *b)) : std::nullopt;
}

std::optional<int64_t> onnxc::onnx::getSizeBound(Operation *op, unsigned result, int64_t dim) {
  using Bound = std::optional<int64_t>;
  return llvm::TypeSwitch<Operation *, Bound>(op)
      .Case([&](LoopOp loop) {
        return dim == 0 && result >= loop.getVInitial().size() ? getBound(loop) : Bound();
      })
      .Case<NonMaxSuppressionOp, CompressOp, UniqueOp>([](auto one) { return getBound(one); })
      .Case([](NonZeroOp nonZero) { return countElements(getTensorType(nonZero.getInput())); })
      .Case([&](SliceOp slice) { return toBound(getTensorType(slice.getInput()).getDimSize(dim)); })
      .Case([&](TopKOp topK) { return getBound(topK, dim); })
      .Case([&](IfOp branch) { return getBound(branch, result, dim); })
      .Default(Bound());
}

//===-- Counts --------------------------------------------------------------===//

namespace {
/// Builds arithmetic on int64 scalars.
class CountBuilder {
public:
  CountBuilder(OpBuilder &builder, Operation *op) : b(op->getLoc(), builder) {}

  Value constant(int64_t value) {
    return ConstantOp::create(
        b, DenseIntElementsAttr::get(RankedTensorType::get({}, b.getI64Type()), value));
  }
  Value add(Value x, Value y) { return AddOp::create(b, x, y); }
  Value add(Value x, int64_t y) { return add(x, constant(y)); }
  Value sub(Value x, Value y) { return SubOp::create(b, x, y); }
  Value mul(Value x, int64_t y) { return MulOp::create(b, x, constant(y)); }
  Value clamp(Value x, int64_t least, int64_t most) {
    Value raised = MaxOp::create(b, ValueRange{x, constant(least)});
    return MinOp::create(b, ValueRange{raised, constant(most)});
  }
  Value select(Value condition, Value x, Value y) { return WhereOp::create(b, condition, x, y); }
  Value equal(Value x, int64_t y) { return EqualOp::create(b, x, constant(y)); }

  Value cast(Value value, Type type) {
    if (getTensorType(value).getElementType() == type)
      return value;
    return CastOp::create(b, getTensorType(value).clone(type), value, type, /*saturate=*/1,
                          /*round_mode=*/"up");
  }
  Value toInt(Value value) { return cast(value, b.getI64Type()); }
  /// The only element of a tensor.
  Value scalar(Value value) { return toInt(reshapeTo(b, b.getLoc(), value, {})); }
  /// One element of a list.
  Value entry(Value list, int64_t i) {
    return toInt(GatherOp::create(b, list, constant(i), /*axis=*/0));
  }
  /// How many elements hold.
  Value countTrue(Value flags) {
    flags = reshapeTo(b, b.getLoc(), flags, {getTensorType(flags).getNumElements()});
    return sum(toInt(flags));
  }
  Value sum(Value list) {
    return ReduceSumOp::create(b, list, constantInts(b, b.getLoc(), {0}), /*keepdims=*/0,
                               /*noop_with_empty_axes=*/0);
  }

  ImplicitLocOpBuilder b;
};
} // namespace

/// Which entry of a list over `axes` (constant; the first dimensions if absent) is about `dim`.
static std::optional<int64_t> findAxis(Value axes, int64_t dim, int64_t rank) {
  if (!axes)
    return dim;
  std::optional<SmallVector<int64_t>> list = getConstantInts(axes);
  for (size_t i = 0; list && i < list->size(); ++i)
    if ((*list)[i] + ((*list)[i] < 0 ? rank : 0) == dim)
      return i;
  return std::nullopt;
}

/// ONNX's rule: starts and ends count from the end if negative, and are clamped to the dimension.
static Value count(CountBuilder &c, SliceOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  std::optional<int64_t> at = findAxis(op.getAxes(), dim, input.getRank());
  std::optional<SmallVector<int64_t>> steps;
  if (op.getSteps())
    steps = getConstantInts(op.getSteps());
  if (!at || (op.getSteps() && !steps) || input.isDynamicDim(dim))
    return nullptr;
  int64_t step = steps ? (*steps)[*at] : 1, size = input.getDimSize(dim);
  if (step == 0 || step == std::numeric_limits<int64_t>::min())
    return nullptr;
  auto bound = [&](Value list, int64_t least, int64_t most) {
    Value given = c.entry(list, *at);
    Value isNegative = LessOp::create(c.b, given, c.constant(0));
    return c.clamp(c.select(isNegative, c.add(given, size), given), least, most);
  };
  Value distance =
      step > 0 ? c.sub(bound(op.getEnds(), 0, size), bound(op.getStarts(), 0, size))
               : c.sub(bound(op.getStarts(), 0, size - 1), bound(op.getEnds(), -1, size - 1));
  // Longer steps than the dimension take one element, too.
  int64_t stride = std::min(std::abs(step), std::max<int64_t>(size, 1));
  return DivOp::create(c.b, c.clamp(c.add(distance, stride - 1), 0, size + stride),
                       c.constant(stride));
}

/// ONNX's max(ceil((limit - start) / delta), 0). No room is larger than 2^53.
static Value count(CountBuilder &c, RangeOp op) {
  Type f64 = c.b.getF64Type();
  auto read = [&](Value value) { return c.cast(reshapeTo(c.b, c.b.getLoc(), value, {}), f64); };
  Value distance = SubOp::create(c.b, read(op.getLimit()), read(op.getStart()));
  Value steps = CeilOp::create(c.b, DivOp::create(c.b, distance, read(op.getDelta())));
  auto limit = [&](double value) { return constantScalar(c.b, c.b.getLoc(), f64, value); };
  Value least = MaxOp::create(c.b, ValueRange{steps, limit(0)});
  return c.toInt(MinOp::create(c.b, ValueRange{least, limit(0x1p53)}));
}

static Value count(CountBuilder &c, NonZeroOp op) {
  return c.countTrue(c.cast(op.getInput(), c.b.getI1Type()));
}

static Value count(CountBuilder &c, CompressOp op) {
  Value condition = op.getCondition();
  std::optional<int64_t> places = getBound(op);
  if (!places)
    return nullptr;
  auto list = [&](int64_t value) { return constantInts(c.b, c.b.getLoc(), {value}); };
  return c.countTrue(SliceOp::create(c.b, condition, list(0), list(*places), Value(), Value()));
}

/// Slices that there is no room for are not counted, so all counts together are too few.
static Value count(CountBuilder &c, UniqueOp op) {
  Value zero = c.constant(0), counts = op.getCounts();
  if (!getTensorType(counts).hasStaticShape() ||
      !getTensorType(op.getInverseIndices()).hasStaticShape())
    return nullptr;
  Value taken = c.countTrue(GreaterOp::create(c.b, counts, zero));
  Value places = c.constant(getTensorType(op.getInverseIndices()).getNumElements());
  Value isMore = LessOp::create(c.b, c.sum(counts), places);
  return c.add(taken, c.toInt(isMore));
}

/// Rows that nothing is selected for are -1.
static Value count(CountBuilder &c, NonMaxSuppressionOp op) {
  Value batches = GatherOp::create(c.b, op.getSelectedIndices(), c.constant(0), /*axis=*/1);
  return c.countTrue(GreaterOrEqualOp::create(c.b, batches, c.constant(0)));
}

static Value count(CountBuilder &c, ExpandOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput()), result = getTensorType(op);
  int64_t at = dim - (result.getRank() - getTensorType(op.getShape()).getDimSize(0));
  int64_t inputDim = dim - (result.getRank() - input.getRank());
  if (at < 0)
    return nullptr;
  Value given = c.entry(op.getShape(), at);
  int64_t size = inputDim < 0 ? 1 : input.getDimSize(inputDim);
  return size == 1 ? given : c.select(c.equal(given, 1), c.constant(size), given);
}

/// The dimension that is -1 takes what the others leave.
static Value count(CountBuilder &c, ReshapeOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  Value given = c.entry(op.getShape(), dim);
  Value size = c.select(c.equal(given, -1), c.constant(getTensorType(op).getDimSize(dim)), given);
  if (op.getAllowzero() || dim >= input.getRank())
    return size;
  return c.select(c.equal(given, 0), c.constant(input.getDimSize(dim)), size);
}

static Value count(CountBuilder &c, PadOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  std::optional<int64_t> at = findAxis(op.getAxes(), dim, input.getRank());
  if (!at)
    return nullptr;
  int64_t axes = getTensorType(op.getPads()).getDimSize(0) / 2;
  Value pads = c.add(c.entry(op.getPads(), *at), c.entry(op.getPads(), *at + axes));
  return c.add(pads, input.getDimSize(dim));
}

/// Along a run's axes, a reduction leaves one element.
template <typename Op> static Value countReduced(CountBuilder &c, Op op, int64_t dim) {
  RankedTensorType data = getTensorType(op.getData());
  if (!op.getKeepdims() || !op.getAxes() || !getTensorType(op.getAxes()).hasStaticShape())
    return nullptr;
  Value isReduced;
  for (int64_t i = 0, e = getTensorType(op.getAxes()).getNumElements(); i < e; ++i) {
    Value axis = c.entry(op.getAxes(), i);
    Value isThis = OrOp::create(c.b, c.equal(axis, dim), c.equal(axis, dim - data.getRank()));
    isReduced = isReduced ? OrOp::create(c.b, isReduced, isThis).getResult() : isThis;
  }
  Value size = c.constant(data.getDimSize(dim));
  return isReduced ? c.select(isReduced, c.constant(1), size) : nullptr;
}

/// Along the axis, a spectrum may have another length than its signal; along others it has not.
static Value count(CountBuilder &c, DFTOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  Value length = c.constant(getTensorType(op).getDimSize(dim));
  if (op.getDftLength())
    length = c.scalar(op.getDftLength());
  if (op.getDftLength() && op.getOnesided() && !op.getInverse())
    length = c.add(DivOp::create(c.b, length, c.constant(2)), 1);
  Value axis = op.getAxis() ? c.scalar(op.getAxis()) : c.constant(-2);
  Value isAxis = OrOp::create(c.b, c.equal(axis, dim), c.equal(axis, dim - input.getRank()));
  return c.select(isAxis, length, c.constant(input.getDimSize(dim)));
}

Value onnxc::onnx::buildRuntimeCount(Operation *op, unsigned result, int64_t dim) {
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  CountBuilder c(builder, op);
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<NonMaxSuppressionOp, NonZeroOp, CompressOp, UniqueOp, RangeOp>(
          [&](auto one) { return count(c, one); })
      .Case<SliceOp, ExpandOp, ReshapeOp, PadOp>([&](auto one) { return count(c, one, dim); })
      .Case([&](TopKOp topK) { return c.scalar(topK.getK()); })
      .Case([&](ConstantOfShapeOp fill) { return c.entry(fill.getShape(), dim); })
      .Case([&](TileOp tile) {
        return c.mul(c.entry(tile.getRepeats(), dim),
                     getTensorType(tile.getInput()).getDimSize(dim));
      })
      .Case([&](OneHotOp oneHot) { return c.scalar(oneHot.getDepth()); })
      .Case([&](DFTOp transform) { return count(c, transform, dim); })
      .Case([&](SplitOp split) {
        return split.getSplit() ? c.entry(split.getSplit(), result) : Value();
      })
      .Case([&](ResizeOp resize) {
        return resize.getSizes() && !resize.getAxes() ? c.entry(resize.getSizes(), dim) : Value();
      })
      .Case<HannWindowOp, HammingWindowOp, BlackmanWindowOp>(
          [&](auto window) { return c.scalar(window.getSize()); })
      .Case<ReduceSumOp, ReduceMeanOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp, ReduceL1Op,
            ReduceL2Op, ReduceLogSumOp, ReduceLogSumExpOp, ReduceSumSquareOp>(
          [&](auto reduce) { return countReduced(c, reduce, dim); })
      .Default(Value());
}
