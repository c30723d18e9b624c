#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// The losses of all targets, before they are reduced, written at one location.
class Likelihood {
public:
  Likelihood(OpBuilder &builder, NegativeLogLikelihoodLossOp op)
      : builder(builder), loc(op.getLoc()), target(op.getTarget()) {
    elementType = getTensorType(op.getInput()).getElementType();
    if (op.getIgnoreIndex())
      ignore(*op.getIgnoreIndex());
    if (op.getWeight())
      weights = GatherOp::create(builder, loc, op.getWeight(), target, /*axis=*/0);
    losses = NegOp::create(builder, loc, pick(op.getInput()));
    if (weights)
      losses = MulOp::create(builder, loc, losses, weights);
    if (!isIgnored)
      return;
    // What stands at an ignored target may be infinite, so that it is not a factor of 0.
    losses = orZero(losses);
    weights = orZero(weights ? weights : scalar(1));
  }

  /// `none`, `sum` or `mean` of the losses.
  Value reduce(StringRef reduction) {
    if (reduction == "none")
      return losses;
    if (reduction == "sum")
      return sum(losses);
    if (weights)
      return DivOp::create(builder, loc, sum(losses), sum(weights));
    return ReduceMeanOp::create(builder, loc, losses, Value(), /*keepdims=*/0,
                                /*noop_with_empty_axes=*/0);
  }

private:
  OpBuilder &builder;
  Location loc;
  Type elementType;
  /// A class for each loss: 0 for a target that is ignored.
  Value target;
  /// Whether a target is ignored; null if none is.
  Value isIgnored;
  /// The weight of each target; null if all are 1.
  Value weights;
  Value losses;

  Value scalar(double value) { return constantScalar(builder, loc, elementType, value); }

  /// An index that has no value of the type of the targets ignores none of them.
  void ignore(int64_t index) {
    Type i64 = builder.getI64Type();
    if (getTensorType(target).getElementType() != i64)
      target = CastOp::create(builder, loc, target, i64);
    auto constant = [&](int64_t value) -> Value {
      auto type = RankedTensorType::get({}, i64);
      return ConstantOp::create(builder, loc, DenseElementsAttr::get(type, value));
    };
    isIgnored = EqualOp::create(builder, loc, target, constant(index));
    target = WhereOp::create(builder, loc, isIgnored, constant(0), target);
  }

  /// input[n, target[n, d...], d...]
  Value pick(Value input) {
    Value axis = constantInts(builder, loc, {1});
    Value indices = UnsqueezeOp::create(builder, loc, target, axis);
    Value picked = GatherElementsOp::create(builder, loc, input, indices, /*axis=*/1);
    return SqueezeOp::create(builder, loc, picked, axis);
  }

  Value orZero(Value value) { return WhereOp::create(builder, loc, isIgnored, scalar(0), value); }

  Value sum(Value value) {
    return ReduceSumOp::create(builder, loc, value, Value(), /*keepdims=*/0,
                               /*noop_with_empty_axes=*/0);
  }
};

struct DecomposeNegativeLogLikelihoodLoss : OpRewritePattern<NegativeLogLikelihoodLossOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(NegativeLogLikelihoodLossOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, Likelihood(rewriter, op).reduce(op.getReduction()));
    return success();
  }
};

struct DecomposeSoftmaxCrossEntropyLoss : OpRewritePattern<SoftmaxCrossEntropyLossOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SoftmaxCrossEntropyLossOp op,
                                PatternRewriter &rewriter) const override {
    Value logProb = LogSoftmaxOp::create(rewriter, op.getLoc(), op.getScores(), /*axis=*/1);
    Value loss = NegativeLogLikelihoodLossOp::create(
        rewriter, op.getLoc(), op.getOutput().getType(), logProb, op.getLabels(), op.getWeights(),
        op.getIgnoreIndexAttr(), op.getReductionAttr());
    rewriter.replaceOp(op, {loss, logProb});
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeLoss(RewritePatternSet &patterns) {
  patterns.add<DecomposeNegativeLogLikelihoodLoss, DecomposeSoftmaxCrossEntropyLoss>(
      patterns.getContext());
}
