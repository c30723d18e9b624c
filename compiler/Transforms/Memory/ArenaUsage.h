#ifndef ONNXC_COMPILER_TRANSFORMS_MEMORY_ARENAUSAGE_H
#define ONNXC_COMPILER_TRANSFORMS_MEMORY_ARENAUSAGE_H

#include "compiler/Transforms/Memory/ArenaPlan.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace onnxc {

/// The bytes of temporaries that live at each operation of a block, as far as the block allocates
/// them: what the arena is planned for later.
class ArenaUsage {
public:
  explicit ArenaUsage(mlir::Block &block);

  /// Lets `part` lie in `whole`, which then lives as long as both, if no more bytes live at once
  /// than before.
  bool merge(mlir::memref::AllocOp part, mlir::memref::AllocOp whole);

private:
  BufferLifetime getLifetime(mlir::memref::AllocOp alloc) const;

  llvm::DenseMap<mlir::Operation *, int64_t> numbers;
  llvm::DenseMap<mlir::Operation *, BufferLifetime> lifetimes;
  llvm::SmallVector<int64_t> usage; // by the number of an operation
  int64_t peak = 0;
};

} // namespace onnxc

#endif
