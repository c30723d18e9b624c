// What a kernel asks for in advance, where the CPU does not foresee it.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_KERNELPREFETCH_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_KERNELPREFETCH_H

#include "compiler/KernelGen/Emit/IndexBuilder.h"
#include "compiler/KernelGen/Emit/KernelContext.h"

namespace onnxc {

class KernelPrefetch : IndexBuilder {
public:
  explicit KernelPrefetch(const KernelContext &context)
      : IndexBuilder(context.b), context(context), view(context.view) {}

  /// For a tile of `rows` rows with sums at `positions`, before its products.
  void beforeTile(llvm::ArrayRef<Values> positions, int64_t rows);

  /// For the next tiles and panels, during `count` products from `product` on of `rows` rows.
  void duringProducts(const PanelPosition &panel, mlir::Value product, int64_t rows, int64_t count);

private:
  bool mayPrefetch() const;
  bool prefetchesWeights() const;
  bool prefetchesInput() const;
  bool prefetchesSums() const;
  void prefetchNextPanel(const PanelPosition &panel, mlir::Value product, int64_t rows,
                         int64_t count);
  void prefetchNextTile(const PanelPosition &panel, mlir::Value product, int64_t rows);
  void prefetchWeights(mlir::Value first, int64_t elements);
  void prefetch(mlir::Value buffer, mlir::ValueRange at, int64_t cache);

  const KernelContext &context;
  const kernel::Contraction &view;
};

} // namespace onnxc

#endif
