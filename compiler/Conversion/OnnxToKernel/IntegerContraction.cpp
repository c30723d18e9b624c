// Contractions of bytes with constant weights: operations of the kernel dialect with sums of i32.
//
// A sum over (x - zero point) * w is one over x * w, less the zero point times the sum of the
// weights of its output channel. So kernels read bytes as they are, what pads them is the zero
// point, and sums begin with what is to be taken off.
#include "dialects/Onnx/IR/IntegerContraction.h"
#include "compiler/Conversion/OnnxToKernel/ChannelsLast.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

//===-- Weights ------------------------------------------------------------===//

/// Constant weights less their zero points: one for all, or one for each slice along `axis`. They
/// are of i8 where all fit, else of i16.
static onnx::ConstantTensor getWeights(Value weights, Value zeroPoint, int64_t axis) {
  onnx::ConstantTensor result = *onnx::ConstantTensor::get(weights);
  SmallVector<int64_t> zeroPoints = {0};
  if (zeroPoint)
    zeroPoints = *onnx::getConstantInts(zeroPoint);
  int64_t inner = 1;
  for (int64_t size : result.type.getShape().drop_front(axis + 1))
    inner *= size;
  int64_t least = 0, most = 0;
  for (auto [i, value] : llvm::enumerate(result.ints)) {
    value -= zeroPoints[int64_t(i) / inner % zeroPoints.size()];
    least = std::min(least, value);
    most = std::max(most, value);
  }
  unsigned bits = least >= -128 && most <= 127 ? 8 : 16;
  result.type = result.type.clone(IntegerType::get(weights.getContext(), bits));
  return result;
}

/// The sum of the weights of each output channel, which are the slices along `axis`.
static SmallVector<int32_t> getChannelSums(const onnx::ConstantTensor &weights, int64_t axis) {
  int64_t channels = weights.type.getDimSize(axis), inner = 1;
  for (int64_t size : weights.type.getShape().drop_front(axis + 1))
    inner *= size;
  SmallVector<int32_t> sums(channels, 0);
  for (auto [i, value] : llvm::enumerate(weights.ints))
    sums[int64_t(i) / inner % channels] += value;
  return sums;
}

namespace {
/// Weights in bytes, of which `rest` is still to be taken: one number for each output channel, or
/// none.
struct SplitWeights {
  onnx::ConstantTensor bytes;
  SmallVector<int32_t> rest;
};
} // namespace

/// Splits the weights of a matrix whose zero points are too far from the middle for them to be
/// bytes.
static SplitWeights splitWeights(const onnx::ConstantTensor &weights) {
  if (weights.type.getElementType().isInteger(8))
    return {weights, {}};
  int64_t columns = weights.type.getDimSize(1);
  SmallVector<int32_t> rest(columns, std::numeric_limits<int32_t>::max());
  for (auto [i, value] : llvm::enumerate(weights.ints)) {
    int32_t &least = rest[int64_t(i) % columns];
    least = std::min(least, int32_t(value) + 128);
  }
  onnx::ConstantTensor bytes(
      weights.type.clone(weights.type.getShape(), IntegerType::get(weights.type.getContext(), 8)));
  for (auto [i, value] : llvm::enumerate(weights.ints))
    bytes.ints[i] = value - rest[int64_t(i) % columns];
  return {std::move(bytes), std::move(rest)};
}

//===-- Zero points --------------------------------------------------------===//

namespace {
/// The zero point of an input: a number, or a tensor of one element.
struct ZeroPoint {
  std::optional<int64_t> number;
  Value tensor;
  bool isUnsigned;
};
} // namespace

/// `zeroPoint` of an `input` in the `onnx` dialect; `converted` is what it has become.
static ZeroPoint getZeroPoint(Value input, Value zeroPoint, Value converted) {
  bool isUnsigned = getType(input).getElementType().isUnsignedInteger();
  if (!zeroPoint)
    return {0, {}, isUnsigned};
  return {onnx::getConstantInt(zeroPoint), converted, isUnsigned};
}

/// The zero point as the scalar that pads the input.
static Value buildPadding(OpBuilder &builder, Location loc, const ZeroPoint &zeroPoint) {
  if (zeroPoint.number)
    return arith::ConstantOp::create(
        builder, loc,
        builder.getIntegerAttr(builder.getI8Type(), APInt(8, *zeroPoint.number, /*isSigned=*/true,
                                                          /*implicitTrunc=*/true)));
  SmallVector<Value> first(getType(zeroPoint.tensor).getRank(), buildIndex(builder, loc, 0));
  return tensor::ExtractOp::create(builder, loc, zeroPoint.tensor, first);
}

static Value buildVector(OpBuilder &builder, Location loc, ArrayRef<int32_t> values) {
  auto type = RankedTensorType::get({int64_t(values.size())}, builder.getI32Type());
  return arith::ConstantOp::create(builder, loc, DenseElementsAttr::get(type, values));
}

/// What sums of `shape`, whose last dimension is the output channels, begin with: the zero point
/// times the sums of the weights, taken off.
static Value buildSums(OpBuilder &builder, Location loc, const ZeroPoint &zeroPoint,
                       SmallVector<int32_t> channelSums, ArrayRef<int64_t> shape) {
  Type i32 = builder.getI32Type();
  auto type = RankedTensorType::get(shape, i32);
  if (!zeroPoint.number) {
    Value sums = buildVector(builder, loc, channelSums);
    Value one = buildReshape(builder, loc, zeroPoint.tensor, {});
    return buildElementwise(
        builder, loc, {sums, one}, {i32, builder.getI8Type()}, type,
        [&](ImplicitLocOpBuilder &b, ValueRange x) {
          Value wide = zeroPoint.isUnsigned ? arith::ExtUIOp::create(b, i32, x[1]).getResult()
                                            : arith::ExtSIOp::create(b, i32, x[1]).getResult();
          Value zero = arith::ConstantIntOp::create(b, i32, 0);
          return arith::SubIOp::create(b, zero, arith::MulIOp::create(b, x[0], wide));
        });
  }
  if (*zeroPoint.number == 0)
    return buildFilled(builder, loc, type, arith::ConstantIntOp::create(builder, loc, i32, 0));
  for (int32_t &sum : channelSums)
    sum *= -int32_t(*zeroPoint.number);
  return buildInit(builder, loc, buildVector(builder, loc, channelSums), shape);
}

//===-- Matrix products ----------------------------------------------------===//

/// `sums` with the products of `rest`, which all weights of a column have in common: as many times
/// the sum of a row.
static Value addRest(OpBuilder &builder, Location loc, Value sums, Value a, bool isUnsigned,
                     ArrayRef<int32_t> rest) {
  Type i32 = builder.getI32Type();
  Value zero = arith::ConstantIntOp::create(builder, loc, i32, 0);
  auto addWide = [&](ImplicitLocOpBuilder &b, ValueRange x) -> Value {
    Value wide = isUnsigned ? arith::ExtUIOp::create(b, i32, x[0]).getResult()
                            : arith::ExtSIOp::create(b, i32, x[0]).getResult();
    return arith::AddIOp::create(b, x[1], wide);
  };
  Value rows =
      buildReduction(builder, loc, a, builder.getI8Type(), {1}, /*keepDims=*/true, zero, addWide);
  return buildElementwise(builder, loc, {sums, rows, buildVector(builder, loc, rest)},
                          {i32, i32, i32}, getType(sums),
                          [](ImplicitLocOpBuilder &b, ValueRange x) -> Value {
                            Value product = arith::MulIOp::create(b, x[1], x[2]);
                            return arith::AddIOp::create(b, x[0], product);
                          });
}

namespace {
struct MatMulIntegerToKernel : OpConversionPattern<onnx::MatMulIntegerOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::MatMulIntegerOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (StringRef obstacle = onnx::getKernelObstacle(op); !obstacle.empty())
      return rewriter.notifyMatchFailure(op, obstacle);
    Location loc = op.getLoc();
    onnx::ConstantTensor weights = getWeights(op.getB(), op.getBZeroPoint(), /*axis=*/1);
    ZeroPoint zeroPoint = getZeroPoint(op.getA(), op.getAZeroPoint(), adaptor.getAZeroPoint());
    int64_t depth = weights.type.getDimSize(0), columns = weights.type.getDimSize(1);
    int64_t rows = onnx::getTensorType(op).getNumElements() / columns;
    Value a = buildReshape(rewriter, loc, adaptor.getA(), {rows, depth});
    Value sums =
        buildSums(rewriter, loc, zeroPoint, getChannelSums(weights, /*axis=*/1), {rows, columns});
    SplitWeights split = splitWeights(weights);
    if (!split.rest.empty())
      sums = addRest(rewriter, loc, sums, a, zeroPoint.isUnsigned, split.rest);
    Value packed = arith::ConstantOp::create(rewriter, loc, split.bytes.toAttr());
    auto gemm = kernel::GemmOp::create(rewriter, loc, TypeRange{sums.getType()}, a, packed, sums,
                                       /*transposed=*/false, zeroPoint.isUnsigned,
                                       /*tile=*/nullptr, /*blocks=*/nullptr);
    rewriter.replaceOp(
        op, buildReshape(rewriter, loc, gemm->getResult(0), onnx::getTensorType(op).getShape()));
    return success();
  }
};

//===-- Convolutions -------------------------------------------------------===//

struct ConvIntegerToKernel : OpConversionPattern<onnx::ConvIntegerOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::ConvIntegerOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (StringRef obstacle = onnx::getKernelObstacle(op); !obstacle.empty())
      return rewriter.notifyMatchFailure(op, obstacle);
    Location loc = op.getLoc();
    onnx::ConstantTensor weights = getWeights(op.getWeight(), op.getWeightZeroPoint(), /*axis=*/0);
    ZeroPoint zeroPoint =
        getZeroPoint(op.getInput(), op.getInputZeroPoint(), adaptor.getInputZeroPoint());
    Value image = buildChannelsLast(rewriter, loc, adaptor.getInput());
    if (llvm::any_of(op.getPads(), [](int64_t pad) { return pad != 0; }))
      image = buildPaddedSpace(rewriter, loc, image, op.getPads(),
                               buildPadding(rewriter, loc, zeroPoint));
    Value sums = buildSums(rewriter, loc, zeroPoint, getChannelSums(weights, /*axis=*/0),
                           getChannelsLastShape(onnx::getTensorType(op)));
    Value result = isDepthwise(op) ? buildDepthwise(rewriter, op, image, zeroPoint, weights, sums)
                                   : buildConv(rewriter, op, image, zeroPoint, weights, sums);
    rewriter.replaceOp(op, buildChannelsFirst(rewriter, loc, result));
    return success();
  }

private:
  static bool isDepthwise(onnx::ConvIntegerOp op) {
    ArrayRef<int64_t> weight = onnx::getTensorType(op.getWeight()).getShape();
    return weight[0] == int64_t(op.getGroup()) && weight[1] == 1;
  }

  static Value buildConv(OpBuilder &builder, onnx::ConvIntegerOp op, Value image,
                         const ZeroPoint &zeroPoint, const onnx::ConstantTensor &weights,
                         Value sums) {
    Value constant = arith::ConstantOp::create(builder, op.getLoc(), weights.toAttr());
    return kernel::ConvOp::create(builder, op.getLoc(), TypeRange{sums.getType()}, image, constant,
                                  sums, op.getStrides(), op.getDilations(), op.getGroup(),
                                  weights.type.getShape().drop_front(2), zeroPoint.isUnsigned,
                                  /*tile=*/nullptr, /*blocks=*/nullptr)
        ->getResult(0);
  }

  /// Weights C 1 K... as K... C.
  static Value buildKernelFirst(OpBuilder &builder, Location loc,
                                const onnx::ConstantTensor &weights) {
    SmallVector<int64_t> shape(weights.type.getShape().drop_front(2));
    int64_t channels = weights.type.getDimSize(0), taps = weights.size() / channels;
    shape.push_back(channels);
    onnx::ConstantTensor moved(RankedTensorType::get(shape, weights.type.getElementType()));
    for (int64_t channel = 0; channel < channels; ++channel)
      for (int64_t tap = 0; tap < taps; ++tap)
        moved.copyElement(tap * channels + channel, weights, channel * taps + tap);
    return arith::ConstantOp::create(builder, loc, moved.toAttr());
  }

  /// A generic whose vectors run along the channels. Dimensions: batch, space, channels, kernel.
  static Value buildDepthwise(OpBuilder &builder, onnx::ConvIntegerOp op, Value image,
                              const ZeroPoint &zeroPoint, const onnx::ConstantTensor &weights,
                              Value sums) {
    Type i32 = builder.getI32Type();
    auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
      Value x = zeroPoint.isUnsigned ? arith::ExtUIOp::create(b, loc, i32, args[0]).getResult()
                                     : arith::ExtSIOp::create(b, loc, i32, args[0]).getResult();
      Value w = arith::ExtSIOp::create(b, loc, i32, args[1]);
      Value product = arith::MulIOp::create(b, loc, x, w);
      linalg::YieldOp::create(b, loc, arith::AddIOp::create(b, loc, args[2], product).getResult());
    };
    return buildDepthwiseGeneric(builder, op.getLoc(), image,
                                 buildKernelFirst(builder, op.getLoc(), weights), sums,
                                 op.getStrides(), op.getDilations(), body);
  }
};
} // namespace

void onnxc::populateIntegerContractionToKernel(const TypeConverter &types,
                                               RewritePatternSet &patterns) {
  patterns.add<ConvIntegerToKernel, MatMulIntegerToKernel>(types, patterns.getContext());
}
