#include "compiler/Support/NodeNames.h"
#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Memory/ArenaPlan.h"
#include "compiler/Transforms/Memory/Passes.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PLANARENA
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

/// The bytes of a static buffer, rounded up to the alignment; at least one unit, so that each
/// buffer has an address of its own.
static int64_t getAlignedSize(MemRefType type) {
  return std::max<int64_t>(llvm::alignTo(getByteSize(type), kAlignment), kAlignment);
}

namespace {
struct PlanArenaPass : onnxc::impl::PlanArenaBase<PlanArenaPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    SmallVector<memref::AllocOp> allocs;
    function.walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
    for (memref::AllocOp alloc : allocs)
      if (!alloc.getType().hasStaticShape() || !alloc.getType().getLayout().isIdentity()) {
        alloc.emitError() << "temporary of type " << alloc.getType() << " has no constant size";
        return signalPassFailure();
      }

    SmallVector<BufferLifetime> lifetimes = getLifetimes(allocs);
    ArenaPlan plan = planArena(lifetimes);
    ArrayAttr peak = describePeak(allocs, lifetimes);

    Builder builder(&getContext());
    unsigned index = function.getNumArguments();
    auto arenaType = MemRefType::get({plan.size}, builder.getI8Type());
    (void)function.insertArgument(index, arenaType, {}, function.getLoc());
    auto module = function->getParentOfType<ModuleOp>();
    bool areNumbered = module->hasAttr(kWantsScheduleAttr);
    for (auto [number, alloc] : llvm::enumerate(allocs)) {
      memref::ViewOp view = replaceByView(alloc, function.getArgument(index), plan.offsets[number]);
      if (areNumbered)
        view->setAttr(kBufferAttr, builder.getI64IntegerAttr(number));
    }
    module->setAttr(kArenaSizeAttr, builder.getI64IntegerAttr(plan.size));
    module->setAttr(kArenaAlignAttr, builder.getI64IntegerAttr(kAlignment));
    module->setAttr(kArenaLowerBoundAttr, builder.getI64IntegerAttr(getArenaLowerBound(lifetimes)));
    module->setAttr(kPeakBuffersAttr, peak);
  }

  /// What lives at the peak, the largest buffers first.
  ArrayAttr describePeak(ArrayRef<memref::AllocOp> allocs, ArrayRef<BufferLifetime> lifetimes) {
    SmallVector<size_t> peak = getArenaPeak(lifetimes);
    llvm::sort(peak, [&](size_t a, size_t b) {
      return std::pair(lifetimes[b].size, a) < std::pair(lifetimes[a].size, b);
    });
    constexpr size_t most = 16;
    SmallVector<Attribute> buffers;
    for (size_t i : ArrayRef(peak).take_front(most))
      buffers.push_back(describe(allocs[i], lifetimes[i].size));
    return ArrayAttr::get(&getContext(), buffers);
  }

  static Attribute describe(memref::AllocOp alloc, int64_t bytes) {
    Builder builder(alloc.getContext());
    onnxc::NodeNames nodes;
    onnxc::addNodeNames(alloc.getLoc(), nodes);
    auto names = llvm::map_range(nodes, [](const auto &node) { return node.second; });
    return builder.getDictionaryAttr(
        {builder.getNamedAttr("bytes", builder.getI64IntegerAttr(bytes)),
         builder.getNamedAttr("nodes", builder.getStringAttr(llvm::join(names, ", "))),
         builder.getNamedAttr("type", TypeAttr::get(alloc.getType()))});
  }

  /// From the first to the last use of a buffer, or of a view of it. A buffer lives inside the
  /// block that allocates it: an operation of this block with regions uses it from its first to
  /// its last operation, as the region may be executed repeatedly.
  SmallVector<BufferLifetime> getLifetimes(ArrayRef<memref::AllocOp> allocs) {
    llvm::DenseMap<Operation *, int64_t> begins, ends;
    int64_t next = 0;
    getOperation().walk([&](Operation *op, const WalkStage &stage) {
      if (stage.isBeforeAllRegions())
        begins[op] = next++;
      if (stage.isAfterAllRegions())
        ends[op] = next - 1;
    });
    SmallVector<BufferLifetime> lifetimes;
    for (memref::AllocOp alloc : allocs) {
      BufferLifetime lifetime{getAlignedSize(alloc.getType()), begins.lookup(alloc),
                              begins.lookup(alloc)};
      SmallVector<Operation *> users = getBufferUsers(alloc->getBlock(), alloc);
      if (!users.empty())
        lifetime.first = begins.lookup(users.front());
      for (Operation *user : users) {
        lifetime.first = std::min(lifetime.first, begins.lookup(user));
        lifetime.last = std::max(lifetime.last, ends.lookup(user));
      }
      lifetimes.push_back(lifetime);
    }
    return lifetimes;
  }

  static memref::ViewOp replaceByView(memref::AllocOp alloc, Value arena, int64_t offset) {
    OpBuilder builder(alloc);
    Value position = arith::ConstantIndexOp::create(builder, alloc.getLoc(), offset);
    auto view = memref::ViewOp::create(builder, alloc.getLoc(), alloc.getType(), arena, position,
                                       ValueRange{});
    alloc.replaceAllUsesWith(view.getResult());
    alloc.erase();
    return view;
  }
};
} // namespace
