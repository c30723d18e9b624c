#include "compiler/Transforms/Math/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_USEMAXIMUM
#include "compiler/Transforms/Math/Passes.h.inc"
} // namespace onnxc

/// What each lane of `value` is, if it is the same.
static Value getScalar(Value value) {
  auto broadcast = value.getDefiningOp<vector::BroadcastOp>();
  return broadcast ? broadcast.getSource() : value;
}

static bool areEqual(Value x, Value y) { return getScalar(x) == getScalar(y); }

static bool isNumber(Value value) {
  APFloat number(0.0f);
  return matchPattern(getScalar(value), m_ConstantFloat(&number)) && !number.isNaN();
}

namespace {
/// Chooses between a value and a constant as one instruction does:
///
///   %c = arith.cmpf olt, %x, %zero
///   %y = arith.select %c, %zero, %x
/// becomes
///   %y = arith.maximumf %x, %zero
///
/// If %x is NaN both yield NaN, which asks for a constant that is a number.
struct SelectToMaximum : OpRewritePattern<arith::SelectOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::SelectOp select, PatternRewriter &rewriter) const override {
    auto compare = select.getCondition().getDefiningOp<arith::CmpFOp>();
    if (!compare || compare.getPredicate() != arith::CmpFPredicate::OLT)
      return failure();
    Value less = compare.getLhs(), greater = compare.getRhs();
    if (areEqual(select.getTrueValue(), greater) && select.getFalseValue() == less &&
        isNumber(greater)) {
      rewriter.replaceOpWithNewOp<arith::MaximumFOp>(select, less, greater);
      return success();
    }
    if (areEqual(select.getTrueValue(), less) && select.getFalseValue() == greater &&
        isNumber(less)) {
      rewriter.replaceOpWithNewOp<arith::MinimumFOp>(select, greater, less);
      return success();
    }
    return rewriter.notifyMatchFailure(select, "chooses no number or what was not compared");
  }
};

struct UseMaximumPass : onnxc::impl::UseMaximumBase<UseMaximumPass> {
  void runOnOperation() override {
    if (!onnxc::kernel::getMachine(getOperation()).getMaximum())
      return;
    RewritePatternSet patterns(&getContext());
    patterns.add<SelectToMaximum>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
