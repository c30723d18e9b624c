#include "compiler/Transforms/Math/Num.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// A positive number as 4^half * m / 2^mantissaBits with an integer m, 1 <= m / 2^mantissaBits < 4.
struct Scaled {
  Num half, m;
};
} // namespace

/// `bits` are those of a normal number; `half` has half of the bias.
static Scaled splitByFour(Num bits, unsigned mantissaBits) {
  int64_t one = int64_t(1) << mantissaBits;
  Num exponent = (bits >> mantissaBits) + 1;
  Num odd = exponent & 1;
  Num m = (bits & (one - 1)) | one;
  return {exponent >> 1, select(odd != odd.constant(0), m << 1, m)};
}

/// The root of 2 * m, in units of half of the root's last bit, and what is left of it: the
/// highest digit first, as on paper. Integers only, so it is exact.
static std::pair<Num, Num> rootByDigits(Num m, unsigned digits) {
  ImplicitLocOpBuilder &builder = m.builder();
  auto index = [&](int64_t value) { return arith::ConstantIndexOp::create(builder, value); };
  Num highest = m.constant(int64_t(1) << (digits - 1));
  Value start[] = {m.constant(0).value(), (m << 1).value(), highest.value()};
  auto loop = scf::ForOp::create(
      builder, index(0), index(digits), index(1), start,
      [&](OpBuilder &, Location, Value, ValueRange state) {
        Num root = m.wrap(state[0]), rest = m.wrap(state[1]), digit = m.wrap(state[2]);
        Num taken = (root << 1) + digit;
        Num fits = taken <= rest;
        Num nextRoot = select(fits, root + digit, root);
        Num nextRest = select(fits, rest - taken, rest) << 1;
        scf::YieldOp::create(builder,
                             ValueRange{nextRoot.value(), nextRest.value(), (digit >> 1).value()});
      });
  return {m.wrap(loop.getResult(0)), m.wrap(loop.getResult(1))};
}

/// The correctly rounded root where the target would call a function.
static Num emulatedSqrt(Num x) {
  unsigned mantissaBits = x.mantissaBits();
  int scale = x.isF64() ? 54 : 24;
  Num tiny = x < std::ldexp(1.0, 1 - int(x.exponentBias()));
  auto [half, m] = splitByFour(select(tiny, x * std::ldexp(1.0, scale), x).bits(), mantissaBits);
  auto [root, rest] = rootByDigits(m, mantissaBits + 2);
  Num rounded = root + select(rest != rest.constant(0), root & 1, root.constant(0));
  // The root's highest bit, which floats do not store, adds one to the exponent.
  int64_t bias = x.exponentBias() - (x.exponentBias() + 1) / 2 - 1;
  Num exponent = half + bias - select(tiny, half.constant(scale / 2), half.constant(0));
  Num result = ((rounded >> 1) + (exponent << int(mantissaBits))).asFloat();
  result = select((x > 0.0) & (x < x.infinity()), result, x);
  return select(x < 0.0, x.nan(), result);
}

Num onnxc::sqrt(Num x) {
  bool isNative = x.machine().getSqrt() && (!x.isF64() || x.machine().getF64());
  return isNative ? x.wrap(math::SqrtOp::create(x.builder(), x.value())) : emulatedSqrt(x);
}
