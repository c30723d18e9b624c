#include "compiler/Transforms/Math/MathConstants.h"
#include "compiler/Transforms/Math/MathFunctions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace onnxc;

//===-- Logarithm of twice the precision -----------------------------------===//

/// log2(x) for positive finite x. With s = (m - 1) / (m + 1), the logarithm of the mantissa m
/// is 2 s / ln(2) + s^3 R(s^2); the first term and s are pairs.
static NumPair preciseLog2(Num x) {
  FloatParts parts = splitFloat(x);
  Num f = parts.mantissa - 1.0, divisor = parts.mantissa + 1.0;
  Num divisorLow = parts.mantissa - (divisor - 1.0);
  Num reciprocal = 1.0 / divisor;
  Num s = f * reciprocal;
  NumPair back = exactProduct(s, divisor);
  Num sLow = (((f - back.high) - back.low) - s * divisorLow) * reciprocal;

  double factorHigh = x.isF64() ? 0x1.71547652b82fep+1 : 0x1.715476p+1; // 2 / ln(2)
  double factorLow = x.isF64() ? 0x1.777d0ffda0d24p-55 : 0x1.4ae0bf85ddf44p-25;
  NumPair first = exactProduct(s, s.constant(factorHigh));
  Num square = s * s;
  Num rest = x.isF64() ? polynomial(square, coefficients::log2F64)
                       : polynomial(square, coefficients::log2F32);
  Num low = fma(s, s.constant(factorLow), sLow * factorHigh) + first.low;
  NumPair sum = exactSum(parts.exponent, first.high);
  NumPair cubic = exactSum(sum.high, s * square * rest);
  return exactSum(cubic.high, cubic.low + (sum.low + low));
}

/// 2^(y * log) for a pair `log`.
static Num powerOfLog(NumPair log, Num y) {
  // Larger exponents give infinity or 0 just as well, unless the logarithm is 0.
  double limit = 0x1p64;
  y = clamp(y, -limit, limit);
  NumPair product = exactProduct(y, log.high);
  Num low = fma(y, log.low, product.low);
  Num high = y.isF64() ? clamp(product.high, -1100, 1100) : clamp(product.high, -160, 160);
  low = select(high == product.high, low, 0.0);
  Num n = buildRoundEven(high);
  Num r = (high - n) + low;
  return scaleByPower(smallExpM1(r * 0x1.62e42fefa39efp-1), n);
}

//===-- Powers -------------------------------------------------------------===//

Num onnxc::buildPow(Num x, Num y) {
  Num magnitude = abs(x), infinity = x.infinity();
  Num proper = (magnitude > 0.0) & (magnitude < infinity);
  Num result = powerOfLog(preciseLog2(select(proper, magnitude, 1.0)), y);
  // 0 and infinity.
  Num grows = (magnitude == infinity) ^ (y < 0.0);
  result = select(proper, result, select(grows, infinity, x.constant(0)));
  // Negative bases.
  Num half = 0.5 * y;
  Num isInteger = buildTrunc(y) == y;
  Num isOdd = isInteger & (buildTrunc(half) != half);
  result = select((x < 0.0) & (x > -infinity) & !isInteger, x.nan(), result);
  result = select(isOdd, copySign(result, x), result);
  result = select(isNan(x) | isNan(y), x + y, result);
  return select((x == 1.0) | (y == 0.0), 1.0, result);
}

/// x^n for a small n, by squaring.
static Num smallPower(Num x, unsigned n) {
  if (n == 1)
    return x;
  Num half = smallPower(x, n / 2);
  return n % 2 ? half * half * x : half * half;
}

Num onnxc::buildPow(Num x, double y) {
  if (y == 0)
    return x.constant(1);
  // Rounding errors add up; more factors than this are no gain either.
  if (std::fabs(y) <= 4 && y == std::trunc(y)) {
    Num power = smallPower(x, static_cast<unsigned>(std::fabs(y)));
    return y < 0 ? 1.0 / power : power;
  }
  if (std::fabs(y) == 0.5) {
    // The power of -0 is 0, and that of -infinity is infinity.
    Num root = select(x == -x.infinity(), x.infinity(), sqrt(x + 0.0));
    return y < 0 ? 1.0 / root : root;
  }
  return buildPow(x, x.constant(y));
}

Num onnxc::buildCbrt(Num x) {
  Num magnitude = abs(x);
  Num proper = (magnitude > 0.0) & (magnitude < x.infinity());
  NumPair log = preciseLog2(select(proper, magnitude, 1.0));
  Num root = powerOfLog(log, x.constant(1.0 / 3));
  // Newton's step, because 1/3 is not exact.
  root = root - (root - magnitude / (root * root)) * (1.0 / 3);
  return select(proper, copySign(root, x), x);
}

Num onnxc::buildRsqrt(Num x) { return 1.0 / sqrt(x); }

/// x^n by squaring, where n counts as unsigned.
static Num powerLoop(Num x, Num n) {
  Num one = x.constant(1);
  auto loop = scf::WhileOp::create(
      x.builder(), TypeRange{x.type(), x.type(), n.type()},
      ValueRange{one.value(), x.value(), n.value()},
      [&](OpBuilder &, Location, ValueRange state) {
        Num rest = x.wrap(state[2]);
        scf::ConditionOp::create(x.builder(), anyOf(rest != rest.constant(0)), state);
      },
      [&](OpBuilder &, Location, ValueRange state) {
        Num result = x.wrap(state[0]), base = x.wrap(state[1]), rest = x.wrap(state[2]);
        Num odd = (rest & 1) == rest.constant(1);
        scf::YieldOp::create(x.builder(), ValueRange{select(odd, result * base, result).value(),
                                                     (base * base).value(), (rest >> 1).value()});
      });
  return x.wrap(loop.getResult(0));
}

Num onnxc::buildPowInt(Num x, Num exponent) {
  Num zero = exponent.constant(0), negative = exponent < zero;
  Num power = powerLoop(x, select(negative, zero - exponent, exponent));
  if (x.isFloat())
    return select(negative, 1.0 / power, power);
  // The inverse of an integer is 0, but for 1 and -1, whose powers are their own inverses.
  Num unit = (x == x.constant(1)) | (x == x.constant(-1));
  return select(negative & !unit, x.constant(0), power);
}
