#include "compiler/KernelGen/Emit/CollapseLoops.h"
#include "compiler/KernelGen/Emit/LoopBuilders.h"
#include "compiler/KernelGen/Emit/Passes.h"
#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/KernelOps.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERTOLOOPS
#include "compiler/KernelGen/Emit/Passes.h.inc"
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

/// The order of the loops: the best innermost one moves to the end. Terms are summed in the same
/// order.
static SmallVector<unsigned> chooseOrder(linalg::GenericOp op) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  SmallVector<unsigned> order = llvm::to_vector(llvm::seq<unsigned>(0, op.getNumLoops()));
  if (order.empty())
    return order;
  // The last loop wins a tie.
  unsigned best = order.size() - 1;
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  bool isBeforeSum = iterators[best] == utils::IteratorType::reduction;
  for (unsigned dim = order.size() - 1; dim-- > 0;) {
    bool isSum = iterators[dim] == utils::IteratorType::reduction;
    if (!(isSum && isBeforeSum) &&
        getInnermostCost(op, dim, ranges[dim]) < getInnermostCost(op, best, ranges[best]))
      best = dim;
    isBeforeSum |= isSum;
  }
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
