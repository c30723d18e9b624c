// What a tile whose sums are in general registers reads, through pointers that walk.
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

/// The rows of a tile: what they read of `input`, in the order in which weights lie.
struct WalkedRows {
  mlir::Value input;
  /// The indices of the first row, and how far after it each row lies.
  Values first;
  llvm::SmallVector<int64_t> rows;
  llvm::SmallVector<WalkedLoop> loops;
  /// The innermost loop: groups of `groupSize` elements, `distance` apart.
  int64_t groups = 1, groupSize = 1, distance = 1;
  /// The most groups of a step of it.
  int64_t mostGroups = 1;
};

/// A place in a buffer of one dimension.
struct WalkedPlace {
  mlir::Value buffer, first;
};

/// `sums`, row by row, of `columns` each, with the products of all `rows` and of what lies at
/// `weights` added. One pointer walks through the rows of the input as long as loads reach all of
/// them from there, and one through the weights. LLVM does not see how they go on: of indices it
/// would make an address for each load, and spill the sums.
Values addWalkedProducts(mlir::ImplicitLocOpBuilder &b, const Dot &dot, const WalkedRows &rows,
                         WalkedPlace weights, int64_t columns, Values sums);

/// Writes `rows` of bytes to `places` as pairs of i16, as `smlad` reads them: group by group, and
/// in each row by row.
void widenRows(mlir::ImplicitLocOpBuilder &b, const WalkedRows &rows, WalkedPlace places,
               bool isUnsigned);

} // namespace onnxc

#endif
