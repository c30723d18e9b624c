// Products with weights that are stored as small numbers with scales.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_BLOCKPRODUCTS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_BLOCKPRODUCTS_H

#include "compiler/KernelGen/Emit/BlockWeights.h"
#include "compiler/KernelGen/Emit/KernelContext.h"
#include "compiler/KernelGen/Emit/TileProducts.h"

namespace onnxc {

/// Those of one panel with `tile`. A load of a row brings `atOnce` elements.
class BlockProducts : IndexBuilder {
public:
  BlockProducts(const KernelContext &context, const PanelPosition &panel, TileProducts &tile,
                int64_t atOnce)
      : IndexBuilder(context.b), view(context.view), tile(tile), atOnce(atOnce),
        weights(b, view, panel.weights, panel.panel.width) {}

  /// `count` products from the first on, which is `first` of all that are summed. A gemm goes from
  /// block to block; all weights of an output channel of a convolution are one.
  Values emit(mlir::Value first, int64_t count, Values sums);

private:
  Values emitBlock(mlir::Value block, mlir::Value first, mlir::Value channel, int64_t count,
                   Values sums);
  void addProducts(const BlockWeights::Parameters &parameters, mlir::Value firstByte,
                   mlir::Value channel, int64_t count, int64_t atOnce, Values &sums);

  const kernel::Contraction &view;
  TileProducts &tile;
  int64_t atOnce;
  BlockWeights weights;
};

} // namespace onnxc

#endif
