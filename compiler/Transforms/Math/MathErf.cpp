#include "compiler/Transforms/Math/MathConstants.h"
#include "compiler/Transforms/Math/MathFunctions.h"

using namespace onnxc;

/// erf(x) for |x| <= 1.
static Num smallErf(Num x) {
  Num square = x * x;
  Num rest = x.isF64() ? polynomial(square, coefficients::erfF64)
                       : polynomial(square, coefficients::erfF32);
  return fma(x, rest, x);
}

/// exp(x^2) * erfc(x) for x >= 1/2: a polynomial of (x - k) / (x + k), divided by 1 + 2 x.
static Num scaledErfc(Num x) {
  double k = x.isF64() ? 4 : 2;
  Num t = (x - k) / (x + k);
  Num value = x.isF64() ? polynomial(t, coefficients::erfcFarF64)
                        : polynomial(t, coefficients::erfcNearF32);
  return value / fma(x, x.constant(2), x.constant(1));
}

/// erfc(x) for 1 <= x <= limit, as exact as 1 - erfc(x) needs it.
static Num buildRoughErfc(Num x) {
  // Without divisions, which f64 would need polynomials of high degree for.
  if (!x.isF64())
    return buildBoundedExp(polynomial(x, coefficients::logErfcF32));
  return buildExp(-(x * x)) * scaledErfc(x);
}

Num onnxc::buildErf(Num x) {
  Num magnitude = abs(x);
  // erf is 1 from there on.
  double limit = x.isF64() ? 6.5 : 4;
  Num a = select(magnitude > limit, limit, magnitude);
  Num large = copySign(1.0 - buildRoughErfc(a), x);
  return select(magnitude <= 1.0, smallErf(x), large);
}

Num onnxc::buildErfc(Num x) {
  Num magnitude = abs(x);
  // erfc is 0 from there on.
  double limit = x.isF64() ? 27.5 : 10.4;
  Num a = select(magnitude > limit, limit, magnitude);
  NumPair square = exactProduct(a, a);
  Num tail = scaledErfc(a);
  tail = buildExp(-square.high) * (tail - tail * square.low);
  Num large = select(x < 0.0, 2.0 - tail, tail);
  // In two steps, because 1 - erf(x) would lose digits near 1/2.
  Num small = select(x > 0.25, 0.5 - (smallErf(x) - 0.5), 1.0 - smallErf(x));
  return select(magnitude <= 0.5, small, large);
}
