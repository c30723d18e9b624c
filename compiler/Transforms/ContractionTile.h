#ifndef ONNXC_COMPILER_TRANSFORMS_CONTRACTIONTILE_H
#define ONNXC_COMPILER_TRANSFORMS_CONTRACTIONTILE_H

#include <cstdint>

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

} // namespace onnxc

#endif
