// The products of a tile whose sums are in general registers, read through pointers that walk.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_POINTERWALK_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_POINTERWALK_H

#include "compiler/KernelGen/Dot/Dot.h"
#include "compiler/KernelGen/Emit/LoopBuilders.h"

namespace onnxc {

/// A loop over products, outside of the innermost one: how many steps it has, and how far apart two
/// of them are in the input.
struct WalkedLoop {
  int64_t size = 1;
  int64_t stride = 0;
};

/// The products of a tile, in the order in which its weights lie.
struct WalkedProducts {
  mlir::Value input, weights;
  /// The indices of the first row in `input`, and how far behind it each row lies.
  Values first;
  llvm::SmallVector<int64_t> rows;
  /// Where the weights begin, and how many columns are side by side.
  mlir::Value firstWeight;
  int64_t columns = 1;
  llvm::SmallVector<WalkedLoop> loops;
  /// The innermost loop: groups of `groupSize` elements that lie side by side in the input.
  int64_t groups = 1, groupSize = 1;
  /// The most groups of a step of it.
  int64_t mostGroups = 1;
};

/// `sums`, row by row, with all `products` added. One pointer walks through the rows of the input
/// as long as loads reach all of them from there, and one through the weights. LLVM does not see
/// how they go on: of indices it would make an address for each load, and spill the sums.
Values addWalkedProducts(mlir::ImplicitLocOpBuilder &b, const Dot &dot,
                         const WalkedProducts &products, Values sums);

} // namespace onnxc

#endif
