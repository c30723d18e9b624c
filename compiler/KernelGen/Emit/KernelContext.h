// What the parts of the kernel generator have in common while one operation of the kernel dialect
// is emitted.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_KERNELCONTEXT_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_KERNELCONTEXT_H

#include "compiler/KernelGen/Dot/Dot.h"
#include "compiler/KernelGen/Emit/LoopBuilders.h"
#include "compiler/KernelGen/Plan/KernelTile.h"
#include "dialects/Kernel/IR/KernelOps.h"

namespace onnxc {

inline mlir::Type getElementType(mlir::Value buffer) {
  return llvm::cast<mlir::MemRefType>(buffer.getType()).getElementType();
}

/// The panel that a tile belongs to, and where it begins: its output channels in the result and its
/// weights among all.
struct PanelPosition {
  kernel::Panel panel;
  mlir::Value firstChannel;
  mlir::Value firstInputChannel;
  mlir::Value weights;
  /// 1 in the first panel, whose tiles are the first to read the input, 0 in all others.
  mlir::Value isFirst;
};

struct KernelContext {
  KernelContext(mlir::ImplicitLocOpBuilder &b, const kernel::Contraction &view,
                const TileMachine &machine);

  /// Whether sums are in general registers, and their factors words of bytes.
  bool walksThroughPointers() const;

  /// The dot for an input of elements of `input`.
  std::unique_ptr<Dot> createDot(mlir::Type input) const;

  /// Whether the last dimension of the window and the input channels lie side by side in the input,
  /// so that one loop walks through both.
  bool isLastFused() const;

  /// The elements of a packed panel for each of its columns.
  int64_t getPackedDepth() const {
    return kernel::getPackedDepth(view.getStoredDepth(), view.tile);
  }

  mlir::ImplicitLocOpBuilder &b;
  const kernel::Contraction &view;
  const TileMachine &machine;
  /// Of the input.
  mlir::Type element;
  int64_t lanes;
  /// How many products along the depth a step adds to each sum.
  int64_t group;
  /// How many rows a vector of sums is of.
  int64_t rowsOfSum;
  kernel::PixelTile tile;
  /// Where the tile begins.
  Values pixel;
};

} // namespace onnxc

#endif
