#include "dialects/Kernel/IR/PixelTile.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace onnxc::kernel;

PixelTile onnxc::kernel::choosePixelTile(llvm::ArrayRef<int64_t> pixels, int64_t rows) {
  llvm::SmallVector<unsigned> dims;
  for (unsigned dim = 0; dim < pixels.size(); ++dim)
    if (pixels[dim] > 1)
      dims.push_back(dim);
  PixelTile tile;
  if (dims.empty())
    return tile;
  tile.inner = dims.back();
  tile.width = std::min(pixels[tile.inner], rows);
  if (dims.size() > 1) {
    tile.outer = dims[dims.size() - 2];
    if (tile.width == pixels[tile.inner])
      tile.height = std::min(pixels[*tile.outer], rows / tile.width);
  }
  return tile;
}

PixelTile onnxc::kernel::choosePixelPairs(llvm::ArrayRef<int64_t> pixels, int64_t rows) {
  PixelTile tile = choosePixelTile(pixels, rows);
  auto countTiles = [&](unsigned inner, unsigned outer) {
    return llvm::divideCeil(pixels[inner], rows) * pixels[outer];
  };
  if (!tile.outer || tile.height > 1 || pixels[*tile.outer] < rows ||
      countTiles(*tile.outer, tile.inner) >= countTiles(tile.inner, *tile.outer))
    return tile;
  return {*tile.outer, rows, tile.inner, 1};
}
