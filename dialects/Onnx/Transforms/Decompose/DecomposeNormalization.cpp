#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// What is left of a value after its mean is subtracted, and the statistics.
struct Centered {
  Value difference, mean, variance;

  Centered(Formula &f, Value x, ArrayRef<int64_t> axes) : mean(f.mean(x, axes)) {
    difference = f.sub(x, mean);
    variance = f.mean(f.mul(difference, difference), axes);
  }
};
} // namespace

static SmallVector<int64_t> axesFrom(int64_t first, Value value) {
  return llvm::to_vector(llvm::seq(first, getTensorType(value).getRank()));
}

static int64_t positive(int64_t axis, Value value) {
  return axis < 0 ? axis + getTensorType(value).getRank() : axis;
}

/// Each neighbour is an operand of its own; models have 5 of them.
static constexpr int64_t kMaxNeighbours = 1024;

namespace {
//===-- Softmax ------------------------------------------------------------===//

struct DecomposeSoftmax : OpRewritePattern<SoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SoftmaxOp op, PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Value x = op.getInput();
    int64_t axis = positive(op.getAxis(), x);
    Value exp = f.exp(f.sub(x, f.reduce<ReduceMaxOp>(x, axis)));
    rewriter.replaceOp(op, f.mul(exp, f.reciprocal(f.reduce<ReduceSumOp>(exp, axis))));
    return success();
  }
};

struct DecomposeLogSoftmax : OpRewritePattern<LogSoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LogSoftmaxOp op, PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Value x = op.getInput();
    int64_t axis = positive(op.getAxis(), x);
    Value shifted = f.sub(x, f.reduce<ReduceMaxOp>(x, axis));
    rewriter.replaceOp(op, f.sub(shifted, f.log(f.reduce<ReduceSumOp>(f.exp(shifted), axis))));
    return success();
  }
};

struct DecomposeHardmax : OpRewritePattern<HardmaxOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(HardmaxOp op, PatternRewriter &rewriter) const override {
    RankedTensorType type = getTensorType(op.getInput());
    int64_t axis = positive(op.getAxis(), op.getInput());
    if (!isComputable(RankedTensorType::get({type.getDimSize(axis)}, rewriter.getI64Type())))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or too many elements");
    Location loc = op.getLoc();
    Value first = ArgMaxOp::create(rewriter, loc, op.getInput(), axis, /*keepdims=*/1,
                                   /*select_last_index=*/0);
    SmallVector<int64_t> shape(type.getRank(), 1);
    shape[axis] = type.getDimSize(axis);
    Value positions = constantInts(rewriter, loc, llvm::to_vector(llvm::seq(shape[axis])));
    Value isFirst =
        EqualOp::create(rewriter, loc, first, reshapeTo(rewriter, loc, positions, shape));
    rewriter.replaceOpWithNewOp<CastOp>(op, isFirst, type.getElementType());
    return success();
  }
};

//===-- Statistics ---------------------------------------------------------===//

struct DecomposeBatchNormalization : OpRewritePattern<BatchNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(BatchNormalizationOp op, PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Value x = op.getX(), mean = op.getInputMean(), variance = op.getInputVar();
    Type elementType = getTensorType(x).getElementType();
    Value runningMean = mean, runningVariance = variance;
    if (op.getTrainingMode()) {
      SmallVector<int64_t> axes = axesFrom(1, x);
      axes[0] = 0;
      Centered centered(f, f.castTo(x, getTensorType(mean).getElementType()), axes);
      int64_t channels = getTensorType(x).getDimSize(1);
      Value batchMean = reshapeTo(rewriter, op.getLoc(), centered.mean, {channels});
      Value batchVariance = reshapeTo(rewriter, op.getLoc(), centered.variance, {channels});
      double momentum = op.getMomentum().convertToDouble();
      auto update = [&](Value running, Value batch) {
        return f.add(f.mul(running, f.scalar(running, momentum)),
                     f.mul(batch, f.scalar(batch, 1 - momentum)));
      };
      runningMean = update(mean, batchMean);
      runningVariance = update(variance, batchVariance);
      mean = batchMean;
      variance = batchVariance;
    }
    // With constant operands, one factor and one summand per channel.
    Value inverse = f.inverseDeviation(variance, op.getEpsilon().convertToDouble());
    Value factor = f.mul(f.castTo(op.getScale(), getTensorType(inverse).getElementType()), inverse);
    Value summand =
        f.sub(f.castTo(op.getB(), getTensorType(mean).getElementType()), f.mul(mean, factor));
    Value scaled = f.mul(x, f.perChannel(f.castTo(factor, elementType), x));
    Value y = f.add(scaled, f.perChannel(f.castTo(summand, elementType), x));
    rewriter.replaceOp(op, {y, runningMean, runningVariance});
    return success();
  }
};

struct DecomposeInstanceNormalization : OpRewritePattern<InstanceNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(InstanceNormalizationOp op,
                                PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Value x = op.getInput();
    Centered centered(f, x, axesFrom(2, x));
    Value inverse = f.inverseDeviation(centered.variance, op.getEpsilon().convertToDouble());
    Value normalized = f.mul(centered.difference, inverse);
    rewriter.replaceOp(
        op, f.add(f.mul(normalized, f.perChannel(op.getScale(), x)), f.perChannel(op.getB(), x)));
    return success();
  }
};

struct DecomposeLayerNormalization : OpRewritePattern<LayerNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LayerNormalizationOp op, PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Value x = op.getX();
    Centered centered(f, x, axesFrom(positive(op.getAxis(), x), x));
    Value inverse = f.inverseDeviation(centered.variance, op.getEpsilon().convertToDouble());
    Value y = f.mul(f.mul(centered.difference, inverse), op.getScale());
    if (op.getB())
      y = f.add(y, op.getB());
    Type stash = getTensorType(op.getMean()).getElementType();
    rewriter.replaceOp(op, {y, f.castTo(centered.mean, stash), f.castTo(inverse, stash)});
    return success();
  }
};

struct DecomposeRMSNormalization : OpRewritePattern<RMSNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(RMSNormalizationOp op, PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Type elementType = getTensorType(op.getX()).getElementType();
    Value x = op.getX();
    Value meanSquare = f.mean(f.mul(x, x), axesFrom(positive(op.getAxis(), x), x));
    Value inverse = f.inverseDeviation(meanSquare, op.getEpsilon().convertToDouble());
    Value y = f.mul(f.mul(x, inverse), f.castTo(op.getScale(), elementType));
    rewriter.replaceOp(op, y);
    return success();
  }
};

struct DecomposeGroupNormalization : OpRewritePattern<GroupNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(GroupNormalizationOp op, PatternRewriter &rewriter) const override {
    RankedTensorType type = getTensorType(op.getX());
    if (!type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Formula f{rewriter, op.getLoc()};
    int64_t groups = op.getNumGroups(), batch = type.getDimSize(0);
    int64_t size = ShapedType::getNumElements(type.getShape().drop_front()) / groups;
    Centered centered(f, reshapeTo(rewriter, op.getLoc(), op.getX(), {batch, groups, size}), {2});
    Value inverse = f.inverseDeviation(centered.variance, op.getEpsilon().convertToDouble());
    Value y =
        reshapeTo(rewriter, op.getLoc(), f.mul(centered.difference, inverse), type.getShape());
    rewriter.replaceOp(
        op, f.add(f.mul(y, f.perChannel(op.getScale(), y)), f.perChannel(op.getBias(), y)));
    return success();
  }
};

struct DecomposeMeanVarianceNormalization : OpRewritePattern<MeanVarianceNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MeanVarianceNormalizationOp op,
                                PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Centered centered(f, op.getX(), op.getAxes());
    // The specification adds 1e-9 to the deviation.
    Value deviation = f.sqrt(centered.variance);
    rewriter.replaceOp(op, f.div(centered.difference, f.add(deviation, f.scalar(deviation, 1e-9))));
    return success();
  }
};

//===-- Norms --------------------------------------------------------------===//

/// Where the norm is zero, so is the result.
struct DecomposeLpNormalization : OpRewritePattern<LpNormalizationOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LpNormalizationOp op, PatternRewriter &rewriter) const override {
    if (op.getP() != 1 && op.getP() != 2)
      return op.emitOpError("expects p to be 1 or 2, but got ") << op.getP();
    Formula f{rewriter, op.getLoc()};
    Value x = op.getInput();
    int64_t axis = positive(op.getAxis(), x);
    Value norm = op.getP() == 1 ? f.reduce<ReduceL1Op>(x, axis) : f.reduce<ReduceL2Op>(x, axis);
    Value zero = f.scalar(norm, 0);
    Value isZero = EqualOp::create(rewriter, op.getLoc(), norm, zero);
    Value divisor = WhereOp::create(rewriter, op.getLoc(), isZero, f.scalar(norm, 1), norm);
    rewriter.replaceOp(op, f.div(x, divisor));
    return success();
  }
};

/// The squares of neighbouring channels are slices of a tensor with a border of zeros.
struct DecomposeLRN : OpRewritePattern<LRNOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LRNOp op, PatternRewriter &rewriter) const override {
    RankedTensorType type = getTensorType(op.getX());
    int64_t size = op.getSize();
    if (type.getRank() < 2 || type.isDynamicDim(1) || type.getDimSize(1) < 1 || size < 1)
      return rewriter.notifyMatchFailure(op, "no channels");
    // Neighbours as far away as there are channels are all zeros.
    int64_t farthest = type.getDimSize(1) - 1;
    int64_t before = std::min((size - 1) / 2, farthest), after = std::min(size / 2, farthest);
    if (before + after >= kMaxNeighbours)
      return rewriter.notifyMatchFailure(op, "too many neighbours");
    Formula f{rewriter, op.getLoc()};
    Location loc = op.getLoc();
    SmallVector<int64_t> pads(2 * type.getRank(), 0);
    pads[1] = before;
    pads[type.getRank() + 1] = after;
    Value padded =
        PadOp::create(rewriter, loc, f.mul(op.getX(), op.getX()), constantInts(rewriter, loc, pads),
                      Value(), Value(), rewriter.getStringAttr("constant"));
    SmallVector<Value> neighbours;
    for (int64_t i = 0; i <= before + after; ++i)
      neighbours.push_back(SliceOp::create(rewriter, loc, padded, constantInts(rewriter, loc, {i}),
                                           constantInts(rewriter, loc, {i + type.getDimSize(1)}),
                                           constantInts(rewriter, loc, {1}), Value()));
    Value sum = SumOp::create(rewriter, loc, neighbours);
    double alpha = op.getAlpha().convertToDouble() / double(size);
    Value base =
        f.add(f.mul(sum, f.scalar(sum, alpha)), f.scalar(sum, op.getBias().convertToDouble()));
    Value power =
        PowOp::create(rewriter, loc, base, f.scalar(base, op.getBeta().convertToDouble()));
    rewriter.replaceOp(op, f.div(op.getX(), power));
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeNormalization(RewritePatternSet &patterns) {
  patterns.add<DecomposeSoftmax, DecomposeLogSoftmax, DecomposeHardmax, DecomposeBatchNormalization,
               DecomposeInstanceNormalization, DecomposeLayerNormalization,
               DecomposeRMSNormalization, DecomposeGroupNormalization,
               DecomposeMeanVarianceNormalization, DecomposeLpNormalization, DecomposeLRN>(
      patterns.getContext());
}
