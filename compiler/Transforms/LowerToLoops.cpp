#include "compiler/Transforms/LoopBuilders.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/SumOfProducts.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERTOLOOPS
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

/// How bad a loop is as the innermost: steps that are neither 0 nor 1 cost most, most of all in
/// the result; a loop that carries a sum is worse than one that does not, and one of few steps
/// is not worth a vector.
static int64_t getInnermostCost(linalg::GenericOp op, unsigned dim, int64_t steps) {
  int64_t cost = 0;
  for (OpOperand &operand : op->getOpOperands()) {
    std::optional<int64_t> stride = getStride(op, operand, dim);
    bool contiguous = stride && (*stride == 0 || *stride == 1);
    if (!contiguous)
      cost += op.isDpsInit(&operand) ? 16 : 8;
  }
  if (op.getIteratorTypesArray()[dim] == utils::IteratorType::reduction)
    cost += 2;
  if (!ShapedType::isDynamic(steps) && steps < 8)
    cost += steps == 1 ? 1000 : 8 - steps;
  return cost;
}

/// The order of the loops: the best innermost one moves to the end.
static SmallVector<unsigned> chooseOrder(linalg::GenericOp op) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  SmallVector<unsigned> order = llvm::to_vector(llvm::seq<unsigned>(0, op.getNumLoops()));
  if (order.empty())
    return order;
  // The last loop wins a tie.
  unsigned best = order.size() - 1;
  for (unsigned dim = order.size() - 1; dim-- > 0;)
    if (getInnermostCost(op, dim, ranges[dim]) < getInnermostCost(op, best, ranges[best]))
      best = dim;
  order.erase(order.begin() + best);
  order.push_back(best);
  return order;
}

/// Whether `op` stores one number everywhere.
static bool isFill(linalg::GenericOp op) {
  auto stored = dyn_cast<BlockArgument>(op.getBody()->getTerminator()->getOperand(0));
  return op.getNumDpsInits() == 1 && stored && stored.getOwner() == op.getBody() &&
         !isa<ShapedType>(op->getOperand(stored.getArgNumber()).getType());
}

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

/// Makes one loop of neighbouring ones whose elements lie in one piece in all operands: it fills
/// vectors where the inner one alone is short, and there are fewer to begin and end.
static linalg::GenericOp collapseLoops(RewriterBase &rewriter, linalg::GenericOp op) {
  if (op.hasIndexSemantics() || !llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
        return map.isProjectedPermutation();
      }))
    return op;
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  SmallVector<ReassociationIndices> loops;
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
    ReassociationIndices joined = loops.empty() ? ReassociationIndices() : loops.back();
    joined.push_back(dim);
    bool isJoined = joined.size() > 1 && iterators[dim] == utils::IteratorType::parallel &&
                    iterators[dim - 1] == utils::IteratorType::parallel &&
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

static LogicalResult lowerToLoops(RewriterBase &rewriter, linalg::LinalgOp op) {
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::GenericOp> generic =
      isa<linalg::GenericOp>(op) ? FailureOr<linalg::GenericOp>(cast<linalg::GenericOp>(op))
                                 : linalg::generalizeNamedOp(rewriter, op);
  if (failed(generic))
    return op->emitError("has no loops");
  rewriter.setInsertionPoint(*generic);
  generic = collapseLoops(rewriter, *generic);
  SmallVector<unsigned> order = chooseOrder(*generic);
  if (!llvm::is_sorted(order)) {
    generic = linalg::interchangeGenericOp(rewriter, *generic, order);
    if (failed(generic))
      return failure();
  }
  rewriter.setInsertionPoint(*generic);
  FailureOr<linalg::LinalgLoops> loops = linalg::linalgOpToLoops(rewriter, *generic);
  if (failed(loops))
    return generic->emitError("has no loops");
  if (isFill(*generic))
    // LLVM counts the store of a number to a known address as nothing, and would unroll loops of
    // thousands before it vectorizes them.
    llvm::for_each(*loops, keepFromUnrolling);
  rewriter.eraseOp(*generic);
  return success();
}

namespace {
struct LowerToLoopsPass : onnxc::impl::LowerToLoopsBase<LowerToLoopsPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) { copies.push_back(copy); });
    for (memref::CopyOp copy : copies) {
      rewriter.setInsertionPoint(copy);
      linalg::makeMemRefCopyOp(rewriter, copy.getLoc(), copy.getSource(), copy.getTarget());
      rewriter.eraseOp(copy);
    }
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops)
      if (failed(lowerToLoops(rewriter, op)))
        return signalPassFailure();
  }
};
} // namespace
