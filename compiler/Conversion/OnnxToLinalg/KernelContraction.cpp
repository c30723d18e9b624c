// Contractions with constant weights: operations of the kernel dialect, whose activations have
// their channels last, between transpositions that later passes move out of the way.
#include "compiler/Conversion/OnnxToLinalg/BlockRows.h"
#include "compiler/Conversion/OnnxToLinalg/ChannelsLast.h"
#include "compiler/Conversion/OnnxToLinalg/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/QuantizedWeights.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

static RankedTensorType getType(Value value) { return cast<RankedTensorType>(value.getType()); }

/// Fewer output channels than this would leave most of a vector along them unused.
static constexpr int64_t kFewestChannels = 4;

/// Whether a contraction of `filters` output channels is one for a kernel. Kernels compute in f32,
/// and take weights of smaller floats as they are.
static bool suitsKernel(Value weight, int64_t filters) {
  return onnx::getConstant(weight) && filters >= kFewestChannels &&
         isa<Float32Type, Float16Type, BFloat16Type>(onnx::getTensorType(weight).getElementType());
}

//===-- Weights ------------------------------------------------------------===//

namespace {
/// Weights as a kernel takes them, and what they are made of.
struct KernelWeights {
  Value value;
  kernel::BlocksAttr blocks;
};
} // namespace

/// The weights of `op`: a constant, of which `converted` is what it has become, or integers with
/// scales; nothing if they suit no kernel of `filters` output channels.
static std::optional<KernelWeights> buildWeights(OpBuilder &builder, Operation *op, Value converted,
                                                 int64_t filters) {
  if (suitsKernel(op->getOperand(1), filters))
    return KernelWeights{converted, nullptr};
  std::optional<onnx::QuantizedWeights> quantized = onnx::getQuantizedWeights(op);
  if (!quantized || filters < kFewestChannels)
    return std::nullopt;
  BlockRows rows = packBlockRows(*quantized);
  return KernelWeights{arith::ConstantOp::create(builder, op->getLoc(), rows.bytes), rows.blocks};
}

/// `input`, in the type that kernels compute in.
static Value buildInput(OpBuilder &builder, Location loc, Value input) {
  return buildFloatConversion(builder, loc, input, getSumType(getType(input).getElementType()));
}

/// What the sums start with: `bias` of one element for each channel (the last dimension) or
/// zeros.
static Value buildSums(OpBuilder &builder, Location loc, Value bias, ArrayRef<int64_t> shape) {
  if (bias)
    return buildInit(builder, loc, bias, shape);
  return buildFilled(builder, loc, RankedTensorType::get(shape, builder.getF32Type()),
                     arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0)));
}

//===-- Matrix products ----------------------------------------------------===//

static Value buildGemm(OpBuilder &builder, Location loc, Value a, KernelWeights weights,
                       bool transposed, Value sums) {
  return kernel::GemmOp::create(builder, loc, TypeRange{sums.getType()}, a, weights.value, sums,
                                transposed && !weights.blocks, /*unsigned_input=*/false,
                                /*tile=*/nullptr, weights.blocks)
      ->getResult(0);
}

namespace {
struct MatMulToKernel : OpConversionPattern<onnx::MatMulOp> {
  MatMulToKernel(const TypeConverter &types, MLIRContext *context)
      : OpConversionPattern(types, context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(onnx::MatMulOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    ArrayRef<int64_t> weights = onnx::getTensorType(op.getB()).getShape();
    if (!type.hasStaticShape() || type.getNumElements() == 0 || weights.size() != 2 ||
        weights[0] == 0)
      return failure();
    std::optional<KernelWeights> b = buildWeights(rewriter, op, adaptor.getB(), weights[1]);
    if (!b)
      return failure();
    Location loc = op.getLoc();
    int64_t rows = type.getNumElements() / weights[1];
    Value a =
        buildReshape(rewriter, loc, buildInput(rewriter, loc, adaptor.getA()), {rows, weights[0]});
    Value sums = buildSums(rewriter, loc, {}, {rows, weights[1]});
    Value product = buildGemm(rewriter, loc, a, *b, false, sums);
    product = buildReshape(rewriter, loc, product, type.getShape());
    rewriter.replaceOp(op, buildFloatConversion(rewriter, loc, product, type.getElementType()));
    return success();
  }
};

struct GemmToKernel : OpConversionPattern<onnx::GemmOp> {
  GemmToKernel(const TypeConverter &types, MLIRContext *context)
      : OpConversionPattern(types, context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(onnx::GemmOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape() || type.getNumElements() == 0 || op.getTransA() ||
        !op.getAlpha().isExactlyValue(1.0) || !op.getBeta().isExactlyValue(1.0) ||
        onnx::getTensorType(op.getA()).getNumElements() == 0)
      return failure();
    std::optional<KernelWeights> b = buildWeights(rewriter, op, adaptor.getB(), type.getDimSize(1));
    if (!b)
      return failure();
    Location loc = op.getLoc();
    Value sums = buildSums(rewriter, loc, adaptor.getC(), type.getShape());
    Value product = buildGemm(rewriter, loc, buildInput(rewriter, loc, adaptor.getA()), *b,
                              op.getTransB(), sums);
    rewriter.replaceOp(op, buildFloatConversion(rewriter, loc, product, type.getElementType()));
    return success();
  }
};
} // namespace

//===-- Convolutions -------------------------------------------------------===//

/// The input of `op` as kernels take it.
static Value buildImage(OpBuilder &builder, onnx::ConvOp op, Value input) {
  Location loc = op.getLoc();
  Value image = buildChannelsLast(builder, loc, buildInput(builder, loc, input));
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(getType(image).getElementType()));
  return buildPaddedSpace(builder, loc, image, op.getPads(), zero);
}

/// The result of `op` from that of its kernel.
static Value buildResult(OpBuilder &builder, onnx::ConvOp op, Value image) {
  Value result = buildChannelsFirst(builder, op.getLoc(), image);
  return buildFloatConversion(builder, op.getLoc(), result, getType(op).getElementType());
}

/// Whether no dimension is unknown or empty.
static bool isSolid(onnx::ConvOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  return type.hasStaticShape() && type.getNumElements() > 0 &&
         onnx::getTensorType(op.getWeight()).getNumElements() > 0;
}

namespace {
struct ConvToKernel : OpConversionPattern<onnx::ConvOp> {
  ConvToKernel(const TypeConverter &types, MLIRContext *context)
      : OpConversionPattern(types, context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(onnx::ConvOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ArrayRef<int64_t> weight = onnx::getTensorType(op.getWeight()).getShape();
    if (!isSolid(op))
      return failure();
    std::optional<KernelWeights> weights =
        buildWeights(rewriter, op, adaptor.getWeight(), weight[0] / op.getGroup());
    if (!weights)
      return failure();
    Location loc = op.getLoc();
    Value input = buildImage(rewriter, op, adaptor.getInput());
    Value sums = buildSums(rewriter, loc, adaptor.getBias(), getChannelsLastShape(getType(op)));
    auto conv = kernel::ConvOp::create(rewriter, loc, TypeRange{sums.getType()}, input,
                                       weights->value, sums, op.getStrides(), op.getDilations(),
                                       op.getGroup(), weight.drop_front(2),
                                       /*unsigned_input=*/false, /*tile=*/nullptr, weights->blocks);
    rewriter.replaceOp(op, buildResult(rewriter, op, conv->getResult(0)));
    return success();
  }
};

/// One filter for each channel: a generic whose vectors run along the channels.
struct DepthwiseConvToChannelsLast : OpConversionPattern<onnx::ConvOp> {
  DepthwiseConvToChannelsLast(const TypeConverter &types, MLIRContext *context)
      : OpConversionPattern(types, context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(onnx::ConvOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ArrayRef<int64_t> weight = onnx::getTensorType(op.getWeight()).getShape();
    if (!isSolid(op) || weight[0] != int64_t(op.getGroup()) || weight[1] != 1 ||
        !suitsKernel(op.getWeight(), weight[0]))
      return failure();
    Location loc = op.getLoc();
    Value input = buildImage(rewriter, op, adaptor.getInput());
    Value weights = buildKernelFirst(rewriter, loc, op.getWeight());
    Value sums = buildSums(rewriter, loc, adaptor.getBias(), getChannelsLastShape(getType(op)));
    Value result = buildDepthwise(rewriter, op, input, weights, sums);
    rewriter.replaceOp(op, buildResult(rewriter, op, result));
    return success();
  }

private:
  /// Constant weights C 1 K... as K... C, in the type that kernels compute in, as they are few.
  static Value buildKernelFirst(OpBuilder &builder, Location loc, Value weight) {
    RankedTensorType type = onnx::getTensorType(weight);
    SmallVector<int64_t> shape(type.getShape().drop_front(2));
    shape.push_back(type.getDimSize(0));
    onnx::ConstantTensor from = *onnx::ConstantTensor::get(weight);
    onnx::ConstantTensor to(RankedTensorType::get(shape, builder.getF32Type()));
    int64_t channels = type.getDimSize(0), taps = type.getNumElements() / channels;
    for (int64_t channel = 0; channel < channels; ++channel)
      for (int64_t tap = 0; tap < taps; ++tap)
        to.copyElement(tap * channels + channel, from, channel * taps + tap);
    return arith::ConstantOp::create(builder, loc, to.toAttr());
  }

  static Value buildDepthwise(OpBuilder &builder, onnx::ConvOp op, Value input, Value weights,
                              Value sums) {
    auto body = [](OpBuilder &b, Location loc, ValueRange args) {
      auto contract = arith::FastMathFlags::contract;
      Value product = arith::MulFOp::create(b, loc, args[0], args[1], contract);
      Value sum = arith::AddFOp::create(b, loc, args[2], product, contract);
      linalg::YieldOp::create(b, loc, sum);
    };
    return buildDepthwiseGeneric(builder, op.getLoc(), input, weights, sums, op.getStrides(),
                                 op.getDilations(), body);
  }
};
} // namespace

void onnxc::populateContractionToKernel(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvToKernel, DepthwiseConvToChannelsLast, GemmToKernel, MatMulToKernel>(
      types, patterns.getContext());
}
