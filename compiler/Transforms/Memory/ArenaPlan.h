#ifndef ONNXC_COMPILER_TRANSFORMS_MEMORY_ARENAPLAN_H
#define ONNXC_COMPILER_TRANSFORMS_MEMORY_ARENAPLAN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace onnxc {

/// A buffer that must keep its bytes from the operation with number `first` to the one with
/// number `last`, both included.
struct BufferLifetime {
  int64_t size = 0;
  int64_t first = 0;
  int64_t last = 0;
};

struct ArenaPlan {
  llvm::SmallVector<int64_t> offsets;
  int64_t size = 0;
};

/// The buffers that live at the time when the sum of their sizes is largest.
llvm::SmallVector<size_t> getArenaPeak(llvm::ArrayRef<BufferLifetime> buffers);

/// The largest sum of the sizes of buffers that live at one time.
int64_t getArenaLowerBound(llvm::ArrayRef<BufferLifetime> buffers);

/// Offsets by which no two buffers that live at one time overlap. Sizes are multiples of the
/// alignment, and so are the offsets then. The same input gives the same plan.
ArenaPlan planArena(llvm::ArrayRef<BufferLifetime> buffers);

} // namespace onnxc

#endif
