#include "compiler/Transforms/Memory/ArenaUsage.h"

#include "compiler/Transforms/Analysis/BufferViews.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace onnxc;

static void add(SmallVectorImpl<int64_t> &usage, const BufferLifetime &buffer, int64_t bytes) {
  for (int64_t i = buffer.first; i <= buffer.last; ++i)
    usage[i] += bytes;
}

ArenaUsage::ArenaUsage(Block &block) {
  for (auto [number, op] : llvm::enumerate(block))
    numbers[&op] = number;
  usage.resize(numbers.size());
  for (auto alloc : block.getOps<memref::AllocOp>()) {
    BufferLifetime lifetime = getLifetime(alloc);
    lifetimes[alloc] = lifetime;
    add(usage, lifetime, lifetime.size);
  }
  peak = *llvm::max_element(usage);
}

BufferLifetime ArenaUsage::getLifetime(memref::AllocOp alloc) const {
  int64_t own = numbers.lookup(alloc);
  SmallVector<Operation *> users = getBufferUsers(alloc->getBlock(), alloc);
  // What is returned is memory of the caller.
  if (!alloc.getType().hasStaticShape() || users.empty() ||
      llvm::any_of(users, llvm::IsaPred<func::ReturnOp>))
    return {0, own, own};
  BufferLifetime lifetime{getExtentBytes(alloc), numbers.lookup(users.front()), own};
  for (Operation *user : users) {
    lifetime.first = std::min(lifetime.first, numbers.lookup(user));
    lifetime.last = std::max(lifetime.last, numbers.lookup(user));
  }
  return lifetime;
}

bool ArenaUsage::merge(memref::AllocOp part, memref::AllocOp whole) {
  BufferLifetime before = lifetimes.lookup(whole), inside = lifetimes.lookup(part), after = before;
  after.first = std::min(before.first, inside.first);
  after.last = std::max(before.last, inside.last);
  SmallVector<int64_t> merged(usage);
  add(merged, inside, -inside.size);
  add(merged, before, -before.size);
  add(merged, after, after.size);
  int64_t mergedPeak = *llvm::max_element(merged);
  if (mergedPeak > peak)
    return false;
  lifetimes[whole] = after;
  usage = std::move(merged);
  peak = mergedPeak;
  return true;
}
