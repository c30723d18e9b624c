// Tiles whose sums are in general registers, and their factors words of bytes.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_WALKEDTILES_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_WALKEDTILES_H

#include "compiler/KernelGen/Emit/IndexBuilder.h"
#include "compiler/KernelGen/Emit/KernelContext.h"
#include "compiler/KernelGen/Emit/PointerWalk.h"

namespace onnxc {

class WalkedTiles : IndexBuilder {
public:
  WalkedTiles(const KernelContext &context, const Dot &dot)
      : IndexBuilder(context.b), context(context), view(context.view), dot(dot) {}

  /// Whether the input of a tile is widened once for all panels: these must be as many as make up
  /// for that, and what is widened must fit the stack.
  bool widensInput() const;

  /// Makes room for the widened input of a tile.
  void makeRoom();

  /// Widens the input of the tile of `height` by `width` pixels at hand, which all panels read
  /// then.
  void widen(int64_t height, int64_t width);

  /// Adds all products of `height` by `width` pixels from `first` on to `sums`.
  Values emit(const PanelPosition &panel, const Values &first, int64_t height, int64_t width,
              Values sums);

private:
  WalkedRows getRows(const Values &first, mlir::Value firstInputChannel, int64_t height,
                     int64_t width);
  WalkedRows getWidenedRows(int64_t count);
  int64_t getGroupsOfStep() const;

  const KernelContext &context;
  const kernel::Contraction &view;
  const Dot &dot;
  /// The input of a tile, and what reads it, where it is widened.
  mlir::Value widened;
  std::unique_ptr<Dot> widenedDot;
};

} // namespace onnxc

#endif
