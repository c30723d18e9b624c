#include "compiler/Transforms/Memory/ArenaPlan.h"

#include "gtest/gtest.h"

#include <random>

using namespace onnxc;

static void expectValid(llvm::ArrayRef<BufferLifetime> buffers, const ArenaPlan &plan) {
  for (size_t i = 0; i < buffers.size(); ++i) {
    EXPECT_LE(plan.offsets[i] + buffers[i].size, plan.size);
    for (size_t j = 0; j < i; ++j) {
      bool together = buffers[i].first <= buffers[j].last && buffers[j].first <= buffers[i].last;
      bool apart = plan.offsets[i] + buffers[i].size <= plan.offsets[j] ||
                   plan.offsets[j] + buffers[j].size <= plan.offsets[i];
      EXPECT_TRUE(!together || apart) << i << " and " << j;
    }
  }
}

TEST(ArenaPlanTest, NothingNeedsNothing) {
  EXPECT_EQ(planArena({}).size, 0);
  EXPECT_EQ(getArenaLowerBound({}), 0);
}

// Each buffer of a chain lives while the next is written: every second one shares its place.
TEST(ArenaPlanTest, AChainAlternates) {
  llvm::SmallVector<BufferLifetime> chain;
  for (int64_t i = 0; i < 10; ++i)
    chain.push_back({64, i, i + 1});
  EXPECT_EQ(getArenaLowerBound(chain), 128);
  ArenaPlan plan = planArena(chain);
  expectValid(chain, plan);
  EXPECT_EQ(plan.size, 128);
}

TEST(ArenaPlanTest, ThePeakIsWhatLivesAtTheLargestSum) {
  llvm::SmallVector<BufferLifetime> buffers = {{128, 0, 1}, {64, 0, 4}, {64, 2, 3}, {192, 3, 3}};
  EXPECT_EQ(getArenaPeak(buffers), (llvm::SmallVector<size_t>{1, 2, 3}));
  EXPECT_EQ(getArenaLowerBound(buffers), 320);
  EXPECT_TRUE(getArenaPeak({}).empty());
}

TEST(ArenaPlanTest, StaysNearTheBound) {
  std::minstd_rand random(3);
  for (int round = 0; round < 20; ++round) {
    llvm::SmallVector<BufferLifetime> buffers;
    for (int i = 0; i < 60; ++i) {
      int64_t first = random() % 80;
      buffers.push_back({int64_t(random() % 100 + 1) * 64, first, first + int64_t(random() % 6)});
    }
    ArenaPlan plan = planArena(buffers);
    expectValid(buffers, plan);
    EXPECT_LE(double(plan.size), 1.15 * double(getArenaLowerBound(buffers)));
  }
}

TEST(ArenaPlanTest, IsReproducible) {
  llvm::SmallVector<BufferLifetime> buffers = {{64, 0, 3}, {128, 1, 2}, {64, 3, 4}, {192, 2, 5}};
  EXPECT_EQ(planArena(buffers).offsets, planArena(buffers).offsets);
}
