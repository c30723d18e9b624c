// The tile of a kernel: which sums it keeps in registers, by the cost of all its tiles.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_KERNELTILE_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_KERNELTILE_H

#include "compiler/KernelGen/Plan/ContractionTile.h"
#include "compiler/KernelGen/Plan/TileMachine.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "dialects/Kernel/IR/PixelTile.h"

namespace onnxc {

/// What the cost of a kernel follows from.
struct KernelShape {
  /// Batch and space of the result.
  llvm::SmallVector<int64_t> pixels;
  /// Vectors of output channels in each group, and products in each sum.
  int64_t vectors = 1;
  int64_t depth = 1;
  /// The number of rows of a tile is a multiple of this.
  int64_t rowsOfSum = 1;
  /// Bytes of a sum, and of the factors of a step that are read for it.
  int64_t sumBytes = sizeof(float);
  /// Bytes from one pixel to the next in the input and in the result.
  int64_t inputStride = 0;
  int64_t resultStride = 0;
};

/// The most vectors of each pixel that one step of the innermost loop loads where lanes are
/// factors: a load of a pair of registers brings both, and the loop's own instructions count less.
inline constexpr int64_t kPixelVectors = 2;

/// How many vectors of each pixel, of `lanes` products, a step of a tile with `vectors` vectors of
/// output channels loads. More than one would put weights where a load of a pair of registers does
/// not reach them from one address, if there are many vectors.
int64_t getPixelVectors(int64_t vectors, int64_t lanes);

/// The most rows of a tile with `vectors` vectors of output channels; at least one.
int64_t getMostRows(int64_t vectors, const TileMachine &machine);

/// Whether `rows` lines of the first cache, `stride` bytes apart, are more than fit into the sets
/// that they fall into.
bool conflictInCache(int64_t rows, int64_t stride, kernel::MachineAttr machine);

/// The tile of least cost. A step of a tile takes a multiply-add for each of its vectors and loads
/// for its rows and columns, which go on side by side, but never less than the latency of a
/// multiply-add. Weights stream from the second cache, once for all rows of a tile, which asks
/// for many rows, and more so if they come from further away, as a panel of them fills much of that
/// cache; rows whose pixels lie in the same few sets of the first cache evict one another.
RegisterTile chooseKernelTile(const KernelShape &shape, const TileMachine &machine);

} // namespace onnxc

#endif
