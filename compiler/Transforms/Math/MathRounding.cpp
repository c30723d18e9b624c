#include "compiler/Transforms/Math/MathFunctions.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace onnxc;

//===-- Rounding -----------------------------------------------------------===//

/// From here on every float is an integer.
static double integersFrom(Num x) { return x.isF64() ? 0x1p52 : 0x1p23; }

static bool hasRounding(Num x) {
  return x.machine().getRound() && (!x.isF64() || x.machine().getF64());
}

/// |x|, rounded to the nearest integer; below integersFrom.
static Num roundedMagnitude(Num x) { return (abs(x) + integersFrom(x)) - integersFrom(x); }

/// `result` with the sign of x; x itself if it is too large for a fraction, or NaN.
static Num finishRounding(Num x, Num result) {
  return select(abs(x) < integersFrom(x), copySign(result, x), x);
}

/// |x|, rounded down.
static Num truncatedMagnitude(Num x) {
  Num rounded = roundedMagnitude(x);
  return rounded - select(rounded > abs(x), x.constant(1), x.constant(0));
}

Num onnxc::buildRoundEven(Num x) {
  if (hasRounding(x))
    return x.wrap(math::RoundEvenOp::create(x.builder(), x.value()));
  return finishRounding(x, roundedMagnitude(x));
}

Num onnxc::buildTrunc(Num x) {
  if (hasRounding(x))
    return x.wrap(math::TruncOp::create(x.builder(), x.value()));
  return finishRounding(x, truncatedMagnitude(x));
}

Num onnxc::buildFloor(Num x) {
  if (hasRounding(x))
    return x.wrap(math::FloorOp::create(x.builder(), x.value()));
  Num rounded = copySign(roundedMagnitude(x), x);
  Num result = rounded - select(rounded > x, x.constant(1), x.constant(0));
  return finishRounding(x, abs(result));
}

Num onnxc::buildCeil(Num x) {
  if (hasRounding(x))
    return x.wrap(math::CeilOp::create(x.builder(), x.value()));
  Num rounded = copySign(roundedMagnitude(x), x);
  Num result = rounded + select(rounded < x, x.constant(1), x.constant(0));
  return finishRounding(x, abs(result));
}

Num onnxc::buildRound(Num x) {
  Num down = hasRounding(x) ? buildTrunc(abs(x)) : truncatedMagnitude(x);
  Num up = select(abs(x) - down >= 0.5, x.constant(1), x.constant(0));
  return finishRounding(x, down + up);
}

//===-- Remainder ----------------------------------------------------------===//

/// x with only the upper 11 bits of its mantissa.
static Num coarse(Num x) {
  int64_t lower = (int64_t(1) << (x.mantissaBits() - 10)) - 1;
  return (x.bits() & ~lower).asFloat();
}

/// x less a multiple of y, without any error: the quotient has so few bits that the result
/// fits into a float. About |x| / 2^10 or less than |y| is left.
static Num reduceOnce(Num x, Num y) {
  double step = x.isF64() ? 0x1p1020 : 0x1p120;
  Num divisor = y, quotient = x / y;
  // The largest number is that many steps from the smallest.
  for (int i = 0; i < 2; ++i) {
    divisor = select(abs(quotient) == x.infinity(), divisor * step, divisor);
    quotient = x / divisor;
  }
  quotient = buildTrunc(coarse(quotient));
  Num upper = coarse(divisor), lower = divisor - upper;
  if (x.machine().getFma() && (x.machine().getF64() || !x.isF64()))
    return fma(-quotient, divisor, x);
  return (x - quotient * upper) - quotient * lower;
}

Num onnxc::buildRem(Num x, Num y) {
  ImplicitLocOpBuilder &builder = x.builder();
  Num divisor = abs(y);
  Num valid = (abs(x) < x.infinity()) & (divisor > 0.0);
  Num start = select(valid, x, 0.0);
  Num safe = select(valid, divisor, 1.0);
  auto loop = scf::WhileOp::create(
      builder, x.type(), start.value(),
      [&](OpBuilder &, Location, ValueRange rest) {
        scf::ConditionOp::create(builder, anyOf(abs(x.wrap(rest[0])) >= safe), rest);
      },
      [&](OpBuilder &, Location, ValueRange rest) {
        scf::YieldOp::create(builder, reduceOnce(x.wrap(rest[0]), safe).value());
      });
  Num rest = x.wrap(loop.getResult(0));
  // Rounding of a quotient may have left a rest of the other sign.
  Num other = (rest * copySign(x.constant(1), x)) < 0.0;
  rest = rest + select(other, copySign(safe, x), x.constant(0));
  return select(valid, copySign(abs(rest), x), x.nan());
}
