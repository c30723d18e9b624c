#include "compiler/KernelGen/Plan/WinogradPlan.h"
#include "compiler/KernelGen/Plan/WinogradTransform.h"

#include "TestMachine.h"
#include "gtest/gtest.h"

#include "llvm/Support/FormatVariadic.h"

#include <random>
#include <vector>

using namespace onnxc;

template <typename T>
static std::vector<T> multiply(const Matrix &matrix, const std::vector<T> &vector) {
  std::vector<T> result;
  for (const auto &row : matrix) {
    T sum = 0;
    for (size_t i = 0; i < vector.size(); ++i)
      sum += T(row[i]) * vector[i];
    result.push_back(sum);
  }
  return result;
}

// For all inputs and taps, as it holds for each unit vector of both.
TEST(WinogradTransformTest, IsAConvolution) {
  for (int64_t m : {2, 4}) {
    WinogradTransform transform = getWinogradTransform(m);
    for (int64_t input = 0; input < m + 2; ++input)
      for (int64_t tap = 0; tap < 3; ++tap) {
        std::vector<double> d(m + 2), g(3);
        d[input] = g[tap] = 1;
        std::vector<double> products = multiply(transform.input, d);
        std::vector<double> weights = multiply(transform.weights, g);
        for (size_t i = 0; i < products.size(); ++i)
          products[i] *= weights[i];
        std::vector<double> outputs = multiply(transform.output, products);
        for (int64_t i = 0; i < m; ++i)
          EXPECT_NEAR(outputs[i], i + tap == input, 1e-14) << m << ' ' << input << ' ' << tap;
      }
  }
}

TEST(WinogradTransformTest, IsExactInFloat) {
  for (int64_t m : {2, 4}) {
    WinogradTransform transform = getWinogradTransform(m);
    for (const Matrix &matrix : {transform.input, transform.output})
      for (const auto &row : matrix)
        for (double entry : row)
          EXPECT_EQ(double(float(entry)), entry);
  }
}

// Of all inputs and weights that are bytes; transformed weights and inputs fit 16 bits.
TEST(WinogradTransformTest, IntegersAreExact) {
  for (int64_t m : {2, 4}) {
    WinogradTransform transform = getIntegerWinogradTransform(m);
    for (int64_t input = 0; input < m + 2; ++input)
      for (int64_t tap = 0; tap < 3; ++tap) {
        std::vector<int64_t> d(m + 2), g(3);
        d[input] = g[tap] = 1;
        std::vector<int64_t> products = multiply(transform.input, d);
        std::vector<int64_t> weights = multiply(transform.weights, g);
        for (size_t i = 0; i < products.size(); ++i)
          products[i] *= weights[i];
        std::vector<int64_t> outputs = multiply(transform.output, products);
        for (int64_t i = 0; i < m; ++i)
          EXPECT_EQ(outputs[i], i + tap == input ? transform.divisor : 0) << m;
      }
    auto getLargest = [](const Matrix &matrix) {
      double largest = 0;
      for (const auto &row : matrix) {
        double sum = 0;
        for (double entry : row)
          sum += std::abs(entry);
        largest = std::max(largest, sum);
      }
      return largest * largest;
    };
    EXPECT_LT(getLargest(transform.input) * 255, 1 << 15);
    EXPECT_LT(getLargest(transform.weights) * 128, 1 << 15);
  }
}

/// The mean square error of sums over `channels` in f32, of numbers of variance 1 each, in parts of
/// the sums' own mean square; for one dimension.
static double getError(int64_t m, int64_t channels) {
  WinogradTransform transform = getWinogradTransform(m);
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  double errors = 0, values = 0;
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<float> sums(m + 2);
    std::vector<double> expected(m);
    for (int64_t channel = 0; channel < channels; ++channel) {
      std::vector<float> d(m + 2), g(3);
      for (auto *numbers : {&d, &g})
        for (float &number : *numbers)
          number = normal(random);
      std::vector<float> products = multiply(transform.input, d);
      std::vector<double> weights =
          multiply(transform.weights, std::vector<double>(g.begin(), g.end()));
      for (int64_t i = 0; i < m + 2; ++i)
        sums[i] += products[i] * float(weights[i]);
      for (int64_t i = 0; i < m; ++i)
        for (int64_t tap = 0; tap < 3; ++tap)
          expected[i] += double(d[i + tap]) * g[tap];
    }
    std::vector<float> outputs = multiply(transform.output, sums);
    for (int64_t i = 0; i < m; ++i) {
      errors += (outputs[i] - expected[i]) * (outputs[i] - expected[i]);
      values += expected[i] * expected[i];
    }
  }
  return std::sqrt(errors / values);
}

TEST(WinogradTransformTest, LosesLittleAccuracy) {
  EXPECT_LT(getError(2, 256), 6e-7);
  EXPECT_LT(getError(4, 256), 1e-6);
}

static TileMachine makeMachine(int64_t vectorRegisters, int64_t vectorBytes, int64_t l2Bytes) {
  return makeMachine(llvm::formatv("vectorRegisters = {0}, vectorBytes = {1}, l2Bytes = {2}",
                                   vectorRegisters, vectorBytes, l2Bytes)
                         .str());
}

static std::optional<WinogradPlan> plan(int64_t size, int64_t channels, int64_t batch = 1,
                                        TileMachine machine = makeMachine(32, 64, 2 << 20)) {
  return planWinograd({batch, size, size, channels, channels}, machine);
}

// Large images have many squares for each weight: sixteen outputs by four times as many weights.
TEST(WinogradPlanTest, LargeImagesTakeLargeSquares) {
  EXPECT_EQ(plan(56, 64)->outputTile, 4);
  EXPECT_EQ(plan(28, 128)->outputTile, 4);
}

TEST(WinogradPlanTest, SmallImagesTakeSmallSquares) { EXPECT_EQ(plan(14, 256)->outputTile, 2); }

// More weights than multiplications saved.
TEST(WinogradPlanTest, TinyImagesAreDirect) {
  EXPECT_FALSE(plan(3, 64));
  EXPECT_TRUE(plan(3, 64, /*batch=*/64));
}

TEST(WinogradPlanTest, FewChannelsAreDirect) {
  EXPECT_FALSE(plan(112, 8));
  EXPECT_FALSE(planWinograd({1, 112, 112, 3, 64}, makeMachine(32, 64, 2 << 20)));
}

TEST(WinogradPlanTest, NeedsVectorsAndACache) {
  EXPECT_FALSE(plan(56, 64, 1, makeMachine(32, 4, 2 << 20)));
  EXPECT_FALSE(plan(56, 64, 1, makeMachine(8, 16, 0)));
}

// The matrices of a block take half of the cache.
TEST(WinogradPlanTest, BlocksFitTheCache) {
  for (int64_t cache : {512 << 10, 1 << 20, 2 << 20}) {
    std::optional<WinogradPlan> chosen = plan(56, 64, 1, makeMachine(32, 64, cache));
    ASSERT_TRUE(chosen);
    int64_t matrices = (chosen->outputTile + 2) * (chosen->outputTile + 2);
    EXPECT_LE(chosen->block * matrices * 128 * 4, cache / 2);
  }
}

// Two passes over many weights take longer than matrices that do not fit.
TEST(WinogradPlanTest, FewSquaresAreOneBlock) {
  std::optional<WinogradPlan> chosen = plan(7, 512, 1, makeMachine(32, 16, 512 << 10));
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->outputTile, 2);
  EXPECT_EQ(chosen->block, 16);
}
