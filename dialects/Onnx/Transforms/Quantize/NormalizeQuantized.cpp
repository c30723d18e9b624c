#include "dialects/Onnx/Transforms/Quantize/NormalizeQuantized.h"

#include "dialects/Onnx/Transforms/Formula.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

/// What DequantizeLinear reads, if these are bytes of one scale, and QuantizeLinear to bytes is all
/// that reads `result`.
static std::optional<QuantizedTensor> getBytesBetween(Value value, Value result) {
  std::optional<QuantizedTensor> x = getQuantized(value.getDefiningOp<DequantizeLinearOp>());
  auto quantize =
      result.hasOneUse() ? dyn_cast<QuantizeLinearOp>(*result.user_begin()) : QuantizeLinearOp();
  if (!quantize || !x || x->scales.size() != 1 || !x->isOfBytes() ||
      !getTensorType(value).hasStaticShape() || !getTensorType(result).getElementType().isF32())
    return std::nullopt;
  std::optional<QuantizedTensor> y = getQuantized(quantize);
  return y && y->isOfBytes() ? x : std::nullopt;
}

static int64_t getPositive(int64_t axis, Value value) {
  return axis < 0 ? axis + getTensorType(value).getRank() : axis;
}

/// exp(-x), where `x` is 256 times `part`: the power of a 256th, by products and sums that are each
/// rounded on their own.
static Value buildPower(Formula &f, Value part) {
  Value power = f.scalar(part, 1.0 / 24);
  for (double coefficient : {1.0 / 6, 1.0 / 2, 1.0, 1.0})
    power = f.sub(f.scalar(part, coefficient), f.mul(part, power));
  for (int64_t parts = 1; parts < 256; parts *= 2)
    power = f.mul(power, power);
  return power;
}

namespace {
/// Powers in fixed point, of distances from the largest element of a row, have an exact sum:
///
///   %d = onnx.Sub (onnx.ReduceMax %x), %x
///   %e = onnx.Cast (onnx.Round (2^k * exp(-scale * %d)))
///   onnx.Mul %e, (onnx.Reciprocal (onnx.ReduceSum %e))
struct SoftmaxOfIntegers : OpRewritePattern<SoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SoftmaxOp op, PatternRewriter &rewriter) const override {
    // The power of the largest element has 19 bits at least, as the sum has 31.
    constexpr int64_t kMostElements = 1 << 11;
    // The polynomial is meant for parts of exponents below 1.
    constexpr float kMostScale = 1;
    std::optional<QuantizedTensor> x = getBytesBetween(op.getInput(), op.getOutput());
    if (!x)
      return failure();
    int64_t axis = getPositive(op.getAxis(), op.getInput());
    int64_t elements = getTensorType(op).getDimSize(axis);
    if (elements < 1 || elements > kMostElements || x->scales.front() > kMostScale)
      return rewriter.notifyMatchFailure(op, "has many elements or large steps");
    Formula f{rewriter, op.getLoc()};
    Type f32 = rewriter.getF32Type(), i32 = rewriter.getI32Type();
    Value numbers = f.castTo(x->elements, i32);
    Value distances = f.castTo(f.sub(f.reduce<ReduceMaxOp>(numbers, axis), numbers), f32);
    Value power = buildPower(f, f.mul(distances, f.scalar(distances, x->scales.front() / 256)));
    int bits = 30 - int(llvm::Log2_64_Ceil(elements));
    Value scaled = f.mul(power, f.scalar(power, std::ldexp(1.0, bits)));
    Value powers = f.castTo(RoundOp::create(rewriter, f.loc, scaled), i32);
    Value sum = f.castTo(f.reduce<ReduceSumOp>(powers, axis), f32);
    rewriter.replaceOp(op, f.mul(f.castTo(powers, f32), f.reciprocal(sum)));
    return success();
  }
};

/// Mean and variance of a row follow from two exact sums: of the numbers, and of the squares of
/// their distances from the integer next to the mean, so that little is subtracted from the second.
struct NormalizeBytes : OpRewritePattern<LayerNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LayerNormalizationOp op, PatternRewriter &rewriter) const override {
    // Sums of more squares would not fit an int32.
    constexpr int64_t kMostElements = 1 << 15;
    std::optional<QuantizedTensor> x = getBytesBetween(op.getX(), op.getY());
    if (!x || !op.getMean().use_empty() || !op.getInvStdDev().use_empty())
      return failure();
    int64_t rank = getTensorType(op.getX()).getRank();
    SmallVector<int64_t> axes =
        llvm::to_vector(llvm::seq(getPositive(op.getAxis(), op.getX()), rank));
    int64_t elements = 1;
    for (int64_t axis : axes)
      elements *= getTensorType(op.getX()).getDimSize(axis);
    if (elements < 1 || elements > kMostElements)
      return rewriter.notifyMatchFailure(op, "sums many elements");
    Formula f{rewriter, op.getLoc()};
    Type f32 = rewriter.getF32Type(), i32 = rewriter.getI32Type();
    Value numbers = f.castTo(x->elements, i32);
    Value sum = f.castTo(f.reduce<ReduceSumOp>(numbers, axes), f32);
    Value mean = f.div(sum, f.scalar(sum, double(elements)));
    Value center = RoundOp::create(rewriter, f.loc, mean);
    Value distances = f.sub(numbers, f.castTo(center, i32));
    Value squares = f.castTo(f.reduce<ReduceSumOp>(f.mul(distances, distances), axes), f32);
    Value rest = f.sub(mean, center);
    Value variance = f.sub(f.div(squares, f.scalar(squares, double(elements))), f.mul(rest, rest));
    double scale = x->scales.front();
    Value inverse =
        f.inverseDeviation(variance, op.getEpsilon().convertToDouble() / (scale * scale));
    Value normalized = f.mul(f.sub(f.castTo(distances, f32), rest), inverse);
    Value y = f.mul(normalized, op.getScale());
    rewriter.replaceAllUsesWith(op.getY(), op.getB() ? f.add(y, op.getB()) : y);
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void onnxc::onnx::populateNormalizeQuantized(RewritePatternSet &patterns) {
  patterns.add<SoftmaxOfIntegers, NormalizeBytes>(patterns.getContext());
}
