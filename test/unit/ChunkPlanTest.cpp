#include "compiler/Transforms/Kernels/ChunkPlan.h"
#include "dialects/Kernel/IR/Machine.h"

#include "gtest/gtest.h"

#include <set>

using namespace onnxc;

/// A millisecond of work on `size` steps.
static SplitChoice makeChoice(int64_t size) {
  SplitChoice choice;
  choice.size = size;
  choice.ticks = 1e6 * kernel::kTicksPerNanosecond;
  return choice;
}

TEST(ChunkPlanTest, CoversEachStepOnce) {
  for (int64_t granule : {1, 7, 64})
    for (int64_t size : {14, 55, 112, 1000}) {
      SplitChoice choice = makeChoice(size);
      choice.granule = granule;
      std::optional<ChunkPlan> plan = planChunks(choice);
      if (!plan)
        continue;
      EXPECT_EQ(plan->getBegin(0), 0);
      EXPECT_EQ(plan->getBegin(plan->chunks), size);
      for (int64_t chunk = 0; chunk < plan->chunks; ++chunk) {
        EXPECT_GT(plan->getSteps(chunk), 0);
        EXPECT_EQ(plan->getBegin(chunk) % granule, 0);
      }
    }
}

// A short last chunk would have other sums than the whole.
TEST(ChunkPlanTest, HasNoShortChunk) {
  for (int64_t size = 65; size < 600; ++size) {
    SplitChoice choice = makeChoice(size);
    choice.granule = 64;
    choice.least = 8;
    if (std::optional<ChunkPlan> plan = planChunks(choice)) {
      EXPECT_GE(plan->getSteps(plan->chunks - 1), 8) << size;
    }
  }
}

// A function for each size.
TEST(ChunkPlanTest, HasTwoSizesAtMost) {
  for (int64_t size = 2; size < 300; ++size) {
    SplitChoice choice = makeChoice(size);
    choice.granule = size % 5 + 1;
    std::set<int64_t> sizes;
    if (std::optional<ChunkPlan> plan = planChunks(choice))
      for (int64_t chunk = 0; chunk < plan->chunks; ++chunk)
        sizes.insert(plan->getSteps(chunk));
    EXPECT_LE(sizes.size(), 2u) << size;
  }
}

TEST(ChunkPlanTest, TwoThreadsHaveEqualShares) {
  for (int64_t size : {14, 28, 56, 112}) {
    std::optional<ChunkPlan> plan = planChunks(makeChoice(size));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->getBegin(plan->chunks / 2), size / 2);
  }
}

TEST(ChunkPlanTest, SmallKernelsStayWhole) {
  SplitChoice choice = makeChoice(100);
  choice.ticks = 3000 * kernel::kTicksPerNanosecond;
  EXPECT_FALSE(planChunks(choice));
}

// Chunks that each read a megabyte of weights are few.
TEST(ChunkPlanTest, SharedReadsMakeLargeChunks) {
  SplitChoice choice = makeChoice(112);
  choice.sharedTicks = 60000 * kernel::kTicksPerNanosecond;
  EXPECT_LT(planChunks(choice)->chunks, planChunks(makeChoice(112))->chunks);
}

// Who is told how many threads there are reads less twice.
TEST(ChunkPlanTest, FollowsTheNumberOfThreads) {
  SplitChoice choice = makeChoice(112);
  choice.sharedTicks = 20000 * kernel::kTicksPerNanosecond;
  int64_t chunks = planChunks(choice, 2)->chunks;
  EXPECT_LT(chunks, planChunks(choice)->chunks);
  EXPECT_EQ(chunks % 2, 0);
  EXPECT_GE(planChunks(choice, 7)->chunks, 7);
}

TEST(ChunkPlanTest, ThreadsMayBeMoreThanSteps) {
  for (int64_t threads : {8, 100, 1000000}) {
    std::optional<ChunkPlan> plan = planChunks(makeChoice(6), threads);
    ASSERT_TRUE(plan);
    EXPECT_LE(plan->chunks, 6);
  }
}

// A tile of two rows computes two, even for one.
TEST(ChunkPlanTest, ChunksAreWholeUnits) {
  SplitChoice choice = makeChoice(32);
  choice.unit = 2;
  std::optional<ChunkPlan> plan = planChunks(choice);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->getSteps(0) % 2, 0);
}
