// Pools. A small window is one loop nest over the result that reads each tap by itself, so the
// innermost loop is contiguous; a larger one is pooled axis by axis.
#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

/// Windows of at most this many taps are read in one pass.
static constexpr int64_t kMaxTapsAtOnce = 9;
/// Passes along one axis with more taps than this have a loop over them.
static constexpr int64_t kMaxTapsInLine = 16;

//===-- Scalars ------------------------------------------------------------===//

/// The least value of an ONNX element type, as it lies in memory.
static Value buildLowest(OpBuilder &builder, Location loc, Type elementType) {
  Type storage = getStorageType(elementType);
  if (auto type = dyn_cast<FloatType>(storage))
    return arith::ConstantOp::create(
        builder, loc,
        builder.getFloatAttr(type, APFloat::getInf(type.getFloatSemantics(), /*Negative=*/true)));
  unsigned width = storage.getIntOrFloatBitWidth();
  APInt lowest =
      elementType.isUnsignedInteger() ? APInt::getZero(width) : APInt::getSignedMinValue(width);
  return arith::ConstantOp::create(builder, loc, builder.getIntegerAttr(storage, lowest));
}

static Value buildZero(OpBuilder &builder, Location loc, Type type) {
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
}

/// Sums of 16-bit floats are kept in f32.
static Type getSumType(OpBuilder &builder, Type elementType) {
  return elementType.getIntOrFloatBitWidth() < 32 ? Type(builder.getF32Type()) : elementType;
}

namespace {
/// How the elements of a window become one: each element becomes a partial result by `enter`,
/// and two of these one by `combine`. `identity` changes no partial result.
struct Reducer {
  Type partialType;
  Value identity;
  std::function<Value(ImplicitLocOpBuilder &, Value)> enter;
  std::function<Value(ImplicitLocOpBuilder &, Value, Value)> combine;
};

/// A window over the last dimensions of a padded input, and how often it fits.
struct Window {
  SmallVector<int64_t> kernel, strides, dilations, sizes;

  int64_t rank() const { return kernel.size(); }

  /// The window along one axis alone.
  Window along(int64_t axis, ArrayRef<int64_t> inputSizes) const {
    Window one = *this;
    one.sizes = SmallVector<int64_t>(inputSizes);
    one.sizes[axis] = sizes[axis];
    for (int64_t i = 0; i < rank(); ++i)
      if (i != axis)
        one.kernel[i] = one.strides[i] = one.dilations[i] = 1;
    return one;
  }
};
} // namespace

static Reducer makeMaximum(OpBuilder &builder, Location loc, Type elementType) {
  return {getScalarType(elementType), buildLowest(builder, loc, elementType),
          [](ImplicitLocOpBuilder &, Value element) { return element; },
          [elementType](ImplicitLocOpBuilder &b, Value x, Value y) -> Value {
            return maxScalar(b, x, y, elementType);
          }};
}

static Reducer makeSum(OpBuilder &builder, Location loc, Type elementType) {
  Type sumType = getSumType(builder, elementType);
  return {sumType, buildZero(builder, loc, sumType),
          [=](ImplicitLocOpBuilder &b, Value element) {
            return castScalar(b, element, elementType, sumType);
          },
          [](ImplicitLocOpBuilder &b, Value x, Value y) -> Value {
            return arith::AddFOp::create(b, x, y);
          }};
}

/// A sum of powers of absolute values.
static Reducer makePowerSum(OpBuilder &builder, Location loc, Type elementType, int64_t p) {
  Reducer reducer = makeSum(builder, loc, elementType);
  auto widen = reducer.enter;
  reducer.enter = [=](ImplicitLocOpBuilder &b, Value element) -> Value {
    Value value = math::AbsFOp::create(b, widen(b, element));
    if (p == 1)
      return value;
    if (p == 2)
      return arith::MulFOp::create(b, value, value);
    return math::PowFOp::create(b, value, scalarConstant(b, value.getType(), double(p)));
  };
  return reducer;
}

/// The p-norm that a sum of powers belongs to.
static Value buildRoot(ImplicitLocOpBuilder &b, Value sum, int64_t p) {
  if (p == 1)
    return sum;
  if (p == 2)
    return math::SqrtOp::create(b, sum);
  return math::PowFOp::create(b, sum, scalarConstant(b, sum.getType(), 1.0 / double(p)));
}

//===-- Windows ------------------------------------------------------------===//

template <typename Pool> static Window getWindow(Pool op) {
  return {SmallVector<int64_t>(op.getKernelShape()), SmallVector<int64_t>(op.getStrides()),
          SmallVector<int64_t>(op.getDilations()),
          SmallVector<int64_t>(onnx::getTensorType(op.getOutput()).getShape().drop_front(2))};
}

/// Pads `input` with `value`, as far as windows reach beyond its ends.
static Value buildPadded(OpBuilder &builder, Location loc, Value input, const Window &window,
                         ArrayRef<int64_t> pads, Value value) {
  SmallVector<OpFoldResult> low(2, builder.getIndexAttr(0)), high(low);
  bool needed = false;
  for (int64_t i = 0; i < window.rank(); ++i) {
    int64_t reach = (window.sizes[i] - 1) * window.strides[i] +
                    (window.kernel[i] - 1) * window.dilations[i] + 1;
    int64_t end = std::max<int64_t>(reach - pads[i] - getType(input).getDimSize(i + 2), 0);
    low.push_back(builder.getIndexAttr(pads[i]));
    high.push_back(builder.getIndexAttr(end));
    needed |= pads[i] > 0 || end > 0;
  }
  return needed ? tensor::PadOp::create(builder, loc, Type(), input, low, high, value) : input;
}

/// The index maps of a nest over the result: of the tap at `position` (dimensions or constants).
static AffineMap getTapMap(OpBuilder &builder, const Window &window, int64_t dims,
                           ArrayRef<AffineExpr> position) {
  SmallVector<AffineExpr> exprs = {builder.getAffineDimExpr(0), builder.getAffineDimExpr(1)};
  for (int64_t i = 0; i < window.rank(); ++i)
    exprs.push_back(builder.getAffineDimExpr(i + 2) * window.strides[i] +
                    position[i] * window.dilations[i]);
  return AffineMap::get(dims, 0, exprs, builder.getContext());
}

static RankedTensorType getPooledType(Value input, const Window &window, Type elementType) {
  SmallVector<int64_t> shape(getType(input).getShape().take_front(2));
  llvm::append_range(shape, window.sizes);
  return RankedTensorType::get(shape, elementType);
}

/// What the tap at `position` reads of `input`: along dimensions of stride 1, exactly what windows
/// take, so that all operands of a nest agree on its size.
static Value buildTapInput(OpBuilder &builder, Location loc, Value input, const Window &window,
                           MutableArrayRef<int64_t> position) {
  SmallVector<OpFoldResult> offsets(2, builder.getIndexAttr(0)), sizes;
  SmallVector<OpFoldResult> steps(window.rank() + 2, builder.getIndexAttr(1));
  ArrayRef<int64_t> shape = getType(input).getShape();
  for (int64_t size : shape.take_front(2))
    sizes.push_back(builder.getIndexAttr(size));
  bool whole = true;
  for (int64_t i = 0; i < window.rank(); ++i) {
    bool cut = window.strides[i] == 1 && window.sizes[i] != shape[i + 2];
    offsets.push_back(builder.getIndexAttr(cut ? position[i] * window.dilations[i] : 0));
    sizes.push_back(builder.getIndexAttr(cut ? window.sizes[i] : shape[i + 2]));
    position[i] = cut ? 0 : position[i];
    whole &= !cut;
  }
  if (whole)
    return input;
  return tensor::ExtractSliceOp::create(builder, loc, input, offsets, sizes, steps);
}

/// A parallel nest whose body reads all taps.
static Value buildUnrolledPass(OpBuilder &builder, Location loc, Value input, const Window &window,
                               const Reducer &reducer, bool first, Type elementType) {
  RankedTensorType type = getPooledType(input, window, reducer.partialType);
  int64_t dims = type.getRank(), taps = ShapedType::getNumElements(window.kernel);
  SmallVector<AffineMap> maps;
  SmallVector<Value> inputs;
  for (int64_t tap = 0; tap < taps; ++tap) {
    SmallVector<int64_t> position(window.rank());
    for (int64_t i = window.rank(), rest = tap; i-- > 0; rest /= window.kernel[i])
      position[i] = rest % window.kernel[i];
    inputs.push_back(buildTapInput(builder, loc, input, window, position));
    SmallVector<AffineExpr> exprs;
    for (int64_t i : position)
      exprs.push_back(builder.getAffineConstantExpr(i));
    maps.push_back(getTapMap(builder, window, dims, exprs));
  }
  maps.push_back(builder.getMultiDimIdentityMap(dims));
  SmallVector<IteratorType> iterators(dims, IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, TypeRange{type}, inputs, ValueRange{buildEmpty(builder, loc, type)},
             maps, iterators,
             [&](OpBuilder &nested, Location, ValueRange args) {
               ImplicitLocOpBuilder b(loc, nested);
               Value result;
               for (Value arg : args.drop_back()) {
                 Value partial =
                     first ? reducer.enter(b, fromStorage(b, loc, arg, elementType)) : arg;
                 result = result ? reducer.combine(b, result, partial) : partial;
               }
               linalg::YieldOp::create(b, result);
             })
      .getResult(0);
}

/// A nest with loops over the taps.
static Value buildReductionPass(OpBuilder &builder, Location loc, Value input, const Window &window,
                                const Reducer &reducer, bool first, Type elementType) {
  RankedTensorType type = getPooledType(input, window, reducer.partialType);
  int64_t parallel = type.getRank(), dims = parallel + window.rank();
  SmallVector<AffineExpr> taps;
  for (int64_t i = 0; i < window.rank(); ++i)
    taps.push_back(builder.getAffineDimExpr(parallel + i));
  SmallVector<AffineMap> maps = {getTapMap(builder, window, dims, taps),
                                 AffineMap::get(dims, 0, taps, builder.getContext()),
                                 builder.getMultiDimIdentityMap(dims).getMajorSubMap(parallel)};
  SmallVector<IteratorType> iterators(parallel, IteratorType::parallel);
  iterators.append(window.rank(), IteratorType::reduction);
  // Only its shape matters: it tells the sizes of the loops over the taps.
  Value shape = tensor::EmptyOp::create(builder, loc, window.kernel, builder.getI8Type());
  return linalg::GenericOp::create(
             builder, loc, TypeRange{type}, ValueRange{input, shape},
             ValueRange{buildFilled(builder, loc, type, reducer.identity)}, maps, iterators,
             [&](OpBuilder &nested, Location, ValueRange args) {
               ImplicitLocOpBuilder b(loc, nested);
               Value partial =
                   first ? reducer.enter(b, fromStorage(b, loc, args[0], elementType)) : args[0];
               linalg::YieldOp::create(b, reducer.combine(b, args[2], partial));
             })
      .getResult(0);
}

/// The partial results of all windows over a padded input.
static Value buildWindows(OpBuilder &builder, Location loc, Value input, const Window &window,
                          const Reducer &reducer, Type elementType) {
  if (ShapedType::getNumElements(window.kernel) <= kMaxTapsAtOnce)
    return buildUnrolledPass(builder, loc, input, window, reducer, /*first=*/true, elementType);
  bool first = true;
  for (int64_t axis = window.rank(); axis-- > 0;) {
    if (window.kernel[axis] == 1 && window.strides[axis] == 1 && (axis > 0 || !first))
      continue;
    Window one = window.along(axis, getType(input).getShape().drop_front(2));
    bool inLine = window.kernel[axis] <= kMaxTapsInLine;
    input = inLine ? buildUnrolledPass(builder, loc, input, one, reducer, first, elementType)
                   : buildReductionPass(builder, loc, input, one, reducer, first, elementType);
    first = false;
  }
  return input;
}

//===-- MaxPool ------------------------------------------------------------===//

/// The distance in the flattened input of neighbours along each dimension.
static SmallVector<int64_t> getStepsOfIndices(onnx::MaxPoolOp op) {
  ArrayRef<int64_t> shape = onnx::getTensorType(op.getInput()).getShape();
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, shape.size()));
  if (op.getStorageOrder())
    std::reverse(order.begin() + 2, order.end());
  SmallVector<int64_t> steps(shape.size());
  int64_t step = 1;
  for (int64_t dim : llvm::reverse(order)) {
    steps[dim] = step;
    step *= shape[dim];
  }
  return steps;
}

namespace {
struct ConvertMaxPool : OpConversionPattern<onnx::MaxPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::MaxPoolOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op.getOutput());
    if (!type.hasStaticShape() || !onnx::getTensorType(op.getInput()).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    Type elementType = type.getElementType();
    Window window = getWindow(op);
    Value padded = buildPadded(rewriter, loc, adaptor.getInput(), window, op.getPads(),
                               buildLowest(rewriter, loc, elementType));
    if (!op.getIndices().use_empty()) {
      rewriter.replaceOp(op, buildWithIndices(rewriter, op, padded, window));
      return success();
    }
    Value unused = buildEmpty(rewriter, loc, onnx::getTensorType(op.getIndices()));
    Value result = buildWindows(rewriter, loc, padded, window,
                                makeMaximum(rewriter, loc, elementType), elementType);
    rewriter.replaceOp(op, {result, unused});
    return success();
  }

private:
  /// The maximum and, in the same loops, where it is.
  static SmallVector<Value> buildWithIndices(OpBuilder &builder, onnx::MaxPoolOp op, Value padded,
                                             const Window &window) {
    Location loc = op.getLoc();
    Type elementType = onnx::getTensorType(op.getOutput()).getElementType();
    RankedTensorType type = getPooledType(padded, window, getStorageType(elementType));
    RankedTensorType indexType = type.clone(builder.getI64Type());
    int64_t parallel = type.getRank(), dims = parallel + window.rank();
    SmallVector<AffineExpr> taps;
    for (int64_t i = 0; i < window.rank(); ++i)
      taps.push_back(builder.getAffineDimExpr(parallel + i));
    AffineMap resultMap = builder.getMultiDimIdentityMap(dims).getMajorSubMap(parallel);
    SmallVector<AffineMap> maps = {getTapMap(builder, window, dims, taps),
                                   AffineMap::get(dims, 0, taps, builder.getContext()), resultMap,
                                   resultMap};
    SmallVector<IteratorType> iterators(parallel, IteratorType::parallel);
    iterators.append(window.rank(), IteratorType::reduction);
    Value shape = tensor::EmptyOp::create(builder, loc, window.kernel, builder.getI8Type());
    Value lowest = buildFilled(builder, loc, type, buildLowest(builder, loc, elementType));
    Value none = arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(-1));
    auto generic = linalg::GenericOp::create(
        builder, loc, TypeRange{type, indexType}, ValueRange{padded, shape},
        ValueRange{lowest, buildFilled(builder, loc, indexType, none)}, maps, iterators,
        [&](OpBuilder &nested, Location, ValueRange args) {
          ImplicitLocOpBuilder b(loc, nested);
          auto [inside, index] = buildTapIndex(b, op, window);
          // The first of the largest; the first of all where none is larger than the lowest.
          Value notLarger = isAsExtreme(b, args[2], args[0], elementType, /*isMax=*/true);
          Value larger = arith::XOrIOp::create(b, notLarger,
                                               arith::ConstantOp::create(b, b.getBoolAttr(true)));
          Value isFirst = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, args[3],
                                                buildZero(b, loc, b.getI64Type()));
          Value takes = arith::AndIOp::create(b, inside, arith::OrIOp::create(b, larger, isFirst));
          Value best = arith::SelectOp::create(b, takes, args[0], args[2]);
          linalg::YieldOp::create(
              b, ValueRange{best, arith::SelectOp::create(b, takes, index, args[3])});
        });
    return llvm::to_vector_of<Value>(generic.getResults());
  }

  /// Whether the tap is an element of the input, and its position there.
  static std::pair<Value, Value> buildTapIndex(ImplicitLocOpBuilder &b, onnx::MaxPoolOp op,
                                               const Window &window) {
    ArrayRef<int64_t> shape = onnx::getTensorType(op.getInput()).getShape();
    SmallVector<int64_t> steps = getStepsOfIndices(op);
    auto scaled = [&](Value value, int64_t factor) -> Value {
      return factor == 1 ? value
                         : arith::MulIOp::create(b, value, buildIndex(b, b.getLoc(), factor));
    };
    Value inside = arith::ConstantOp::create(b, b.getBoolAttr(true));
    Value index = arith::AddIOp::create(b, scaled(linalg::IndexOp::create(b, 0), steps[0]),
                                        scaled(linalg::IndexOp::create(b, 1), steps[1]));
    for (int64_t i = 0; i < window.rank(); ++i) {
      Value start = scaled(linalg::IndexOp::create(b, i + 2), window.strides[i]);
      Value tap = scaled(linalg::IndexOp::create(b, i + 2 + window.rank()), window.dilations[i]);
      Value padded = arith::AddIOp::create(b, start, tap);
      Value position = arith::SubIOp::create(b, padded, buildIndex(b, b.getLoc(), op.getPads()[i]));
      // As unsigned numbers, those before the start are large.
      Value fits = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, position,
                                         buildIndex(b, b.getLoc(), shape[i + 2]));
      inside = arith::AndIOp::create(b, inside, fits);
      index = arith::AddIOp::create(b, index, scaled(position, steps[i + 2]));
    }
    return {inside, arith::IndexCastOp::create(b, b.getI64Type(), index)};
  }
};

//===-- AveragePool, LpPool -------------------------------------------------===//

/// How many elements along one axis each window counts.
static SmallVector<int64_t> countTaps(onnx::AveragePoolOp op, int64_t axis) {
  Window window = getWindow(op);
  int64_t size = onnx::getTensorType(op.getInput()).getDimSize(axis + 2);
  int64_t before = op.getPads()[axis], after = op.getPads()[axis + window.rank()];
  bool all = op.getCountIncludePad();
  SmallVector<int64_t> counts;
  for (int64_t i = 0; i < window.sizes[axis]; ++i) {
    int64_t count = 0;
    for (int64_t k = 0; k < window.kernel[axis]; ++k) {
      int64_t position = i * window.strides[axis] + k * window.dilations[axis] - before;
      count += all ? position < size + after : position >= 0 && position < size;
    }
    counts.push_back(std::max<int64_t>(count, 1));
  }
  return counts;
}

/// The number of elements of each window: a tensor that broadcasts to the result.
static Value buildCounts(OpBuilder &builder, onnx::AveragePoolOp op, Type type) {
  SmallVector<int64_t> shape;
  SmallVector<double> products = {1.0};
  for (int64_t axis = 0, rank = op.getKernelShape().size(); axis < rank; ++axis) {
    SmallVector<int64_t> counts = countTaps(op, axis);
    if (llvm::all_equal(counts))
      counts.resize(1);
    shape.push_back(counts.size());
    SmallVector<double> next;
    for (double product : products)
      for (int64_t count : counts)
        next.push_back(product * double(count));
    products = std::move(next);
  }
  SmallVector<APFloat> values;
  for (double product : products) {
    bool lossy;
    values.emplace_back(product).convert(cast<FloatType>(type).getFloatSemantics(),
                                         APFloat::rmNearestTiesToEven, &lossy);
  }
  return arith::ConstantOp::create(
      builder, op.getLoc(), DenseElementsAttr::get(RankedTensorType::get(shape, type), values));
}

struct ConvertAveragePool : OpConversionPattern<onnx::AveragePoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::AveragePoolOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape() || !onnx::getTensorType(op.getInput()).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    Type elementType = type.getElementType(), sumType = getSumType(rewriter, elementType);
    Window window = getWindow(op);
    Value padded = buildPadded(rewriter, loc, adaptor.getInput(), window, op.getPads(),
                               buildZero(rewriter, loc, elementType));
    Value sums = buildWindows(rewriter, loc, padded, window, makeSum(rewriter, loc, elementType),
                              elementType);
    Value counts = buildCounts(rewriter, op, sumType);
    rewriter.replaceOp(op, buildElementwise(rewriter, loc, {sums, counts}, {sumType, sumType}, type,
                                            [&](ImplicitLocOpBuilder &b, ValueRange x) {
                                              Value mean = arith::DivFOp::create(b, x[0], x[1]);
                                              return castScalar(b, mean, sumType, elementType);
                                            }));
    return success();
  }
};

struct ConvertLpPool : OpConversionPattern<onnx::LpPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::LpPoolOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape() || !onnx::getTensorType(op.getInput()).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    Type elementType = type.getElementType(), sumType = getSumType(rewriter, elementType);
    int64_t p = op.getP();
    Window window = getWindow(op);
    Value padded = buildPadded(rewriter, loc, adaptor.getInput(), window, op.getPads(),
                               buildZero(rewriter, loc, elementType));
    Value sums = buildWindows(rewriter, loc, padded, window,
                              makePowerSum(rewriter, loc, elementType, p), elementType);
    rewriter.replaceOp(op, buildElementwise(rewriter, loc, {sums}, {sumType}, type,
                                            [&](ImplicitLocOpBuilder &b, ValueRange x) {
                                              return castScalar(b, buildRoot(b, x[0], p), sumType,
                                                                elementType);
                                            }));
    return success();
  }
};

//===-- Global pools -------------------------------------------------------===//

/// One window that covers all: the reduction of each channel. `finish` makes the element of the
/// result.
static LogicalResult convertGlobalPool(Operation *op, Value input, const Reducer &reducer,
                                       ConversionPatternRewriter &rewriter, ScalarBody finish) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (!type.hasStaticShape() || !getType(input).hasStaticShape())
    return rewriter.notifyMatchFailure(op, "dynamic shape");
  Location loc = op->getLoc();
  ArrayRef<int64_t> shape = getType(input).getShape();
  Value flat = buildReshape(rewriter, loc, input,
                            {shape[0], shape[1], ShapedType::getNumElements(shape.drop_front(2))});
  Value reduced = buildReduction(rewriter, loc, flat, type.getElementType(), {2},
                                 /*keepDims=*/false, reducer.identity,
                                 [&](ImplicitLocOpBuilder &b, ValueRange x) {
                                   return reducer.combine(b, x[1], reducer.enter(b, x[0]));
                                 });
  Value result = buildElementwise(rewriter, loc, {reduced}, {reducer.partialType},
                                  type.clone(shape.take_front(2)), finish);
  rewriter.replaceOp(op, buildReshape(rewriter, loc, result, type.getShape()));
  return success();
}

struct ConvertGlobalAveragePool : OpConversionPattern<onnx::GlobalAveragePoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::GlobalAveragePoolOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Type elementType = onnx::getTensorType(op.getInput()).getElementType();
    Reducer sum = makeSum(rewriter, op.getLoc(), elementType);
    return convertGlobalPool(
        op, adaptor.getInput(), sum, rewriter, [&](ImplicitLocOpBuilder &b, ValueRange x) {
          int64_t count = ShapedType::getNumElements(
              onnx::getTensorType(op.getInput()).getShape().drop_front(2));
          Value mean = arith::DivFOp::create(
              b, x[0], scalarConstant(b, sum.partialType, double(std::max<int64_t>(count, 1))));
          return castScalar(b, mean, sum.partialType, elementType);
        });
  }
};

struct ConvertGlobalMaxPool : OpConversionPattern<onnx::GlobalMaxPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::GlobalMaxPoolOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Type elementType = onnx::getTensorType(op.getInput()).getElementType();
    return convertGlobalPool(op, adaptor.getInput(),
                             makeMaximum(rewriter, op.getLoc(), elementType), rewriter,
                             [](ImplicitLocOpBuilder &, ValueRange x) { return x[0]; });
  }
};

struct ConvertGlobalLpPool : OpConversionPattern<onnx::GlobalLpPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::GlobalLpPoolOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Type elementType = onnx::getTensorType(op.getInput()).getElementType();
    int64_t p = op.getP();
    Reducer sum = makePowerSum(rewriter, op.getLoc(), elementType, p);
    return convertGlobalPool(
        op, adaptor.getInput(), sum, rewriter, [&](ImplicitLocOpBuilder &b, ValueRange x) {
          return castScalar(b, buildRoot(b, x[0], p), sum.partialType, elementType);
        });
  }
};

//===-- MaxUnpool ----------------------------------------------------------===//

/// Elements go one after the other to their positions; positions outside are clamped.
struct ConvertMaxUnpool : OpConversionPattern<onnx::MaxUnpoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::MaxUnpoolOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType inputType = onnx::getTensorType(op.getInput());
    if (!type.hasStaticShape() || !inputType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    SmallVector<int64_t> unpooled = op.getUnpooledShape();
    int64_t count = ShapedType::getNumElements(unpooled), elements = inputType.getNumElements();
    Value zero = buildZero(rewriter, loc, getStorageType(type.getElementType()));
    if (count == 0 || elements == 0) {
      rewriter.replaceOp(op, buildFilled(rewriter, loc, type, zero));
      return success();
    }
    Value zeros =
        buildFilled(rewriter, loc, RankedTensorType::get({count}, type.getElementType()), zero);
    Value flat = buildScattered(
        rewriter, loc, buildReshape(rewriter, loc, adaptor.getInput(), {elements}),
        buildReshape(rewriter, loc, adaptor.getIndices(), {elements}), zeros, elements, count);
    Value result = buildReshape(rewriter, loc, flat, unpooled);
    SmallVector<OpFoldResult> low(type.getRank(), rewriter.getIndexAttr(0)), high;
    for (auto [have, want] : llvm::zip_equal(unpooled, type.getShape()))
      high.push_back(rewriter.getIndexAttr(want - have));
    if (ArrayRef<int64_t>(unpooled) != type.getShape())
      result = tensor::PadOp::create(rewriter, loc, Type(), result, low, high, zero);
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  static Value buildScattered(OpBuilder &builder, Location loc, Value values, Value indices,
                              Value init, int64_t elements, int64_t count) {
    Value zero = buildIndex(builder, loc, 0), last = buildIndex(builder, loc, count - 1);
    return scf::ForOp::create(builder, loc, zero, buildIndex(builder, loc, elements),
                              buildIndex(builder, loc, 1), ValueRange{init},
                              [&](OpBuilder &nested, Location, Value i, ValueRange state) {
                                ImplicitLocOpBuilder b(loc, nested);
                                Value value = tensor::ExtractOp::create(b, values, i);
                                Value index = tensor::ExtractOp::create(b, indices, i);
                                index = arith::IndexCastOp::create(b, b.getIndexType(), index);
                                index = arith::MaxSIOp::create(b, index, zero);
                                index = arith::MinSIOp::create(b, index, last);
                                Value next = tensor::InsertOp::create(b, value, state[0], index);
                                scf::YieldOp::create(b, next);
                              })
        .getResult(0);
  }
};
} // namespace

void onnxc::populatePoolingToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertMaxPool, ConvertAveragePool, ConvertLpPool, ConvertGlobalAveragePool,
               ConvertGlobalMaxPool, ConvertGlobalLpPool, ConvertMaxUnpool>(types,
                                                                            patterns.getContext());
}
