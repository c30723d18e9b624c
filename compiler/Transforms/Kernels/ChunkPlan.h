// Into how many chunks a kernel is split, so that threads pay.
#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELS_CHUNKPLAN_H
#define ONNXC_COMPILER_TRANSFORMS_KERNELS_CHUNKPLAN_H

#include <cstdint>
#include <optional>

namespace onnxc {

/// A kernel that can be split along one dimension of its result.
struct SplitChoice {
  /// Steps along the dimension.
  int64_t size = 1;
  /// Chunks begin at multiples of so many steps.
  int64_t granule = 1;
  /// Each chunk has at least so many steps.
  int64_t least = 1;
  /// A chunk computes whole units of so many steps, or else wastes part of one.
  int64_t unit = 1;
  /// What the kernel takes on one thread, as `#kernel.machine` counts.
  double ticks = 0;
  /// What each chunk takes beside its share, to read what all chunks read.
  double sharedTicks = 0;
  /// Whether a chunk is in one piece of memory. Else threads take data from each other's caches.
  bool isContiguous = true;
};

/// Chunk i of `chunks` begins at step `i * granules / chunks * granule`, in integers.
struct ChunkPlan {
  int64_t chunks = 1;
  int64_t granules = 1;
  int64_t granule = 1;
  int64_t size = 1;
  /// The time on several threads, as a share of the time on one; the mean over the numbers of
  /// threads that may be, each weighted by how many they are.
  double cost = 1;

  int64_t getBegin(int64_t chunk) const;
  int64_t getSteps(int64_t chunk) const { return getBegin(chunk + 1) - getBegin(chunk); }
  /// Whether all chunks but the last have as many steps.
  bool isEvenButLast() const;
};

/// The chunks of least cost for `threads` threads, or for usual numbers of them if it is 0. They
/// are of at most two sizes; nothing if the kernel is too small to be split, or has too few steps.
std::optional<ChunkPlan> planChunks(const SplitChoice &choice, int64_t threads = 0);

} // namespace onnxc

#endif
