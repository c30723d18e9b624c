#include "compiler/Transforms/Math/MathConstants.h"
#include "compiler/Transforms/Math/MathFunctions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace onnxc;

namespace {
constexpr double pi = 0x1.921fb54442d18p+1;
constexpr double piLow = 0x1.1a62633145c07p-53;

/// x = n pi/2 + r, with the lowest bits of n as an integer.
struct Quarter {
  Num n, r;
};
} // namespace

//===-- Small arguments ----------------------------------------------------===//

/// For arguments below kLargeF32 and kLargeF64, which halfPiF32 and its like are exact for.
static Quarter reduceSmall(Num x) {
  double shift = x.isF64() ? 0x1.8p+52 : 0x1.8p+23;
  Num shifted = fma(x, x.constant(2 / pi), x.constant(shift));
  Num n = shifted - shift;
  bool fused = x.machine().getFma() && (x.machine().getF64() || !x.isF64());
  ArrayRef<double> parts = coefficients::halfPiF32;
  if (x.isF64())
    parts = fused ? ArrayRef(coefficients::halfPiFmaF64) : coefficients::halfPiF64;
  else if (fused)
    parts = coefficients::halfPiFmaF32;
  Num r = x;
  for (double part : parts)
    r = fma(n, x.constant(-part), r);
  return {shifted.bits(), r};
}

//===-- Large arguments ----------------------------------------------------===//

// Payne and Hanek's reduction of x = m 2^e: m times those bits of 2/pi whose products with it are
// less than four quarters and not too small to count. Numbers are in limbs, the highest first, of
// half as many bits as x has: integers of that width hold their products, and floats a limb.

static constexpr double kLargeF32 = 0x1p17, kLargeF64 = 0x1p26;
static constexpr int kLimbs = 6;
using Limbs = SmallVector<Num, kLimbs>;

static int limbBits(Num x) { return int(x.width()) / 2; }
static int64_t limbMask(Num x) { return (int64_t(1) << limbBits(x)) - 1; }

/// The bits of 2/pi, after one limb of zeros, that any float needs after skipping `steps` limbs.
static SmallVector<Num> getTwoOverPi(Num like, int steps) {
  SmallVector<Num> limbs = {like.constant(0)};
  for (int i = 0; i < steps + kLimbs; ++i) {
    int64_t word = coefficients::twoOverPi[limbBits(like) == 32 ? i : i / 2];
    limbs.push_back(like.constant(limbBits(like) == 32 ? word
                                  : i % 2              ? word & 0xffff
                                                       : word >> 16));
  }
  return limbs;
}

/// kLimbs limbs of 2/pi from bit `position` on.
static Limbs selectBits(Num position) {
  int bits = limbBits(position), levels = bits == 32 ? 5 : 3;
  SmallVector<Num> limbs = getTwoOverPi(position, (1 << levels) - 1);
  // Skips limbs by powers of two, as the number of them says bit by bit.
  Num skipped = position >> (bits == 32 ? 5 : 4);
  for (int step = 1 << (levels - 1); step > 0; step /= 2) {
    Num skips = (skipped & step) != position.constant(0);
    for (int i = 0; i < kLimbs + step; ++i)
      limbs[i] = select(skips, limbs[i + step], limbs[i]);
  }
  Num shift = position.constant(bits) - (position & (bits - 1));
  Limbs selected;
  for (int i = 0; i < kLimbs; ++i)
    selected.push_back((((limbs[i] << bits) | limbs[i + 1]) >> shift) & limbMask(position));
  return selected;
}

/// Adds `factor` times `limbs`, moved up by `shift` limbs; what does not fit is lost.
static void addProduct(Limbs &sum, ArrayRef<Num> limbs, Num factor, int shift) {
  Num carry = factor.constant(0);
  for (int i = kLimbs - 1 - shift; i >= 0; --i) {
    Num total = factor * limbs[i + shift] + sum[i] + carry;
    sum[i] = total & limbMask(factor);
    carry = total >> limbBits(factor);
  }
}

/// |x| 2/pi modulo 4, of which the two highest bits are whole.
static Limbs countQuarters(Num x) {
  Num magnitude = abs(x).bits();
  int64_t mantissaBits = x.mantissaBits(), hidden = int64_t(1) << mantissaBits;
  Num m = (magnitude & (hidden - 1)) | hidden;
  Num e = (magnitude >> mantissaBits) - (x.exponentBias() + mantissaBits);
  Limbs bits = selectBits(e + (limbBits(x) - 2));
  Limbs quarters(kLimbs, m.constant(0));
  addProduct(quarters, bits, m & limbMask(m), 0);
  addProduct(quarters, bits, m >> limbBits(m), 1);
  return quarters;
}

/// The limbs after the two whole bits as a fraction times pi/2.
static Num scaleByHalfPi(ArrayRef<Num> fraction, Num like) {
  auto limb = [&](int i) {
    return fraction[i].toFloat() * std::ldexp(1.0, 2 - (i + 1) * limbBits(like));
  };
  NumPair sum = exactSum(limb(0), limb(1));
  sum = exactSum(sum.high, sum.low + (limb(2) + limb(3)));
  NumPair product = exactProduct(sum.high, like.constant(pi / 2));
  double low = like.isF64() ? piLow / 2 : -0x1.777a5cp-25;
  return product.high + (product.low + (sum.high * low + sum.low * (pi / 2)));
}

static Quarter reduceLarge(Num x) {
  Limbs quarters = countQuarters(x);
  int whole = limbBits(x) - 2;
  Num n = (quarters[0] + (int64_t(1) << (whole - 1))) >> whole;
  quarters[0] = quarters[0] - (n << whole);
  // Of a negative rest, the complement is the magnitude but for its last bit.
  Num negative = quarters[0] < 0;
  for (Num &limb : quarters)
    limb = select(negative, limbMask(x) - limb, limb) & limbMask(x);
  Num r = scaleByHalfPi(quarters, x);
  Num turnsBack = x < 0.0;
  r = select(negative ^ turnsBack, -r, r);
  return {select(turnsBack, 0 - n, n), select(abs(x) < x.infinity(), r, x.nan())};
}

/// Code for large arguments stands apart, as they are rare.
static Quarter reduceByHalfPi(Num x) {
  Quarter small = reduceSmall(x);
  Num large = abs(x) >= (x.isF64() ? kLargeF64 : kLargeF32);
  auto choose = scf::IfOp::create(
      x.builder(), anyOf(large),
      [&](OpBuilder &, Location) {
        Quarter exact = reduceLarge(x);
        scf::YieldOp::create(x.builder(), ValueRange{select(large, exact.n, small.n).value(),
                                                     select(large, exact.r, small.r).value()});
      },
      [&](OpBuilder &, Location) {
        scf::YieldOp::create(x.builder(), ValueRange{small.n.value(), small.r.value()});
      });
  return {x.wrap(choose.getResult(0)), x.wrap(choose.getResult(1))};
}

//===-- Sine, cosine, tangent ----------------------------------------------===//

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
