#include "compiler/KernelGen/Emit/CollapseLoops.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace onnxc;

/// Whether `operand` has the elements of loops `dims` in one piece, or does not depend on them.
static bool isOnePiece(linalg::GenericOp op, OpOperand &operand, const ReassociationIndices &dims) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (!linalg::isDimSequencePreserved(map, dims))
    return false;
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  SmallVector<ReassociationIndices> reassociation;
  for (auto [i, expr] : llvm::enumerate(map.getResults())) {
    unsigned dim = cast<AffineDimExpr>(expr).getPosition();
    if (reassociation.empty() || dim == dims.front() || !llvm::is_contained(dims, dim))
      reassociation.emplace_back();
    reassociation.back().push_back(i);
  }
  return !type || memref::CollapseShapeOp::isGuaranteedCollapsible(type, reassociation);
}

linalg::GenericOp onnxc::collapseLoops(RewriterBase &rewriter, linalg::GenericOp op) {
  if (op.hasIndexSemantics() || !llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
        return map.isProjectedPermutation();
      }))
    return op;
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  SmallVector<ReassociationIndices> loops;
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
    ReassociationIndices joined = loops.empty() ? ReassociationIndices() : loops.back();
    joined.push_back(dim);
    bool isJoined = joined.size() > 1 && iterators[dim] == iterators[dim - 1] &&
                    llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
                      return isOnePiece(op, operand, joined);
                    });
    if (isJoined)
      loops.back() = joined;
    else
      loops.push_back({dim});
  }
  if (loops.size() == op.getNumLoops())
    return op;
  FailureOr<linalg::CollapseResult> result = linalg::collapseOpIterationDims(op, loops, rewriter);
  if (failed(result))
    return op;
  rewriter.eraseOp(op);
  return cast<linalg::GenericOp>(result->collapsedOp);
}
