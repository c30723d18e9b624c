// Operations that compute rows of one result, each row on its own.
#ifndef ONNXC_COMPILER_TRANSFORMS_ANALYSIS_ROWGROUP_H
#define ONNXC_COMPILER_TRANSFORMS_ANALYSIS_ROWGROUP_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/MapVector.h"

namespace onnxc {

/// `root` and the operations that compute nothing but what it reads. A step of the loops `rows` of
/// the root needs only the same steps of corresponding loops of each member.
struct RowGroup {
  mlir::linalg::LinalgOp root;
  /// Loops of the root, all of more than one step. The last one is to go by blocks.
  llvm::SmallVector<unsigned> rows;
  /// Which loop of the root each loop of a member corresponds to. Members come after their users.
  using LoopMap = llvm::SmallVector<std::optional<unsigned>>;
  llvm::MapVector<mlir::Operation *, LoopMap> members;

  bool isRow(std::optional<unsigned> rootLoop) const {
    return rootLoop && llvm::is_contained(rows, *rootLoop);
  }
};

/// The rows of `root` and what is worth computing row by row together with it: at least one
/// reduction, whose result the root needs. Nothing if there is none.
std::optional<RowGroup> findRowGroup(mlir::linalg::LinalgOp root);

} // namespace onnxc

#endif
