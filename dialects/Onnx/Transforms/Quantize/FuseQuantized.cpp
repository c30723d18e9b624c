#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"
#include "dialects/Onnx/Transforms/Quantize/MoveDequantize.h"
#include "dialects/Onnx/Transforms/Quantize/Passes.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"
#include "dialects/Onnx/Transforms/Quantize/TabulateQuantized.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_FUSEQUANTIZED
#include "dialects/Onnx/Transforms/Quantize/Passes.h.inc"
} // namespace onnxc::onnx

//===-- Scales and biases --------------------------------------------------===//

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

/// A constant f32 tensor of the scales that broadcasts along the channels, which have `inner`
/// dimensions behind them.
static Value buildScales(OpBuilder &builder, Location loc, ArrayRef<float> scales, int64_t inner) {
  SmallVector<int64_t> shape;
  if (scales.size() > 1) {
    shape.assign(inner + 1, 1);
    shape[0] = scales.size();
  }
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  return ConstantOp::create(builder, loc, type, DenseElementsAttr::get(type, scales));
}

/// `bias` in steps of the sums, rounded to nearest; nothing if it is no constant with one value for
/// each of `channels`, or if a step does not fit an int32.
static std::optional<std::vector<int32_t>> getBiasSteps(Value bias, ArrayRef<float> scales,
                                                        int64_t channels) {
  std::vector<double> values;
  if (std::optional<QuantizedTensor> quantized = getQuantizedConstant(bias)) {
    std::optional<SmallVector<int64_t>> elements = getConstantInts(quantized->elements);
    for (auto [i, element] : llvm::enumerate(*elements))
      values.push_back(double(element - quantized->getZeroPoint(i)) *
                       getScale(quantized->scales, i));
  } else if (std::optional<SmallVector<double>> floats = getConstantFloats(bias)) {
    values.assign(floats->begin(), floats->end());
  }
  if (int64_t(values.size()) != channels)
    return std::nullopt;
  std::vector<int32_t> steps;
  for (auto [i, value] : llvm::enumerate(values)) {
    double step = std::nearbyint(value / double(getScale(scales, i)));
    // Room is left for the sums.
    constexpr double kMost = 1 << 30;
    if (!(std::abs(step) <= kMost))
      return std::nullopt;
    steps.push_back(int32_t(step));
  }
  return steps;
}

//===-- Ends of islands ----------------------------------------------------===//

namespace {
/// The activation and the QuantizeLinear that follow a result which nobody else reads.
struct Requantization {
  QuantizeLinearOp quantize;
  float scale;
  int64_t zeroPoint;
  /// The range of quantized numbers that the activation leaves.
  int64_t least, most;
};
} // namespace

static std::pair<int64_t, int64_t> getIntegerRange(Type type) {
  unsigned width = type.getIntOrFloatBitWidth();
  if (type.isUnsignedInteger())
    return {0, (int64_t(1) << width) - 1};
  return {-(int64_t(1) << (width - 1)), (int64_t(1) << (width - 1)) - 1};
}

static int64_t quantizeBound(double bound, const Requantization &end) {
  double step = std::nearbyint(float(bound) / end.scale) + double(end.zeroPoint);
  return int64_t(std::clamp(step, double(end.least), double(end.most)));
}

/// The bounds of a Clip: infinite where there are none. Fails if one is no constant.
static bool getClipBounds(ClipOp clip, double &low, double &high) {
  low = -INFINITY;
  high = INFINITY;
  for (auto [operand, bound] : {std::pair(clip.getMin(), &low), std::pair(clip.getMax(), &high)}) {
    if (!operand)
      continue;
    std::optional<double> value = getConstantFloat(operand);
    if (!value || std::isnan(*value))
      return false;
    *bound = *value;
  }
  return low <= high;
}

static std::optional<Requantization> getRequantization(Value value) {
  auto getUser = [](Value value) { return value.hasOneUse() ? *value.user_begin() : nullptr; };
  Operation *user = getUser(value);
  double low = -INFINITY, high = INFINITY;
  if (isa_and_nonnull<ReluOp>(user))
    low = 0;
  else if (auto clip = dyn_cast_or_null<ClipOp>(user);
           clip && (clip.getInput() != value || !getClipBounds(clip, low, high)))
    return std::nullopt;
  if (isa_and_nonnull<ReluOp, ClipOp>(user))
    user = getUser(user->getResult(0));
  auto quantize = dyn_cast_or_null<QuantizeLinearOp>(user);
  if (!quantize)
    return std::nullopt;
  std::optional<QuantizedTensor> view = getQuantized(quantize);
  if (!view || view->scales.size() != 1)
    return std::nullopt;
  auto [least, most] = getIntegerRange(getTensorType(quantize).getElementType());
  Requantization end{quantize, view->scales.front(), view->getZeroPoint(0), least, most};
  end.least = quantizeBound(low, {quantize, end.scale, end.zeroPoint, least, most});
  end.most = quantizeBound(high, {quantize, end.scale, end.zeroPoint, least, most});
  return end;
}

/// The quantized result, within the range that an activation leaves.
static Value buildRequantize(OpBuilder &builder, Location loc, Value sums, ArrayRef<float> scales,
                             int64_t inner, Requantization end) {
  std::vector<float> steps;
  for (float scale : scales)
    steps.push_back(scale / end.scale);
  RankedTensorType type = getTensorType(end.quantize);
  Type element = type.getElementType();
  Value zeroPoint = constantScalar(builder, loc, element, double(end.zeroPoint));
  Value result = RequantizeOp::create(builder, loc, type, sums,
                                      buildScales(builder, loc, steps, inner), zeroPoint);
  auto [least, most] = getIntegerRange(element);
  if (end.least == least && end.most == most)
    return result;
  return ClipOp::create(builder, loc, type, result,
                        constantScalar(builder, loc, element, double(end.least)),
                        constantScalar(builder, loc, element, double(end.most)));
}

/// Replaces `op`, whose result is `scales` times `sums`, and an activation and QuantizeLinear
/// behind it.
static void finish(PatternRewriter &rewriter, Operation *op, Value sums, ArrayRef<float> scales,
                   int64_t inner) {
  Location loc = op->getLoc();
  if (std::optional<Requantization> end = getRequantization(op->getResult(0))) {
    rewriter.replaceOp(end->quantize, buildRequantize(rewriter, loc, sums, scales, inner, *end));
    return;
  }
  Value floats = CastOp::create(rewriter, loc, sums, rewriter.getF32Type());
  rewriter.replaceOpWithNewOp<MulOp>(op, op->getResult(0).getType(), floats,
                                     buildScales(rewriter, loc, scales, inner));
}

/// `sums` with the bias, if there is one, whose channels have `inner` dimensions behind them.
static Value addBias(OpBuilder &builder, Location loc, Value sums,
                     std::optional<std::vector<int32_t>> bias, int64_t inner) {
  if (!bias)
    return sums;
  SmallVector<int64_t> shape(inner + 1, 1);
  shape[0] = bias->size();
  auto type = RankedTensorType::get(shape, builder.getI32Type());
  Value steps =
      ConstantOp::create(builder, loc, type, DenseElementsAttr::get(type, ArrayRef(*bias)));
  return AddOp::create(builder, loc, sums, steps);
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
    std::optional<std::vector<int32_t>> bias;
    if (op.getBias() && !(bias = getBiasSteps(op.getBias(), scales, channels)))
      return rewriter.notifyMatchFailure(op, "the bias is not constant, or too large");
    Location loc = op.getLoc();
    Value sums = ConvIntegerOp::create(
        rewriter, loc, getTensorType(op).clone(rewriter.getI32Type()), x->elements, w->elements,
        x->buildZeroPoint(rewriter, loc), w->buildZeroPoint(rewriter, loc), op.getStrides(),
        op.getPads(), op.getDilations(), op.getGroup());
    finish(rewriter, op, addBias(rewriter, loc, sums, bias, inner), scales, inner);
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
    std::optional<std::vector<int32_t>> bias;
    if (op.getC() && !(bias = getBiasSteps(op.getC(), scales, type.getDimSize(1))))
      return rewriter.notifyMatchFailure(op, "C is not a constant row, or too large");
    Formula f{rewriter, op.getLoc()};
    Value weights = op.getTransB() ? f.transpose(w->elements, {1, 0}) : w->elements;
    Value sums = MatMulIntegerOp::create(rewriter, f.loc, type.clone(rewriter.getI32Type()),
                                         x->elements, weights, x->buildZeroPoint(rewriter, f.loc),
                                         w->buildZeroPoint(rewriter, f.loc));
    finish(rewriter, op, addBias(rewriter, f.loc, sums, bias, /*inner=*/0), scales, /*inner=*/0);
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
    finish(rewriter, op, sums, getSumScales(*x, *w), /*inner=*/0);
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
    finish(rewriter, op, sums, x->scales.front() / float(pixels), /*inner=*/0);
    return success();
  }
};

struct FuseQuantizedPass : onnxc::onnx::impl::FuseQuantizedBase<FuseQuantizedPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseQuantizedConv, FuseQuantizedGemm, FuseQuantizedMatMul, FuseQuantizedMean>(
        &getContext());
    populateMakePoolsGlobal(patterns);
    populateMoveDequantize(patterns);
    populateTabulateQuantized(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
