// Conversions of small floats by integer arithmetic, compared with APFloat.
#include "CompiledModule.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/TargetParser/Host.h"

#include <cmath>
#include <cstring>

using llvm::APFloat;

namespace {
struct Format {
  const char *type;
  const llvm::fltSemantics &semantics;
  unsigned width;
};

const Format formats[] = {
    {"f16", APFloat::IEEEhalf(), 16},         {"bf16", APFloat::BFloat(), 16},
    {"f8E4M3FN", APFloat::Float8E4M3FN(), 8}, {"f8E4M3FNUZ", APFloat::Float8E4M3FNUZ(), 8},
    {"f8E5M2", APFloat::Float8E5M2(), 8},     {"f8E5M2FNUZ", APFloat::Float8E5M2FNUZ(), 8},
    {"f4E2M1FN", APFloat::Float4E2M1FN(), 4},
};

/// Conversions from and to f32 and f64; small floats as i16 with their bits.
std::string makeModule(const Format &format) {
  return llvm::formatv(R"(
    func.func @extend(%bits: i16) -> f32 {{
      %narrow = arith.trunci %bits : i16 to i{1}
      %x = arith.bitcast %narrow : i{1} to {0}
      %y = arith.extf %x : {0} to f32
      return %y : f32
    }
    func.func @truncate(%x: f32) -> i16 {{
      %y = arith.truncf %x : f32 to {0}
      %bits = arith.bitcast %y : {0} to i{1}
      %wide = arith.extui %bits : i{1} to i16
      return %wide : i16
    }
    func.func @truncate_double(%x: f64) -> i16 {{
      %y = arith.truncf %x : f64 to {0}
      %bits = arith.bitcast %y : {0} to i{1}
      %wide = arith.extui %bits : i{1} to i16
      return %wide : i16
    })",
                       format.type, format.width)
      .str();
}

/// Functions without the identity extensions of 16 bits, which arith has no words for.
std::string fitModule(const Format &format) {
  std::string text = makeModule(format);
  if (format.width < 16)
    return text;
  for (const char *line :
       {"%narrow = arith.trunci %bits : i16 to i16", "%wide = arith.extui %bits : i16 to i16"})
    for (size_t at; (at = text.find(line)) != std::string::npos;)
      text.erase(at, std::strlen(line));
  for (auto [from, to] : {std::pair("%narrow", "%bits"), std::pair("%wide", "%bits")})
    for (size_t at; (at = text.find(from)) != std::string::npos;)
      text.replace(at, std::strlen(from), to);
  return text;
}

class FloatConversionTest : public ::testing::TestWithParam<Format> {
protected:
  CompiledModule compiled{fitModule(GetParam()), "#kernel.machine",
                          "onnxc-expand-float-conversions"};
};

uint16_t round(APFloat value, const llvm::fltSemantics &semantics) {
  bool losesInfo;
  value.convert(semantics, APFloat::rmNearestTiesToEven, &losesInfo);
  return static_cast<uint16_t>(value.bitcastToAPInt().getZExtValue());
}

TEST_P(FloatConversionTest, ExtendsEveryNumber) {
  ASSERT_TRUE(bool(compiled));
  auto *extend = compiled.lookup<float(uint16_t)>("extend");
  for (uint32_t bits = 0; bits < (1u << GetParam().width); ++bits) {
    APFloat value(GetParam().semantics, llvm::APInt(GetParam().width, bits));
    bool losesInfo;
    APFloat wide = value;
    wide.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven, &losesInfo);
    float actual = extend(static_cast<uint16_t>(bits));
    if (value.isNaN())
      EXPECT_TRUE(std::isnan(actual)) << bits;
    else
      EXPECT_EQ(actual, wide.convertToFloat()) << bits;
  }
}

/// Numbers around every small float and the middles between them, and of all magnitudes.
template <typename T> std::vector<T> makeSamples() {
  std::vector<T> samples = {0,
                            T(-0.0),
                            std::numeric_limits<T>::min(),
                            std::numeric_limits<T>::denorm_min(),
                            65504,
                            65519.99f,
                            65520,
                            448,
                            464,
                            6,
                            7};
  for (int exponent = -150; exponent < 128; ++exponent)
    for (int step = 0; step < 4096; step += 29)
      for (int offset : {-1, 0, 1}) {
        T value = std::ldexp(T(4096 + step), exponent - 12);
        value += offset * std::ldexp(value, -std::numeric_limits<T>::digits + 1);
        samples.push_back(step % 2 ? value : -value);
      }
  return samples;
}

TEST_P(FloatConversionTest, RoundsToNearestEven) {
  ASSERT_TRUE(bool(compiled));
  auto *truncate = compiled.lookup<uint16_t(float)>("truncate");
  for (float value : makeSamples<float>())
    ASSERT_EQ(truncate(value), round(APFloat(value), GetParam().semantics)) << value;
}

TEST_P(FloatConversionTest, RoundsDoublesOnce) {
  ASSERT_TRUE(bool(compiled));
  auto *truncate = compiled.lookup<uint16_t(double)>("truncate_double");
  for (double value : makeSamples<double>())
    ASSERT_EQ(truncate(value), round(APFloat(value), GetParam().semantics)) << value;
}

// With an instruction for f32 to f16 alone, doubles take it after the rounding to odd.
TEST(NativeFloatConversionTest, RoundsDoublesOnce) {
  if (!llvm::sys::getHostCPUFeatures().lookup("f16c"))
    GTEST_SKIP() << "no conversion instruction on this machine";
  CompiledModule compiled(fitModule(formats[0]), "#kernel.machine<f16Conversion = true>",
                          "onnxc-expand-float-conversions");
  ASSERT_TRUE(bool(compiled));
  auto *truncate = compiled.lookup<uint16_t(double)>("truncate_double");
  for (double value : makeSamples<double>())
    ASSERT_EQ(truncate(value), round(APFloat(value), APFloat::IEEEhalf())) << value;
}

TEST_P(FloatConversionTest, KeepsNanAndInfinity) {
  ASSERT_TRUE(bool(compiled));
  auto *truncate = compiled.lookup<uint16_t(float)>("truncate");
  // Without NaN, there is nothing to compare with: infinity becomes the largest number.
  if (!APFloat::semanticsHasNaN(GetParam().semantics))
    GTEST_SKIP();
  for (float value : {INFINITY, -INFINITY, NAN})
    EXPECT_EQ(truncate(value), round(APFloat(value), GetParam().semantics)) << value;
}

INSTANTIATE_TEST_SUITE_P(Formats, FloatConversionTest, ::testing::ValuesIn(formats),
                         [](const auto &info) { return info.param.type; });
} // namespace
