#include "dialects/Onnx/Transforms/Quantize/SumQuantizedFloats.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/Transforms/Formula.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedEnd.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"

using namespace mlir;
using namespace onnxc::onnx;

/// From here on, f32 leaves integers out, and int32 has none.
static constexpr int64_t kExactFloats = 1 << 24, kIntegers = int64_t(1) << 31;

/// What DequantizeLinear reads, if these are bytes of one scale.
static std::optional<QuantizedTensor> getBytes(Value value) {
  std::optional<QuantizedTensor> view = getQuantized(value.getDefiningOp<DequantizeLinearOp>());
  return view && view->scales.size() == 1 && view->isOfBytes() ? view : std::nullopt;
}

/// The largest magnitude of an element less the zero point.
static int64_t getMagnitude(const QuantizedTensor &x) {
  bool isUnsigned = getTensorType(x.elements).getElementType().isUnsignedInteger();
  int64_t least = isUnsigned ? 0 : -128, zero = x.getZeroPoint(0);
  return std::max(least + 255 - zero, zero - least);
}

/// The elements less their zero point, as floats.
static Value buildNumbers(Formula &f, const QuantizedTensor &x) {
  Value numbers = f.castTo(x.elements, f.builder.getF32Type());
  if (int64_t zero = x.getZeroPoint(0))
    numbers = f.sub(numbers, f.scalar(numbers, double(zero)));
  return numbers;
}

/// The product of both, less their zero points, in i32; null if sums of `depth` products may not
/// fit.
static Value buildProduct(Formula &f, const QuantizedTensor &a, const QuantizedTensor &b,
                          RankedTensorType type, int64_t depth) {
  Type i32 = f.builder.getI32Type();
  int64_t most = getMagnitude(a) * getMagnitude(b);
  if (depth <= kExactFloats / most)
    return f.castTo(
        MatMulOp::create(f.builder, f.loc, type, buildNumbers(f, a), buildNumbers(f, b)), i32);
  if (depth >= kIntegers / most)
    return {};
  return MatMulIntegerOp::create(f.builder, f.loc, type.clone(i32), a.elements, b.elements,
                                 a.buildZeroPoint(f.builder, f.loc),
                                 b.buildZeroPoint(f.builder, f.loc));
}

namespace {
/// onnx.MatMul (onnx.DequantizeLinear %a), (onnx.DequantizeLinear %b)
struct MultiplyActivations : OpRewritePattern<MatMulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatMulOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> a = getBytes(op.getA()), b = getBytes(op.getB());
    if (!a || !b || !getTensorType(op).getElementType().isF32())
      return failure();
    // Constant matrices stay bytes.
    if (getQuantizedConstant(op.getA()) || getQuantizedConstant(op.getB()))
      return rewriter.notifyMatchFailure(op, "has constant weights");
    int64_t depth = getTensorType(op.getA()).getShape().back();
    if (ShapedType::isDynamic(depth))
      return rewriter.notifyMatchFailure(op, "sums of unknown size");
    Formula f{rewriter, op.getLoc()};
    Value sums = buildProduct(f, *a, *b, getTensorType(op), depth);
    if (!sums)
      return rewriter.notifyMatchFailure(op, "sums may not fit");
    finishSums(rewriter, op, sums, a->scales.front() * b->scales.front(), /*inner=*/0);
    return success();
  }
};

/// onnx.AveragePool (onnx.DequantizeLinear %x) becomes a mean of numbers, times the scale.
struct AverageNumbers : OpRewritePattern<AveragePoolOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AveragePoolOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x = getBytes(op.getInput());
    int64_t pixels = 1;
    for (int64_t size : op.getKernelShape())
      pixels *= size;
    if (!x || pixels > kExactFloats / getMagnitude(*x))
      return failure();
    Formula f{rewriter, op.getLoc()};
    Value numbers = buildNumbers(f, *x);
    auto means = cast<AveragePoolOp>(rewriter.clone(*op));
    means.getInputMutable().assign(numbers);
    rewriter.replaceOp(op, f.mul(means, f.scalar(means, x->scales.front())));
    return success();
  }
};

/// Sums and products of two quantized tensors are steps of the result after one factor for each:
///
///   onnx.QuantizeLinear (onnx.Add (onnx.DequantizeLinear %a), (onnx.DequantizeLinear %b)), %s, %z
/// becomes
///   onnx.QuantizeLinear (onnx.Add (onnx.Mul %a, %sa / %s), (onnx.Mul %b, %sb / %s)), 1, %z
template <typename Op> struct ScaleToSteps : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> a = getBytes(op.getA()), b = getBytes(op.getB());
    std::optional<Requantization> end = getRequantization(op.getResult());
    if (!a || !b || !end || getConstant(a->elements) || getConstant(b->elements))
      return failure();
    Formula f{rewriter, op.getLoc()};
    float first = a->scales.front() / end->scale, second = b->scales.front();
    if constexpr (std::is_same_v<Op, MulOp>)
      first *= second;
    else
      second /= end->scale;
    if (!isFactor(first) || !isFactor(second))
      return rewriter.notifyMatchFailure(op, "a factor is too large");
    Value x = buildNumbers(f, *a), y = buildNumbers(f, *b);
    if constexpr (std::is_same_v<Op, MulOp>) {
      x = f.mul(x, y);
      finishSteps(rewriter, f.loc, f.mul(x, f.scalar(x, first)), *end);
    } else {
      x = f.mul(x, f.scalar(x, first));
      y = f.mul(y, f.scalar(y, second));
      finishSteps(rewriter, f.loc, Op::create(rewriter, f.loc, op.getType(), x, y), *end);
    }
    return success();
  }

  /// Whether products with numbers are far from overflow.
  static bool isFactor(float factor) { return factor < 0x1p64f; }
};
} // namespace

void onnxc::onnx::populateSumQuantizedFloats(RewritePatternSet &patterns) {
  patterns.add<MultiplyActivations, AverageNumbers, ScaleToSteps<AddOp>, ScaleToSteps<SubOp>,
               ScaleToSteps<MulOp>>(patterns.getContext());
}
