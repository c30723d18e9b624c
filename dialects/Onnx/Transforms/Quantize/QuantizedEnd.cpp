#include "dialects/Onnx/Transforms/Quantize/QuantizedEnd.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

Value onnxc::onnx::buildScales(OpBuilder &builder, Location loc, ArrayRef<float> scales,
                               int64_t inner) {
  SmallVector<int64_t> shape;
  if (scales.size() > 1) {
    shape.assign(inner + 1, 1);
    shape[0] = scales.size();
  }
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  return ConstantOp::create(builder, loc, type, DenseElementsAttr::get(type, scales));
}

//===-- Ends of islands ----------------------------------------------------===//

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

/// The bounds of a Clip: infinite where there are none. Fails if one is not a constant.
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

std::optional<Requantization> onnxc::onnx::getRequantization(Value value) {
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

/// `result`, quantized as `end` says, within the range that an activation leaves.
static Value buildRange(OpBuilder &builder, Location loc, Value result, const Requantization &end) {
  RankedTensorType type = getTensorType(result);
  auto [least, most] = getIntegerRange(type.getElementType());
  if (end.least == least && end.most == most)
    return result;
  auto bound = [&](int64_t value) {
    return constantScalar(builder, loc, type.getElementType(), double(value));
  };
  return ClipOp::create(builder, loc, type, result, bound(end.least), bound(end.most));
}

static Value buildZeroPoint(OpBuilder &builder, Location loc, Requantization end) {
  Type element = getTensorType(end.quantize).getElementType();
  return constantScalar(builder, loc, element, double(end.zeroPoint));
}

static Value buildRequantize(OpBuilder &builder, Location loc, Value sums, ArrayRef<float> scales,
                             int64_t inner, Requantization end) {
  std::vector<float> steps;
  for (float scale : scales)
    steps.push_back(scale / end.scale);
  Value result = RequantizeOp::create(builder, loc, getTensorType(end.quantize), sums,
                                      buildScales(builder, loc, steps, inner),
                                      buildZeroPoint(builder, loc, end));
  return buildRange(builder, loc, result, end);
}

void onnxc::onnx::finishSteps(PatternRewriter &rewriter, Location loc, Value steps,
                              const Requantization &end) {
  QuantizeLinearOp quantize = end.quantize;
  Value one = constantScalar(rewriter, loc, rewriter.getF32Type(), 1);
  Value zeroPoint = buildZeroPoint(rewriter, loc, end);
  Value rounded =
      QuantizeLinearOp::create(rewriter, loc, quantize.getType(), steps, one, zeroPoint,
                               quantize.getAxis(), /*block_size=*/0, /*output_dtype=*/TypeAttr(),
                               /*precision=*/TypeAttr(), /*saturate=*/1);
  rewriter.replaceOp(quantize, buildRange(rewriter, loc, rounded, end));
}

void onnxc::onnx::finishSums(PatternRewriter &rewriter, Operation *op, Value sums,
                             ArrayRef<float> scales, int64_t inner) {
  Location loc = op->getLoc();
  if (std::optional<Requantization> end = getRequantization(op->getResult(0))) {
    rewriter.replaceOp(end->quantize, buildRequantize(rewriter, loc, sums, scales, inner, *end));
    return;
  }
  Value floats = CastOp::create(rewriter, loc, sums, rewriter.getF32Type());
  rewriter.replaceOpWithNewOp<MulOp>(op, op->getResult(0).getType(), floats,
                                     buildScales(rewriter, loc, scales, inner));
}
