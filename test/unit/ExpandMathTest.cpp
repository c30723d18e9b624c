// The expansions of math functions, compiled in process and compared with libm.

#include "CompiledModule.h"
#include "llvm/Support/Format.h"

#include <cmath>
#include <cstring>

namespace {
constexpr size_t blockSize = 4096;

/// An operation of the math or arith dialect beside the function of libm that it stands for.
struct Function {
  const char *name;
  const char *op;
  long double (*reference)(long double, long double);
  double f32Ulps, f64Ulps;
  /// Dense samples lie here, besides those from all over the format.
  double low, high;
  bool binary = false;
  /// Exactness is promised for smaller arguments only.
  double f32Limit = INFINITY, f64Limit = INFINITY;
  const char *flags = "";
};

#define LIBM(function) [](long double x, long double) -> long double { return function(x); }
#define LIBM2(function) [](long double x, long double y) -> long double { return function(x, y); }

const Function functions[] = {
    {"exp", "math.exp", LIBM(expl), 1.5, 1.5, -110, 95},
    {"normal_exp", "math.exp", LIBM(expl), 1.5, 1.5, -86, 86, false, 86, 707, "fastmath<afn>"},
    {"exp2", "math.exp2", LIBM(exp2l), 1.5, 1.5, -155, 130},
    {"expm1", "math.expm1", LIBM(expm1l), 2, 2, -3, 3},
    {"sinh", "math.sinh", LIBM(sinhl), 3, 3, -3, 3},
    {"cosh", "math.cosh", LIBM(coshl), 3, 3, -3, 3},
    {"tanh", "math.tanh", LIBM(tanhl), 2, 3, -10, 10},
    {"log", "math.log", LIBM(logl), 1.5, 1.5, 0, 3},
    {"log2", "math.log2", LIBM(log2l), 2.5, 2.5, 0, 3},
    {"log10", "math.log10", LIBM(log10l), 2.5, 2.5, 0, 3},
    {"log1p", "math.log1p", LIBM(log1pl), 2, 2, -1, 3},
    {"asinh", "math.asinh", LIBM(asinhl), 4, 4, -3, 3},
    {"acosh", "math.acosh", LIBM(acoshl), 4, 4, 1, 3},
    {"atanh", "math.atanh", LIBM(atanhl), 4, 4, -1, 1},
    {"sin", "math.sin", LIBM(sinl), 3, 3, -20, 20},
    {"cos", "math.cos", LIBM(cosl), 3, 3, -20, 20},
    {"tan", "math.tan", LIBM(tanl), 4, 4, -20, 20},
    {"asin", "math.asin", LIBM(asinl), 3, 3, -1, 1},
    {"acos", "math.acos", LIBM(acosl), 3, 3, -1, 1},
    {"atan", "math.atan", LIBM(atanl), 3, 3, -3, 3},
    {"erf", "math.erf", LIBM(erfl), 3, 3, -4, 4},
    {"erfc", "math.erfc", LIBM(erfcl), 4, 4, -4, 10},
    {"cbrt", "math.cbrt", LIBM(cbrtl), 2, 2, -10, 10},
    {"sqrt", "math.sqrt", LIBM(sqrtl), 0.5, 1, 0, 10},
    {"rsqrt", "math.rsqrt", [](long double x, long double) { return 1 / sqrtl(x); }, 1.5, 2, 0, 10},
    {"floor", "math.floor", LIBM(floorl), 0, 0, -5, 5},
    {"ceil", "math.ceil", LIBM(ceill), 0, 0, -5, 5},
    {"trunc", "math.trunc", LIBM(truncl), 0, 0, -5, 5},
    {"round", "math.round", LIBM(roundl), 0, 0, -5, 5},
    {"roundeven", "math.roundeven", LIBM(nearbyintl), 0, 0, -5, 5},
    {"pow", "math.powf", LIBM2(powl), 2, 8, 0, 20, true},
    {"atan2", "math.atan2", LIBM2(atan2l), 4, 4, -3, 3, true},
    {"rem", "arith.remf", LIBM2(fmodl), 0, 0, -20, 20, true},
};

template <typename T> using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

template <typename T> T fromBits(Bits<T> bits) {
  T value;
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

/// A reproducible sequence of numbers that looks random.
struct Sequence {
  uint64_t state = 1;
  uint64_t next() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint64_t mixed = state ^ (state >> 29);
    return mixed * 0xBF58476D1CE4E5B9u;
  }
};

/// Special values, then values of all magnitudes and of the dense range in turns.
template <typename T> std::vector<T> makeSamples(const Function &function, uint64_t seed) {
  T inf = std::numeric_limits<T>::infinity(), tiny = std::numeric_limits<T>::denorm_min();
  std::vector<T> samples = {0,
                            T(-0.0),
                            inf,
                            -inf,
                            NAN,
                            tiny,
                            -tiny,
                            1,
                            -1,
                            2,
                            -2,
                            0.5,
                            -0.5,
                            3,
                            -3,
                            std::numeric_limits<T>::min(),
                            std::numeric_limits<T>::max(),
                            -std::numeric_limits<T>::max(),
                            1.5,
                            2.5,
                            -1.5,
                            -2.5,
                            0.25,
                            1e-10};
  Sequence random{seed};
  while (samples.size() < 12 * blockSize) {
    samples.push_back(fromBits<T>(random.next() >> (64 - 8 * sizeof(T))));
    double fraction = double(random.next() >> 11) / 0x1p53;
    samples.push_back(T(function.low + fraction * (function.high - function.low)));
  }
  return samples;
}

/// The distance in units in the last place of the expected value; infinite if one of them is
/// NaN or infinite and the other is not.
template <typename T> double ulps(T actual, long double expected) {
  T rounded = T(expected);
  if (std::isnan(actual) || std::isnan(rounded))
    return std::isnan(actual) && std::isnan(rounded) ? 0 : INFINITY;
  if (actual == rounded)
    return 0;
  // Next to the largest number, infinity counts as the number that follows.
  long double value = std::isinf(actual)
                          ? std::copysign(std::ldexp(1.0L, sizeof(T) == 4 ? 128 : 1024), actual)
                          : (long double)actual;
  if (std::isinf(expected))
    return INFINITY;
  int exponent;
  std::frexp(expected, &exponent);
  exponent = std::max(exponent - std::numeric_limits<T>::digits,
                      std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits);
  return std::fabs(value - expected) / std::ldexp(1.0L, exponent);
}

/// One function per operation, in loops over blocks of numbers.
std::string makeModule(const char *type, bool vectors) {
  std::string text;
  for (const Function &function : functions)
    text +=
        llvm::formatv(R"(
      func.func @{0}(%x: memref<{1}x{2}>, %y: memref<{1}x{2}>, %z: memref<{1}x{2}>) {{
        %begin = arith.constant 0 : index
        %end = arith.constant {1} : index
        %step = arith.constant {3} : index
        scf.for %i = %begin to %end step %step {{
          %a = vector.load %x[%i] : memref<{1}x{2}>, vector<{3}x{2}>
          %b = vector.load %y[%i] : memref<{1}x{2}>, vector<{3}x{2}>
          {4}
          vector.store %c, %z[%i] : memref<{1}x{2}>, vector<{3}x{2}>
        }
        return
      })",
                      function.name, blockSize, type, vectors ? 4 : 1,
                      vectors ? llvm::formatv("%c = {0} %a{1} {3} : vector<4x{2}>", function.op,
                                              function.binary ? ", %b" : "", type, function.flags)
                                    .str()
                              : llvm::formatv(R"(%p = vector.extract %a[0] : {2} from vector<1x{2}>
          %q = vector.extract %b[0] : {2} from vector<1x{2}>
          %r = {0} %p{1} {3} : {2}
          %c = vector.from_elements %r : vector<1x{2}>)",
                                              function.op, function.binary ? ", %q" : "", type,
                                              function.flags)
                                    .str())
            .str();
  return text;
}

struct Variant {
  const char *name;
  const char *machine;
  bool vectors;
};

template <typename T>
std::vector<T> runBlocks(CompiledModule &compiled, const char *name, std::vector<T> &x,
                         std::vector<T> &y) {
  auto *function = compiled.lookup<void(T *, T *, T *)>(name);
  std::vector<T> result(x.size());
  for (size_t i = 0; i < x.size(); i += blockSize)
    function(&x[i], &y[i], &result[i]);
  return result;
}

template <typename T> void checkAll(const char *type, const Variant &variant) {
  CompiledModule compiled(makeModule(type, variant.vectors), variant.machine, "onnxc-expand-math");
  ASSERT_TRUE(bool(compiled));
  for (const Function &function : functions) {
    bool isFloat = sizeof(T) == 4;
    double allowed = isFloat ? function.f32Ulps : function.f64Ulps;
    double limit = isFloat ? function.f32Limit : function.f64Limit;
    std::vector<T> x = makeSamples<T>(function, 1), y = makeSamples<T>(function, 7);
    // Pairs of special values too.
    for (size_t i = 24; i < 24 * 24; ++i)
      x[i] = x[i / 24], y[i] = y[i % 24];
    std::vector<T> actual = runBlocks<T>(compiled, function.name, x, y);
    double worst = 0;
    size_t at = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      if (std::fabs(x[i]) > limit && !std::isinf(x[i]))
        continue;
      double error = ulps(actual[i], function.reference(x[i], y[i]));
      if (error > worst)
        worst = error, at = i;
    }
    if (std::getenv("ONNXC_SHOW_ULPS"))
      llvm::errs() << type << " " << variant.name << " " << function.name << " "
                   << llvm::format("%.2f", worst) << "\n";
    EXPECT_LE(worst, allowed) << function.name << "(" << std::hexfloat << x[at] << ", " << y[at]
                              << ") is " << actual[at] << ", not "
                              << T(function.reference(x[at], y[at])) << std::defaultfloat << " ("
                              << x[at] << ", " << y[at] << ")";
  }
}

const Variant variants[] = {
    {"native", "#kernel.machine<round = true, minMax = true, sqrt = true, f64 = true, fma = true>",
     false},
    {"basic", "#kernel.machine<sqrt = true>", false},
    {"vector", "#kernel.machine<minMax = true, sqrt = true, f64 = true, fma = true>", true},
};

class ExpandMathTest : public ::testing::TestWithParam<Variant> {};

TEST_P(ExpandMathTest, F32AgreesWithLibm) { checkAll<float>("f32", GetParam()); }
TEST_P(ExpandMathTest, F64AgreesWithLibm) { checkAll<double>("f64", GetParam()); }

INSTANTIATE_TEST_SUITE_P(Targets, ExpandMathTest, ::testing::ValuesIn(variants));
} // namespace
