#include "compiler/Transforms/Kernels/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "llvm/ADT/bit.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_KEEPFLOATS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

/// Floats about as large as this have no fraction, and their bits grow with them by 1.
static constexpr float kLarge = 0x1.8p23;

static std::optional<double> getFloat(Value value) {
  APFloat number(0.0f);
  if (!matchPattern(value, m_ConstantFloat(&number)) || !value.getType().isF32())
    return std::nullopt;
  return number.convertToFloat();
}

/// `value` as an integer that a constant is added to.
static std::pair<Value, int64_t> splitSum(Value value) {
  APInt number;
  Operation *sum = value.getDefiningOp();
  if (!isa_and_nonnull<arith::AddIOp, arith::SubIOp>(sum) ||
      !matchPattern(sum->getOperand(1), m_ConstantInt(&number)))
    return {value, 0};
  int64_t added = number.getSExtValue();
  return {sum->getOperand(0), isa<arith::AddIOp>(sum) ? added : -added};
}

/// The bounds that a comparison with each of two constants leaves.
static std::optional<std::pair<double, double>> getBounds(Value value) {
  auto below = value.getDefiningOp<arith::SelectOp>();
  auto above = below ? below.getTrueValue().getDefiningOp<arith::SelectOp>() : arith::SelectOp();
  if (!above)
    return std::nullopt;
  auto isClamp = [](arith::SelectOp select, arith::CmpFPredicate predicate) {
    auto compare = select.getCondition().getDefiningOp<arith::CmpFOp>();
    return compare && compare.getPredicate() == predicate &&
           compare.getLhs() == select.getTrueValue() && compare.getRhs() == select.getFalseValue();
  };
  std::optional<double> low = getFloat(above.getFalseValue()),
                        high = getFloat(below.getFalseValue());
  if (!low || !high || !isClamp(below, arith::CmpFPredicate::OLT) ||
      !isClamp(above, arith::CmpFPredicate::OGT))
    return std::nullopt;
  return std::pair(*low, *high);
}

namespace {
/// A rounded float as an integer: the bits of `sum`, which is `kLarge` larger, and what is added.
struct Rounded {
  Value sum;
  double low, high, zeroPoint;
};
} // namespace

/// Whole numbers this small have exact sums and differences with `kLarge`.
static bool isSmall(double number) { return std::abs(number) < 0x1p20; }

/// `value`, of i32, as a float that has been rounded to an integer between two bounds.
static std::optional<Rounded> getRounded(Value value) {
  auto [bits, added] = splitSum(value);
  auto cast = bits.getDefiningOp<arith::BitcastOp>();
  auto sum = cast ? cast.getIn().getDefiningOp<arith::AddFOp>() : arith::AddFOp();
  if (!sum || getFloat(sum.getRhs()) != kLarge)
    return std::nullopt;
  std::optional<std::pair<double, double>> bounds = getBounds(sum.getLhs());
  // In 32 bits, as the addition is.
  double zeroPoint = int32_t(uint32_t(added) + llvm::bit_cast<uint32_t>(kLarge));
  if (!bounds || !isSmall(bounds->first) || !isSmall(bounds->second) || !isSmall(zeroPoint))
    return std::nullopt;
  return Rounded{sum, bounds->first + zeroPoint, bounds->second + zeroPoint, zeroPoint};
}

namespace {
/// A float of what has been rounded to an integer, kept in 8 bits and widened again:
///
///   %sum = arith.addf %clamped, 1.5 * 2^23
///   %byte = arith.trunci (arith.addi (arith.bitcast %sum), %c)
///   %y = arith.sitofp (arith.addi (arith.extui %byte), %d)
/// becomes
///   %y = arith.subf %sum, (1.5 * 2^23 - zero points)
///
/// if the bounds of %clamped say that the byte has all of it.
struct KeepRoundedFloat : OpRewritePattern<arith::SIToFPOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::SIToFPOp op, PatternRewriter &rewriter) const override {
    auto [wide, added] = splitSum(op.getIn());
    Operation *extension = wide.getDefiningOp();
    if (!op.getType().isF32() || !wide.getType().isInteger(32) ||
        !isa_and_nonnull<arith::ExtUIOp, arith::ExtSIOp>(extension))
      return failure();
    auto narrow = extension->getOperand(0).getDefiningOp<arith::TruncIOp>();
    if (!narrow || !narrow.getType().isInteger(8) || !narrow.getIn().getType().isInteger(32))
      return failure();
    std::optional<Rounded> rounded = getRounded(narrow.getIn());
    bool isUnsigned = isa<arith::ExtUIOp>(extension);
    if (!rounded || !isSmall(double(added)) || rounded->low < (isUnsigned ? 0 : -128) ||
        rounded->high > (isUnsigned ? 255 : 127))
      return rewriter.notifyMatchFailure(op, "is not a number of 8 bits for all that is known");
    double zeroPoint = rounded->zeroPoint + double(added);
    Value base = arith::ConstantOp::create(rewriter, op.getLoc(),
                                           rewriter.getF32FloatAttr(float(kLarge - zeroPoint)));
    rewriter.replaceOpWithNewOp<arith::SubFOp>(op, rounded->sum, base);
    return success();
  }
};

struct KeepFloatsPass : onnxc::impl::KeepFloatsBase<KeepFloatsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<KeepRoundedFloat>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
