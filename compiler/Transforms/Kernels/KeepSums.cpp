#include "compiler/Transforms/Analysis/Epilogue.h"
#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_KEEPSUMS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

/// Whether the generator makes tiles of `op`, which end with what follows the sums.
static bool makesTiles(Operation *op) {
  if (isa<kernel::GemmOp, kernel::ConvOp, kernel::WinogradConvOp>(op))
    return true;
  auto generic = dyn_cast<linalg::GenericOp>(op);
  std::optional<SumOfProducts> product = generic ? matchSumOfProducts(generic) : std::nullopt;
  return product && hasLanes(*product);
}

/// The contraction of `group`, if its epilogue writes elsewhere than to the sums.
static std::optional<ContractionSite> getSite(kernel::GroupOp group) {
  for (Operation *op : group.getMembers()) {
    std::optional<ContractionSite> site = getContractionSite(op);
    if (!site)
      continue;
    linalg::GenericOp epilogue = getEpilogue(*site);
    // What sums begin with must not be there already.
    if (epilogue && getInit(*site) && makesTiles(op) &&
        epilogue.getDpsInitOperand(0)->get() != site->sums)
      return site;
  }
  return std::nullopt;
}

static memref::AllocOp getBuffer(Value sums) {
  while (auto view = sums.getDefiningOp<ViewLikeOpInterface>())
    sums = view.getViewSource();
  return sums.getDefiningOp<memref::AllocOp>();
}

/// Calls `visit` with all uses of `buffer` and of views of it that are not views.
static void visitUses(Value buffer, function_ref<void(OpOperand &)> visit) {
  for (OpOperand &use : buffer.getUses()) {
    if (auto view = dyn_cast<ViewLikeOpInterface>(use.getOwner()))
      visitUses(view->getResult(0), visit);
    else
      visit(use);
  }
}

namespace {
struct KeepSumsPass : onnxc::impl::KeepSumsBase<KeepSumsPass> {
  void runOnOperation() override {
    llvm::MapVector<Operation *, SmallVector<ContractionSite>> sitesOfBuffers;
    getOperation().walk([&](kernel::GroupOp group) {
      if (std::optional<ContractionSite> site = getSite(group))
        if (memref::AllocOp buffer = getBuffer(site->sums))
          sitesOfBuffers[buffer].push_back(*site);
    });
    for (const auto &[buffer, sites] : sitesOfBuffers) {
      if (!isUsedOnlyBy(cast<memref::AllocOp>(buffer), sites))
        continue;
      for (const ContractionSite &site : sites)
        keepInRegisters(site);
      eraseViews(buffer);
    }
  }

private:
  /// Erases a buffer of which only views are left.
  static void eraseViews(Operation *buffer) {
    for (Operation *view : llvm::make_early_inc_range(buffer->getUsers()))
      eraseViews(view);
    buffer->erase();
  }

  static bool isUsedOnlyBy(memref::AllocOp buffer, ArrayRef<ContractionSite> sites) {
    llvm::DenseSet<Operation *> users;
    for (const ContractionSite &site : sites) {
      users.insert(site.op);
      users.insert(getInit(site));
      users.insert(getEpilogue(site));
    }
    bool only = true;
    visitUses(buffer, [&](OpOperand &use) { only &= users.contains(use.getOwner()); });
    return only;
  }

  /// Gives the group sums of its own.
  static void keepInRegisters(const ContractionSite &site) {
    Operation *users[] = {getInit(site), site.op, getEpilogue(site)};
    OpBuilder builder(getGroup(site));
    auto type = cast<MemRefType>(site.sums.getType());
    Value own = memref::AllocaOp::create(builder, site.op->getLoc(),
                                         MemRefType::get(type.getShape(), type.getElementType()));
    for (Operation *user : users)
      user->replaceUsesOfWith(site.sums, own);
  }
};
} // namespace
