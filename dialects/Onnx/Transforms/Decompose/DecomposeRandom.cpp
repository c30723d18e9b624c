// Random numbers are constants: a compiled model has no state from which to draw others next time.
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Decompose/RandomNumbers.h"
#include "dialects/Onnx/Transforms/Formula.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

/// A seed as the generator takes it: a whole number of 32 bits.
static uint32_t getSeed(double seed) {
  if (!std::isfinite(seed))
    return 0;
  double rest = std::fmod(std::trunc(seed), 4294967296.0);
  return uint32_t(rest < 0 ? rest + 4294967296.0 : rest);
}

static Value buildConstant(OpBuilder &builder, Location loc, RankedTensorType type,
                           std::vector<double> numbers) {
  ConstantTensor constant(type);
  constant.floats = std::move(numbers);
  return ConstantOp::create(builder, loc, constant.toAttr());
}

/// Numbers of f32 from [0, 1) in `shape`; null if these would be too many.
static Value buildUniform(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                          uint32_t seed) {
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  if (!isComputable(type))
    return nullptr;
  return buildConstant(builder, loc, type, makeUniform(seed, type.getNumElements()));
}

//===-- Generators ----------------------------------------------------------===//

static double toDouble(const APFloat &value) {
  APFloat copy = value;
  bool losesInfo;
  copy.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
  return copy.convertToDouble();
}

template <typename Op> static std::vector<double> makeNumbers(Op op, uint32_t seed, int64_t count) {
  constexpr bool isUniform =
      std::is_same_v<Op, RandomUniformOp> || std::is_same_v<Op, RandomUniformLikeOp>;
  double offset, factor;
  if constexpr (isUniform) {
    offset = toDouble(op.getLow());
    factor = toDouble(op.getHigh()) - offset;
  } else {
    offset = toDouble(op.getMean());
    factor = toDouble(op.getScale());
  }
  std::vector<double> numbers = isUniform ? makeUniform(seed, count) : makeNormal(seed, count);
  for (double &number : numbers)
    number = offset + factor * number;
  return numbers;
}

namespace {
template <typename Op> struct RandomToConstant : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    RankedTensorType type = getTensorType(op);
    if (!isComputable(type))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or too many numbers");
    uint32_t seed = getSeed(toDouble(op.getSeed()));
    rewriter.replaceOp(op, buildConstant(rewriter, op.getLoc(), type,
                                         makeNumbers(op, seed, type.getNumElements())));
    return success();
  }
};

//===-- Drawing -------------------------------------------------------------===//

/// Compares the probabilities with numbers from [0, 1).
struct DecomposeBernoulli : OpRewritePattern<BernoulliOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BernoulliOp op, PatternRewriter &rewriter) const override {
    RankedTensorType input = getTensorType(op.getInput());
    if (!input.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Value numbers =
        buildUniform(rewriter, op.getLoc(), input.getShape(), getSeed(toDouble(op.getSeed())));
    if (!numbers)
      return rewriter.notifyMatchFailure(op, "too many numbers");
    Formula f{rewriter, op.getLoc()};
    Value isDrawn = LessOp::create(rewriter, op.getLoc(), f.castTo(numbers, input.getElementType()),
                                   op.getInput());
    rewriter.replaceOp(op, f.castTo(isDrawn, getTensorType(op).getElementType()));
    return success();
  }
};

/// A number from [0, 1) draws the class in whose part of the summed probabilities it lies:
///
///   onnx.Multinomial %x {sample_size = s}
/// becomes
///   %sums = onnx.CumSum (onnx.Softmax %x), 1
///   onnx.ReduceSum (onnx.LessOrEqual %sums, %numbers * sums[last])
struct DecomposeMultinomial : OpRewritePattern<MultinomialOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MultinomialOp op, PatternRewriter &rewriter) const override {
    RankedTensorType input = getTensorType(op.getInput());
    if (!input.hasStaticShape() || input.getDimSize(1) < 1)
      return rewriter.notifyMatchFailure(op, "dynamic shape, or no classes");
    int64_t batch = input.getDimSize(0), classes = input.getDimSize(1);
    int64_t samples = op.getSampleSize();
    Value numbers =
        buildUniform(rewriter, op.getLoc(), {batch, samples, 1}, getSeed(toDouble(op.getSeed())));
    if (!numbers)
      return rewriter.notifyMatchFailure(op, "too many numbers");
    Location loc = op.getLoc();
    Formula f{rewriter, loc};
    Type elementType = getTensorType(op).getElementType();
    Value likely = f.castTo(op.getInput(), rewriter.getF32Type());
    likely = SoftmaxOp::create(rewriter, loc, likely, /*axis=*/1);
    Value axis = constantScalar(rewriter, loc, rewriter.getI64Type(), 1);
    Value sums = CumSumOp::create(rewriter, loc, likely.getType(), likely, axis,
                                  /*exclusive=*/0, /*reverse=*/0);
    sums = f.reshape(sums, {batch, 1, classes});
    Value last = f.slice(sums, 2, classes - 1, classes);
    Value isBehind = LessOrEqualOp::create(rewriter, loc, sums, f.mul(numbers, last));
    Value drawn = f.reduce<ReduceSumOp>(f.castTo(isBehind, elementType), {2});
    Value limit = constantScalar(rewriter, loc, elementType, double(classes - 1));
    drawn = MinOp::create(rewriter, loc, ValueRange{drawn, limit});
    rewriter.replaceOp(op, f.reshape(drawn, getTensorType(op).getShape()));
    return success();
  }
};

/// In training, drops elements with the probability `ratio` and scales the others up:
///
///   onnx.Dropout %x, %ratio, %training_mode
/// becomes
///   %kept = onnx.GreaterOrEqual %numbers, %ratio
///   %mask = onnx.Or %kept, (onnx.Not %training_mode)
///   onnx.Where %training_mode, (onnx.Where %kept, %x / (1 - %ratio), 0), %x
struct DecomposeTrainingDropout : OpRewritePattern<DropoutOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DropoutOp op, PatternRewriter &rewriter) const override {
    // Others have a simpler form.
    if (!op.getTrainingMode() || getConstantInt(op.getTrainingMode()) == 0 ||
        (op.getRatio() && getConstantFloat(op.getRatio()) == 0.0))
      return failure();
    RankedTensorType input = getTensorType(op.getInput());
    if (!input.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    auto seed = uint32_t(op.getSeed().value_or(0));
    Value numbers = buildUniform(rewriter, loc, input.getShape(), seed);
    if (!numbers)
      return rewriter.notifyMatchFailure(op, "too many numbers");
    Formula f{rewriter, loc};
    Value ratio =
        op.getRatio() ? f.castTo(op.getRatio(), rewriter.getF32Type()) : f.scalar(numbers, 0.5);
    Value trains = f.reshape(op.getTrainingMode(), {});
    ratio = f.reshape(ratio, {});
    Value kept = GreaterOrEqualOp::create(rewriter, loc, numbers, ratio);
    Value scale = f.castTo(f.sub(f.scalar(ratio, 1), ratio), input.getElementType());
    Value scaled = f.where(kept, f.div(op.getInput(), scale), f.scalar(op.getInput(), 0));
    Value output = f.where(trains, scaled, op.getInput());
    Value mask = OrOp::create(rewriter, loc, kept, NotOp::create(rewriter, loc, trains));
    rewriter.replaceOp(op, {output, mask});
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeRandom(RewritePatternSet &patterns) {
  patterns.add<RandomToConstant<RandomUniformOp>, RandomToConstant<RandomUniformLikeOp>,
               RandomToConstant<RandomNormalOp>, RandomToConstant<RandomNormalLikeOp>,
               DecomposeBernoulli, DecomposeMultinomial, DecomposeTrainingDropout>(
      patterns.getContext());
}
