#include "compiler/Transforms/Kernels/ChunkPlan.h"

#include "dialects/Kernel/IR/Machine.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MathExtras.h"

using namespace onnxc;

// Handing chunks to threads that look for some, and waiting for the last of them.
static constexpr double kForkTicks = 2500 * kernel::kTicksPerNanosecond;
// Taking one chunk: atomic operations, a call, cold branches.
static constexpr double kChunkTicks = 300 * kernel::kTicksPerNanosecond;
// Threads are not equally fast: in the end, others wait for part of a chunk.
static constexpr double kWaitingShare = 0.1;
// A second function for chunks of a second size.
static constexpr double kSecondSizePenalty = 1.03;
static constexpr double kScatterPenalty = 1.25;
// Two threads are to gain a fifth at least.
static constexpr double kMostTimeOfTwo = 0.8;
static constexpr int64_t kMostChunks = 64;
// More are treated as so many.
static constexpr int64_t kMostThreads = 256;
static constexpr int64_t kUsualThreads[] = {2, 3, 4, 8};

int64_t ChunkPlan::getBegin(int64_t chunk) const {
  return std::min(chunk * granules / chunks * granule, size);
}

bool ChunkPlan::isEvenButLast() const {
  for (int64_t chunk = 1; chunk + 1 < chunks; ++chunk)
    if (getSteps(chunk) != getSteps(0))
      return false;
  return true;
}

/// Whether chunks have one size, or two that differ by a granule, or one and another for the last.
static bool hasFewSizes(const ChunkPlan &plan) {
  return plan.size % plan.granule == 0 || plan.isEvenButLast();
}

static double getChunkTime(const SplitChoice &choice, int64_t steps) {
  double share = double(llvm::alignTo(steps, choice.unit)) / choice.size;
  return choice.ticks * share + choice.sharedTicks + kChunkTicks;
}

/// The time on `threads` threads with equal numbers of neighbouring chunks.
static double getTime(const SplitChoice &choice, const ChunkPlan &plan, int64_t threads) {
  double longest = 0;
  for (int64_t thread = 0; thread < threads; ++thread) {
    double time = 0;
    for (int64_t chunk = plan.chunks * thread / threads;
         chunk < plan.chunks * (thread + 1) / threads; ++chunk)
      time += getChunkTime(choice, plan.getSteps(chunk));
    longest = std::max(longest, time);
  }
  return kForkTicks + longest + kWaitingShare * getChunkTime(choice, plan.getSteps(0));
}

static double getCost(const SplitChoice &choice, const ChunkPlan &plan,
                      llvm::ArrayRef<int64_t> threadCounts) {
  double sum = 0;
  for (int64_t threads : threadCounts)
    sum += getTime(choice, plan, threads) * threads;
  double cost = sum / threadCounts.size() / choice.ticks;
  if (plan.getSteps(0) * plan.chunks != plan.size)
    cost *= kSecondSizePenalty;
  return choice.isContiguous ? cost : cost * kScatterPenalty;
}

std::optional<ChunkPlan> onnxc::planChunks(const SplitChoice &choice, int64_t threads) {
  llvm::ArrayRef<int64_t> threadCounts = kUsualThreads;
  threads = std::min(threads, kMostThreads);
  if (threads > 0)
    threadCounts = threads;
  std::optional<ChunkPlan> best;
  int64_t granules = llvm::divideCeil(choice.size, choice.granule);
  for (int64_t chunks = 2; chunks <= std::min(granules, std::max(threads, kMostChunks)); ++chunks) {
    ChunkPlan plan{chunks, granules, choice.granule, choice.size};
    if (!hasFewSizes(plan) || plan.getSteps(chunks - 1) < choice.least ||
        getTime(choice, plan, 2) > kMostTimeOfTwo * choice.ticks)
      continue;
    plan.cost = getCost(choice, plan, threadCounts);
    if (!best || plan.cost < best->cost)
      best = plan;
  }
  return best;
}
