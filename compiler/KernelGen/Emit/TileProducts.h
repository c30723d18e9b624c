// Loops over the products of a tile whose sums stay in registers. All contractions are made of
// them, whatever says where their factors lie.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_TILEPRODUCTS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_TILEPRODUCTS_H

#include "compiler/KernelGen/Dot/Dot.h"
#include "compiler/KernelGen/Emit/IndexBuilder.h"
#include "compiler/KernelGen/Emit/LoopBuilders.h"

#include <functional>

namespace onnxc {

/// What the rows of a tile read.
struct TileRows {
  mlir::Value buffer;
  int64_t count = 1;
  /// The indices of what row `row` reads for product `k`.
  std::function<Values(int64_t row, mlir::Value k)> getIndices;
  /// How far the next product is from there.
  int64_t stride = 1;
};

/// Some groups of products: from `begin` to `end`, `step` in each step of a loop.
struct GroupRange {
  int64_t begin = 0, end = 0, step = 1;
};

class TileProducts : IndexBuilder {
public:
  /// `group`: the products along the depth that `dot` adds to a sum at a time.
  TileProducts(mlir::ImplicitLocOpBuilder &b, const Dot &dot, int64_t group, TileRows rows);

  /// Adds `groups` groups of products from product `k` on to the sums, of which `inputs` are the
  /// factors of the rows, as one load brings them.
  using AddGroups = llvm::function_ref<void(llvm::ArrayRef<mlir::Value> inputs, mlir::Value k,
                                            int64_t groups, Values &sums)>;

  /// `groups` groups of each row from product `k` on.
  Values loadInputs(mlir::Value k, int64_t groups);

  /// The products of `range`, of which each load of a row brings `atOnce` groups.
  Values emitLoop(GroupRange range, int64_t atOnce, Values sums, AddGroups add);

  /// The first products, as many as `range` has from 0 on, where a pointer walks through each row.
  /// Counts steps, which LLVM turns into a loop that counts down.
  Values emitPointerLoop(GroupRange range, int64_t atOnce, Values sums, AddGroups add);

  /// Adds to each sum, row by row, the products of group `index` of the row's input and the
  /// column's weights.
  void addGroup(llvm::ArrayRef<mlir::Value> inputs, int64_t index,
                llvm::ArrayRef<mlir::Value> weights, Values &sums);

private:
  const Dot &dot;
  int64_t group;
  TileRows rows;
  mlir::Type element;
};

} // namespace onnxc

#endif
