// Resize. Each dimension is resampled by itself: an element of the result is a weighted sum of
// a few elements along the dimension, by tables of positions and weights. The tables are
// constants wherever scales are known at compile time.
#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/FoldedScalar.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

/// More taps than this are a loop.
static constexpr int64_t kMaxTapsInLine = 8;

//===-- Positions ----------------------------------------------------------===//

namespace {
/// How one dimension is resampled. The numbers are known, or built by the code that uses them.
struct AxisGeometry {
  int64_t inputSize, outputSize;
  FoldedScalar scale = 1.0, roiStart = 0.0, roiEnd = 1.0;
};

/// What the attributes say of every dimension.
struct Sampling {
  StringRef mode, nearestMode, coordinates;
  double cubicCoefficient;
  bool antialias, excludeOutside;

  explicit Sampling(onnx::ResizeOp op)
      : mode(op.getMode()), nearestMode(op.getNearestMode()),
        coordinates(op.getCoordinateTransformationMode()),
        cubicCoefficient(op.getCubicCoeffA().convertToDouble()),
        antialias(op.getAntialias() && op.getMode() != "nearest"),
        excludeOutside(op.getExcludeOutside()) {}

  bool crops() const { return coordinates == "tf_crop_and_resize"; }
  /// Weights whose sum is not 1 by themselves.
  bool needsNormalization() const { return mode != "nearest" && (antialias || excludeOutside); }
};
} // namespace

/// The position in the input of element `x` of the result.
static FoldedScalar getPosition(const Sampling &sampling, const AxisGeometry &axis,
                                FoldedScalar x) {
  StringRef mode = sampling.coordinates;
  double input = double(axis.inputSize), output = double(axis.outputSize);
  FoldedScalar halfPixel = (x + 0.5) / axis.scale - 0.5;
  if (mode == "asymmetric")
    return x / axis.scale;
  if (mode == "tf_half_pixel_for_nn")
    return (x + 0.5) / axis.scale;
  // The length that is not rounded to whole elements.
  FoldedScalar length = axis.scale * input;
  if (mode == "align_corners")
    return axis.outputSize == 1 ? 0.0 : x * (input - 1) / (length - 1.0);
  if (mode == "pytorch_half_pixel")
    return axis.outputSize == 1 ? -0.5 : halfPixel;
  if (mode == "half_pixel_symmetric")
    return input / 2 * (1.0 - output / length) + halfPixel;
  if (mode == "tf_crop_and_resize") {
    FoldedScalar extent = (axis.roiEnd - axis.roiStart) * (input - 1);
    FoldedScalar inside = axis.outputSize == 1 ? extent / 2.0 : x * extent / (output - 1);
    return axis.roiStart * (input - 1) + inside;
  }
  return halfPixel;
}

static FoldedScalar clampIndex(FoldedScalar index, const AxisGeometry &axis) {
  return max(0.0, min(index, double(axis.inputSize - 1)));
}

static FoldedScalar getNearest(const Sampling &sampling, const AxisGeometry &axis,
                               FoldedScalar position) {
  if (sampling.nearestMode == "floor_or_ceil")
    return select(axis.scale < 1.0, ceil(position), floor(position));
  if (sampling.nearestMode == "floor")
    return floor(position);
  if (sampling.nearestMode == "ceil")
    return ceil(position);
  if (sampling.nearestMode == "round_prefer_ceil")
    return floor(position + 0.5);
  return ceil(position - 0.5);
}

//===-- Weights ------------------------------------------------------------===//

/// The weight of an element at `distance`.
static FoldedScalar getKernel(const Sampling &sampling, FoldedScalar distance) {
  FoldedScalar d = abs(distance);
  if (sampling.mode == "linear")
    return max(0.0, 1.0 - d);
  double a = sampling.cubicCoefficient;
  FoldedScalar near = ((a + 2) * d - (a + 3)) * d * d + 1.0;
  FoldedScalar far = ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  return select(d < 1.0, near, select(d < 2.0, far, 0.0));
}

/// By how much a kernel is stretched: that of a shrinking antialiased dimension covers all
/// elements that one of the result stands for.
static FoldedScalar getStretch(const Sampling &sampling, const AxisGeometry &axis) {
  return sampling.antialias ? min(axis.scale, 1.0) : FoldedScalar(1.0);
}

namespace {
/// The taps around a position: the first one relative to the element at or before it.
struct TapRange {
  int64_t first, count;
};
} // namespace

static TapRange getTaps(const Sampling &sampling, const AxisGeometry &axis) {
  if (sampling.mode == "nearest")
    return {0, 1};
  int64_t reach = sampling.mode == "cubic" ? 2 : 1;
  if (sampling.antialias) {
    // A scale that is not known yet is at least the ratio of the rounded sizes.
    double ratio = double(axis.outputSize) / double(std::max<int64_t>(axis.inputSize, 1));
    double scale = std::min(axis.scale.getConstant().value_or(ratio), 1.0);
    reach = int64_t(std::ceil(double(reach) / scale - 1e-9));
  }
  return {1 - reach, 2 * reach};
}

namespace {
struct Tap {
  FoldedScalar index, weight;
};
} // namespace

/// Tap `tap` (counted from the first) of element `x`, its weight not yet normalized.
static Tap getTap(const Sampling &sampling, const AxisGeometry &axis, FoldedScalar x,
                  FoldedScalar tap) {
  FoldedScalar position = getPosition(sampling, axis, x);
  if (sampling.mode == "nearest")
    return {clampIndex(getNearest(sampling, axis, position), axis), 1.0};
  FoldedScalar base = floor(position);
  FoldedScalar offset = tap + double(getTaps(sampling, axis).first);
  FoldedScalar index = base + offset, inside = clampIndex(index, axis);
  FoldedScalar weight =
      getKernel(sampling, (offset - (position - base)) * getStretch(sampling, axis));
  if (sampling.excludeOutside)
    weight = select(index < inside || inside < index, 0.0, weight);
  return {inside, weight};
}

/// Whether element `x` lies outside of the input, where the extrapolation value stands.
static FoldedCondition isOutside(const Sampling &sampling, const AxisGeometry &axis,
                                 FoldedScalar x) {
  FoldedScalar position = getPosition(sampling, axis, x);
  return position < 0.0 || double(axis.inputSize - 1) < position;
}

//===-- Tables -------------------------------------------------------------===//

namespace {
/// What resamples a dimension: for each tap a row of positions (i32) and, unless each element
/// is one of the input's, a row of weights (f32); `offsets` is added, if there is one.
struct Tables {
  int64_t taps;
  Value positions, weights, offsets;
};

/// Makes the geometry of an axis inside of a body that is being built.
using GeometryBuilder = std::function<AxisGeometry(ImplicitLocOpBuilder &)>;
} // namespace

static Value buildConstant(OpBuilder &builder, Location loc, Type type, ArrayRef<int64_t> shape,
                           ArrayRef<double> values) {
  onnx::ConstantTensor tensor(RankedTensorType::get(shape, type));
  llvm::copy(values, tensor.floats.begin());
  return arith::ConstantOp::create(builder, loc, tensor.toAttr());
}

/// The tables of a geometry that is known, with weights of `type`.
static Tables buildConstantTables(OpBuilder &builder, Location loc, const Sampling &sampling,
                                  const AxisGeometry &axis, double extrapolation, Type type) {
  int64_t taps = getTaps(sampling, axis).count, size = axis.outputSize;
  onnx::ConstantTensor positions(RankedTensorType::get({taps, size}, builder.getI32Type()));
  SmallVector<double> weights(taps * size), offsets(size);
  bool extrapolates = false;
  for (int64_t x = 0; x < size; ++x) {
    double sum = 0;
    SmallVector<double> row;
    for (int64_t k = 0; k < taps; ++k) {
      Tap tap = getTap(sampling, axis, double(x), double(k));
      positions.ints[k * size + x] = int64_t(*tap.index.getConstant());
      row.push_back(*tap.weight.getConstant());
      sum += row.back();
    }
    bool outside = sampling.crops() && *isOutside(sampling, axis, double(x)).known;
    extrapolates |= outside;
    offsets[x] = outside ? extrapolation : 0;
    if (!sampling.needsNormalization() || sum == 0)
      sum = 1;
    for (int64_t k = 0; k < taps; ++k)
      weights[k * size + x] = outside ? 0 : row[k] / sum;
  }
  Tables tables;
  tables.taps = taps;
  tables.positions = arith::ConstantOp::create(builder, loc, positions.toAttr());
  if (sampling.mode != "nearest" || extrapolates)
    tables.weights = buildConstant(builder, loc, type, {taps, size}, weights);
  if (extrapolates)
    tables.offsets = buildConstant(builder, loc, type, {size}, offsets);
  return tables;
}

/// The index `i` of the nest as a number.
static FoldedScalar getLoopNumber(ImplicitLocOpBuilder &b, Value index) {
  Value integer = arith::IndexCastOp::create(b, b.getI32Type(), index);
  return FoldedScalar(b, arith::SIToFPOp::create(b, b.getF32Type(), integer));
}

/// The tables of a geometry that is known at run time.
static Tables buildRunTimeTables(OpBuilder &builder, Location loc, const Sampling &sampling,
                                 const AxisGeometry &sizes, const GeometryBuilder &getAxis,
                                 double extrapolation) {
  int64_t taps = getTaps(sampling, sizes).count, size = sizes.outputSize;
  Type f32 = builder.getF32Type();
  Tables tables;
  tables.taps = taps;
  tables.positions = buildFromIndices(
      builder, loc, RankedTensorType::get({taps, size}, builder.getI32Type()),
      [&](ImplicitLocOpBuilder &b, ValueRange i) {
        return getTap(sampling, getAxis(b), getLoopNumber(b, i[1]), getLoopNumber(b, i[0]))
            .index.materializeInt(b);
      });
  if (sampling.mode == "nearest" && !sampling.crops())
    return tables;
  auto weightsType = RankedTensorType::get({taps, size}, f32);
  tables.weights =
      buildFromIndices(builder, loc, weightsType, [&](ImplicitLocOpBuilder &b, ValueRange i) {
        AxisGeometry axis = getAxis(b);
        FoldedScalar x = getLoopNumber(b, i[1]);
        FoldedScalar weight = getTap(sampling, axis, x, getLoopNumber(b, i[0])).weight;
        if (sampling.crops())
          weight = select(isOutside(sampling, axis, x), 0.0, weight);
        return weight.materialize(b);
      });
  if (sampling.needsNormalization()) {
    Value zero = arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0));
    Value sums = buildReduction(builder, loc, tables.weights, f32, {0}, /*keepDims=*/true, zero,
                                [](ImplicitLocOpBuilder &b, ValueRange x) -> Value {
                                  return arith::AddFOp::create(b, x[0], x[1]);
                                });
    tables.weights = buildElementwise(
        builder, loc, {tables.weights, sums}, {f32, f32}, weightsType,
        [](ImplicitLocOpBuilder &b, ValueRange x) {
          FoldedScalar weight(b, x[0]), sum(b, x[1]);
          FoldedCondition isPositive = 0.0 < abs(sum);
          return select(isPositive, weight / select(isPositive, sum, 1.0), 0.0).materialize(b);
        });
  }
  if (sampling.crops())
    tables.offsets = buildFromIndices(builder, loc, RankedTensorType::get({size}, f32),
                                      [&](ImplicitLocOpBuilder &b, ValueRange i) {
                                        FoldedCondition outside =
                                            isOutside(sampling, getAxis(b), getLoopNumber(b, i[0]));
                                        return select(outside, extrapolation, 0.0).materialize(b);
                                      });
  return tables;
}

//===-- Passes -------------------------------------------------------------===//

/// The element of `input` at the place of the nest, but at `position` along `axis`.
static Value buildRead(ImplicitLocOpBuilder &b, Value input, int64_t axis, Value position) {
  SmallVector<Value> indices;
  for (int64_t i = 0, rank = getType(input).getRank(); i < rank; ++i)
    indices.push_back(i == axis
                          ? arith::IndexCastOp::create(b, b.getIndexType(), position).getResult()
                          : linalg::IndexOp::create(b, i).getResult());
  return tensor::ExtractOp::create(b, input, indices);
}

/// Resamples one dimension. `inputType` is the ONNX type of the elements of `input`; those of
/// the result are of `resultType`, a float type if there are weights.
static Value buildAxisPass(OpBuilder &builder, Location loc, Value input, Type inputType,
                           int64_t axis, const Tables &tables, int64_t size, Type resultType) {
  SmallVector<int64_t> shape(getType(input).getShape());
  shape[axis] = size;
  auto type = RankedTensorType::get(shape, resultType);
  int64_t rank = shape.size();
  bool inLine = tables.taps <= kMaxTapsInLine;
  int64_t dims = inLine ? rank : rank + 1;
  AffineExpr x = builder.getAffineDimExpr(axis);
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
  auto addRow = [&](Value table, AffineExpr tap) {
    operands.push_back(table);
    maps.push_back(AffineMap::get(dims, 0, {tap, x}, builder.getContext()));
  };
  for (int64_t k = 0; k < (inLine ? tables.taps : 1); ++k) {
    AffineExpr tap = inLine ? builder.getAffineConstantExpr(k) : builder.getAffineDimExpr(rank);
    addRow(tables.positions, tap);
    if (tables.weights)
      addRow(tables.weights, tap);
  }
  if (tables.offsets && inLine) {
    operands.push_back(tables.offsets);
    maps.push_back(AffineMap::get(dims, 0, {x}, builder.getContext()));
  }
  maps.push_back(builder.getMultiDimIdentityMap(dims).getMajorSubMap(rank));
  SmallVector<IteratorType> iterators(rank, IteratorType::parallel);
  Value init = buildEmpty(builder, loc, type);
  if (!inLine) {
    iterators.push_back(IteratorType::reduction);
    Value zero = arith::ConstantOp::create(builder, loc, builder.getZeroAttr(resultType));
    init = buildFilled(builder, loc, type, zero);
    if (tables.offsets) {
      SmallVector<int64_t> column(rank, 1);
      column[axis] = size;
      Type offsetType = getType(tables.offsets).getElementType();
      init = buildElementwise(builder, loc, {buildReshape(builder, loc, tables.offsets, column)},
                              {offsetType}, type, [&](ImplicitLocOpBuilder &b, ValueRange offset) {
                                return castScalar(b, offset[0], offsetType, resultType);
                              });
    }
  }
  auto body = [&](OpBuilder &nested, Location, ValueRange args) {
    ImplicitLocOpBuilder b(loc, nested);
    auto asResult = [&](Value x) { return castScalar(b, x, x.getType(), resultType); };
    if (!tables.weights) {
      linalg::YieldOp::create(b, buildRead(b, input, axis, args[0]));
      return;
    }
    Value sum = inLine ? Value() : args.back();
    for (size_t i = 0; i + 1 < operands.size(); i += 2) {
      Value element = fromStorage(b, loc, buildRead(b, input, axis, args[i]), inputType);
      Value product = arith::MulFOp::create(b, castScalar(b, element, inputType, resultType),
                                            asResult(args[i + 1]));
      sum = sum ? arith::AddFOp::create(b, sum, product).getResult() : product;
    }
    if (tables.offsets && inLine)
      sum = arith::AddFOp::create(b, sum, asResult(args[operands.size() - 1]));
    linalg::YieldOp::create(b, sum);
  };
  return linalg::GenericOp::create(builder, loc, TypeRange{init.getType()}, operands,
                                   ValueRange{init}, maps, iterators, body)
      .getResult(0);
}

namespace {
/// Positions that follow a rule: element i is `stride` * (i / repeat) + `first` of the input.
struct RegularAxis {
  int64_t axis, size, repeat, stride, first;
};
} // namespace

/// The rule that the positions of a nearest neighbour follow, if they do.
static std::optional<RegularAxis> getRegularAxis(int64_t axis, ArrayRef<int64_t> positions) {
  int64_t size = positions.size();
  if (size < 2)
    return RegularAxis{axis, size, 1, 1, size ? positions[0] : 0};
  int64_t repeat = 1;
  while (repeat < size && positions[repeat] == positions[0])
    ++repeat;
  int64_t stride = repeat < size ? positions[repeat] - positions[0] : 1;
  if (size % repeat != 0 || stride < 1)
    return std::nullopt;
  for (int64_t i = 0; i < size; ++i)
    if (positions[i] != positions[0] + i / repeat * stride)
      return std::nullopt;
  return RegularAxis{axis, size, repeat, stride, positions[0]};
}

/// The first elements of each dimension, in `shape`.
static Value buildLeading(OpBuilder &builder, Location loc, Value input, ArrayRef<int64_t> shape) {
  RankedTensorType type = getType(input).clone(shape);
  if (input.getType() == type)
    return input;
  SmallVector<OpFoldResult> offsets(shape.size(), builder.getIndexAttr(0)),
      strides(shape.size(), builder.getIndexAttr(1)), sizes;
  for (int64_t size : shape)
    sizes.push_back(builder.getIndexAttr(size));
  return tensor::ExtractSliceOp::create(builder, loc, type, input, offsets, sizes, strides);
}

/// One nest for all dimensions whose positions follow a rule: a repeated dimension becomes two
/// of the nest, so that all accesses are affine.
static Value buildRegularPass(OpBuilder &builder, Location loc, Value input,
                              ArrayRef<RegularAxis> axes) {
  RankedTensorType inputType = getType(input);
  SmallVector<int64_t> shape, flatShape(inputType.getShape()), kept(inputType.getShape());
  SmallVector<AffineExpr> exprs;
  for (int64_t i = 0; i < inputType.getRank(); ++i) {
    RegularAxis axis{i, inputType.getDimSize(i), 1, 1, 0};
    for (const RegularAxis &regular : axes)
      if (regular.axis == i)
        axis = regular;
    flatShape[i] = axis.size;
    // The extent of a loop that a dimension alone gives is that of the dimension.
    if (axis.stride == 1 && axis.first == 0)
      kept[i] = axis.size / axis.repeat;
    exprs.push_back(builder.getAffineDimExpr(shape.size()) * axis.stride + axis.first);
    shape.push_back(axis.size / axis.repeat);
    if (axis.repeat > 1)
      shape.push_back(axis.repeat);
  }
  input = buildLeading(builder, loc, input, kept);
  int64_t dims = shape.size();
  auto type = RankedTensorType::get(shape, inputType.getElementType());
  SmallVector<AffineMap> maps = {AffineMap::get(dims, 0, exprs, builder.getContext()),
                                 builder.getMultiDimIdentityMap(dims)};
  SmallVector<IteratorType> iterators(dims, IteratorType::parallel);
  Value result =
      linalg::GenericOp::create(builder, loc, TypeRange{type}, ValueRange{input},
                                ValueRange{buildEmpty(builder, loc, type)}, maps, iterators,
                                [](OpBuilder &b, Location loc, ValueRange args) {
                                  linalg::YieldOp::create(b, loc, args[0]);
                                })
          .getResult(0);
  return buildReshape(builder, loc, result, flatShape);
}

//===-- Resize -------------------------------------------------------------===//

namespace {
/// One operator and where its scales come from.
class ResizeLowering {
public:
  ResizeLowering(OpBuilder &builder, onnx::ResizeOp op, onnx::ResizeOp::Adaptor operands)
      : builder(builder), op(op), operands(operands), sampling(op), axes(op.getResizedAxes()),
        inputType(onnx::getTensorType(op.getInput())), resultType(onnx::getTensorType(op)) {}

  Value build() {
    Value value = operands.getInput();
    Type elementType = inputType.getElementType();
    if (sampling.mode == "nearest" && isKnown() && !sampling.crops())
      return buildNearest(value);
    Type currentType = elementType;
    for (size_t i : getOrder()) {
      Tables tables = buildTables(i);
      Type nextType = tables.weights ? getSumType() : getStorageType(currentType);
      value = buildAxisPass(builder, op.getLoc(), value, currentType, axes[i], tables,
                            resultType.getDimSize(axes[i]), nextType);
      currentType = tables.weights ? getSumType() : currentType;
    }
    if (currentType == elementType)
      return value;
    return buildElementwise(
        builder, op.getLoc(), {value}, {currentType}, resultType,
        [&](ImplicitLocOpBuilder &b, ValueRange x) { return round(b, x[0], elementType); });
  }

private:
  /// The type that holds all elements.
  Type getSumType() {
    Type type = inputType.getElementType();
    bool isWide = type.isF64() || (!isa<FloatType>(type) && type.getIntOrFloatBitWidth() >= 32);
    return isWide ? Type(builder.getF64Type()) : Type(builder.getF32Type());
  }

  /// A weighted sum as an element: of integers, the nearest one within their range.
  static Value round(ImplicitLocOpBuilder &b, Value x, Type type) {
    if (auto integer = dyn_cast<IntegerType>(type)) {
      x = math::RoundEvenOp::create(b, x);
      unsigned width = integer.getWidth();
      bool isSigned = !integer.isUnsigned();
      double high = std::ldexp(1.0, int(width) - isSigned) - 1;
      // Conversions to wider ones clamp.
      if (width < 32)
        x = clampScalar(b, x, scalarConstant(b, x.getType(), isSigned ? -high - 1 : 0),
                        scalarConstant(b, x.getType(), high), x.getType());
    }
    return castScalar(b, x, x.getType(), type);
  }

  bool stretches() { return op.getKeepAspectRatioPolicy() == "stretch"; }

  /// Whether all geometry is known now. Sizes that stretch are those of the result.
  bool isKnown() {
    Value given = op.getScales() ? op.getScales() : op.getSizes();
    bool scalesKnown = (op.getSizes() && stretches()) || onnx::getConstant(given);
    return scalesKnown && (!sampling.crops() || onnx::getConstant(op.getRoi()));
  }

  double getRatio(size_t i) {
    return double(resultType.getDimSize(axes[i])) /
           double(std::max<int64_t>(inputType.getDimSize(axes[i]), 1));
  }

  /// Axis `i` as constants know it; what they do not know is as the sizes suggest.
  AxisGeometry getKnownAxis(size_t i) {
    AxisGeometry axis{inputType.getDimSize(axes[i]), resultType.getDimSize(axes[i]), getRatio(i)};
    if (op.getScales()) {
      if (auto scales = onnx::getConstantFloats(op.getScales()))
        axis.scale = (*scales)[i];
    } else if (!stretches()) {
      if (auto sizes = onnx::getConstantInts(op.getSizes()))
        axis.scale = getCommonScale([&](size_t k) -> FoldedScalar { return double((*sizes)[k]); });
    }
    if (auto roi = sampling.crops() ? onnx::getConstantFloats(op.getRoi()) : std::nullopt) {
      axis.roiStart = (*roi)[i];
      axis.roiEnd = (*roi)[axes.size() + i];
    }
    return axis;
  }

  /// The factor for all axes that keeps the aspect ratio.
  FoldedScalar getCommonScale(llvm::function_ref<FoldedScalar(size_t)> getSize) {
    bool larger = op.getKeepAspectRatioPolicy() == "not_smaller";
    std::optional<FoldedScalar> common;
    for (size_t i = 0; i < axes.size(); ++i) {
      FoldedScalar scale = getSize(i) / double(std::max<int64_t>(inputType.getDimSize(axes[i]), 1));
      common = !common ? scale : larger ? max(*common, scale) : min(*common, scale);
    }
    return *common;
  }

  /// Axis `i` with operands read by the body that is being built.
  AxisGeometry buildAxis(ImplicitLocOpBuilder &b, size_t i) {
    AxisGeometry axis = getKnownAxis(i);
    auto read = [&](Value tensor, Type type, size_t position) {
      Value index = arith::ConstantIndexOp::create(b, position);
      Value element = tensor::ExtractOp::create(b, tensor, index);
      return FoldedScalar(b, castScalar(b, element, type, b.getF32Type()));
    };
    auto getElementType = [](Value tensor) { return onnx::getTensorType(tensor).getElementType(); };
    if (op.getScales() && !onnx::getConstant(op.getScales()))
      axis.scale = read(operands.getScales(), getElementType(op.getScales()), i);
    if (op.getSizes() && !stretches() && !onnx::getConstant(op.getSizes()))
      axis.scale = getCommonScale(
          [&](size_t k) { return read(operands.getSizes(), getElementType(op.getSizes()), k); });
    if (sampling.crops() && !onnx::getConstant(op.getRoi())) {
      axis.roiStart = read(operands.getRoi(), getElementType(op.getRoi()), i);
      axis.roiEnd = read(operands.getRoi(), getElementType(op.getRoi()), axes.size() + i);
    }
    return axis;
  }

  Tables buildTables(size_t i) {
    double extrapolation = op.getExtrapolationValue().convertToDouble();
    AxisGeometry known = getKnownAxis(i);
    if (isKnown())
      return buildConstantTables(builder, op.getLoc(), sampling, known, extrapolation,
                                 getSumType());
    return buildRunTimeTables(
        builder, op.getLoc(), sampling, known,
        [&, i](ImplicitLocOpBuilder &b) { return buildAxis(b, i); }, extrapolation);
  }

  /// Whether the elements along axis `i` stay where they are.
  bool isUnchanged(size_t i) {
    AxisGeometry axis = getKnownAxis(i);
    if (!isKnown() || axis.inputSize != axis.outputSize)
      return false;
    for (int64_t x = 0; x < axis.outputSize; ++x)
      if (*getPosition(sampling, axis, double(x)).getConstant() != double(x))
        return false;
    return true;
  }

  /// The axes that change. Those that shrink come first; of others the last, whose neighbours
  /// are dear to gather while there are few rows.
  SmallVector<size_t> getOrder() {
    SmallVector<size_t> order;
    for (size_t i = 0; i < axes.size(); ++i)
      if (!isUnchanged(i))
        order.push_back(i);
    llvm::sort(order, [&](size_t a, size_t b) {
      double x = std::min(getRatio(a), 1.0), y = std::min(getRatio(b), 1.0);
      return x != y ? x < y : axes[a] > axes[b];
    });
    return order;
  }

  Value buildNearest(Value value) {
    SmallVector<RegularAxis> regular;
    SmallVector<size_t> others;
    for (size_t i : getOrder()) {
      AxisGeometry axis = getKnownAxis(i);
      SmallVector<int64_t> positions;
      for (int64_t x = 0; x < axis.outputSize; ++x)
        positions.push_back(int64_t(*getTap(sampling, axis, double(x), 0.0).index.getConstant()));
      if (std::optional<RegularAxis> rule = getRegularAxis(axes[i], positions))
        regular.push_back(*rule);
      else
        others.push_back(i);
    }
    if (!regular.empty())
      value = buildRegularPass(builder, op.getLoc(), value, regular);
    for (size_t i : others)
      value = buildAxisPass(builder, op.getLoc(), value, inputType.getElementType(), axes[i],
                            buildTables(i), resultType.getDimSize(axes[i]),
                            getType(value).getElementType());
    return value;
  }

  OpBuilder &builder;
  onnx::ResizeOp op;
  onnx::ResizeOp::Adaptor operands;
  Sampling sampling;
  SmallVector<int64_t> axes;
  RankedTensorType inputType, resultType;
};

struct ConvertResize : OpConversionPattern<onnx::ResizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::ResizeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType inputType = onnx::getTensorType(op.getInput());
    if (!type.hasStaticShape() || !inputType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    if (inputType.getNumElements() == 0 && type.getNumElements() != 0)
      return rewriter.notifyMatchFailure(op, "nothing to sample");
    rewriter.replaceOp(op, ResizeLowering(rewriter, op, adaptor).build());
    return success();
  }
};
} // namespace

void onnxc::populateResizeToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertResize>(types, patterns.getContext());
}
