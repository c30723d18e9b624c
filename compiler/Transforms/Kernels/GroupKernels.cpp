#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Analysis/Epilogue.h"
#include "compiler/Transforms/Analysis/RowGroup.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/Elementwise.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Kernel/IR/PassAttributes.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_GROUPKERNELS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

/// The next operation after `op` that computes something.
static Operation *getNextEffect(Operation *op) {
  do
    op = op->getNextNode();
  while (op && kernel::computesNothing(op));
  return op;
}

/// Whether `op` writes to what the contraction reads: then all sums must be there before it begins.
static bool overwritesFactors(const ContractionSite &site, linalg::GenericOp op) {
  Value written = getViewedBuffer(op.getDpsInitOperand(0)->get());
  return llvm::any_of(site.op->getOperands(), [&](Value read) {
    return read != site.sums && getViewedBuffer(read) == written;
  });
}

/// Whether `op` can be the epilogue of the contraction if nothing happens in between.
static bool canEnd(const ContractionSite &site, Operation *op) {
  auto next = dyn_cast_or_null<linalg::GenericOp>(op);
  return next && kernel::isEpilogueOf(next, site.sums) && !overwritesFactors(site, next);
}

/// What becomes the epilogue of a contraction: the operation right after it.
static Operation *findEpilogue(const ContractionSite &site) {
  Operation *next = getNextEffect(site.op);
  return canEnd(site, next) ? next : nullptr;
}

/// Puts `first`, `last` and all between them into a group of their own.
static kernel::GroupOp wrap(Operation *first, Operation *last, Location loc) {
  OpBuilder builder(first);
  auto group = kernel::GroupOp::create(builder, loc);
  Block &block = group.getBody().front();
  auto &ops = first->getBlock()->getOperations();
  block.getOperations().splice(block.begin(), ops, first->getIterator(),
                               std::next(last->getIterator()));
  return group;
}

/// What lies between the members of a group is views, constants and allocations, which others may
/// use.
static void hoistOthers(Operation *first, Operation *last) {
  for (Operation *op = first->getNextNode(); op && op != last;) {
    Operation *next = op->getNextNode();
    if (kernel::computesNothing(op))
      op->moveBefore(first);
    op = next;
  }
}

/// Moves `op`, and what it is made of after `place`, before that; false if this is more than
/// views, constants and allocations.
static bool moveBefore(Operation *op, Operation *place) {
  SmallVector<Operation *> moved = {op};
  for (size_t i = 0; i < moved.size(); ++i)
    for (Value operand : moved[i]->getOperands()) {
      Operation *maker = operand.getDefiningOp();
      if (!maker || maker->getBlock() != place->getBlock() || maker->isBeforeInBlock(place))
        continue;
      if (!kernel::computesNothing(maker))
        return false;
      moved.push_back(maker);
    }
  for (Operation *each : llvm::reverse(moved))
    each->moveBefore(place);
  return true;
}

/// Moves fills of other buffers, as of the border of what the epilogue writes, from between a
/// contraction and its epilogue to the front.
static void clearWayToEpilogue(const ContractionSite &site) {
  Operation *first = getInit(site);
  first = first ? first : site.op;
  llvm::DenseSet<Value> used;
  for (Operation *op : {first, site.op})
    for (Value operand : op->getOperands())
      used.insert(getViewedBuffer(operand));
  SmallVector<linalg::FillOp> fills;
  Operation *next = getNextEffect(site.op);
  for (; auto fill = dyn_cast_or_null<linalg::FillOp>(next); next = getNextEffect(next)) {
    if (used.contains(getViewedBuffer(fill.getOutputs()[0])))
      return;
    fills.push_back(fill);
  }
  if (canEnd(site, next))
    for (linalg::FillOp fill : fills)
      if (!moveBefore(fill, first))
        return;
}

/// Groups a contraction with what fills its sums and its epilogue, if it has one of them.
static void groupAround(const ContractionSite &site) {
  clearWayToEpilogue(site);
  Operation *first = getInit(site), *epilogue = findEpilogue(site);
  if (!first && !epilogue)
    return;
  first = first ? first : site.op;
  Operation *last = epilogue ? epilogue : site.op;
  hoistOthers(first, last);
  kernel::GroupOp group = wrap(first, site.op, last->getLoc());
  if (epilogue)
    group.setEpilogueOp(epilogue);
}

/// A loop over blocks of rows is one kernel. Its buffers live as long as the loop.
static void wrapRows(scf::ForOp loop) {
  loop.walk([&](memref::AllocOp alloc) { alloc->moveBefore(loop); });
  loop->removeAttr(kRowsAttr);
  wrap(loop, loop, loop.getLoc());
}

namespace {
struct GroupKernelsPass : onnxc::impl::GroupKernelsBase<GroupKernelsPass> {
  void runOnOperation() override {
    SmallVector<ContractionSite> sites;
    getOperation().walk([&](Operation *op) {
      if (std::optional<ContractionSite> site = getContractionSite(op))
        sites.push_back(*site);
    });
    for (const ContractionSite &site : sites)
      groupAround(site);
    SmallVector<scf::ForOp> rowLoops;
    getOperation().walk([&](scf::ForOp loop) {
      if (loop->hasAttr(kRowsAttr))
        rowLoops.push_back(loop);
    });
    for (scf::ForOp loop : rowLoops)
      wrapRows(loop);
  }
};
} // namespace
