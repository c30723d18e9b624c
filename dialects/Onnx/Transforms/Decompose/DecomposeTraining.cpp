#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// The numbers of one step for one parameter of element type `type`.
struct Step : Formula {
  Type type;
  Step(OpBuilder &builder, Location loc, Type type) : Formula{builder, loc}, type(type) {}

  Value number(const APFloat &value) {
    return constantScalar(builder, loc, type, value.convertToFloat());
  }
  Value one() { return constantScalar(builder, loc, type, 1); }
  Value scalarOf(Value value) { return castTo(reshape(value, {}), type); }

  /// The gradient with that of the regularization added.
  Value regularize(Value gradient, const APFloat &coefficient, Value parameter) {
    return coefficient.isZero() ? gradient : add(gradient, mul(number(coefficient), parameter));
  }
  /// a * x + (1 - a) * y
  Value mix(const APFloat &a, Value x, Value y) {
    APFloat rest = APFloat(1.0f) - a;
    return add(mul(number(a), x), mul(number(rest), y));
  }
  /// Whether this is the first step.
  Value isFirst(Value step) {
    Value zero = constantScalar(builder, loc, builder.getI64Type(), 0);
    return EqualOp::create(builder, loc, reshape(step, {}), zero);
  }
};

/// Replaces an optimizer by its formulas for each parameter: `build` gives the new parameter and
/// its new state.
template <typename Op>
LogicalResult replaceOptimizer(Op op, PatternRewriter &rewriter,
                               llvm::function_ref<SmallVector<Value>(Step &, size_t)> build) {
  SmallVector<SmallVector<Value>> groups;
  for (size_t i = 0; i < op.getNumParameters(); ++i) {
    Step step(rewriter, op.getLoc(), getTensorType(op.getTensor(0, i)).getElementType());
    SmallVector<Value> updated = build(step, i);
    groups.resize(updated.size());
    for (auto [group, value] : llvm::zip_equal(groups, updated))
      group.push_back(value);
  }
  SmallVector<Value> results;
  for (ArrayRef<Value> group : groups)
    llvm::append_range(results, group);
  rewriter.replaceOp(op, results);
  return success();
}

/// V' = alpha V + beta G, where beta is 1 in the first step; X' = X - R V' or, of mode `nesterov`,
/// X - R (G + alpha V').
struct DecomposeMomentum : OpRewritePattern<MomentumOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MomentumOp op, PatternRewriter &rewriter) const override {
    return replaceOptimizer(op, rewriter, [&](Step &s, size_t i) -> SmallVector<Value> {
      Value x = op.getTensor(0, i), rate = s.scalarOf(op.getRate());
      Value gradient = s.regularize(op.getTensor(1, i), op.getNormCoefficient(), x);
      Value beta = s.where(s.isFirst(op.getStep()), s.one(), s.number(op.getBeta()));
      Value alpha = s.number(op.getAlpha());
      Value momentum = s.add(s.mul(alpha, op.getTensor(2, i)), s.mul(beta, gradient));
      Value way = op.getMode() == "nesterov" ? s.add(gradient, s.mul(alpha, momentum)) : momentum;
      return {s.sub(x, s.mul(rate, way)), momentum};
    });
  }
};

/// H' = H + G^2; X' = X - R / (1 + T decay) G / (sqrt(H') + epsilon).
struct DecomposeAdagrad : OpRewritePattern<AdagradOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AdagradOp op, PatternRewriter &rewriter) const override {
    return replaceOptimizer(op, rewriter, [&](Step &s, size_t i) -> SmallVector<Value> {
      Value x = op.getTensor(0, i);
      Value gradient = s.regularize(op.getTensor(1, i), op.getNormCoefficient(), x);
      Value sum = s.add(op.getTensor(2, i), s.mul(gradient, gradient));
      Value decay = s.add(s.one(), s.mul(s.scalarOf(op.getStep()), s.number(op.getDecayFactor())));
      Value rate = s.div(s.scalarOf(op.getRate()), decay);
      Value scaled = s.div(gradient, s.add(s.sqrt(sum), s.number(op.getEpsilon())));
      return {s.sub(x, s.mul(rate, scaled)), sum};
    });
  }
};

/// V' = alpha V + (1 - alpha) G; H' = beta H + (1 - beta) G^2; X' = X - R' V' / (sqrt(H') +
/// epsilon), where R' is R sqrt(1 - beta^T) / (1 - alpha^T), or R in the first step.
struct DecomposeAdam : OpRewritePattern<AdamOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AdamOp op, PatternRewriter &rewriter) const override {
    return replaceOptimizer(op, rewriter, [&](Step &s, size_t i) -> SmallVector<Value> {
      Value x = op.getTensor(0, i);
      Value gradient = s.regularize(op.getTensor(1, i), op.getNormCoefficient(), x);
      Value mean = s.mix(op.getAlpha(), op.getTensor(2, i), gradient);
      Value square = s.mix(op.getBeta(), op.getTensor(3, i), s.mul(gradient, gradient));
      Value time = s.scalarOf(op.getStep()), rate = s.scalarOf(op.getRate());
      auto rest = [&](const APFloat &base) -> Value {
        return s.sub(s.one(), PowOp::create(rewriter, op.getLoc(), s.number(base), time));
      };
      Value later = s.div(s.mul(rate, s.sqrt(rest(op.getBeta()))), rest(op.getAlpha()));
      rate = s.where(s.isFirst(op.getStep()), rate, later);
      Value scaled = s.div(mean, s.add(s.sqrt(square), s.number(op.getEpsilon())));
      Value updated = s.sub(x, s.mul(rate, scaled));
      if (!op.getNormCoefficientPost().isZero())
        updated = s.mul(s.sub(s.one(), s.number(op.getNormCoefficientPost())), updated);
      return {updated, mean, square};
    });
  }
};
} // namespace

void onnxc::onnx::populateDecomposeTraining(RewritePatternSet &patterns) {
  patterns.add<DecomposeMomentum, DecomposeAdagrad, DecomposeAdam>(patterns.getContext());
}
