// How the loops of a contraction are cut into tiles that fit the registers.
#ifndef ONNXC_COMPILER_TRANSFORMS_CONTRACTIONTILE_H
#define ONNXC_COMPILER_TRANSFORMS_CONTRACTIONTILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace onnxc {

/// How many results a contraction keeps in registers: `rows` times `vectors`.
struct RegisterTile {
  int64_t rows = 1;
  int64_t vectors = 1;
};

/// The tile of least cost for `rows` by `vectors` results with `registers` vector registers.
/// A step over one tile takes a multiply-add for each of its vectors and a load for each row
/// and column, which the machine does as fast as one another, but never less than the latency of
/// a multiply-add.
RegisterTile chooseRegisterTile(int64_t rows, int64_t vectors, int64_t registers);

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
                                          int64_t registers, bool uniform = true);

} // namespace onnxc

#endif
