// How the loops of a contraction are cut into tiles that fit the registers.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_CONTRACTIONTILE_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_CONTRACTIONTILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace onnxc {

/// How many results a contraction keeps in registers: `rows` times `vectors`.
struct RegisterTile {
  int64_t rows = 1;
  int64_t vectors = 1;
};

/// Integer registers that a loop has for pointers to rows, beside its count and the other factor.
inline constexpr int64_t kMostRowPointers = 8;

/// The part of a target that these tiles depend on.
struct ContractionMachine {
  int64_t registers = 16;
  /// Whether the factors of a row come as lanes of a vector, of which each row holds one.
  bool byLane = false;
  /// Whether a pointer walks through each row.
  bool rowPointers = false;
  /// Whether one instruction loads a row's factor into all lanes.
  bool broadcasts = true;
  /// Those of `#kernel.machine`.
  int64_t multiplyAddTicks = 96, latencyTicks = 768;

  /// Whether the sums of a tile and their factors fit into the registers. Where these are more than
  /// a few, one is left to LLVM, which loads the next factor before the last one is used.
  bool holds(RegisterTile tile) const {
    int64_t rowFactors = byLane ? tile.rows : 1, spare = registers > 8 ? 1 : 0;
    if (rowPointers && tile.rows > kMostRowPointers)
      return false;
    return tile.rows * tile.vectors + tile.vectors + rowFactors + spare <= registers;
  }
};

/// The tile of least cost for `rows` by `vectors` results. A step over one tile takes a
/// multiply-add for each of its vectors and a load for each row and column, which the machine does
/// as fast as one another, but never less than the latency of a multiply-add.
RegisterTile chooseRegisterTile(int64_t rows, int64_t vectors, const ContractionMachine &machine);

/// The part of a loop that one tile after another covers: `count` tiles of `width` steps.
struct Segment {
  int64_t begin = 0;
  int64_t count = 0;
  int64_t width = 0;
};

/// Splits `size` steps into tiles of `width` and one tile for what is left.
llvm::SmallVector<Segment> splitLoop(int64_t size, int64_t width);

/// Splits `size` steps into as few tiles of at most `width` as can be, of nearly equal width.
llvm::SmallVector<Segment> splitEvenly(int64_t size, int64_t width);

/// Tiles of a loop that runs in the lanes of vectors.
struct LaneSegment {
  Segment segment;
  /// Where the vectors of one tile begin.
  llvm::SmallVector<int64_t> vectors;
  /// The rows of the tile.
  int64_t rows = 1;
};

/// Splits `size` steps, at least `lanes`, into tiles of vectors of `lanes` lanes. Where `size` is
/// no multiple of `lanes`, the last vector overlaps the one before, and both are in one tile.
/// If no factor is `uniform` over the lanes, so that each sum has factors of its own, a tile has
/// several vectors only where rows are few.
llvm::SmallVector<LaneSegment> splitLanes(int64_t rows, int64_t size, int64_t lanes,
                                          const ContractionMachine &machine, bool uniform = true);

} // namespace onnxc

#endif
