// Matrix products and convolutions, each one linalg.generic that multiplies and adds.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/EinsumEquation.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

//===-- Sums of products ---------------------------------------------------===//

static Value extendTo(OpBuilder &builder, Location loc, Value scalar, Type type) {
  if (scalar.getType() == type)
    return scalar;
  return arith::ExtFOp::create(builder, loc, type, scalar);
}

namespace {
/// A sum of products over the dimensions that `output` leaves out: the first
/// `output.size()` numbered dimensions are the result's, in order.
struct Contraction {
  SmallVector<Value> inputs;
  SmallVector<SmallVector<AffineExpr>> inputMaps;
  int64_t parallelDims = 0;
  int64_t reductionDims = 0;
};
} // namespace

/// The maps of the inputs of `contraction`, and of its result.
static SmallVector<AffineMap> getMaps(const Contraction &contraction, MLIRContext *context) {
  int64_t dims = contraction.parallelDims + contraction.reductionDims;
  SmallVector<AffineMap> maps;
  for (ArrayRef<AffineExpr> exprs : contraction.inputMaps)
    maps.push_back(AffineMap::get(dims, 0, exprs, context));
  ArrayRef<AffineExpr> all = AffineMap::getMultiDimIdentityMap(dims, context).getResults();
  maps.push_back(AffineMap::get(dims, 0, all.take_front(contraction.parallelDims), context));
  return maps;
}

/// Products and sums of one operator may be taken in one step.
static constexpr auto contract = arith::FastMathFlags::contract;

static Value buildProduct(ImplicitLocOpBuilder &b, ValueRange factors, Type type) {
  Value product = extendTo(b, b.getLoc(), factors[0], type);
  for (Value factor : factors.drop_front()) {
    factor = extendTo(b, b.getLoc(), factor, type);
    product = isa<FloatType>(type) ? arith::MulFOp::create(b, product, factor, contract).getResult()
                                   : arith::MulIOp::create(b, product, factor).getResult();
  }
  return product;
}

/// Builds `contraction` on top of `init` (of the accumulator's type), or of zeros. What sums over
/// no dimension accumulates nothing, but reads `init` as any other input. Factors may be of smaller
/// floats than the result, which has elements of `elementType`.
static Value buildContraction(OpBuilder &builder, Location loc, const Contraction &contraction,
                              ArrayRef<int64_t> resultShape, Type elementType, Value init) {
  Type accumulator = getSumType(elementType);
  auto resultType = RankedTensorType::get(resultShape, accumulator);
  SmallVector<AffineMap> maps = getMaps(contraction, builder.getContext());
  SmallVector<Value> inputs = contraction.inputs;
  bool accumulates = contraction.reductionDims > 0;
  if (init && !accumulates) {
    inputs.push_back(init);
    maps.push_back(maps.back());
  }
  Value start = accumulates ? init : buildEmpty(builder, loc, resultType);
  if (!start)
    start = buildFilled(builder, loc, resultType,
                        arith::ConstantOp::create(builder, loc, builder.getZeroAttr(accumulator)));
  SmallVector<IteratorType> iterators(contraction.parallelDims, IteratorType::parallel);
  iterators.append(contraction.reductionDims, IteratorType::reduction);

  size_t factors = contraction.inputs.size();
  auto body = [&](OpBuilder &nested, Location, ValueRange args) {
    ImplicitLocOpBuilder b(loc, nested);
    Value result = buildProduct(b, args.take_front(factors), accumulator), addend = args[factors];
    if (init || accumulates)
      result = isa<FloatType>(accumulator)
                   ? arith::AddFOp::create(b, addend, result, contract).getResult()
                   : arith::AddIOp::create(b, addend, result).getResult();
    linalg::YieldOp::create(b, result);
  };
  Value sum = linalg::GenericOp::create(builder, loc, TypeRange{resultType}, inputs,
                                        ValueRange{start}, maps, iterators, body)
                  .getResult(0);
  return buildFloatConversion(builder, loc, sum, elementType);
}

//===-- Matrix products ----------------------------------------------------===//

/// A factor as the product reads it: small floats that are only widened for it are extended
/// element by element, without a copy.
static Value getFactor(ConversionPatternRewriter &rewriter, Value factor, Value converted) {
  auto cast = factor.getDefiningOp<onnx::CastOp>();
  if (!cast || !getType(factor).getElementType().isF32())
    return converted;
  Type from = getType(cast.getInput()).getElementType();
  return from.isF16() || from.isBF16() ? rewriter.getRemappedValue(cast.getInput()) : converted;
}

namespace {
/// A, B and the result as matrices with leading batch dimensions, of which either may lack
/// some or have some of size 1.
struct ConvertMatMul : OpConversionPattern<onnx::MatMulOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::MatMulOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto resultType = cast<RankedTensorType>(op.getType());
    if (!resultType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    Value a = getFactor(rewriter, op.getA(), adaptor.getA());
    Value b = getFactor(rewriter, op.getB(), adaptor.getB());
    if (getType(a).getRank() == 1)
      a = buildReshape(rewriter, loc, a, {1, getType(a).getDimSize(0)});
    if (getType(b).getRank() == 1)
      b = buildReshape(rewriter, loc, b, {getType(b).getDimSize(0), 1});
    b = dropUnitBatch(rewriter, loc, b);
    // With one matrix B for all, the batch is more rows of A.
    if (getType(b).getRank() == 2)
      a = buildReshape(rewriter, loc, a,
                       {ShapedType::getNumElements(getType(a).getShape().drop_back()),
                        getType(a).getShape().back()});
    Value product = buildMatMul(rewriter, loc, a, b, resultType.getElementType());
    rewriter.replaceOp(op, buildReshape(rewriter, loc, product, resultType.getShape()));
    return success();
  }

private:
  static Value dropUnitBatch(OpBuilder &builder, Location loc, Value value) {
    ArrayRef<int64_t> shape = getType(value).getShape();
    if (llvm::any_of(shape.drop_back(2), [](int64_t dim) { return dim != 1; }))
      return value;
    return buildReshape(builder, loc, value, shape.take_back(2));
  }

  static Value buildMatMul(OpBuilder &builder, Location loc, Value a, Value b, Type elementType) {
    MLIRContext *context = builder.getContext();
    ArrayRef<int64_t> aShape = getType(a).getShape(), bShape = getType(b).getShape();
    SmallVector<int64_t> shape;
    (void)onnx::inferBroadcastShape(loc, {aShape.drop_back(2), bShape.drop_back(2)}, shape);
    int64_t batch = shape.size();
    SmallVector<AffineExpr> aMap(getBroadcastMap(aShape.drop_back(2), shape, context).getResults());
    SmallVector<AffineExpr> bMap(getBroadcastMap(bShape.drop_back(2), shape, context).getResults());
    AffineExpr m = builder.getAffineDimExpr(batch), n = builder.getAffineDimExpr(batch + 1),
               k = builder.getAffineDimExpr(batch + 2);
    aMap.append({m, k});
    bMap.append({k, n});
    shape.append({aShape[aShape.size() - 2], bShape.back()});
    return buildContraction(builder, loc, {{a, b}, {aMap, bMap}, batch + 2, 1}, shape, elementType,
                            {});
  }
};

/// Decomposition leaves alpha and beta 1.
struct ConvertGemm : OpConversionPattern<onnx::GemmOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::GemmOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto resultType = cast<RankedTensorType>(op.getType());
    if (!resultType.hasStaticShape() || !op.getAlpha().isExactlyValue(1.0) ||
        !op.getBeta().isExactlyValue(1.0))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or factors");
    Location loc = op.getLoc();
    AffineExpr m = rewriter.getAffineDimExpr(0), n = rewriter.getAffineDimExpr(1),
               k = rewriter.getAffineDimExpr(2);
    SmallVector<AffineExpr> aMap = {m, k}, bMap = {k, n};
    if (op.getTransA())
      std::swap(aMap[0], aMap[1]);
    if (op.getTransB())
      std::swap(bMap[0], bMap[1]);
    Value init =
        adaptor.getC() ? buildInit(rewriter, loc, adaptor.getC(), resultType.getShape()) : Value();
    rewriter.replaceOp(
        op, buildContraction(rewriter, loc, {{adaptor.getA(), adaptor.getB()}, {aMap, bMap}, 2, 1},
                             resultType.getShape(), resultType.getElementType(), init));
    return success();
  }
};

struct ConvertEinsum : OpConversionPattern<onnx::EinsumOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::EinsumOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<ArrayRef<int64_t>> shapes;
    for (Value input : adaptor.getInputs())
      shapes.push_back(getType(input).getShape());
    FailureOr<onnx::EinsumEquation> equation =
        onnx::parseEinsumEquation(op.getLoc(), op.getEquation(), shapes);
    auto resultType = cast<RankedTensorType>(op.getType());
    if (failed(equation) || !resultType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Contraction contraction;
    contraction.parallelDims = equation->output.size();
    contraction.reductionDims = equation->sizes.size() - equation->output.size();
    for (auto [input, dims] : llvm::zip_equal(adaptor.getInputs(), equation->inputs)) {
      SmallVector<AffineExpr> &map = contraction.inputMaps.emplace_back();
      for (auto [dim, size] : llvm::zip_equal(dims, getType(input).getShape()))
        map.push_back(size == 1 && equation->sizes[dim] != 1 ? rewriter.getAffineConstantExpr(0)
                                                             : rewriter.getAffineDimExpr(dim));
      contraction.inputs.push_back(input);
    }
    rewriter.replaceOp(op,
                       buildContraction(rewriter, op.getLoc(), contraction, resultType.getShape(),
                                        resultType.getElementType(), {}));
    return success();
  }
};

//===-- Convolution --------------------------------------------------------===//

/// Convolution with its dimensions grouped: input N G C/G D..., weight G F/G C/G K...,
/// result N G F/G O.... Dimensions of G, C/G and F/G that are 1 are left out where another
/// remains.
struct ConvertConv : OpConversionPattern<onnx::ConvOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::ConvOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto resultType = cast<RankedTensorType>(op.getType());
    if (!resultType.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    Value input = buildPadded(rewriter, loc, adaptor.getInput(), op.getPads());
    Value weight = adaptor.getWeight();
    SmallVector<int64_t> strides(op.getStrides()), dilations(op.getDilations());
    SmallVector<int64_t> space(resultType.getShape().drop_front(2));
    if (isPointwise(op)) {
      // Pixels are independent: one dimension holds them all.
      space = {ShapedType::getNumElements(space)};
      input = reshapeSpace(rewriter, loc, input, space);
      weight = reshapeSpace(rewriter, loc, weight, {1});
      strides = dilations = {1};
    }

    SmallVector<int64_t> channels = getChannelDims(op);
    SmallVector<int64_t> shape = {resultType.getDimSize(0)};
    shape.append(channels);
    shape.append(space);
    Value init;
    if (adaptor.getBias()) {
      SmallVector<int64_t> biasShape(channels);
      biasShape.append(space.size(), 1);
      init = buildInit(rewriter, loc, buildReshape(rewriter, loc, adaptor.getBias(), biasShape),
                       shape);
    }
    Value result =
        buildContraction(rewriter, loc, buildConv(rewriter, op, input, weight, strides, dilations),
                         shape, resultType.getElementType(), init);
    rewriter.replaceOp(op, buildReshape(rewriter, loc, result, resultType.getShape()));
    return success();
  }

private:
  static Value buildPadded(OpBuilder &builder, Location loc, Value input, ArrayRef<int64_t> pads) {
    if (llvm::all_of(pads, [](int64_t pad) { return pad == 0; }))
      return input;
    size_t rank = pads.size() / 2;
    SmallVector<OpFoldResult> low(2, builder.getIndexAttr(0)), high(low);
    for (size_t i = 0; i < rank; ++i) {
      low.push_back(builder.getIndexAttr(pads[i]));
      high.push_back(builder.getIndexAttr(pads[i + rank]));
    }
    Value zero = arith::ConstantOp::create(builder, loc,
                                           builder.getZeroAttr(getType(input).getElementType()));
    return tensor::PadOp::create(builder, loc, Type(), input, low, high, zero);
  }

  static bool isPointwise(onnx::ConvOp op) {
    auto isOne = [](int64_t x) { return x == 1; };
    return llvm::all_of(onnx::getTensorType(op.getWeight()).getShape().drop_front(2), isOne) &&
           llvm::all_of(op.getStrides(), isOne);
  }

  static Value reshapeSpace(OpBuilder &builder, Location loc, Value value,
                            ArrayRef<int64_t> space) {
    SmallVector<int64_t> shape(getType(value).getShape().take_front(2));
    shape.append(space.begin(), space.end());
    return buildReshape(builder, loc, value, shape);
  }

  /// The result's channels as groups and filters of a group.
  static SmallVector<int64_t> getChannelDims(onnx::ConvOp op) {
    int64_t group = op.getGroup();
    int64_t filters = onnx::getTensorType(op.getWeight()).getDimSize(0) / group;
    if (group == 1)
      return {filters};
    if (filters == 1)
      return {group};
    return {group, filters};
  }

  static Contraction buildConv(OpBuilder &builder, onnx::ConvOp op, Value input, Value weight,
                               ArrayRef<int64_t> strides, ArrayRef<int64_t> dilations) {
    Location loc = op.getLoc();
    int64_t group = op.getGroup();
    ArrayRef<int64_t> inputShape = getType(input).getShape();
    ArrayRef<int64_t> weightShape = getType(weight).getShape();
    int64_t filters = weightShape[0] / group, channels = weightShape[1];
    int64_t next = 0;
    SmallVector<int64_t> groupedInput, groupedWeight;
    SmallVector<AffineExpr> inputMap, weightMap;
    auto addDim = [&](int64_t size, bool ofInput, bool ofWeight) {
      AffineExpr dim = builder.getAffineDimExpr(next++);
      if (ofInput) {
        groupedInput.push_back(size);
        inputMap.push_back(dim);
      }
      if (ofWeight) {
        groupedWeight.push_back(size);
        weightMap.push_back(dim);
      }
    };
    addDim(inputShape[0], true, false);
    if (group > 1)
      addDim(group, true, true);
    if (filters > 1 || group == 1)
      addDim(filters, false, true);
    int64_t firstPixelDim = next, spatialRank = strides.size();
    int64_t parallelDims = next += spatialRank;
    if (channels > 1 || group == 1)
      addDim(channels, true, true);
    for (int64_t i = 0; i < spatialRank; ++i) {
      AffineExpr position = builder.getAffineDimExpr(firstPixelDim + i) * strides[i];
      if (weightShape[i + 2] == 1) {
        weightMap.push_back(builder.getAffineConstantExpr(0));
      } else {
        AffineExpr k = builder.getAffineDimExpr(next++);
        position = position + k * dilations[i];
        weightMap.push_back(k);
      }
      groupedInput.push_back(inputShape[i + 2]);
      groupedWeight.push_back(weightShape[i + 2]);
      inputMap.push_back(position);
    }
    return {{buildReshape(builder, loc, input, groupedInput),
             buildReshape(builder, loc, weight, groupedWeight)},
            {inputMap, weightMap},
            parallelDims,
            next - parallelDims};
  }
};
} // namespace

void onnxc::populateContractionToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertMatMul, ConvertGemm, ConvertEinsum, ConvertConv>(types,
                                                                       patterns.getContext());
}
