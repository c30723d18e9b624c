#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"
#include "dialects/Onnx/Transforms/Quantize/FuseQuantizedConvTranspose.h"
#include "dialects/Onnx/Transforms/Quantize/GatherQuantized.h"
#include "dialects/Onnx/Transforms/Quantize/MoveDequantize.h"
#include "dialects/Onnx/Transforms/Quantize/NormalizeQuantized.h"
#include "dialects/Onnx/Transforms/Quantize/Passes.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedEnd.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"
#include "dialects/Onnx/Transforms/Quantize/SumQuantizedFloats.h"
#include "dialects/Onnx/Transforms/Quantize/TabulateQuantized.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_FUSEQUANTIZED
#include "dialects/Onnx/Transforms/Quantize/Passes.h.inc"
} // namespace onnxc::onnx

//===-- Scales -------------------------------------------------------------===//

/// What one step of the sums of products of `x` and `w` stands for, for each output channel: of one
/// element if all are equal.
static std::vector<float> getSumScales(const QuantizedTensor &x, const QuantizedTensor &w) {
  std::vector<float> scales;
  for (float scale : w.scales)
    scales.push_back(x.scales.front() * scale);
  return scales;
}

static float getScale(ArrayRef<float> scales, size_t channel) {
  return scales[scales.size() == 1 ? 0 : channel];
}

//===-- Biases -------------------------------------------------------------===//

/// The elements of a constant `bias`, which `channels` are the last dimension of; nothing if it is
/// no constant of one for each.
static std::optional<std::vector<double>> getBias(Value bias, int64_t channels) {
  ArrayRef<int64_t> shape = getTensorType(bias).getShape();
  if (shape.empty() || shape.back() != channels)
    return std::nullopt;
  std::vector<double> values;
  if (std::optional<QuantizedTensor> quantized = getQuantizedConstant(bias)) {
    std::optional<SmallVector<int64_t>> elements = getConstantInts(quantized->elements);
    for (auto [i, element] : llvm::enumerate(*elements))
      values.push_back(double(element - quantized->getZeroPoint(i)) *
                       getScale(quantized->scales, i));
  } else if (std::optional<SmallVector<double>> floats = getConstantFloats(bias)) {
    values.assign(floats->begin(), floats->end());
  }
  return int64_t(values.size()) == channels ? std::optional(values) : std::nullopt;
}

/// `value` in steps of `scale`, of which the result has steps of `outScale`, 0 if it has none.
/// Nothing if it is not a number of steps, and rounding it to one could change the result by more
/// than a step, or if there would be no room for the sums.
static std::optional<int32_t> getSteps(double value, float scale, float outScale) {
  double steps = value / double(scale), rounded = std::nearbyint(steps);
  constexpr double kMost = 1 << 30, kRoundingOfFloats = 0x1p-22;
  bool isWhole = std::abs(steps - rounded) <= std::abs(steps) * kRoundingOfFloats;
  if (!(std::abs(rounded) <= kMost) || !(isWhole || scale <= outScale))
    return std::nullopt;
  return int32_t(rounded);
}

/// `bias` of `op`, in steps of the sums for each of `channels`; nothing if it must stay a float.
static std::optional<std::vector<int32_t>> getBiasSteps(Operation *op, Value bias,
                                                        ArrayRef<float> scales, int64_t channels) {
  std::optional<std::vector<double>> values = getBias(bias, channels);
  if (!values)
    return std::nullopt;
  std::optional<Requantization> end = getRequantization(op->getResult(0));
  std::vector<int32_t> steps;
  for (auto [i, value] : llvm::enumerate(*values)) {
    std::optional<int32_t> step = getSteps(value, getScale(scales, i), end ? end->scale : 0);
    if (!step)
      return std::nullopt;
    steps.push_back(*step);
  }
  return steps;
}

/// `sums` with `steps` for each channel, which have `inner` dimensions after them.
static Value addSteps(OpBuilder &builder, Location loc, Value sums, ArrayRef<int32_t> steps,
                      int64_t inner) {
  SmallVector<int64_t> shape(inner + 1, 1);
  shape[0] = steps.size();
  auto type = RankedTensorType::get(shape, builder.getI32Type());
  Value constant = ConstantOp::create(builder, loc, type, DenseElementsAttr::get(type, steps));
  return AddOp::create(builder, loc, sums, constant);
}

/// `finishSums` for an `op` with a `bias`, which may be absent. Where it is not a number of steps
/// of the sums, floats are added, as the model says.
static void finishWithBias(PatternRewriter &rewriter, Operation *op, Value sums,
                           ArrayRef<float> scales, int64_t inner, Value bias, int64_t channels) {
  Location loc = op->getLoc();
  if (!bias)
    return finishSums(rewriter, op, sums, scales, inner);
  if (std::optional<std::vector<int32_t>> steps = getBiasSteps(op, bias, scales, channels))
    return finishSums(rewriter, op, addSteps(rewriter, loc, sums, *steps, inner), scales, inner);
  Formula f{rewriter, loc};
  Value product =
      f.mul(f.castTo(sums, rewriter.getF32Type()), buildScales(rewriter, loc, scales, inner));
  if (inner > 0)
    bias = f.perChannel(bias, sums);
  rewriter.replaceOpWithNewOp<AddOp>(op, op->getResult(0).getType(), product, bias);
}

//===-- Contractions -------------------------------------------------------===//

/// The quantized input of a contraction: 8-bit integers of one scale.
static std::optional<QuantizedTensor> getInput(Value value) {
  std::optional<QuantizedTensor> x = getQuantized(value.getDefiningOp<DequantizeLinearOp>());
  if (!x || x->scales.size() != 1 || !x->isOfBytes())
    return std::nullopt;
  return x;
}

/// The quantized constant weights of a contraction: 8-bit integers of one scale, or one for each
/// output channel, which `axis` is.
static std::optional<QuantizedTensor> getWeights(Value value, int64_t axis) {
  std::optional<QuantizedTensor> w = getQuantizedConstant(value);
  if (!w || !w->isOfBytes() || (w->scales.size() > 1 && w->axis != axis))
    return std::nullopt;
  return w;
}

namespace {
/// A Conv of quantized tensors adds up products of integers:
///
///   onnx.QuantizeLinear (onnx.Relu (onnx.Conv (onnx.DequantizeLinear %x), (... %w), (... %b)))
/// becomes
///   onnx.requantize (onnx.Add (onnx.ConvInteger %x, %w), %b)
struct FuseQuantizedConv : OpRewritePattern<ConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getInput(op.getInput());
    std::optional<QuantizedTensor> w = getWeights(op.getWeight(), /*axis=*/0);
    if (!x || !w || !getTensorType(op).getElementType().isF32())
      return failure();
    int64_t channels = getTensorType(op).getDimSize(1), inner = op.getStrides().size();
    std::vector<float> scales = getSumScales(*x, *w);
    Location loc = op.getLoc();
    Value sums = ConvIntegerOp::create(
        rewriter, loc, getTensorType(op).clone(rewriter.getI32Type()), x->elements, w->elements,
        x->buildZeroPoint(rewriter, loc), w->buildZeroPoint(rewriter, loc), op.getStrides(),
        op.getPads(), op.getDilations(), op.getGroup());
    finishWithBias(rewriter, op, sums, scales, inner, op.getBias(), channels);
    return success();
  }
};

/// The same for matrix products with constant weights.
struct FuseQuantizedGemm : OpRewritePattern<GemmOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GemmOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getInput(op.getA());
    std::optional<QuantizedTensor> w = getWeights(op.getB(), op.getTransB() ? 0 : 1);
    RankedTensorType type = getTensorType(op);
    if (!x || !w || op.getTransA() || !op.getAlpha().isExactlyValue(1.0) ||
        !op.getBeta().isExactlyValue(1.0) || !type.getElementType().isF32())
      return failure();
    std::vector<float> scales = getSumScales(*x, *w);
    Formula f{rewriter, op.getLoc()};
    Value weights = op.getTransB() ? f.transpose(w->elements, {1, 0}) : w->elements;
    Value sums = MatMulIntegerOp::create(rewriter, f.loc, type.clone(rewriter.getI32Type()),
                                         x->elements, weights, x->buildZeroPoint(rewriter, f.loc),
                                         w->buildZeroPoint(rewriter, f.loc));
    finishWithBias(rewriter, op, sums, scales, /*inner=*/0, op.getC(), type.getDimSize(1));
    return success();
  }
};

struct FuseQuantizedMatMul : OpRewritePattern<MatMulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatMulOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getInput(op.getA()), w = getWeights(op.getB(), /*axis=*/1);
    RankedTensorType type = getTensorType(op);
    if (!x || !w || getTensorType(op.getB()).getRank() != 2 ||
        getTensorType(op.getA()).getRank() < 2 || !type.getElementType().isF32())
      return failure();
    Location loc = op.getLoc();
    Value sums = MatMulIntegerOp::create(rewriter, loc, type.clone(rewriter.getI32Type()),
                                         x->elements, w->elements, x->buildZeroPoint(rewriter, loc),
                                         w->buildZeroPoint(rewriter, loc));
    finishSums(rewriter, op, sums, getSumScales(*x, *w), /*inner=*/0);
    return success();
  }
};

//===-- Means --------------------------------------------------------------===//

/// A mean of quantized numbers is an exact sum of them, and one rounding.
struct FuseQuantizedMean : OpRewritePattern<GlobalAveragePoolOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GlobalAveragePoolOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getInput(op.getInput());
    // Sums of more would not fit an int32.
    constexpr int64_t kMostPixels = 1 << 22;
    ArrayRef<int64_t> shape = getTensorType(op.getInput()).getShape();
    if (!x || !getTensorType(op).hasStaticShape() || ShapedType::isDynamicShape(shape) ||
        shape.size() < 3)
      return failure();
    int64_t pixels = ShapedType::getNumElements(shape.drop_front(2));
    if (pixels < 1 || pixels > kMostPixels)
      return failure();
    Formula f{rewriter, op.getLoc()};
    Value numbers = f.castTo(x->elements, rewriter.getI32Type());
    SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(2, shape.size()));
    Value sums = f.reduce<ReduceSumOp>(numbers, axes);
    if (int64_t zeroPoint = x->getZeroPoint(0))
      sums = f.add(sums, f.scalar(sums, double(-zeroPoint * pixels)));
    finishSums(rewriter, op, sums, x->scales.front() / float(pixels), /*inner=*/0);
    return success();
  }
};

/// A mean of windows with as many numbers is a depthwise convolution with ones.
struct FuseQuantizedPool : OpRewritePattern<AveragePoolOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AveragePoolOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getInput(op.getInput());
    RankedTensorType type = getTensorType(op);
    auto isZero = [](int64_t pad) { return pad == 0; };
    if (!x || !type.hasStaticShape() || !getTensorType(op.getInput()).hasStaticShape() ||
        !type.getElementType().isF32())
      return failure();
    if (!hasWholeWindows(op) || !(op.getCountIncludePad() || llvm::all_of(op.getPads(), isZero)))
      return rewriter.notifyMatchFailure(op, "divides by the sizes of parts of windows");
    Location loc = op.getLoc();
    int64_t channels = type.getDimSize(1);
    SmallVector<int64_t> shape = {channels, 1};
    llvm::append_range(shape, op.getKernelShape());
    int64_t elements = ShapedType::getNumElements(op.getKernelShape());
    ConstantTensor ones(RankedTensorType::get(shape, rewriter.getI8Type()));
    llvm::fill(ones.ints, 1);
    Value sums =
        ConvIntegerOp::create(rewriter, loc, type.clone(rewriter.getI32Type()), x->elements,
                              ConstantOp::create(rewriter, loc, ones.type, ones.toAttr()),
                              x->buildZeroPoint(rewriter, loc), /*weight_zero_point=*/Value(),
                              op.getStrides(), op.getPads(), op.getDilations(), /*group=*/channels);
    finishSums(rewriter, op, sums, x->scales.front() / float(elements), /*inner=*/0);
    return success();
  }

  /// Whether the last window ends within what is padded, as `ceil_mode` does not see to.
  static bool hasWholeWindows(AveragePoolOp op) {
    size_t rank = op.getStrides().size();
    for (size_t i = 0; i < rank; ++i) {
      int64_t padded =
          getTensorType(op.getInput()).getDimSize(i + 2) + op.getPads()[i] + op.getPads()[rank + i];
      int64_t last = (getTensorType(op).getDimSize(i + 2) - 1) * op.getStrides()[i];
      if (last + (op.getKernelShape()[i] - 1) * op.getDilations()[i] >= padded)
        return false;
    }
    return true;
  }
};

struct FuseQuantizedPass : onnxc::onnx::impl::FuseQuantizedBase<FuseQuantizedPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseQuantizedConv, FuseQuantizedGemm, FuseQuantizedMatMul, FuseQuantizedMean>(
        &getContext());
    // Patterns for one operator are tried in this order: means of all, of windows, of floats.
    populateMakePoolsGlobal(patterns);
    patterns.add<FuseQuantizedPool>(&getContext());
    populateFuseQuantizedConvTranspose(patterns);
    populateGatherQuantized(patterns);
    populateMoveDequantize(patterns);
    populateNormalizeQuantized(patterns);
    populateSumQuantizedFloats(patterns);
    populateTabulateQuantized(patterns);
    // Chains of any length.
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
