// Loads of weights that are stored as small numbers with scales.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_BLOCKWEIGHTS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_BLOCKWEIGHTS_H

#include "compiler/KernelGen/Emit/LoopBuilders.h"
#include "dialects/Kernel/IR/KernelOps.h"

namespace onnxc {

/// What computes the weights of one panel, as vectors of the tile's lanes, or single floats.
class BlockWeights {
public:
  /// The panel has `width` output channels and begins at element `begin` of the weights.
  BlockWeights(mlir::ImplicitLocOpBuilder &b, const kernel::Contraction &view, mlir::Value begin,
               int64_t width)
      : b(b), blocks(view.blocks), layout(kernel::getBlockLayout(view.blocks, view.getDepth())),
        weights(view.weights), begin(begin), width(width), lanes(view.tile.getLanes()) {}

  /// Scales and zero points of a block, for each vector of the panel. A zero point of 0 is null.
  struct Parameters {
    Values scales, zeros;
  };
  Parameters loadParameters(mlir::Value block);

  /// Byte `byte` of the numbers of each channel.
  Values loadBytes(mlir::Value byte);

  /// The weights that number `place` of `bytes` stand for.
  Values unpack(mlir::ArrayRef<mlir::Value> bytes, int64_t place, const Parameters &parameters);

private:
  mlir::Value load(mlir::Value entry, int64_t sectionBegin, int64_t entryBytes, int64_t vector);
  mlir::Value repeat(mlir::Value scalar);
  mlir::Type withLanes(mlir::Type element) const;
  mlir::Value loadScale(mlir::Value block, int64_t vector);
  mlir::Value loadZero(mlir::Value block, int64_t vector);

  mlir::ImplicitLocOpBuilder &b;
  kernel::BlocksAttr blocks;
  kernel::BlockLayout layout;
  mlir::Value weights, begin;
  int64_t width, lanes;
};

} // namespace onnxc

#endif
