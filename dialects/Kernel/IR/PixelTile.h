// Which pixels the tiles of a contraction cover.
#ifndef ONNXC_DIALECTS_KERNEL_IR_PIXELTILE_H
#define ONNXC_DIALECTS_KERNEL_IR_PIXELTILE_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>

namespace onnxc::kernel {

/// `width` pixels of one dimension, and `height` of the one outside of that, which is more than 1
/// only if the tile covers all of the inner dimension.
struct PixelTile {
  unsigned inner = 0;
  int64_t width = 1;
  std::optional<unsigned> outer;
  int64_t height = 1;
};

/// The tile of at most `rows` of `pixels` (batch and space).
PixelTile choosePixelTile(llvm::ArrayRef<int64_t> pixels, int64_t rows);

/// The same for few rows: along the dimension that takes fewer tiles, as the last ones of a line
/// are narrower.
PixelTile choosePixelPairs(llvm::ArrayRef<int64_t> pixels, int64_t rows);

} // namespace onnxc::kernel

#endif
