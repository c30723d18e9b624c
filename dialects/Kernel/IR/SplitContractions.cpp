#include "dialects/Kernel/IR/Destinations.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Kernel/IR/PixelTile.h"

using namespace onnxc::kernel;

/// A part of the sums, and of the other operands all.
static Split splitSums(const Contraction &view, unsigned dim) {
  Split split;
  split.size = getShaped(view.sums).getDimSize(dim);
  split.keepsVectors = true;
  split.operands.resize(view.op->getNumOperands());
  split.operands[2] = OperandSlice{dim};
  return split;
}

/// What pixels along `dim` read of the input.
static OperandSlice getWindows(const Contraction &view, unsigned dim) {
  if (dim == 0)
    return {dim};
  int64_t stride = view.strides[dim - 1];
  int64_t reach = (view.kernel[dim - 1] - 1) * view.dilations[dim - 1];
  return {dim, stride, reach + 1 - stride};
}

/// Weights of output channels, of which each has `depth`.
static OperandSlice getRowsOfWeights(const Contraction &view, int64_t depth) {
  return {/*dim=*/0, /*stride=*/depth, /*rest=*/0, /*round=*/view.tile.getLanes()};
}

/// Along channels, whole panels of weights; along pixels, at best whole tiles.
static std::optional<Split> splitContraction(const Contraction &view, unsigned dim) {
  unsigned channels = view.pixels.size();
  if (!view.tile || dim > channels || (dim == channels && view.groups > 1))
    return std::nullopt;
  Split split = splitSums(view, dim);
  if (dim == channels) {
    split.granule = view.tile.getColumns();
    split.operands[1] = getRowsOfWeights(view, getPackedDepth(view.getStoredDepth(), view.tile));
    return split;
  }
  split.operands[0] = getWindows(view, dim);
  PixelTile tile = choosePixelTile(view.pixels, view.tile.getRows());
  split.unit = dim == tile.inner ? tile.width : tile.outer == dim ? tile.height : 1;
  return split;
}

std::optional<Split> GemmOp::getSplit(unsigned dim) {
  return splitContraction(*getContraction(*this), dim);
}

std::optional<Split> ConvOp::getSplit(unsigned dim) {
  return splitContraction(*getContraction(*this), dim);
}

/// Between groups of output channels, images, and squares.
std::optional<Split> WinogradConvOp::getSplit(unsigned dim) {
  Contraction view = *getContraction(*this);
  unsigned channels = view.pixels.size();
  if (dim > channels)
    return std::nullopt;
  Split split = splitSums(view, dim);
  if (dim == channels) {
    split.granule = getGroupColumns();
    split.operands[1] = getRowsOfWeights(view, getWeightsOfPair() * view.channels);
    return split;
  }
  split.operands[0] = getWindows(view, dim);
  split.granule = dim == 0 ? 1 : getOutputTile();
  return split;
}
