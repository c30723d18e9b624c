#include "compiler/Transforms/Math/MathConstants.h"
#include "compiler/Transforms/Math/MathFunctions.h"

using namespace onnxc;

namespace {
constexpr double log2e = 0x1.71547652b82fep+0;
constexpr double ln2 = 0x1.62e42fefa39efp-1;

/// ln(2) in two parts, where the product of the first with an exponent is exact.
struct SplitLn2 {
  double high, low;
};
} // namespace

static SplitLn2 splitLn2(Num x) {
  if (x.isF64())
    return {0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45};
  return {0x1.62e4p-1, 0x1.7f7d1cf79abcap-20};
}

/// Adding this rounds a small number to an integer, which then stands in the low bits.
static double roundingShift(Num x) { return x.isF64() ? 0x1.8p+52 : 0x1.8p+23; }

/// The integer in `shifted`, which is a small integer plus roundingShift.
static Num lowInteger(Num shifted) {
  return shifted.bits() - shifted.constant(roundingShift(shifted)).bits();
}

Num onnxc::smallExpM1(Num r) {
  Num rest = r.isF64() ? polynomial(r, coefficients::expF64) : polynomial(r, coefficients::expF32);
  return fma(r * r, rest, r);
}

/// (1 + p) * 2^n, where `shifted` is n + roundingShift. Two factors, so that results may be
/// denormal and n larger than the largest exponent.
static Num scale(Num p, Num shifted) {
  Num biased = lowInteger(shifted) + 2 * shifted.exponentBias();
  Num half = biased >> 1;
  unsigned mantissa = p.mantissaBits();
  Num first = (half << mantissa).asFloat(), second = ((biased - half) << mantissa).asFloat();
  return ((p + 1.0) * first) * second;
}

Num onnxc::scaleByPower(Num p, Num n) { return scale(p, n + roundingShift(n)); }

namespace {
/// x = n ln(2) + r.
struct Reduced {
  Num shifted, n, r;
};
} // namespace

static Reduced reduceByLn2(Num x) {
  double shift = roundingShift(x);
  SplitLn2 split = splitLn2(x);
  Num shifted = fma(x, x.constant(log2e), x.constant(shift));
  Num n = shifted - shift;
  Num r = fma(n, x.constant(-split.high), x);
  return {shifted, n, fma(n, x.constant(-split.low), r)};
}

/// 2^(n-1), a normal number, as 2^n may be too large for a float.
static Num buildHalfPower(const Reduced &reduced) {
  Num biased = lowInteger(reduced.shifted) + (reduced.n.exponentBias() - 1);
  return (biased << reduced.n.mantissaBits()).asFloat();
}

Num onnxc::buildBoundedExp(Num x) {
  Reduced reduced = reduceByLn2(x);
  Num biased = lowInteger(reduced.shifted) + x.exponentBias();
  Num power = (biased << x.mantissaBits()).asFloat();
  return fma(power, smallExpM1(reduced.r), power);
}

/// exp(x) / 2^halvings, which overflows later.
static Num scaledExp(Num x, int halvings) {
  x = x.isF64() ? clamp(x, -746, 712) : clamp(x, -105, 91);
  Reduced reduced = reduceByLn2(x);
  Num shifted = halvings ? reduced.shifted - double(halvings) : reduced.shifted;
  return scale(smallExpM1(reduced.r), shifted);
}

Num onnxc::buildExp(Num x) { return scaledExp(x, 0); }

Num onnxc::buildNormalExp(Num x) {
  double lowest = x.isF64() ? -707 : -86;
  Reduced reduced = reduceByLn2(clamp(x, lowest, x.isF64() ? 710 : 89));
  Num half = buildHalfPower(reduced);
  return select(x < lowest, 0.0, 2.0 * fma(half, smallExpM1(reduced.r), half));
}

Num onnxc::buildExp2(Num x) {
  x = x.isF64() ? clamp(x, -1076, 1025) : clamp(x, -151, 129);
  Num shifted = x + roundingShift(x);
  Num r = x - (shifted - roundingShift(x));
  return scale(smallExpM1(r * ln2), shifted);
}

/// exp(x) - 1 for x that is clamped so that 2^n is a normal number.
static Num clampedExpM1(Num x) {
  Reduced reduced = reduceByLn2(x);
  Num half = buildHalfPower(reduced);
  return 2.0 * fma(half, smallExpM1(reduced.r), half - 0.5);
}

Num onnxc::buildExpM1(Num x) {
  Num result = clampedExpM1(x.isF64() ? clamp(x, -38, 709.9) : clamp(x, -18, 88.9));
  result = select(x > (x.isF64() ? 0x1.62e42fefa39efp+9 : 0x1.62e42ep+6), x.infinity(), result);
  // Keeps denormal numbers and the sign of zero.
  return select(abs(x) < (x.isF64() ? 0x1p-54 : 0x1p-25), x, result);
}

Num onnxc::buildSinh(Num x) {
  Num magnitude = abs(x), square = x * x;
  Num rest = x.isF64() ? polynomial(square, coefficients::sinhF64)
                       : polynomial(square, coefficients::sinhF32);
  Num small = fma(x * square, rest, x);
  Num half = scaledExp(magnitude, 1);
  Num large = copySign(half - 0.25 / half, x);
  return select(magnitude < 1.0, small, large);
}

Num onnxc::buildCosh(Num x) {
  Num half = scaledExp(abs(x), 1);
  return half + 0.25 / half;
}

Num onnxc::buildTanh(Num x) {
  Num magnitude = abs(x), square = x * x;
  Num rest = x.isF64() ? polynomial(square, coefficients::tanhF64)
                       : polynomial(square, coefficients::tanhF32);
  Num small = fma(x * square, rest, x);
  // tanh is 1 from there on.
  double limit = x.isF64() ? 20 : 10;
  Num a = select(magnitude > limit, limit, magnitude);
  Num large = copySign(1.0 - 2.0 / (buildBoundedExp(2.0 * a) + 1.0), x);
  return select(magnitude < 0.625, small, large);
}
