#include "compiler/Transforms/Math/MathConstants.h"
#include "compiler/Transforms/Math/MathFunctions.h"

using namespace onnxc;

namespace {
constexpr double ln2 = 0x1.62e42fefa39efp-1;
constexpr double sqrtHalf = 0x1.6a09e667f3bcdp-1;
} // namespace

FloatParts onnxc::splitFloat(Num x) {
  unsigned mantissa = x.mantissaBits();
  int64_t bias = x.exponentBias(), mantissaMask = (int64_t(1) << mantissa) - 1;
  Num bits = x.bits();
  // A denormal number is its bits, as an integer, times a power of two.
  Num tiny = bits < (int64_t(1) << mantissa);
  double tinyExponent = x.isF64() ? -54 : -149;
  Num normal = select(tiny, x.isF64() ? (x * 0x1p54).bits() : bits.toFloat().bits(), bits);
  Num root = x.constant(sqrtHalf).bits();
  Num biased = (normal - root) + (bias << mantissa);
  // 2^mantissa plus a small integer has that integer in its low bits.
  double shift = x.isF64() ? 0x1p52 : 0x1p23;
  Num exponent = ((biased >> mantissa) | x.constant(shift).bits()).asFloat() - (shift + bias);
  exponent = exponent + select(tiny, x.constant(tinyExponent), x.constant(0));
  return {exponent, ((biased & mantissaMask) + root).asFloat()};
}

/// log(1 + f) - f for 1 + f in [sqrt(1/2), sqrt(2)).
static Num smallLog1p(Num f) {
  Num square = f * f;
  if (!f.isF64())
    return square * fma(f, polynomial(f, coefficients::log1pF32), f.constant(-0.5));
  // With s = f / (2 + f): log(1 + f) = 2 s + s^3 R(s^2) and 2 s = f - f^2 / 2 + s f^2 / 2.
  Num s = f / (f + 2.0), halfSquare = 0.5 * square, s2 = s * s;
  return s * (halfSquare + s2 * polynomial(s2, coefficients::logF64)) - halfSquare;
}

/// The logarithm where it is finite; infinity, -infinity and NaN where it is not.
static Num withLimits(Num x, Num result) {
  Num limit = select(x == 0.0, -x.infinity(), select(x > 0.0, x, x.nan()));
  return select((x > 0.0) & (x < x.infinity()), result, limit);
}

/// log(x) + correction for positive finite x. The two parts of ln(2) make exponent * high exact.
static Num finiteLog(Num x, const Num *correction = nullptr) {
  FloatParts parts = splitFloat(x);
  Num f = parts.mantissa - 1.0;
  double high = x.isF64() ? 0x1.62e42fefa38p-1 : 0x1.62e4p-1;
  double low = x.isF64() ? 0x1.ef35793c7673p-45 : 0x1.7f7d1cf79abcap-20;
  Num rest = fma(parts.exponent, x.constant(low), smallLog1p(f));
  if (correction)
    rest = rest + *correction;
  return fma(parts.exponent, x.constant(high), f + rest);
}

Num onnxc::buildLog(Num x) { return withLimits(x, finiteLog(x)); }

Num onnxc::buildLog2(Num x) {
  FloatParts parts = splitFloat(x);
  Num f = parts.mantissa - 1.0;
  return withLimits(x, fma(f + smallLog1p(f), x.constant(1 / ln2), parts.exponent));
}

Num onnxc::buildLog10(Num x) {
  FloatParts parts = splitFloat(x);
  Num f = parts.mantissa - 1.0;
  double high = x.isF64() ? 0x1.34413509f78p-2 : 0x1.344p-2;
  double low = x.isF64() ? 0x1.fef311f12b358p-46 : 0x1.3509f79fef312p-18;
  Num fraction = (f + smallLog1p(f)) * 0x1.bcb7b1526e50ep-2; // log10(e)
  Num rest = fma(parts.exponent, x.constant(low), fraction);
  return withLimits(x, fma(parts.exponent, x.constant(high), rest));
}

/// log(1 + x) for finite x > -1.
static Num finiteLog1p(Num x) {
  Num sum = x + 1.0;
  Num part = sum - 1.0;
  Num correction = ((1.0 - (sum - part)) + (x - part)) / sum;
  return finiteLog(sum, &correction);
}

Num onnxc::buildLog1p(Num x) {
  Num limit = select(x == -1.0, -x.infinity(), select(x > -1.0, x, x.nan()));
  Num result = select((x > -1.0) & (x < x.infinity()), finiteLog1p(x), limit);
  return select(abs(x) < (x.isF64() ? 0x1p-54 : 0x1p-25), x, result);
}

/// Where squares overflow or 1 is lost beside a square, log(2 x) is all there is.
static double largeArgument(Num x) { return x.isF64() ? 0x1p28 : 0x1p13; }

Num onnxc::buildAsinh(Num x) {
  Num magnitude = abs(x), large = magnitude > largeArgument(x);
  Num a = select(large, 1.0, magnitude);
  Num square = a * a;
  Num small = a + square / (sqrt(square + 1.0) + 1.0);
  Num result = finiteLog1p(select(large, magnitude - 1.0, small));
  result = result + select(large, x.constant(ln2), x.constant(0));
  result = select(magnitude < (x.isF64() ? 0x1p-28 : 0x1p-13), magnitude, result);
  return copySign(select(magnitude < x.infinity(), result, magnitude), x);
}

Num onnxc::buildAcosh(Num x) {
  Num large = x > largeArgument(x);
  Num t = select(large, 1.0, x) - 1.0;
  Num small = t + sqrt(t * (t + 2.0));
  Num result = finiteLog1p(select(large, x - 1.0, small));
  result = result + select(large, x.constant(ln2), x.constant(0));
  return select(x < x.infinity(), select(x >= 1.0, result, x.nan()), x);
}

Num onnxc::buildAtanh(Num x) {
  Num magnitude = abs(x);
  Num ratio = (2.0 * magnitude) / (1.0 - magnitude);
  Num result = copySign(0.5 * finiteLog1p(ratio), x);
  result = select(magnitude < (x.isF64() ? 0x1p-28 : 0x1p-13), x, result);
  Num limit = select(magnitude == 1.0, copySign(x.infinity(), x), x.nan());
  return select(magnitude < 1.0, result, limit);
}
