// Chains of kernels, each of which reads rows of what the one before it writes.
#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELS_BANDCHAIN_H
#define ONNXC_COMPILER_TRANSFORMS_KERNELS_BANDCHAIN_H

#include "compiler/Transforms/Kernels/KernelSlices.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace onnxc {

/// A buffer that one kernel writes and only the next one reads.
struct BandLink {
  mlir::TypedValue<mlir::MemRefType> buffer;
  /// What the kernel writes: all of the buffer, or the part inside of its padding.
  mlir::Value written;
  /// Rows of the buffer before those that are written, and what fills them and all other padding.
  int64_t padding = 0;
  llvm::SmallVector<mlir::linalg::FillOp> fills;
  /// What a row of the reader needs.
  kernel::OperandSlice read;

  int64_t getRowBytes() const;
  int64_t getBytes() const;
  /// Rows that a band of the reader shares with the band before.
  int64_t getHalo() const { return std::max<int64_t>(0, read.rest); }
};

/// A kernel, and how it is computed by bands: `rows` in each, of which the first band begins after
/// `ahead` rows. That many are computed before all bands. To begin with another band, `behind` rows
/// before its own are.
struct BandStage {
  mlir::Operation *kernel = nullptr;
  KernelAxis axis;
  int64_t rows = 0, ahead = 0, behind = 0;

  /// Rows in the last of `bands` bands: those that are left, which may be none.
  int64_t getLastRows(int64_t bands) const {
    return std::min(rows, axis.size - (bands - 1) * rows - ahead);
  }
};

/// Kernels that follow one another; `links[i]` is between `stages[i]` and `stages[i + 1]`. Threads
/// can take `chunks` parts of the bands, if these are more than one.
struct BandChain {
  llvm::SmallVector<BandStage> stages;
  llvm::SmallVector<BandLink> links;
  int64_t bands = 0, chunks = 1;
};

/// The longest chain that begins with `kernel`, along one dimension; of one kernel, if no other can
/// follow. Moving all to where the last kernel is changes no result.
BandChain findBandChain(mlir::Operation *kernel);

/// Sets the bands of a chain, as large as possible, so that what passes through the links in one of
/// them takes at most `bytes`; with `threads`, so that there are chunks. Fails if there is no such
/// size, or bands would not do what the whole kernels do.
llvm::LogicalResult planBands(BandChain &chain, int64_t bytes, bool threads);

} // namespace onnxc

#endif
