// The products of one tile of an operation of the kernel dialect.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_KERNELPRODUCTS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_KERNELPRODUCTS_H

#include "compiler/KernelGen/Emit/KernelPrefetch.h"
#include "compiler/KernelGen/Emit/TileProducts.h"

namespace onnxc {

/// Loops, from the outside: the dimensions of the window, products along the input channels.
class KernelProducts : IndexBuilder {
public:
  KernelProducts(const KernelContext &context, const Dot &dot, KernelPrefetch &prefetch)
      : IndexBuilder(context.b), context(context), view(context.view), dot(dot),
        prefetch(prefetch) {}

  /// Adds all products of the pixels `rows` with the weights of `panel` to `sums`.
  Values emit(const PanelPosition &panel, llvm::ArrayRef<Values> rows, Values sums);

private:
  Values emitWindow(unsigned dim, const PanelPosition &panel, llvm::ArrayRef<Values> rows,
                    mlir::Value first, Values offsets, Values sums);
  Values emitProducts(const PanelPosition &panel, llvm::ArrayRef<Values> rows, mlir::Value first,
                      llvm::ArrayRef<mlir::Value> offsets, int64_t count, Values sums);
  Values emitExtraSteps(const PanelPosition &panel, llvm::ArrayRef<Values> rows, Values sums);
  TileProducts readTile(const PanelPosition &panel, llvm::ArrayRef<Values> rows,
                        llvm::ArrayRef<mlir::Value> offsets);
  void addProducts(TileProducts &tile, const PanelPosition &panel,
                   llvm::ArrayRef<mlir::Value> inputs, mlir::Value product, int64_t count,
                   Values &sums);
  int64_t getGroupsAtOnce() const;
  /// The weights of a group that one load brings.
  int64_t getWeightsOfVector() const { return context.lanes / context.rowsOfSum * context.group; }
  bool walksRows(size_t rows, int64_t groups) const;
  mlir::Value loadWeights(mlir::Value at);
  mlir::Value loadNumber(mlir::Value at);

  const KernelContext &context;
  const kernel::Contraction &view;
  const Dot &dot;
  KernelPrefetch &prefetch;
};

} // namespace onnxc

#endif
