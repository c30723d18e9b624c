#include "compiler/Transforms/Math/MathFunctions.h"
#include "compiler/Transforms/Math/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_EXPANDMATH
#include "compiler/Transforms/Math/Passes.h.inc"
} // namespace onnxc

/// The value that an operation is replaced by; nothing if it stays.
using Expansion = std::optional<Num> (*)(Operation *op, ArrayRef<Num> operands);

//===-- Operations of arith and math ---------------------------------------===//

template <Num (*build)(Num)> static std::optional<Num> unary(Operation *, ArrayRef<Num> x) {
  return build(x[0]);
}
template <Num (*build)(Num, Num)> static std::optional<Num> binary(Operation *, ArrayRef<Num> x) {
  return build(x[0], x[1]);
}

static bool isNative(bool feature, Num x) {
  return feature && (!x.isF64() || x.machine().getF64());
}

static std::optional<Num> expandPow(Operation *op, ArrayRef<Num> x) {
  APFloat constant(0.0);
  Value exponent = op->getOperand(1);
  // In a kernel, scalars from outside are spread over lanes.
  if (auto broadcast = exponent.getDefiningOp<vector::BroadcastOp>())
    exponent = broadcast.getSource();
  if (!matchPattern(exponent, m_ConstantFloat(&constant)))
    return buildPow(x[0], x[1]);
  bool losesInfo;
  constant.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
  return buildPow(x[0], constant.convertToDouble());
}

static std::optional<Num> expandExp(Operation *op, ArrayRef<Num> x) {
  bool exact =
      !arith::bitEnumContainsAll(cast<math::ExpOp>(op).getFastmath(), arith::FastMathFlags::afn);
  return exact ? buildExp(x[0]) : buildNormalExp(x[0]);
}

static std::optional<Num> expandFma(Operation *, ArrayRef<Num> x) {
  if (isNative(x[0].machine().getFma(), x[0]))
    return std::nullopt;
  return x[0] * x[1] + x[2];
}

static std::optional<Num> expandSqrt(Operation *, ArrayRef<Num> x) {
  if (isNative(x[0].machine().getSqrt(), x[0]))
    return std::nullopt;
  return sqrt(x[0]);
}

/// An operation that some targets have: `native` says whether this one does.
template <Num (*build)(Num)>
static std::optional<Num> expandRounding(Operation *, ArrayRef<Num> x) {
  if (isNative(x[0].machine().getRound(), x[0]))
    return std::nullopt;
  return build(x[0]);
}

/// arith.maximumf and its like: whether NaN wins, and which of two numbers does.
template <bool nanWins, bool larger>
static std::optional<Num> expandMinMax(Operation *, ArrayRef<Num> x) {
  if (isNative(x[0].machine().getMinMax(), x[0]))
    return std::nullopt;
  Num wins = larger ? x[0] > x[1] : x[0] < x[1];
  return select(wins | isNan(nanWins ? x[0] : x[1]), x[0], x[1]);
}

static std::optional<Num> expandClamp(Operation *, ArrayRef<Num> x) {
  Num low = select(x[0] < x[1], x[1], x[0]);
  return select(low > x[2], x[2], low);
}

static std::optional<Num> expandIsInf(Operation *, ArrayRef<Num> x) {
  return abs(x[0]) == x[0].infinity();
}
static std::optional<Num> expandIsFinite(Operation *, ArrayRef<Num> x) {
  return abs(x[0]) < x[0].infinity();
}
static std::optional<Num> expandIsNormal(Operation *, ArrayRef<Num> x) {
  Num magnitude = abs(x[0]);
  return (magnitude >= (x[0].isF64() ? 0x1p-1022 : 0x1p-126)) & (magnitude < x[0].infinity());
}

static Num buildSin(Num x) { return buildSinCos(x).sin; }
static Num buildCos(Num x) { return buildSinCos(x).cos; }

static Expansion getExpansion(Operation *op) {
  static const llvm::StringMap<Expansion> table = {
      {"arith.maximumf", expandMinMax<true, true>},
      {"arith.maxnumf", expandMinMax<false, true>},
      {"arith.minimumf", expandMinMax<true, false>},
      {"arith.minnumf", expandMinMax<false, false>},
      {"arith.remf", binary<buildRem>},
      {"math.acos", unary<buildAcos>},
      {"math.acosh", unary<buildAcosh>},
      {"math.asin", unary<buildAsin>},
      {"math.asinh", unary<buildAsinh>},
      {"math.atan", unary<buildAtan>},
      {"math.atan2", binary<buildAtan2>},
      {"math.atanh", unary<buildAtanh>},
      {"math.cbrt", unary<buildCbrt>},
      {"math.ceil", expandRounding<buildCeil>},
      {"math.clampf", expandClamp},
      {"math.cos", unary<buildCos>},
      {"math.cosh", unary<buildCosh>},
      {"math.erf", unary<buildErf>},
      {"math.erfc", unary<buildErfc>},
      {"math.exp", expandExp},
      {"math.exp2", unary<buildExp2>},
      {"math.expm1", unary<buildExpM1>},
      {"math.floor", expandRounding<buildFloor>},
      {"math.fma", expandFma},
      {"math.fpowi", binary<buildPowInt>},
      {"math.ipowi", binary<buildPowInt>},
      {"math.isfinite", expandIsFinite},
      {"math.isinf", expandIsInf},
      {"math.isnan", unary<isNan>},
      {"math.isnormal", expandIsNormal},
      {"math.log", unary<buildLog>},
      {"math.log10", unary<buildLog10>},
      {"math.log1p", unary<buildLog1p>},
      {"math.log2", unary<buildLog2>},
      {"math.powf", expandPow},
      {"math.round", unary<buildRound>},
      {"math.roundeven", expandRounding<buildRoundEven>},
      {"math.rsqrt", unary<buildRsqrt>},
      {"math.sin", unary<buildSin>},
      {"math.sinh", unary<buildSinh>},
      {"math.sqrt", expandSqrt},
      {"math.tan", unary<buildTan>},
      {"math.tanh", unary<buildTanh>},
      {"math.trunc", expandRounding<buildTrunc>},
  };
  return table.lookup(op->getName().getStringRef());
}

//===-- The pass -----------------------------------------------------------===//

/// A float of 16 bits as f32, in which it is computed.
static Num widened(Num x) {
  if (!x.isFloat() || x.width() >= 32)
    return x;
  Type wide = x.builder().getF32Type();
  if (auto shaped = dyn_cast<ShapedType>(x.type()))
    wide = shaped.clone(wide);
  return x.wrap(arith::ExtFOp::create(x.builder(), wide, x.value()));
}

static Value narrowed(Num x, Type type) {
  if (x.type() == type)
    return x.value();
  return arith::TruncFOp::create(x.builder(), type, x.value());
}

/// math.sincos has two results.
static void expandSinCos(math::SincosOp op, NumBuilder &builder) {
  SinCos results = buildSinCos(widened(Num(builder, op.getOperand())));
  op.getSin().replaceAllUsesWith(narrowed(results.sin, op.getSin().getType()));
  op.getCos().replaceAllUsesWith(narrowed(results.cos, op.getCos().getType()));
  op.erase();
}

static void expand(Operation *op, Expansion expansion, NumBuilder &builder) {
  SmallVector<Num> operands;
  for (Value operand : op->getOperands())
    operands.push_back(widened(Num(builder, operand)));
  if (std::optional<Num> result = expansion(op, operands)) {
    op->getResult(0).replaceAllUsesWith(narrowed(*result, op->getResult(0).getType()));
    op->erase();
    return;
  }
  // Operations that stay have no use for widened operands.
  for (Num operand : operands)
    if (operand.value().use_empty())
      if (auto extension = operand.value().getDefiningOp<arith::ExtFOp>())
        extension.erase();
}

namespace {
struct ExpandMathPass : onnxc::impl::ExpandMathBase<ExpandMathPass> {
  void runOnOperation() override {
    kernel::MachineAttr machine = kernel::getMachine(getOperation());
    SmallVector<Operation *> worklist;
    getOperation()->walk([&](Operation *op) {
      if (isa<math::SincosOp>(op) || getExpansion(op))
        worklist.push_back(op);
    });
    for (Operation *op : worklist) {
      NumBuilder builder{ImplicitLocOpBuilder(op->getLoc(), op), machine};
      if (auto sinCos = dyn_cast<math::SincosOp>(op))
        expandSinCos(sinCos, builder);
      else
        expand(op, getExpansion(op), builder);
    }
  }
};
} // namespace
