#include "compiler/Transforms/Memory/ArenaPlan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

#include <algorithm>
#include <limits>
#include <random>

using namespace onnxc;

static bool overlap(const BufferLifetime &a, const BufferLifetime &b) {
  return a.first <= b.last && b.first <= a.last;
}

static int64_t getSum(llvm::ArrayRef<BufferLifetime> buffers, llvm::ArrayRef<size_t> which) {
  int64_t sum = 0;
  for (size_t i : which)
    sum += buffers[i].size;
  return sum;
}

llvm::SmallVector<size_t> onnxc::getArenaPeak(llvm::ArrayRef<BufferLifetime> buffers) {
  // The sum changes upward only where a buffer begins.
  llvm::SmallVector<size_t> peak, alive;
  for (const BufferLifetime &at : buffers) {
    alive.clear();
    for (auto [i, buffer] : llvm::enumerate(buffers))
      if (buffer.first <= at.first && at.first <= buffer.last)
        alive.push_back(i);
    if (getSum(buffers, alive) > getSum(buffers, peak))
      std::swap(peak, alive);
  }
  return peak;
}

int64_t onnxc::getArenaLowerBound(llvm::ArrayRef<BufferLifetime> buffers) {
  return getSum(buffers, getArenaPeak(buffers));
}

/// Places buffers in `order`, each into the smallest gap between those placed already that it
/// fits.
static ArenaPlan placeInOrder(llvm::ArrayRef<BufferLifetime> buffers,
                              llvm::ArrayRef<size_t> order) {
  ArenaPlan plan;
  plan.offsets.resize(buffers.size());
  llvm::SmallVector<size_t> placed; // by offset
  for (size_t i : order) {
    int64_t end = 0, best = -1, bestGap = std::numeric_limits<int64_t>::max();
    for (size_t other : placed) {
      if (!overlap(buffers[i], buffers[other]))
        continue;
      int64_t gap = plan.offsets[other] - end;
      if (gap >= buffers[i].size && gap < bestGap) {
        best = end;
        bestGap = gap;
      }
      end = std::max(end, plan.offsets[other] + buffers[other].size);
    }
    plan.offsets[i] = best >= 0 ? best : end;
    plan.size = std::max(plan.size, plan.offsets[i] + buffers[i].size);
    auto position = llvm::upper_bound(
        placed, i, [&](size_t a, size_t b) { return plan.offsets[a] < plan.offsets[b]; });
    placed.insert(position, i);
  }
  return plan;
}

ArenaPlan onnxc::planArena(llvm::ArrayRef<BufferLifetime> buffers) {
  int64_t bound = getArenaLowerBound(buffers);
  llvm::SmallVector<size_t> order = llvm::to_vector(llvm::seq<size_t>(0, buffers.size()));
  auto length = [&](size_t i) { return buffers[i].last - buffers[i].first; };
  auto sortBy = [&](auto key) {
    llvm::sort(order,
               [&](size_t a, size_t b) { return std::pair(key(b), a) < std::pair(key(a), b); });
  };

  ArenaPlan best;
  best.size = std::numeric_limits<int64_t>::max();
  llvm::SmallVector<size_t> bestOrder;
  auto tryOrder = [&] {
    ArenaPlan plan = placeInOrder(buffers, order);
    if (plan.size < best.size) {
      best = std::move(plan);
      bestOrder = order;
    }
  };
  sortBy([&](size_t i) { return std::pair(buffers[i].size, length(i)); });
  tryOrder();
  sortBy([&](size_t i) { return std::pair(length(i), buffers[i].size); });
  tryOrder();
  sortBy([&](size_t i) { return double(buffers[i].size) * double(length(i) + 1); });
  tryOrder();

  // Then exchanges, with a generator of fixed seed, while they can still help.
  constexpr int64_t kWork = 20'000'000;
  int64_t count = buffers.size();
  std::minstd_rand random(1);
  for (int64_t work = 0; best.size > bound && count > 1 && work < kWork; work += count * count) {
    order = bestOrder;
    std::swap(order[random() % count], order[random() % count]);
    tryOrder();
  }
  return best;
}
