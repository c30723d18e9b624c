#include "dialects/Onnx/Transforms/RuntimeCounts.h"

#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/SizeBounds.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::onnx;

/// More than there is room for anywhere, and few enough to add and multiply.
static constexpr int64_t kTooMany = int64_t(1) << 53;

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
  Value mul(Value x, Value y) { return MulOp::create(b, x, y); }
  Value div(Value x, Value y) { return DivOp::create(b, x, y); }
  Value max(Value x, Value y) { return MaxOp::create(b, ValueRange{x, y}); }
  Value min(Value x, Value y) { return MinOp::create(b, ValueRange{x, y}); }
  Value clamp(Value x, Value least, Value most) { return min(max(x, least), most); }
  Value clamp(Value x, int64_t least, int64_t most) {
    return clamp(x, constant(least), constant(most));
  }
  Value select(Value condition, Value x, Value y) { return WhereOp::create(b, condition, x, y); }
  Value equal(Value x, int64_t y) { return EqualOp::create(b, x, constant(y)); }
  Value less(Value x, Value y) { return LessOp::create(b, x, y); }
  Value either(Value x, Value y) { return OrOp::create(b, x, y); }

  Value cast(Value value, Type type) {
    if (getTensorType(value).getElementType() == type)
      return value;
    return CastOp::create(b, getTensorType(value).clone(type), value, type, /*saturate=*/1,
                          /*round_mode=*/"up");
  }
  Value toInt(Value value) { return cast(value, b.getI64Type()); }
  /// A number of elements in floats.
  Value toCount(Value number) {
    auto limit = [&](double value) {
      return constantScalar(b, b.getLoc(), getTensorType(number).getElementType(), value);
    };
    return toInt(min(max(number, limit(0)), limit(double(kTooMany))));
  }
  /// The only element of a tensor.
  Value scalar(Value value) { return toInt(reshapeTo(b, b.getLoc(), value, {})); }
  /// One element of a list.
  /// Element `i` of a list, which may be a scalar, or, in a damaged model, have more dimensions.
  Value element(Value list, int64_t i) {
    RankedTensorType type = getTensorType(list);
    if (type.getRank() != 1 && type.hasStaticShape())
      list = reshapeTo(b, b.getLoc(), list, {type.getNumElements()});
    return GatherOp::create(b, list, constant(i), /*axis=*/0);
  }
  Value entry(Value list, int64_t i) { return toInt(element(list, i)); }
  /// The entry for dimension `dim` of `rank` in a list over `axes`, or over the first dimensions
  /// if that is null, that begins at `first`; `absent` if there is none.
  Value entryFor(Value list, int64_t first, int64_t count, Value axes, int64_t dim, int64_t rank,
                 Value absent) {
    if (!axes)
      return dim < count ? entry(list, first + dim) : absent;
    Value found = absent;
    for (int64_t i = 0; i < count; ++i)
      found = select(isAxis(entry(axes, i), dim, rank), entry(list, first + i), found);
    return found;
  }
  /// Whether the number `axis` means dimension `dim` of `rank`.
  Value isAxis(Value axis, int64_t dim, int64_t rank) {
    return either(equal(axis, dim), equal(axis, dim - rank));
  }
  /// Whether `axes`, some constant number of them, name dimension `dim` of `rank`.
  Value isNamed(Value axes, int64_t dim, int64_t rank) {
    axes = reshapeTo(b, b.getLoc(), axes, {getTensorType(axes).getNumElements()});
    Value isNamed = constantScalar(b, b.getLoc(), b.getI1Type(), 0);
    for (int64_t i = 0, e = getTensorType(axes).getNumElements(); i < e; ++i)
      isNamed = either(isNamed, isAxis(entry(axes, i), dim, rank));
    return isNamed;
  }
  /// A size that the model is given: a negative one has room nowhere.
  Value asSize(Value given) { return select(less(given, constant(0)), constant(kTooMany), given); }
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

/// How many entries `list` has; nothing if that is not known.
static std::optional<int64_t> getLength(Value list) {
  RankedTensorType type = getTensorType(list);
  return type.hasStaticShape() ? std::optional(type.getNumElements()) : std::nullopt;
}

//===-- Parts --------------------------------------------------------------===//

/// ONNX's rule: starts and ends count from the end if negative, and are clamped to the dimension.
static Value count(CountBuilder &c, SliceOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  std::optional<int64_t> axes = getLength(op.getStarts());
  if (!axes || input.isDynamicDim(dim))
    return nullptr;
  int64_t size = input.getDimSize(dim), most = std::max<int64_t>(size, 1);
  auto read = [&](Value list, int64_t absent) {
    Value otherwise = c.constant(absent);
    return list ? c.entryFor(list, 0, *axes, op.getAxes(), dim, input.getRank(), otherwise)
                : otherwise;
  };
  Value zero = c.constant(0), step = read(op.getSteps(), 1), goesUp = c.less(zero, step);
  auto bound = [&](Value given, int64_t leastDown) {
    given = c.select(c.less(given, zero), c.add(given, size), given);
    return c.clamp(given, c.select(goesUp, zero, c.constant(leastDown)),
                   c.select(goesUp, c.constant(size), c.constant(size - 1)));
  };
  Value start = bound(read(op.getStarts(), 0), 0),
        end = bound(read(op.getEnds(), std::numeric_limits<int64_t>::max()), -1);
  Value distance = c.select(goesUp, c.sub(end, start), c.sub(start, end));
  // Longer steps than the dimension take one element, too.
  Value stride = c.clamp(step, -most, most);
  stride = c.max(c.select(goesUp, stride, c.sub(zero, stride)), c.constant(1));
  Value length = c.add(c.max(distance, zero), c.sub(stride, c.constant(1)));
  return c.select(c.equal(step, 0), c.constant(kTooMany), c.div(length, stride));
}

static Value count(CountBuilder &c, PadOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  std::optional<int64_t> length = getLength(op.getPads());
  if (!length || input.isDynamicDim(dim))
    return nullptr;
  Value size = c.constant(input.getDimSize(dim));
  for (int64_t first : {int64_t(0), *length / 2}) {
    Value pads = c.entryFor(op.getPads(), first, *length / 2, op.getAxes(), dim, input.getRank(),
                            c.constant(0));
    size = c.add(size, c.clamp(pads, -kTooMany, kTooMany));
  }
  return c.asSize(size);
}

static Value count(CountBuilder &c, CompressOp op, int64_t dim) {
  Value condition = op.getCondition();
  std::optional<int64_t> places = getSizeBound(op, 0, dim);
  if (!places)
    return nullptr;
  auto list = [&](int64_t value) { return constantInts(c.b, c.b.getLoc(), {value}); };
  return c.countTrue(SliceOp::create(c.b, condition, list(0), list(*places), Value(), Value()));
}

static Value count(CountBuilder &c, CenterCropPadOp op, int64_t dim) {
  std::optional<ArrayRef<int64_t>> axes = op.getAxes();
  if (!axes)
    return c.entry(op.getShape(), dim);
  int64_t rank = getTensorType(op.getInput()).getRank();
  const int64_t *at =
      llvm::find_if(*axes, [&](int64_t axis) { return axis == dim || axis == dim - rank; });
  return c.entry(op.getShape(), at - axes->begin());
}

//===-- Rows that data settles ----------------------------------------------===//

/// ONNX's max(ceil((limit - start) / delta), 0).
static Value count(CountBuilder &c, RangeOp op) {
  auto read = [&](Value value) {
    return c.cast(reshapeTo(c.b, c.b.getLoc(), value, {}), c.b.getF64Type());
  };
  Value distance = c.sub(read(op.getLimit()), read(op.getStart()));
  return c.toCount(CeilOp::create(c.b, c.div(distance, read(op.getDelta()))));
}

static Value count(CountBuilder &c, NonZeroOp op) {
  return c.countTrue(c.cast(op.getInput(), c.b.getI1Type()));
}

/// Slices that there is no room for are not counted, so all counts together are too few.
static Value count(CountBuilder &c, UniqueOp op) {
  Value zero = c.constant(0), counts = op.getCounts();
  if (!getTensorType(counts).hasStaticShape() ||
      !getTensorType(op.getInverseIndices()).hasStaticShape())
    return nullptr;
  Value taken = c.countTrue(GreaterOp::create(c.b, counts, zero));
  Value places = c.constant(getTensorType(op.getInverseIndices()).getNumElements());
  Value isMore = c.less(c.sum(counts), places);
  return c.add(taken, c.toInt(isMore));
}

/// Rows that nothing is selected for are -1.
static Value count(CountBuilder &c, NonMaxSuppressionOp op) {
  Value batches = GatherOp::create(c.b, op.getSelectedIndices(), c.constant(0), /*axis=*/1);
  return c.countTrue(GreaterOrEqualOp::create(c.b, batches, c.constant(0)));
}

//===-- Shapes -------------------------------------------------------------===//

static Value count(CountBuilder &c, ExpandOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput()), result = getTensorType(op);
  int64_t at = dim - (result.getRank() - getTensorType(op.getShape()).getDimSize(0));
  int64_t inputDim = dim - (result.getRank() - input.getRank());
  if (at < 0)
    return nullptr;
  Value given = c.asSize(c.entry(op.getShape(), at));
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

/// No size is so large that the product of two does not fit.
static Value count(CountBuilder &c, TileOp op, int64_t dim) {
  Value repeats = c.clamp(c.entry(op.getRepeats(), dim), 0, int64_t(1) << 31);
  return c.mul(repeats, c.constant(getTensorType(op.getInput()).getDimSize(dim)));
}

/// What is left of `type` without the dimensions that `axes` name, in its dimension `dim`.
static Value countLeft(CountBuilder &c, RankedTensorType type, Value axes, int64_t dim) {
  if (!type.hasStaticShape() || !getLength(axes))
    return nullptr;
  Value size = c.constant(0), before = c.constant(0);
  for (auto [i, inputSize] : llvm::enumerate(type.getShape())) {
    Value isLeft = NotOp::create(c.b, c.isNamed(axes, i, type.getRank()));
    Value isThis = AndOp::create(c.b, isLeft, c.equal(before, dim));
    size = c.select(isThis, c.constant(inputSize), size);
    before = c.add(before, c.toInt(isLeft));
  }
  return size;
}

/// Along a run's axes, a reduction leaves one element, or no dimension.
template <typename Op> static Value countReduced(CountBuilder &c, Op op, int64_t dim) {
  RankedTensorType data = getTensorType(op.getData());
  if (!op.getKeepdims())
    return countLeft(c, data, op.getAxes(), dim);
  if (!getLength(op.getAxes()) || data.isDynamicDim(dim))
    return nullptr;
  return c.select(c.isNamed(op.getAxes(), dim, data.getRank()), c.constant(1),
                  c.constant(data.getDimSize(dim)));
}

/// The dimensions of the input lie between those that `axes` name.
static Value count(CountBuilder &c, UnsqueezeOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  int64_t rank = getTensorType(op).getRank();
  if (!input.hasStaticShape() || !getLength(op.getAxes()))
    return nullptr;
  Value before = c.constant(0), size = c.constant(1);
  for (int64_t i = 0; i < dim; ++i)
    before = c.add(before, c.toInt(NotOp::create(c.b, c.isNamed(op.getAxes(), i, rank))));
  for (auto [i, inputSize] : llvm::enumerate(input.getShape()))
    size = c.select(c.equal(before, i), c.constant(inputSize), size);
  return c.select(c.isNamed(op.getAxes(), dim, rank), c.constant(1), size);
}

/// Channels are those of blocks.
static Value count(CountBuilder &c, Col2ImOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  if (dim > 1)
    return c.entry(op.getImageShape(), dim - 2);
  std::optional<int64_t> rank = getLength(op.getBlockShape());
  if (dim == 0 || !rank || input.isDynamicDim(1))
    return nullptr;
  Value size = c.constant(1);
  for (int64_t i = 0; i < *rank; ++i)
    size = c.mul(size, c.clamp(c.entry(op.getBlockShape(), i), 1, int64_t(1) << 31));
  return c.div(c.constant(input.getDimSize(1)), c.max(size, c.constant(1)));
}

//===-- Images -------------------------------------------------------------===//

/// The product of f32 that ONNX rounds down.
static Value countScaled(CountBuilder &c, ResizeOp op, int64_t at, int64_t size) {
  Type f32 = c.b.getF32Type();
  Value product = constantScalar(c.b, c.b.getLoc(), f32, double(size));
  product = c.mul(product, c.cast(c.element(op.getScales(), at), f32));
  return c.toCount(FloorOp::create(c.b, product));
}

/// One factor for all axes, as the policy takes it from the sizes.
static Value countWithPolicy(CountBuilder &c, ResizeOp op, ArrayRef<int64_t> axes, int64_t size) {
  Type f64 = c.b.getF64Type();
  auto number = [&](double value) { return constantScalar(c.b, c.b.getLoc(), f64, value); };
  Value factor;
  for (auto [i, axis] : llvm::enumerate(axes)) {
    int64_t input = getTensorType(op.getInput()).getDimSize(axis);
    if (ShapedType::isDynamic(input))
      return nullptr;
    Value one = c.div(c.cast(c.element(op.getSizes(), i), f64),
                      number(double(std::max<int64_t>(input, 1))));
    if (factor)
      one =
          op.getKeepAspectRatioPolicy() == "not_smaller" ? c.max(factor, one) : c.min(factor, one);
    factor = one;
  }
  Value scaled = c.mul(factor, number(double(size)));
  return c.toCount(FloorOp::create(c.b, c.add(scaled, number(0.5))));
}

static Value count(CountBuilder &c, ResizeOp op, int64_t dim) {
  SmallVector<int64_t> axes = op.getResizedAxes();
  int64_t at = llvm::find(axes, dim) - axes.begin();
  int64_t size = getTensorType(op.getInput()).getDimSize(dim);
  if (op.getSizes() && op.getKeepAspectRatioPolicy() == "stretch")
    return c.entry(op.getSizes(), at);
  if (ShapedType::isDynamic(size))
    return nullptr;
  return op.getSizes() ? countWithPolicy(c, op, axes, size) : countScaled(c, op, at, size);
}

//===-- Signals ------------------------------------------------------------===//

/// The bins of a spectrum of `length` samples, or of its first half.
static Value countBins(CountBuilder &c, Value length, bool onesided) {
  return onesided ? c.add(c.div(length, c.constant(2)), 1) : length;
}

/// Along the axis, a spectrum may have another length than its signal; along others it has not.
static Value count(CountBuilder &c, DFTOp op, int64_t dim) {
  RankedTensorType input = getTensorType(op.getInput());
  if (input.isDynamicDim(dim))
    return nullptr;
  Value size = c.constant(input.getDimSize(dim)), length = size;
  if (op.getDftLength())
    length = c.scalar(op.getDftLength());
  else if (op.getOnesided() && op.getInverse())
    length = c.constant(2 * (input.getDimSize(dim) - 1));
  Value axis = op.getAxis() ? c.scalar(op.getAxis()) : c.constant(-2);
  return c.select(c.isAxis(axis, dim, input.getRank()),
                  countBins(c, length, op.getOnesided() && !op.getInverse()), size);
}

static Value count(CountBuilder &c, STFTOp op, int64_t dim) {
  RankedTensorType signal = getTensorType(op.getSignal());
  int64_t samples = signal.getDimSize(1);
  if (ShapedType::isDynamic(samples) || (op.getWindow() && !getLength(op.getWindow())))
    return nullptr;
  Value length = c.constant(op.getWindow() ? *getLength(op.getWindow()) : samples);
  if (!op.getWindow() && op.getFrameLength())
    length = c.scalar(op.getFrameLength());
  if (dim == 2)
    return countBins(c, length, op.getOnesided());
  Value step = c.clamp(c.scalar(op.getFrameStep()), 1, samples + 1);
  Value rest = c.sub(c.constant(samples), c.clamp(length, 1, samples + 1));
  return c.div(c.max(c.add(rest, step), c.constant(0)), step);
}

//===-- Strings ------------------------------------------------------------===//

/// The parts of the string that has most.
static Value count(CountBuilder &c, StringSplitOp op) {
  RankedTensorType type = getTensorType(op.getCounts());
  if (!type.hasStaticShape() || type.getNumElements() == 0)
    return c.constant(0);
  Value all = reshapeTo(c.b, c.b.getLoc(), op.getCounts(), {type.getNumElements()});
  return ReduceMaxOp::create(c.b, all, constantInts(c.b, c.b.getLoc(), {0}), /*keepdims=*/0,
                             /*noop_with_empty_axes=*/0);
}

//===-- All ----------------------------------------------------------------===//

Value onnxc::onnx::buildRuntimeCount(Operation *op, unsigned result, int64_t dim) {
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  CountBuilder c(builder, op);
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<NonMaxSuppressionOp, NonZeroOp, UniqueOp, RangeOp>(
          [&](auto one) { return count(c, one); })
      .Case<CenterCropPadOp, Col2ImOp, CompressOp, DFTOp, ExpandOp, PadOp, ReshapeOp, ResizeOp,
            SliceOp, STFTOp, TileOp, UnsqueezeOp>([&](auto one) { return count(c, one, dim); })
      .Case([&](StringSplitOp split) { return count(c, split); })
      .Case<StringNormalizerOp, TokenizerOp>([&](auto text) { return text.getCount(); })
      .Case([&](TopKOp topK) { return c.asSize(c.scalar(topK.getK())); })
      .Case([&](ConstantOfShapeOp fill) { return c.asSize(c.entry(fill.getShape(), dim)); })
      .Case([&](OneHotOp oneHot) { return c.scalar(oneHot.getDepth()); })
      .Case([&](SqueezeOp squeeze) {
        return countLeft(c, getTensorType(squeeze.getInput()), squeeze.getAxes(), dim);
      })
      .Case([&](SplitOp split) {
        return split.getSplit() ? c.entry(split.getSplit(), result) : Value();
      })
      .Case([&](AffineGridOp grid) { return c.entry(grid.getSize(), dim + 1); })
      .Case([&](MaxUnpoolOp unpool) { return c.entry(unpool.getOutputShape(), dim); })
      .Case([&](MelWeightMatrixOp mel) {
        return dim == 1 ? c.scalar(mel.getNumMelBins())
                        : countBins(c, c.scalar(mel.getDftLength()), /*onesided=*/true);
      })
      .Case<HannWindowOp, HammingWindowOp, BlackmanWindowOp>(
          [&](auto window) { return c.scalar(window.getSize()); })
      .Case<ReduceSumOp, ReduceMeanOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp, ReduceL1Op,
            ReduceL2Op, ReduceLogSumOp, ReduceLogSumExpOp, ReduceSumSquareOp>(
          [&](auto reduce) { return countReduced(c, reduce, dim); })
      .Default(Value());
}
