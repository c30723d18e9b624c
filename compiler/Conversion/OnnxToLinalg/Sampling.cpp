// Operators that sample images at positions which are known at run time. Positions and weights
// of the taps are tables, computed once for all channels.
#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/FoldedScalar.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;
using LocBuilder = ImplicitLocOpBuilder;
using utils::IteratorType;

/// More taps than this are a loop.
static constexpr int64_t kMaxTapsInLine = 8;

//===-- Scalars ------------------------------------------------------------===//

static FoldedScalar toNumber(LocBuilder &b, Value index) {
  Value integer = arith::IndexCastOp::create(b, b.getI32Type(), index);
  return FoldedScalar(b, arith::SIToFPOp::create(b, b.getF32Type(), integer));
}

static Value toIndex(LocBuilder &b, FoldedScalar integer) {
  return arith::IndexCastOp::create(b, b.getIndexType(), integer.materializeInt(b));
}

/// An element of a float tensor.
static FoldedScalar readNumber(LocBuilder &b, Value tensor, ValueRange indices) {
  Value element = tensor::ExtractOp::create(b, tensor, indices);
  return FoldedScalar(b, castScalar(b, element, element.getType(), b.getF32Type()));
}

/// `index` / `divisor` and the rest.
static std::pair<Value, Value> divide(LocBuilder &b, Value index, int64_t divisor) {
  Value by = buildIndex(b, b.getLoc(), divisor);
  return {arith::DivUIOp::create(b, index, by), arith::RemUIOp::create(b, index, by)};
}

/// index * size + next.
static Value flatten(LocBuilder &b, Value index, int64_t size, Value next) {
  Value scaled = arith::MulIOp::create(b, index, buildIndex(b, b.getLoc(), size));
  return arith::AddIOp::create(b, scaled, next);
}

/// An integer within [0, size); 0 for NaN.
static FoldedScalar clampIndex(FoldedScalar index, int64_t size) {
  return max(0.0, min(index, double(size - 1)));
}

//===-- Tables -------------------------------------------------------------===//

namespace {
/// Positions in an image that is one dimension (i32), and weights (f32) if they are not all 1.
/// The first dimension counts the taps.
struct TapTables {
  Value positions, weights;
};

/// How the nest over the result reads tables and image: which of its dimensions are those of
/// the tables (after the taps) and of the image (in front of the position).
struct TapNest {
  SmallVector<int64_t> shape, tableDims, imageDims;
};
} // namespace

/// The weighted sum of the taps, in f32 (or f64); without weights the elements themselves.
static Value buildTapSum(OpBuilder &builder, Location loc, Value image, Type elementType,
                         const TapTables &tables, const TapNest &nest) {
  int64_t rank = nest.shape.size(), taps = getType(tables.positions).getDimSize(0);
  bool isSum = taps > 1, inLine = taps <= kMaxTapsInLine;
  Type sumType = elementType.isF64() ? elementType : Type(builder.getF32Type());
  auto type = RankedTensorType::get(nest.shape, isSum ? sumType : getStorageType(elementType));
  int64_t dims = inLine ? rank : rank + 1;
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
  for (int64_t k = 0; k < (inLine ? taps : 1); ++k)
    for (Value table : {tables.positions, tables.weights}) {
      if (!table)
        continue;
      SmallVector<AffineExpr> exprs = {inLine ? builder.getAffineConstantExpr(k)
                                              : builder.getAffineDimExpr(rank)};
      for (int64_t dim : nest.tableDims)
        exprs.push_back(builder.getAffineDimExpr(dim));
      operands.push_back(table);
      maps.push_back(AffineMap::get(dims, 0, exprs, builder.getContext()));
    }
  maps.push_back(builder.getMultiDimIdentityMap(dims).getMajorSubMap(rank));
  SmallVector<IteratorType> iterators(rank, IteratorType::parallel);
  Value init = buildEmpty(builder, loc, type);
  if (!inLine) {
    iterators.push_back(IteratorType::reduction);
    Value zero =
        arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type.getElementType()));
    init = buildFilled(builder, loc, type, zero);
  }
  auto body = [&](OpBuilder &nested, Location, ValueRange args) {
    LocBuilder b(loc, nested);
    Value sum = inLine ? Value() : args.back();
    size_t step = tables.weights ? 2 : 1;
    for (size_t i = 0; i < operands.size(); i += step) {
      SmallVector<Value> indices;
      for (int64_t dim : nest.imageDims)
        indices.push_back(linalg::IndexOp::create(b, dim));
      indices.push_back(arith::IndexCastOp::create(b, b.getIndexType(), args[i]));
      Value element = tensor::ExtractOp::create(b, image, indices);
      if (!isSum) {
        // A single tap counts or does not.
        if (tables.weights) {
          Value zero = scalarConstant(b, b.getF32Type(), 0);
          Value counts = arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, args[i + 1], zero);
          Value none = arith::ConstantOp::create(b, b.getZeroAttr(element.getType()));
          element = arith::SelectOp::create(b, counts, element, none);
        }
        linalg::YieldOp::create(b, element);
        return;
      }
      Value number = castScalar(b, fromStorage(b, loc, element, elementType), elementType, sumType);
      Value product =
          arith::MulFOp::create(b, number, castScalar(b, args[i + 1], b.getF32Type(), sumType));
      sum = sum ? arith::AddFOp::create(b, sum, product).getResult() : product;
    }
    linalg::YieldOp::create(b, sum);
  };
  return linalg::GenericOp::create(builder, loc, TypeRange{type}, operands, ValueRange{init}, maps,
                                   iterators, body)
      .getResult(0);
}

/// `value`, whose elements are sums if `wasSum`, as `type` has them.
static Value buildAsElements(OpBuilder &builder, Location loc, Value value, RankedTensorType type) {
  Value shaped = buildReshape(builder, loc, value, type.getShape());
  Type from = getType(shaped).getElementType(), to = type.getElementType();
  if (from == getStorageType(to))
    return shaped;
  return buildElementwise(builder, loc, {shaped}, {from}, type, [&](LocBuilder &b, ValueRange x) {
    return castScalar(b, x[0], from, to);
  });
}

//===-- GridSample ---------------------------------------------------------===//

namespace {
/// The taps of GridSample along one dimension.
struct GridAxis {
  int64_t size;
  StringRef mode, padding;
  bool alignCorners;

  int64_t taps() const { return mode == "nearest" ? 1 : mode == "linear" ? 2 : 4; }

  FoldedScalar getPosition(FoldedScalar grid) const {
    if (alignCorners)
      return limit((grid + 1.0) * (double(size - 1) / 2));
    return limit(((grid + 1.0) * double(size) - 1.0) / 2.0);
  }

  /// After how many elements a reflected image repeats itself.
  double getPeriod() const { return alignCorners ? 2.0 * double(size - 1) : 2.0 * double(size); }

  /// A position that samples the same, near enough to the image that neighbours differ in f32.
  FoldedScalar limit(FoldedScalar position) const {
    double period = getPeriod();
    if (padding != "reflection")
      return max(-3.0, min(position, double(size) + 2.0));
    if (period == 0)
      return 0.0;
    return max(0.0, min(position - floor(position / period) * period, period));
  }

  /// The element, perhaps outside of the image, that tap `tap` is.
  FoldedScalar getElement(FoldedScalar position, FoldedScalar tap) const {
    if (mode == "nearest")
      return roundEven(position);
    return floor(position) + tap - double(taps() / 2 - 1);
  }

  FoldedScalar getWeight(FoldedScalar position, FoldedScalar tap) const {
    FoldedScalar element = getElement(position, tap), weight = 1.0;
    FoldedScalar d = abs(position - element);
    if (mode == "linear") {
      weight = max(0.0, 1.0 - d);
    } else if (mode == "cubic") {
      constexpr double a = -0.75;
      FoldedScalar near = ((a + 2) * d - (a + 3)) * d * d + 1.0;
      FoldedScalar far = ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
      weight = select(d < 1.0, near, select(d < 2.0, far, 0.0));
    }
    if (padding != "zeros")
      return weight;
    return select(element < 0.0 || double(size - 1) < element, 0.0, weight);
  }

  /// The element inside that stands for `element`.
  FoldedScalar getInside(FoldedScalar element) const {
    if (padding == "reflection") {
      double period = getPeriod();
      if (period == 0)
        return 0.0;
      FoldedScalar phase = element - floor(element / period) * period;
      element = min(phase, (alignCorners ? period : period - 1) - phase);
    }
    return clampIndex(element, size);
  }
};

struct ConvertGridSample : OpConversionPattern<onnx::GridSampleOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::GridSampleOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op);
    RankedTensorType inputType = onnx::getTensorType(op.getInput());
    if (!type.hasStaticShape() || !inputType.hasStaticShape() ||
        ShapedType::getNumElements(inputType.getShape().drop_front(2)) == 0)
      return rewriter.notifyMatchFailure(op, "dynamic shape, or nothing to sample");
    Location loc = op.getLoc();
    SmallVector<GridAxis> axes;
    int64_t images = inputType.getDimSize(0), channels = inputType.getDimSize(1), pixels = 1,
            taps = 1;
    for (int64_t size : inputType.getShape().drop_front(2)) {
      axes.push_back({size, op.getMode(), op.getPaddingMode(), bool(op.getAlignCorners())});
      pixels *= size;
      taps *= axes.back().taps();
    }
    int64_t rank = axes.size(),
            points = type.getNumElements() / std::max<int64_t>(images * channels, 1);
    Value grid = buildReshape(rewriter, loc, adaptor.getGrid(), {images, points, rank});
    Value image = buildReshape(rewriter, loc, adaptor.getInput(), {images, channels, pixels});
    TapTables tables = buildTables(rewriter, loc, axes, grid, {taps, images, points});
    Value result =
        buildTapSum(rewriter, loc, image, inputType.getElementType(), tables,
                    {{images, channels, points}, /*tableDims=*/{0, 2}, /*imageDims=*/{0, 1}});
    rewriter.replaceOp(op, buildAsElements(rewriter, loc, result, type));
    return success();
  }

private:
  static TapTables buildTables(OpBuilder &builder, Location loc, ArrayRef<GridAxis> axes,
                               Value grid, ArrayRef<int64_t> shape) {
    // Calls `use` with each dimension, its position and the number of the tap along it.
    auto forEachAxis = [&](LocBuilder &b, ValueRange i, auto use) {
      Value rest = i[0];
      for (int64_t dim = axes.size(); dim-- > 0;) {
        auto [next, digit] = divide(b, rest, axes[dim].taps());
        rest = next;
        // A grid holds x first, an image has it last.
        Value component = buildIndex(b, loc, axes.size() - 1 - dim);
        FoldedScalar position = axes[dim].getPosition(readNumber(b, grid, {i[1], i[2], component}));
        use(axes[dim], position, toNumber(b, digit));
      }
    };
    TapTables tables;
    tables.positions = buildFromIndices(
        builder, loc, RankedTensorType::get(shape, builder.getI32Type()),
        [&](LocBuilder &b, ValueRange i) -> Value {
          Value flat = buildIndex(b, loc, 0);
          int64_t stride = 1;
          forEachAxis(b, i, [&](const GridAxis &axis, FoldedScalar position, FoldedScalar tap) {
            Value inside = toIndex(b, axis.getInside(axis.getElement(position, tap)));
            flat = flatten(b, inside, stride, flat);
            stride *= axis.size;
          });
          return arith::IndexCastOp::create(b, b.getI32Type(), flat);
        });
    if (axes[0].mode == "nearest" && axes[0].padding != "zeros")
      return tables;
    tables.weights = buildFromIndices(
        builder, loc, RankedTensorType::get(shape, builder.getF32Type()),
        [&](LocBuilder &b, ValueRange i) {
          FoldedScalar product = 1.0;
          bool first = true;
          forEachAxis(b, i, [&](const GridAxis &axis, FoldedScalar position, FoldedScalar tap) {
            FoldedScalar weight = axis.getWeight(position, tap);
            product = first ? weight : product * weight;
            first = false;
          });
          return product.materialize(b);
        });
    return tables;
  }
};

//===-- AffineGrid ---------------------------------------------------------===//

struct ConvertAffineGrid : OpConversionPattern<onnx::AffineGridOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::AffineGridOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op);
    if (!type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "size is not known");
    int64_t rank = type.getShape().back();
    auto body = [&](LocBuilder &b, ValueRange i) {
      Value theta = adaptor.getTheta();
      Value batch = i.front(), row = i.back();
      FoldedScalar sum = readNumber(b, theta, {batch, row, buildIndex(b, b.getLoc(), rank)});
      for (int64_t k = 0; k < rank; ++k) {
        // The first column belongs to x, which is the last dimension.
        int64_t dim = rank - k;
        FoldedScalar base =
            getBase(toNumber(b, i[dim]), type.getDimSize(dim), op.getAlignCorners());
        sum = sum + readNumber(b, theta, {batch, row, buildIndex(b, b.getLoc(), k)}) * base;
      }
      return castScalar(b, sum.materialize(b), b.getF32Type(), type.getElementType());
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }

private:
  /// The coordinate, from -1 to 1, of element `x` of `size`.
  static FoldedScalar getBase(FoldedScalar x, int64_t size, bool alignCorners) {
    if (alignCorners)
      return size == 1 ? FoldedScalar(0.0) : x * (2.0 / double(size - 1)) - 1.0;
    return (x * 2.0 + 1.0) / double(size) - 1.0;
  }
};

//===-- DeformConv ---------------------------------------------------------===//

struct ConvertDeformColumns : OpConversionPattern<onnx::DeformColumnsOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::DeformColumnsOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op);
    RankedTensorType inputType = onnx::getTensorType(op.getInput());
    if (!type.hasStaticShape() || !inputType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    int64_t images = type.getDimSize(0), groups = op.getOffsetGroup();
    int64_t channels = type.getDimSize(1) / groups, taps = type.getDimSize(2);
    int64_t pixels = type.getDimSize(3);
    Value offset =
        buildReshape(rewriter, loc, adaptor.getOffset(), {images, groups, taps, 2, pixels});
    Value mask = adaptor.getMask();
    if (mask)
      mask = buildReshape(rewriter, loc, mask, {images, groups, taps, pixels});
    TapTables tables = buildTables(rewriter, op, offset, mask, {4, images, groups, taps, pixels});
    Value image =
        buildReshape(rewriter, loc, adaptor.getInput(),
                     {images, groups, channels, inputType.getDimSize(2) * inputType.getDimSize(3)});
    Value columns = buildTapSum(rewriter, loc, image, inputType.getElementType(), tables,
                                {{images, groups, channels, taps, pixels},
                                 /*tableDims=*/{0, 1, 3, 4},
                                 /*imageDims=*/{0, 1, 2}});
    rewriter.replaceOp(op, buildAsElements(rewriter, loc, columns, type));
    return success();
  }

private:
  static TapTables buildTables(OpBuilder &builder, onnx::DeformColumnsOp op, Value offset,
                               Value mask, ArrayRef<int64_t> shape) {
    Location loc = op.getLoc();
    ArrayRef<int64_t> space = onnx::getTensorType(op.getInput()).getShape().drop_front(2);
    int64_t width = onnx::getTensorType(op.getOffset()).getShape().back();
    // Calls `use` with the size of each dimension, the position along it and the tap (0 or 1).
    auto forEachAxis = [&](LocBuilder &b, ValueRange i, auto use) {
      auto [high, low] = divide(b, i[0], 2);
      auto [kernelRow, kernelColumn] = divide(b, i[3], op.getKernelShape()[1]);
      auto [row, column] = divide(b, i[4], width);
      Value corners[] = {high, low}, kernel[] = {kernelRow, kernelColumn}, pixel[] = {row, column};
      for (int64_t dim : {0, 1}) {
        Value component = buildIndex(b, loc, dim);
        FoldedScalar moved = readNumber(b, offset, {i[1], i[2], i[3], component, i[4]});
        FoldedScalar start =
            toNumber(b, pixel[dim]) * double(op.getStrides()[dim]) - double(op.getPads()[dim]);
        FoldedScalar position =
            start + toNumber(b, kernel[dim]) * double(op.getDilations()[dim]) + moved;
        use(GridAxis{space[dim], "linear", "zeros", false}, position, toNumber(b, corners[dim]));
      }
    };
    TapTables tables;
    tables.positions = buildFromIndices(
        builder, loc, RankedTensorType::get(shape, builder.getI32Type()),
        [&](LocBuilder &b, ValueRange i) -> Value {
          Value flat = buildIndex(b, loc, 0);
          forEachAxis(b, i, [&](const GridAxis &axis, FoldedScalar position, FoldedScalar tap) {
            Value inside = toIndex(b, axis.getInside(axis.getElement(position, tap)));
            flat = flatten(b, flat, axis.size, inside);
          });
          return arith::IndexCastOp::create(b, b.getI32Type(), flat);
        });
    tables.weights = buildFromIndices(
        builder, loc, RankedTensorType::get(shape, builder.getF32Type()),
        [&](LocBuilder &b, ValueRange i) {
          FoldedScalar product =
              mask ? readNumber(b, mask, {i[1], i[2], i[3], i[4]}) : FoldedScalar(1.0);
          forEachAxis(b, i, [&](const GridAxis &axis, FoldedScalar position, FoldedScalar tap) {
            product = product * axis.getWeight(position, tap);
          });
          return product.materialize(b);
        });
    return tables;
  }
};
} // namespace

//===-- Regions of interest -------------------------------------------------===//

/// A loop from `low` to `high` (indices) that carries one f32.
static FoldedScalar
buildLoop(LocBuilder &b, Value low, Value high, FoldedScalar init,
          llvm::function_ref<FoldedScalar(LocBuilder &, Value, FoldedScalar)> body) {
  auto loop = scf::ForOp::create(
      b, low, high, buildIndex(b, b.getLoc(), 1), ValueRange{init.materialize(b)},
      [&](OpBuilder &nested, Location loc, Value i, ValueRange state) {
        LocBuilder inner(loc, nested);
        FoldedScalar next = body(inner, i, FoldedScalar(inner, state[0]));
        scf::YieldOp::create(inner, next.materialize(inner));
      });
  return FoldedScalar(b, loop.getResult(0));
}

namespace {
/// More samples than this along a dimension have no index.
constexpr double kMostSamples = 0x1p30;

/// One of the two neighbours of a sample along a dimension.
struct Neighbour {
  Value index;
  FoldedScalar weight;
};

struct ConvertRoiAlign : OpConversionPattern<onnx::RoiAlignOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::RoiAlignOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op);
    RankedTensorType inputType = onnx::getTensorType(op.getInput());
    if (!type.hasStaticShape() || !inputType.hasStaticShape() || inputType.getNumElements() == 0)
      return rewriter.notifyMatchFailure(op, "dynamic shape, or nothing to sample");
    auto body = [&](LocBuilder &b, ValueRange i) {
      Value batch = tensor::ExtractOp::create(b, adaptor.getBatchIndices(), i[0]);
      batch = arith::IndexCastOp::create(b, b.getIndexType(), batch);
      Value zero = buildIndex(b, b.getLoc(), 0);
      batch = arith::MaxSIOp::create(b, batch, zero);
      batch =
          arith::MinSIOp::create(b, batch, buildIndex(b, b.getLoc(), inputType.getDimSize(0) - 1));
      Part rows = getPart(b, op, adaptor.getRois(), i[0], /*component=*/1, i[2], type.getDimSize(2),
                          inputType.getDimSize(2));
      Part columns = getPart(b, op, adaptor.getRois(), i[0], /*component=*/0, i[3],
                             type.getDimSize(3), inputType.getDimSize(3));
      bool isMax = op.getMode() == "max";
      Range insideRows = rows.getInside(), insideColumns = columns.getInside();
      FoldedScalar init = 0.0;
      // A sample that is left out is 0.
      if (isMax)
        init = select(insideRows.isPartOf(rows.count) || insideColumns.isPartOf(columns.count), 0.0,
                      -std::numeric_limits<float>::infinity());
      FoldedScalar total = buildLoop(
          b, toIndex(b, insideRows.first), toIndex(b, insideRows.end), init,
          [&](LocBuilder &b1, Value y, FoldedScalar outer) {
            return buildLoop(b1, toIndex(b1, insideColumns.first.rebuild(b1)),
                             toIndex(b1, insideColumns.end.rebuild(b1)), outer,
                             [&](LocBuilder &b2, Value x, FoldedScalar sum) {
                               return addSample(b2, adaptor.getInput(), {batch, i[1]},
                                                rows.at(b2, y), columns.at(b2, x), sum, isMax);
                             });
          });
      FoldedScalar count = rows.count * columns.count;
      if (isMax)
        total = select(count < 1.0, 0.0, total);
      else
        total = total / max(count, 1.0);
      return castScalar(b, total.materialize(b), b.getF32Type(), type.getElementType());
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }

private:
  /// Samples by their numbers.
  struct Range {
    FoldedScalar first, end;

    FoldedCondition isPartOf(FoldedScalar count) const { return 0.0 < first || end < count; }
  };

  /// The samples of one part of a region along one dimension.
  struct Part {
    FoldedScalar start, step, count;
    int64_t size;

    /// Those that may lie in the image: a huge region has many more.
    Range getInside() const {
      if (count.getConstant())
        return {0.0, min(count, kMostSamples)};
      // Far from zero, positions are rounded by more than a step.
      auto margin = [](FoldedScalar number) { return abs(number) * 0x1p-22 + 1.0; };
      auto clamp = [&](FoldedScalar number) {
        return max(0.0, min(number, min(count, kMostSamples)));
      };
      FoldedScalar first = floor((-1.0 - start) / step), end = ceil((double(size) - start) / step);
      return {clamp(first - margin(first)), clamp(end + margin(end))};
    }

    std::pair<Neighbour, Neighbour> at(LocBuilder &b, Value i) const {
      FoldedScalar position = start.rebuild(b) + (toNumber(b, i) + 0.5) * step.rebuild(b);
      FoldedCondition outside = position < -1.0 || double(size) < position;
      FoldedScalar inside = max(0.0, min(position, double(size - 1)));
      FoldedScalar low = floor(inside), fraction = inside - low;
      Value lowIndex = toIndex(b, low);
      Value highIndex = toIndex(b, min(low + 1.0, double(size - 1)));
      return {{lowIndex, select(outside, 0.0, 1.0 - fraction)},
              {highIndex, select(outside, 0.0, fraction)}};
    }
  };

  static Part getPart(LocBuilder &b, onnx::RoiAlignOp op, Value rois, Value roi, int64_t component,
                      Value part, int64_t parts, int64_t size) {
    bool halfPixel = op.getCoordinateTransformationMode() == "half_pixel";
    double scale = op.getSpatialScale().convertToDouble(), shift = halfPixel ? 0.5 : 0.0;
    auto read = [&](int64_t k) {
      return readNumber(b, rois, {roi, buildIndex(b, b.getLoc(), k)}) * scale - shift;
    };
    FoldedScalar begin = read(component), extent = read(component + 2) - begin;
    if (!halfPixel)
      extent = max(extent, 1.0);
    FoldedScalar partSize = extent / double(parts);
    FoldedScalar count = double(op.getSamplingRatio());
    if (op.getSamplingRatio() == 0)
      count = max(0.0, ceil(partSize));
    return {begin + toNumber(b, part) * partSize, partSize / max(count, 1.0), count, size};
  }

  static FoldedScalar addSample(LocBuilder &b, Value input, ArrayRef<Value> plane,
                                std::pair<Neighbour, Neighbour> rows,
                                std::pair<Neighbour, Neighbour> columns, FoldedScalar sum,
                                bool isMax) {
    for (const Neighbour &row : {rows.first, rows.second})
      for (const Neighbour &column : {columns.first, columns.second}) {
        FoldedScalar element = readNumber(b, input, {plane[0], plane[1], row.index, column.index});
        FoldedScalar weighted = row.weight * column.weight * element;
        sum = isMax ? max(sum, weighted) : sum + weighted;
      }
    return sum;
  }
};

struct ConvertMaxRoiPool : OpConversionPattern<onnx::MaxRoiPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::MaxRoiPoolOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op);
    RankedTensorType inputType = onnx::getTensorType(op.getInput());
    if (!type.hasStaticShape() || !inputType.hasStaticShape() || inputType.getNumElements() == 0)
      return rewriter.notifyMatchFailure(op, "dynamic shape, or nothing to pool");
    auto body = [&](LocBuilder &b, ValueRange i) {
      FoldedScalar image = readNumber(b, adaptor.getRois(), {i[0], buildIndex(b, b.getLoc(), 0)});
      Value batch = toIndex(b, clampIndex(image, inputType.getDimSize(0)));
      auto [top, bottom] = getRange(b, op, adaptor.getRois(), i[0], /*component=*/2, i[2],
                                    type.getDimSize(2), inputType.getDimSize(2));
      std::pair<Value, Value> columns = getRange(b, op, adaptor.getRois(), i[0], /*component=*/1,
                                                 i[3], type.getDimSize(3), inputType.getDimSize(3));
      FoldedScalar lowest = -std::numeric_limits<float>::infinity();
      FoldedScalar largest =
          buildLoop(b, top, bottom, lowest, [&](LocBuilder &b1, Value y, FoldedScalar outer) {
            return buildLoop(b1, columns.first, columns.second, outer,
                             [&](LocBuilder &b2, Value x, FoldedScalar best) {
                               return max(best,
                                          readNumber(b2, adaptor.getInput(), {batch, i[1], y, x}));
                             });
          });
      // A part without elements is 0.
      FoldedScalar result = select(lowest < largest, largest, 0.0);
      return castScalar(b, result.materialize(b), b.getF32Type(), type.getElementType());
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }

private:
  static std::pair<Value, Value> getRange(LocBuilder &b, onnx::MaxRoiPoolOp op, Value rois,
                                          Value roi, int64_t component, Value part, int64_t parts,
                                          int64_t size) {
    double scale = op.getSpatialScale().convertToDouble();
    auto read = [&](int64_t k) {
      FoldedScalar value = readNumber(b, rois, {roi, buildIndex(b, b.getLoc(), k)});
      return floor(value * scale + 0.5);
    };
    FoldedScalar begin = read(component), extent = max(read(component + 2) - begin + 1.0, 1.0);
    FoldedScalar partSize = extent / double(parts), number = toNumber(b, part);
    auto clamp = [&](FoldedScalar position) {
      return toIndex(b, max(0.0, min(position, double(size))));
    };
    return {clamp(floor(number * partSize) + begin),
            clamp(ceil((number + 1.0) * partSize) + begin)};
  }
};
} // namespace

void onnxc::populateSamplingToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertGridSample, ConvertAffineGrid, ConvertDeformColumns, ConvertRoiAlign,
               ConvertMaxRoiPool>(types, patterns.getContext());
}
