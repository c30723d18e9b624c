// Contractions with constant weights: operations of the kernel dialect, whose activations have
// their channels last, between transpositions that later passes move out of the way.
#include "compiler/Conversion/OnnxToKernel/BlockRows.h"
#include "compiler/Conversion/OnnxToKernel/ChannelsLast.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/NarrowWeights.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/QuantizedWeights.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;

/// Fewer output channels than this would leave most of a vector along them unused.
static constexpr int64_t kFewestChannels = 4;

/// Why `op`, a contraction with `filters` output channels in a group, is not one for a kernel;
/// empty if it is. Kernels compute in f32, and take weights of smaller floats as they are, and
/// integers with scales.
static std::string getObstacle(Operation *op, int64_t filters) {
  RankedTensorType result = getType(op->getResult(0));
  RankedTensorType weight = onnx::getTensorType(op->getOperand(1));
  if (!onnx::getConstant(op->getOperand(1)) && !onnx::getNarrowWeights(op) &&
      !onnx::getQuantizedWeights(op))
    return "the weights are not constant";
  if (!isa<Float32Type, Float16Type, BFloat16Type>(weight.getElementType()))
    return llvm::formatv("the weights are of {0}", weight.getElementType());
  if (!result.hasStaticShape() || result.getNumElements() == 0 || weight.getNumElements() == 0)
    return "a size is unknown or 0";
  if (filters < kFewestChannels)
    return llvm::formatv("there are fewer than {0} output channels in a group", kFewestChannels);
  return "";
}

/// Says that `op` is left to other patterns, which make loops of it.
static LogicalResult refuse(PatternRewriter &rewriter, Operation *op, const Twine &obstacle) {
  remark::missed(op->getLoc(),
                 remark::RemarkOpts::name("Kernel").category("convert-onnx-to-linalg"))
      << ("does not become a kernel: " + obstacle).str();
  return rewriter.notifyMatchFailure(op, obstacle);
}

//===-- Weights ------------------------------------------------------------===//

namespace {
/// Weights as a kernel takes them, and what they are made of.
struct KernelWeights {
  Value value;
  kernel::BlocksAttr blocks;
};
} // namespace

/// The weights of `op`: a constant, of which `converted` is what it has become, one of smaller
/// floats, or integers with scales.
static KernelWeights buildWeights(ConversionPatternRewriter &rewriter, Operation *op,
                                  Value converted) {
  if (onnx::getConstant(op->getOperand(1)))
    return {converted, nullptr};
  if (Value narrow = onnx::getNarrowWeights(op))
    return {rewriter.getRemappedValue(narrow), nullptr};
  BlockRows rows = packBlockRows(*onnx::getQuantizedWeights(op));
  return {arith::ConstantOp::create(rewriter, op->getLoc(), rows.bytes), rows.blocks};
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
    if (weights.size() != 2)
      return refuse(rewriter, op, "B is not a matrix");
    if (std::string obstacle = getObstacle(op, weights[1]); !obstacle.empty())
      return refuse(rewriter, op, obstacle);
    KernelWeights b = buildWeights(rewriter, op, adaptor.getB());
    Location loc = op.getLoc();
    int64_t rows = type.getNumElements() / weights[1];
    Value a =
        buildReshape(rewriter, loc, buildInput(rewriter, loc, adaptor.getA()), {rows, weights[0]});
    Value sums = buildSums(rewriter, loc, {}, {rows, weights[1]});
    Value product = buildGemm(rewriter, loc, a, b, false, sums);
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
    if (std::string obstacle = getObstacle(op, type.getDimSize(1)); !obstacle.empty())
      return refuse(rewriter, op, obstacle);
    if (op.getTransA())
      return refuse(rewriter, op, "A is transposed");
    if (!op.getAlpha().isExactlyValue(1.0) || !op.getBeta().isExactlyValue(1.0))
      return refuse(rewriter, op, "alpha or beta is not 1");
    KernelWeights b = buildWeights(rewriter, op, adaptor.getB());
    Location loc = op.getLoc();
    Value sums = buildSums(rewriter, loc, adaptor.getC(), type.getShape());
    Value product = buildGemm(rewriter, loc, buildInput(rewriter, loc, adaptor.getA()), b,
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

/// Whether there is one filter for each channel.
static bool isDepthwise(onnx::ConvOp op) {
  ArrayRef<int64_t> weight = onnx::getTensorType(op.getWeight()).getShape();
  return weight[0] == int64_t(op.getGroup()) && weight[1] == 1;
}

namespace {
struct ConvToKernel : OpConversionPattern<onnx::ConvOp> {
  ConvToKernel(const TypeConverter &types, MLIRContext *context)
      : OpConversionPattern(types, context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(onnx::ConvOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (isDepthwise(op))
      return failure();
    ArrayRef<int64_t> weight = onnx::getTensorType(op.getWeight()).getShape();
    std::string obstacle = getObstacle(op, weight[0] / op.getGroup());
    if (!obstacle.empty())
      return refuse(rewriter, op, obstacle);
    KernelWeights weights = buildWeights(rewriter, op, adaptor.getWeight());
    Location loc = op.getLoc();
    Value input = buildImage(rewriter, op, adaptor.getInput());
    Value sums = buildSums(rewriter, loc, adaptor.getBias(), getChannelsLastShape(getType(op)));
    auto conv = kernel::ConvOp::create(rewriter, loc, TypeRange{sums.getType()}, input,
                                       weights.value, sums, op.getStrides(), op.getDilations(),
                                       op.getGroup(), weight.drop_front(2),
                                       /*unsigned_input=*/false, /*tile=*/nullptr, weights.blocks);
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
    if (!isDepthwise(op))
      return failure();
    if (!onnx::getConstant(op.getWeight()))
      return refuse(rewriter, op, "the weights are not constant");
    std::string obstacle = getObstacle(op, op.getGroup());
    if (!obstacle.empty())
      return refuse(rewriter, op, obstacle);
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
