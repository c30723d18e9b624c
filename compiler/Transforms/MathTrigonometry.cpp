#include "compiler/Transforms/MathConstants.h"
#include "compiler/Transforms/MathFunctions.h"

using namespace onnxc;

namespace {
constexpr double pi = 0x1.921fb54442d18p+1;
constexpr double piLow = 0x1.1a62633145c07p-53;

/// x = n pi/2 + r, with the lowest bits of n as an integer.
struct Quarter {
  Num n, r;
};
} // namespace

//===-- Sine, cosine, tangent ----------------------------------------------===//

static Quarter reduceByHalfPi(Num x) {
  double shift = x.isF64() ? 0x1.8p+52 : 0x1.8p+23;
  Num shifted = fma(x, x.constant(2 / pi), x.constant(shift));
  Num n = shifted - shift;
  bool fused = x.native().fma && (x.native().f64 || !x.isF64());
  llvm::ArrayRef<double> parts = coefficients::halfPiF32;
  if (x.isF64())
    parts = fused ? llvm::ArrayRef(coefficients::halfPiFmaF64) : coefficients::halfPiF64;
  else if (fused)
    parts = coefficients::halfPiFmaF32;
  Num r = x;
  for (double part : parts)
    r = fma(n, x.constant(-part), r);
  // Only arguments beyond what the parts are exact for are outside.
  return {shifted.bits(), clamp(r, -pi / 4 - 0x1p-6, pi / 4 + 0x1p-6)};
}

static Num smallSin(Num r, Num square) {
  Num rest = r.isF64() ? polynomial(square, coefficients::sinF64)
                       : polynomial(square, coefficients::sinF32);
  return fma(r * square, rest, r);
}

static Num smallCos(Num square) {
  Num rest = square.isF64() ? polynomial(square, coefficients::cosF64)
                            : polynomial(square, coefficients::cosF32);
  return 1.0 - fma(square, square.constant(0.5), -(square * square * rest));
}

/// `value`, negated if bit 1 of n is set.
static Num negateByHalfTurns(Num value, Num n) {
  Num sign = (n & 2) << int(value.width() - 2);
  return (value.bits() ^ sign).asFloat();
}

SinCos onnxc::buildSinCos(Num x) {
  Quarter quarter = reduceByHalfPi(x);
  Num square = quarter.r * quarter.r;
  Num sine = smallSin(quarter.r, square), cosine = smallCos(square);
  Num odd = (quarter.n & 1) != quarter.n.constant(0);
  return {negateByHalfTurns(select(odd, cosine, sine), quarter.n),
          negateByHalfTurns(select(odd, sine, cosine), quarter.n + 1)};
}

Num onnxc::buildTan(Num x) {
  Quarter quarter = reduceByHalfPi(x);
  Num square = quarter.r * quarter.r;
  Num sine = smallSin(quarter.r, square), cosine = smallCos(square);
  Num odd = (quarter.n & 1) != quarter.n.constant(0);
  return select(odd, -cosine, sine) / select(odd, sine, cosine);
}

//===-- Inverse functions --------------------------------------------------===//

/// (asin(sqrt(z)) - sqrt(z)) / sqrt(z)^3 for z <= 1/4.
static Num asinRest(Num z) {
  return z.isF64() ? polynomial(z, coefficients::asinF64) : polynomial(z, coefficients::asinF32);
}

namespace {
/// |x| <= 1/2: root = |x| and angle = asin(root). Else root = sqrt((1 - |x|) / 2), from which
/// asin|x| = pi/2 - 2 asin(root).
struct HalfAngle {
  Num large, angle;
};
} // namespace

static HalfAngle halfAngle(Num x) {
  Num magnitude = abs(x), large = magnitude > 0.5;
  Num z = select(large, 0.5 - 0.5 * magnitude, magnitude * magnitude);
  Num root = select(large, sqrt(z), magnitude);
  return {large, fma(root * z, asinRest(z), root)};
}

Num onnxc::buildAsin(Num x) {
  HalfAngle half = halfAngle(x);
  // pi/2 in two parts.
  double low = x.isF64() ? piLow / 2 : -0x1.777a5cp-25;
  Num large = (low - 2.0 * half.angle) + pi / 2;
  return copySign(select(half.large, large, half.angle), x);
}

Num onnxc::buildAcos(Num x) {
  HalfAngle half = halfAngle(x);
  double low = x.isF64() ? piLow / 2 : -0x1.777a5cp-25;
  Num twice = 2.0 * half.angle;
  Num large = select(x < 0.0, (2 * low - twice) + pi, twice);
  Num small = (low - copySign(half.angle, x)) + pi / 2;
  return select(half.large, large, small);
}

/// atan(t) - t for |t| <= 1.
static Num atanRest(Num t) {
  Num square = t * t;
  Num rest = t.isF64() ? polynomial(square, coefficients::atanF64)
                       : polynomial(square, coefficients::atanF32);
  return t * square * rest;
}

Num onnxc::buildAtan(Num x) {
  Num magnitude = abs(x), large = magnitude > 1.0;
  Num t = select(large, -1.0 / magnitude, magnitude);
  double low = x.isF64() ? piLow / 2 : -0x1.777a5cp-25;
  Num rest = atanRest(t) + select(large, x.constant(low), x.constant(0));
  Num result = (t + rest) + select(large, x.constant(pi / 2), x.constant(0));
  return copySign(result, x);
}

Num onnxc::buildAtan2(Num y, Num x) {
  Num xSize = abs(x), ySize = abs(y), steep = ySize > xSize;
  Num small = select(steep, xSize, ySize), large = select(steep, ySize, xSize);
  Num equal = small == large; // 0 / 0 and infinity / infinity too
  Num ratio = select(large == 0.0, 0.0, select(equal, 1.0, small / large));
  Num angle = ratio + atanRest(ratio);
  double low = x.isF64() ? piLow / 2 : -0x1.777a5cp-25;
  angle = select(steep, (low - angle) + pi / 2, angle);
  Num left = copySign(x.constant(1), x) < 0.0;
  angle = select(left, (2 * low - angle) + pi, angle);
  return select(isNan(x) | isNan(y), x + y, copySign(angle, y));
}
