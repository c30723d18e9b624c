#include "compiler/Transforms/Epilogue.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/RowGroup.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_GROUPKERNELS
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

/// Puts `first`, `last` and all between them into a region of their own.
static void wrap(Operation *first, Operation *last) {
  OpBuilder builder(first);
  auto group = scf::ExecuteRegionOp::create(builder, last->getLoc(), TypeRange{});
  group.setNoInline(true);
  Block *block = builder.createBlock(&group.getRegion());
  auto &ops = first->getBlock()->getOperations();
  block->getOperations().splice(block->end(), ops, first->getIterator(),
                                std::next(last->getIterator()));
  builder.setInsertionPointToEnd(block);
  scf::YieldOp::create(builder, last->getLoc());
}

/// What lies between the members of a group is views, constants and allocations, which others may
/// use.
static void hoistOthers(Operation *first, Operation *last) {
  for (Operation *op = first->getNextNode(); op && op != last;) {
    Operation *next = op->getNextNode();
    if (computesNothing(op))
      op->moveBefore(first);
    op = next;
  }
}

/// A loop over blocks of rows is one kernel. Its buffers live as long as the loop.
static void wrapRows(scf::ForOp loop) {
  loop.walk([&](memref::AllocOp alloc) { alloc->moveBefore(loop); });
  loop->removeAttr(rowsAttribute);
  wrap(loop, loop);
}

namespace {
struct GroupKernelsPass : onnxc::impl::GroupKernelsBase<GroupKernelsPass> {
  void runOnOperation() override {
    SmallVector<ContractionSite> sites;
    getOperation().walk([&](Operation *op) {
      if (std::optional<ContractionSite> site = getContractionSite(op))
        sites.push_back(*site);
    });
    for (const ContractionSite &site : sites) {
      Operation *first = getInit(site), *last = getEpilogue(site);
      first = first ? first : site.op;
      last = last ? last : site.op;
      if (first == last)
        continue;
      hoistOthers(first, last);
      wrap(first, last);
    }
    SmallVector<scf::ForOp> rowLoops;
    getOperation().walk([&](scf::ForOp loop) {
      if (loop->hasAttr(rowsAttribute))
        rowLoops.push_back(loop);
    });
    for (scf::ForOp loop : rowLoops)
      wrapRows(loop);
  }
};
} // namespace
