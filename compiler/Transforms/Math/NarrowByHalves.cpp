#include "compiler/Transforms/Math/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "llvm/ADT/bit.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_NARROWBYHALVES
#include "compiler/Transforms/Math/Passes.h.inc"
} // namespace onnxc

/// Floats about as large as this have no fraction, and their bits grow with them by 1.
static constexpr float kLarge = 0x1.8p23;

static std::optional<int64_t> getInteger(Value value) {
  APInt number;
  if (!matchPattern(value, m_ConstantInt(&number)))
    return std::nullopt;
  return number.getSExtValue();
}

namespace {
/// A number within bounds.
struct Bounded {
  Value number;
  int64_t low, high;
};

/// The sum of a number and a constant.
struct Sum {
  Value number;
  int64_t added;
};
} // namespace

static std::optional<Bounded> getBounded(Value value) {
  auto below = value.getDefiningOp<arith::MinSIOp>();
  auto above = below ? below.getLhs().getDefiningOp<arith::MaxSIOp>() : arith::MaxSIOp();
  if (!above)
    return std::nullopt;
  std::optional<int64_t> low = getInteger(above.getRhs()), high = getInteger(below.getRhs());
  if (!low || !high)
    return std::nullopt;
  return Bounded{above.getLhs(), *low, *high};
}

static Sum splitSum(Value value) {
  Operation *sum = value.getDefiningOp();
  if (!isa_and_nonnull<arith::AddIOp, arith::SubIOp>(sum))
    return {value, 0};
  std::optional<int64_t> number = getInteger(sum->getOperand(1));
  if (!number)
    return {value, 0};
  return {sum->getOperand(0), isa<arith::AddIOp>(sum) ? *number : -*number};
}

/// The float that `bits`, to which a constant is added, are the nearest integer of: its sum with
/// `kLarge` is read as one. Null if there is none.
static Value getRounded(Value bits) {
  auto cast = bits.getDefiningOp<arith::BitcastOp>();
  auto sum = cast ? cast.getIn().getDefiningOp<arith::AddFOp>() : arith::AddFOp();
  APFloat large(0.0f);
  if (!sum || !matchPattern(sum.getRhs(), m_ConstantFloat(&large)) ||
      !large.bitwiseIsEqual(APFloat(kLarge)))
    return {};
  return sum.getLhs();
}

/// Constant `value` in all lanes.
static Value makeConstant(OpBuilder &builder, Location loc, Type type, int64_t value) {
  TypedAttr attr = builder.getIntegerAttr(getElementTypeOrSelf(type), value);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, Attribute(attr));
  return arith::ConstantOp::create(builder, loc, attr);
}

/// `number` within bounds, with elements of `bits` bits.
static Value narrow(OpBuilder &builder, Location loc, Value number, int64_t low, int64_t high,
                    unsigned bits) {
  Type type = number.getType(), element = builder.getIntegerType(bits);
  Value bound = makeConstant(builder, loc, type, low);
  number = arith::MaxSIOp::create(builder, loc, number, bound);
  bound = makeConstant(builder, loc, type, high);
  number = arith::MinSIOp::create(builder, loc, number, bound);
  if (auto vector = dyn_cast<VectorType>(type))
    element = vector.clone(element);
  return arith::TruncIOp::create(builder, loc, element, number);
}

/// The nearest integers, of two the even one, of each four lanes by one instruction.
static Value roundLanes(OpBuilder &builder, Location loc, Value floats) {
  constexpr int64_t atOnce = 4;
  auto type = cast<VectorType>(floats.getType());
  int64_t lanes = type.getNumElements();
  auto part = VectorType::get({atOnce}, builder.getI32Type());
  SmallVector<Value> parts;
  for (int64_t begin = 0; begin < lanes; begin += atOnce) {
    SmallVector<int64_t> indices = llvm::to_vector(llvm::seq(begin, begin + atOnce));
    Value own = vector::ShuffleOp::create(builder, loc, floats, floats, indices);
    parts.push_back(
        LLVM::CallIntrinsicOp::create(builder, loc, TypeRange{part},
                                      builder.getStringAttr("llvm.aarch64.neon.fcvtns.v4i32.v4f32"),
                                      ValueRange{own}, LLVM::FastmathFlagsAttr())
            .getResult(0));
  }
  for (; parts.size() > 1; parts.resize(parts.size() / 2))
    for (size_t i = 0; i < parts.size() / 2; ++i) {
      int64_t half = cast<VectorType>(parts[2 * i].getType()).getNumElements();
      SmallVector<int64_t> indices = llvm::to_vector(llvm::seq<int64_t>(0, 2 * half));
      parts[i] = vector::ShuffleOp::create(builder, loc, parts[2 * i], parts[2 * i + 1], indices);
    }
  return parts.front();
}

namespace {
/// A byte that a number of 32 bits saturates in.
struct NarrowByHalf : OpRewritePattern<arith::TruncIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncIOp op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isInteger(8) ||
        !getElementTypeOrSelf(op.getIn().getType()).isInteger(32))
      return failure();
    std::optional<Bounded> bounded = getBounded(op.getIn());
    if (!bounded)
      return rewriter.notifyMatchFailure(op, "does not saturate");
    Location loc = op.getLoc();
    int64_t added = 0;
    auto [bits, addedToBits] = splitSum(bounded->number);
    if (Value rounded = getRoundedLanes(bits)) {
      bounded->number = roundLanes(rewriter, loc, rounded);
      added = int32_t(uint32_t(addedToBits) + llvm::bit_cast<uint32_t>(kLarge));
    }
    // What saturates in 16 bits is beyond the bounds also with the constant.
    if (std::abs(added) + std::max(std::abs(bounded->low), std::abs(bounded->high)) > kMost)
      return rewriter.notifyMatchFailure(op, "adds what is too large, or has such bounds");
    Value half = narrow(rewriter, loc, bounded->number, -kMost - 1, kMost, 16);
    if (added != 0)
      half = LLVM::SAddSat::create(rewriter, loc, half,
                                   makeConstant(rewriter, loc, half.getType(), added));
    rewriter.replaceOp(op, narrow(rewriter, loc, half, bounded->low, bounded->high, 8));
    return success();
  }

private:
  static constexpr int64_t kMost = std::numeric_limits<int16_t>::max();

  /// The floats that `bits` are the nearest integers of, if the instruction that rounds them takes
  /// as many.
  static Value getRoundedLanes(Value bits) {
    auto type = dyn_cast<VectorType>(bits.getType());
    int64_t lanes = type ? type.getNumElements() : 0;
    return lanes >= 4 && llvm::isPowerOf2_64(lanes) ? getRounded(bits) : Value();
  }
};

struct NarrowByHalvesPass : onnxc::impl::NarrowByHalvesBase<NarrowByHalvesPass> {
  void runOnOperation() override {
    if (!onnxc::kernel::getMachine(getOperation()).getNarrowing())
      return;
    RewritePatternSet patterns(&getContext());
    patterns.add<NarrowByHalf>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
