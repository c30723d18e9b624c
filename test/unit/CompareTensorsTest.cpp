#include "compiler/Support/CompareTensors.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir;
using namespace onnxc;

namespace {

constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

struct CompareTensorsTest : testing::Test {
  MLIRContext context{MLIRContext::Threading::DISABLED};
  Builder builder{&context};

  template <typename T>
  HostTensor makeTensor(Type type, ArrayRef<int64_t> shape, const std::vector<T> &values) {
    HostTensor tensor = makeHostTensor(RankedTensorType::get(shape, type));
    EXPECT_EQ(tensor.bytes.size(), values.size() * sizeof(T));
    std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
    return tensor;
  }

  TensorComparison compareFloats(const std::vector<float> &actual,
                                 const std::vector<float> &expected) {
    int64_t size = actual.size();
    return compareTensors(makeTensor(builder.getF32Type(), {size}, actual),
                          makeTensor(builder.getF32Type(), {size}, expected), {1e-3, 1e-5});
  }
};

TEST_F(CompareTensorsTest, FloatsAgreeWithinTheTolerance) {
  EXPECT_TRUE(compareFloats({1.0009f, 0.000009f}, {1, 0}).agrees());
  EXPECT_FALSE(compareFloats({1.002f}, {1}).agrees());
  EXPECT_FALSE(compareFloats({0.00002f}, {0}).agrees());
}

TEST_F(CompareTensorsTest, NanAndInfinityAgreeWithThemselves) {
  EXPECT_TRUE(compareFloats({nan, inf, -inf}, {nan, inf, -inf}).agrees());
  for (float other : {-inf, nan, std::numeric_limits<float>::max()})
    EXPECT_FALSE(compareFloats({other}, {inf}).agrees()) << other;
  EXPECT_FALSE(compareFloats({1}, {nan}).agrees());
  EXPECT_FALSE(compareFloats({nan}, {1}).agrees());
}

TEST_F(CompareTensorsTest, FiguresMeasureTheError) {
  TensorComparison result = compareFloats({3, std::nextafter(4.f, 5.f)}, {3, 4});
  EXPECT_FLOAT_EQ(result.maxAbsolute, std::nextafter(4.f, 5.f) - 4.f);
  EXPECT_FLOAT_EQ(result.maxRelative, (std::nextafter(4.f, 5.f) - 4.f) / 4);
  EXPECT_EQ(result.maxUlp, 1);
  EXPECT_NEAR(result.cosine, 1, 1e-9);
  EXPECT_NEAR(compareFloats({1, 0}, {0, 1}).cosine, 0, 1e-12);
  EXPECT_EQ(compareFloats({0, 0}, {0, 0}).cosine, 1);
  EXPECT_EQ(compareFloats({-0.f}, {0}).maxUlp, 0);
}

TEST_F(CompareTensorsTest, TheFirstMismatchAndTheWorstAreNamed) {
  Type f32 = builder.getF32Type();
  TensorComparison result =
      compareTensors(makeTensor<float>(f32, {2, 2}, {0, 1, 5, 7}),
                     makeTensor<float>(f32, {2, 2}, {0, 1, 2, 3}), Tolerance());
  EXPECT_EQ(result.mismatches, 2);
  EXPECT_EQ(result.mismatch, "at [1, 0]: expected 2, got 5; worst at [1, 1]: expected 3, got 7");
}

TEST_F(CompareTensorsTest, NansAgainstNumbersAreInfinitelyFar) {
  TensorComparison result = compareFloats({0, 2, nan, nan, inf}, {0, 1, 1, nan, inf});
  EXPECT_EQ(result.maxAbsolute, inf);
  EXPECT_EQ(result.maxRelative, inf);
  EXPECT_EQ(result.maxUlp, inf);
  EXPECT_TRUE(std::isnan(result.cosine));
  EXPECT_EQ(result.nans, 2);
  EXPECT_EQ(result.expectedNans, 1);
  EXPECT_EQ(result.mismatches, 2);
  EXPECT_TRUE(StringRef(result.mismatch).contains("worst at [2]: expected 1, got"))
      << result.mismatch;
  // Where all agree, only finite pairs count.
  result = compareFloats({0, nan, inf}, {0, nan, inf});
  EXPECT_EQ(result.maxAbsolute, 0);
  EXPECT_EQ(result.cosine, 1);
}

TEST_F(CompareTensorsTest, IntegersAreExact) {
  int64_t big = int64_t(1) << 60;
  TensorComparison result =
      compareTensors(makeTensor<int64_t>(builder.getI64Type(), {1}, {big + 1}),
                     makeTensor<int64_t>(builder.getI64Type(), {1}, {big}), Tolerance());
  EXPECT_EQ(result.mismatch, "at [0]: expected 1152921504606846976, got 1152921504606846977");

  Type u8 = builder.getIntegerType(8, /*isSigned=*/false);
  result = compareTensors(makeTensor<uint8_t>(u8, {}, {255}), makeTensor<uint8_t>(u8, {}, {1}),
                          Tolerance());
  EXPECT_EQ(result.mismatch, "at []: expected 1, got 255");
}

TEST_F(CompareTensorsTest, HalvesAreReadAsHalves) {
  Type f16 = builder.getF16Type();
  // 1 and its next neighbour, which is one ulp and 1/1024 away.
  TensorComparison result = compareTensors(makeTensor<uint16_t>(f16, {1}, {0x3c01}),
                                           makeTensor<uint16_t>(f16, {1}, {0x3c00}), Tolerance());
  EXPECT_TRUE(result.agrees()) << result.mismatch;
  EXPECT_EQ(result.maxUlp, 1);
  EXPECT_DOUBLE_EQ(result.maxAbsolute, 1.0 / 1024);
}

TEST_F(CompareTensorsTest, TopClassesAgreeWhereTheLargestElementIsAtTheSamePlace) {
  Type f32 = builder.getF32Type();
  Tolerance topClass;
  topClass.topClass = true;
  auto compare = [&](const std::vector<float> &actual, const std::vector<float> &expected) {
    return compareTensors(makeTensor(f32, {2, 2}, actual), makeTensor(f32, {2, 2}, expected),
                          topClass);
  };
  EXPECT_TRUE(compare({-9, -2, 5, 5}, {0, 1, 1, 0}).agrees());
  EXPECT_EQ(compare({0, 1, 5, 7}, {0, 1, 1, 0}).mismatch, "at [1, 0]: expected class 0, got 1");
  EXPECT_EQ(compare({0, nan, 1, 0}, {1, 0, 1, 0}).mismatch,
            "at [0, 0]: expected class 0, got a NaN");
}

TEST_F(CompareTensorsTest, TypesMustBeEqual) {
  TensorComparison result =
      compareTensors(makeTensor<float>(builder.getF32Type(), {1}, {1}),
                     makeTensor<float>(builder.getF32Type(), {1, 1}, {1}), Tolerance());
  EXPECT_EQ(result.mismatch, "expected tensor<1x1xf32>, got tensor<1xf32>");
}

} // namespace
