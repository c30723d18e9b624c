#include "compiler/Transforms/ArenaPlan.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PLANARENA
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

static constexpr int64_t kAlign = 64;

/// The bytes of a static buffer, rounded up to the alignment; at least one unit, so that each
/// buffer has an address of its own.
static int64_t getAlignedSize(MemRefType type) {
  int64_t bytes = type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  return std::max<int64_t>(llvm::alignTo(bytes, kAlign), kAlign);
}

namespace {
struct PlanArenaPass : onnxc::impl::PlanArenaBase<PlanArenaPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    Block &entry = function.getBody().front();
    SmallVector<memref::AllocOp> allocs = hoistAllocs(function);
    for (memref::AllocOp alloc : allocs)
      if (!alloc.getType().hasStaticShape() || !alloc.getType().getLayout().isIdentity()) {
        alloc.emitError() << "temporary of type " << alloc.getType() << " has no constant size";
        return signalPassFailure();
      }

    SmallVector<BufferLifetime> lifetimes = getLifetimes(entry, allocs);
    ArenaPlan plan = planArena(lifetimes);

    Builder builder(&getContext());
    unsigned index = function.getNumArguments();
    auto arenaType = MemRefType::get({plan.size}, builder.getI8Type());
    (void)function.insertArgument(index, arenaType, {}, function.getLoc());
    for (auto [alloc, offset] : llvm::zip_equal(allocs, plan.offsets))
      replaceByView(alloc, function.getArgument(index), offset);
    auto module = function->getParentOfType<ModuleOp>();
    module->setAttr("onnxc.arena_size", builder.getI64IntegerAttr(plan.size));
    module->setAttr("onnxc.arena_align", builder.getI64IntegerAttr(kAlign));
    module->setAttr("onnxc.arena_lower_bound",
                    builder.getI64IntegerAttr(getArenaLowerBound(lifetimes)));
  }

  /// Moves all allocations to the entry block: those in loops need no more than one buffer for
  /// all iterations.
  static SmallVector<memref::AllocOp> hoistAllocs(func::FuncOp function) {
    SmallVector<memref::AllocOp> allocs;
    function.walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
    Block &entry = function.getBody().front();
    for (memref::AllocOp alloc : allocs)
      if (alloc->getBlock() != &entry)
        alloc->moveBefore(entry.findAncestorOpInBlock(*alloc));
    return allocs;
  }

  /// From the first to the last operation of the entry block that uses a buffer or a view of it.
  SmallVector<BufferLifetime> getLifetimes(Block &entry, ArrayRef<memref::AllocOp> allocs) {
    llvm::DenseMap<Operation *, int64_t> numbers;
    for (auto [number, op] : llvm::enumerate(entry))
      numbers[&op] = number;
    BufferViewFlowAnalysis aliases(getOperation());
    SmallVector<BufferLifetime> lifetimes;
    for (memref::AllocOp alloc : allocs) {
      BufferLifetime lifetime;
      lifetime.size = getAlignedSize(alloc.getType());
      lifetime.first = lifetime.last = numbers.lookup(alloc);
      bool used = false;
      for (Value alias : aliases.resolve(alloc.getResult()))
        for (Operation *user : alias.getUsers()) {
          if (isa<ViewLikeOpInterface>(user))
            continue;
          int64_t number = numbers.lookup(entry.findAncestorOpInBlock(*user));
          lifetime.first = used ? std::min(lifetime.first, number) : number;
          lifetime.last = used ? std::max(lifetime.last, number) : number;
          used = true;
        }
      lifetimes.push_back(lifetime);
    }
    return lifetimes;
  }

  static void replaceByView(memref::AllocOp alloc, Value arena, int64_t offset) {
    OpBuilder builder(alloc);
    Value position = arith::ConstantIndexOp::create(builder, alloc.getLoc(), offset);
    Value view = memref::ViewOp::create(builder, alloc.getLoc(), alloc.getType(), arena, position,
                                        ValueRange{});
    alloc.replaceAllUsesWith(view);
    alloc.erase();
  }
};
} // namespace
