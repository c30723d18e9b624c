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

/// log(x) for x from 1 to 2^12 by operations that are each rounded on their own: the powers of two
/// in it, and the series of the logarithm of (1 + z) / (1 - z).
static Value buildLogarithm(Formula &f, Value x) {
  constexpr double kLn2 = 0.693147180559945309;
  Value log = f.scalar(x, 0);
  for (int bits : {8, 4, 2, 1}) {
    Value isLarge =
        GreaterOrEqualOp::create(f.builder, f.loc, x, f.scalar(x, std::ldexp(1.0, bits)));
    log = f.where(isLarge, f.add(log, f.scalar(log, bits * kLn2)), log);
    x = f.where(isLarge, f.mul(x, f.scalar(x, std::ldexp(1.0, -bits))), x);
  }
  Value one = f.scalar(x, 1), z = f.div(f.sub(x, one), f.add(x, one)), square = f.mul(z, z);
  Value series = f.scalar(x, 2.0 / 15);
  for (int odd = 13; odd > 0; odd -= 2)
    series = f.add(f.scalar(x, 2.0 / odd), f.mul(square, series));
  return f.add(log, f.mul(z, series));
}

namespace {
/// The elements of a row as powers of e in fixed point, which have an exact sum.
struct PowersOfRow {
  /// The distances from the largest element, in steps of the scale; and their powers.
  Value distances, powers;
  Value sum;
  /// What stands for 1.
  double unit;
};
} // namespace

/// The powers of `x` along `axis` of its input; nothing if they are too many, or too far apart.
static std::optional<PowersOfRow> buildPowers(Formula &f, const QuantizedTensor &x, int64_t axis) {
  // The power of the largest element has 19 bits at least, as the sum has 31.
  constexpr int64_t kMostElements = 1 << 11;
  // The polynomial is meant for parts of exponents below 1.
  constexpr float kMostScale = 1;
  int64_t elements = getTensorType(x.elements).getDimSize(axis);
  if (elements < 1 || elements > kMostElements || x.scales.front() > kMostScale)
    return std::nullopt;
  Type f32 = f.builder.getF32Type(), i32 = f.builder.getI32Type();
  PowersOfRow row;
  row.unit = std::ldexp(1.0, 30 - int(llvm::Log2_64_Ceil(elements)));
  Value numbers = f.castTo(x.elements, i32);
  row.distances = f.castTo(f.sub(f.reduce<ReduceMaxOp>(numbers, axis), numbers), f32);
  Value power =
      buildPower(f, f.mul(row.distances, f.scalar(row.distances, x.scales.front() / 256)));
  Value scaled = f.mul(power, f.scalar(power, row.unit));
  row.powers = f.castTo(RoundOp::create(f.builder, f.loc, scaled), i32);
  row.sum = f.castTo(f.reduce<ReduceSumOp>(row.powers, axis), f32);
  return row;
}

/// The elements of `x` less their mean along `axes`, over their deviation. Both follow from two
/// exact sums: of the numbers, and of the squares of their distances from the integer next to the
/// mean, so that little is subtracted from the second. Null if these are too many.
static Value buildNormalized(Formula &f, const QuantizedTensor &x, ArrayRef<int64_t> axes,
                             double epsilon) {
  // Sums of more squares would not fit an int32.
  constexpr int64_t kMostElements = 1 << 15;
  int64_t elements = 1;
  for (int64_t axis : axes)
    elements *= getTensorType(x.elements).getDimSize(axis);
  if (elements < 1 || elements > kMostElements)
    return {};
  Type f32 = f.builder.getF32Type(), i32 = f.builder.getI32Type();
  Value numbers = f.castTo(x.elements, i32);
  Value sum = f.castTo(f.reduce<ReduceSumOp>(numbers, axes), f32);
  Value mean = f.div(sum, f.scalar(sum, double(elements)));
  Value center = RoundOp::create(f.builder, f.loc, mean);
  Value distances = f.sub(numbers, f.castTo(center, i32));
  Value squares = f.castTo(f.reduce<ReduceSumOp>(f.mul(distances, distances), axes), f32);
  Value rest = f.sub(mean, center);
  Value variance = f.sub(f.div(squares, f.scalar(squares, double(elements))), f.mul(rest, rest));
  double scale = x.scales.front();
  Value inverse = f.inverseDeviation(variance, epsilon / (scale * scale));
  return f.mul(f.sub(f.castTo(distances, f32), rest), inverse);
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
    std::optional<QuantizedTensor> x = getBytesBetween(op.getInput(), op.getOutput());
    if (!x)
      return failure();
    Formula f{rewriter, op.getLoc()};
    std::optional<PowersOfRow> row = buildPowers(f, *x, getPositive(op.getAxis(), op.getInput()));
    if (!row)
      return rewriter.notifyMatchFailure(op, "has many elements or large steps");
    rewriter.replaceOp(op,
                       f.mul(f.castTo(row->powers, rewriter.getF32Type()), f.reciprocal(row->sum)));
    return success();
  }
};

/// The same powers; the result is -scale * %d, less the logarithm of their sum.
struct LogSoftmaxOfIntegers : OpRewritePattern<LogSoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LogSoftmaxOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getBytesBetween(op.getInput(), op.getOutput());
    if (!x)
      return failure();
    Formula f{rewriter, op.getLoc()};
    std::optional<PowersOfRow> row = buildPowers(f, *x, getPositive(op.getAxis(), op.getInput()));
    if (!row)
      return rewriter.notifyMatchFailure(op, "has many elements or large steps");
    Value log = buildLogarithm(f, f.mul(row->sum, f.scalar(row->sum, 1 / row->unit)));
    Value distances = f.mul(row->distances, f.scalar(row->distances, -x->scales.front()));
    rewriter.replaceOp(op, f.sub(distances, log));
    return success();
  }
};

struct NormalizeBytes : OpRewritePattern<LayerNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LayerNormalizationOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getBytesBetween(op.getX(), op.getY());
    if (!x || !op.getMean().use_empty() || !op.getInvStdDev().use_empty())
      return failure();
    int64_t rank = getTensorType(op.getX()).getRank();
    Formula f{rewriter, op.getLoc()};
    Value normalized = buildNormalized(
        f, *x, llvm::to_vector(llvm::seq(getPositive(op.getAxis(), op.getX()), rank)),
        op.getEpsilon().convertToDouble());
    if (!normalized)
      return rewriter.notifyMatchFailure(op, "sums many elements");
    Value y = f.mul(normalized, op.getScale());
    rewriter.replaceAllUsesWith(op.getY(), op.getB() ? f.add(y, op.getB()) : y);
    rewriter.eraseOp(op);
    return success();
  }
};

/// The same for each channel of a picture.
struct NormalizeChannels : OpRewritePattern<InstanceNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(InstanceNormalizationOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getBytesBetween(op.getInput(), op.getOutput());
    int64_t rank = getTensorType(op.getInput()).getRank();
    if (!x || rank < 3)
      return failure();
    Formula f{rewriter, op.getLoc()};
    Value normalized = buildNormalized(f, *x, llvm::to_vector(llvm::seq<int64_t>(2, rank)),
                                       op.getEpsilon().convertToDouble());
    if (!normalized)
      return rewriter.notifyMatchFailure(op, "sums many elements");
    Value y = f.mul(normalized, f.perChannel(op.getScale(), normalized));
    rewriter.replaceOp(op, f.add(y, f.perChannel(op.getB(), normalized)));
    return success();
  }
};
} // namespace

void onnxc::onnx::populateNormalizeQuantized(RewritePatternSet &patterns) {
  patterns.add<SoftmaxOfIntegers, LogSoftmaxOfIntegers, NormalizeBytes, NormalizeChannels>(
      patterns.getContext());
}
