#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Kernels/ChunkPlan.h"
#include "compiler/Transforms/Kernels/KernelCost.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_SPLITKERNELS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

/// Whether `value` will follow from the function's arguments alone: it is one, or a buffer that
/// becomes a place in one, or a view or constant.
static bool followsFromArguments(Value value, func::FuncOp function) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() == &function.getBody().front();
  Operation *op = value.getDefiningOp();
  if (isa<memref::AllocOp>(op))
    return op->getBlock() == &function.getBody().front();
  return isPure(op) && op->getNumRegions() == 0 &&
         llvm::all_of(op->getOperands(),
                      [&](Value operand) { return followsFromArguments(operand, function); });
}

static bool followsFromArguments(Operation *kernel, func::FuncOp function) {
  llvm::SetVector<Value> used(kernel->operand_begin(), kernel->operand_end());
  getUsedValuesDefinedAbove(kernel->getRegions(), used);
  return llvm::all_of(used, [&](Value value) { return followsFromArguments(value, function); });
}

namespace {
struct Split {
  KernelAxis axis;
  ChunkPlan plan;
};
} // namespace

static auto named(StringRef name) {
  return remark::RemarkOpts::name(name).category("onnxc-split-kernels");
}

static std::optional<Split> chooseSplit(Operation *kernel, const SplitKernelsOptions &options) {
  std::optional<Split> best;
  SmallVector<KernelAxis> axes = getAxes(kernel);
  if (axes.empty()) {
    remark::missed(kernel->getLoc(), named("Whole"))
        << "is for one thread: no dimension of its result splits";
    return best;
  }
  kernel::MachineAttr machine = kernel::getMachine(kernel);
  double ticks = double(options.slowness) * getTicks(getMembers(kernel), machine);
  for (KernelAxis &axis : axes) {
    std::optional<ChunkPlan> plan =
        planChunks({axis.size, axis.granule, axis.least, axis.unit, ticks,
                    getSharedTicks(axis, machine), axis.isContiguous},
                   options.threads);
    if (plan && (!best || plan->cost < best->plan.cost))
      best = Split{std::move(axis), *plan};
  }
  if (best)
    remark::passed(kernel->getLoc(), named("Chunks"))
        << "is " + std::to_string(best->plan.chunks) + " chunks for threads";
  else
    remark::missed(kernel->getLoc(), named("Whole"))
        << "is for one thread: more would save less than they cost";
  return best;
}

namespace {
/// Builds the parallel loop in place of a kernel.
class SplitBuilder {
public:
  SplitBuilder(Operation *kernel, const Split &split)
      : b(kernel->getLoc(), kernel), kernel(kernel), axis(split.axis), plan(split.plan) {}

  void build() {
    auto loop = scf::ForallOp::create(b, {b.getIndexAttr(plan.chunks)}, ValueRange{}, std::nullopt);
    b.setInsertionPointToStart(loop.getBody());
    Value chunk = loop.getInductionVar(0);
    IRMapping temporaries = makeTemporaries(loop);
    Value begin = getBegin(chunk);
    if (plan.getSteps(0) * plan.chunks == plan.size) {
      buildSlice(b, kernel, axis, begin, plan.getSteps(0));
    } else {
      auto branch = scf::IfOp::create(b, hasStepsOfLast(chunk, begin), /*withElseRegion=*/true);
      b.setInsertionPointToStart(branch.thenBlock());
      buildSlice(b, kernel, axis, begin, plan.getSteps(plan.chunks - 1));
      b.setInsertionPointToStart(branch.elseBlock());
      buildSlice(b, kernel, axis, begin, plan.getSteps(0));
    }
    kernel->erase();
    for (auto [shared, own] : temporaries.getValueMap())
      shared.replaceUsesWithIf(
          own, [&](OpOperand &use) { return loop->isProperAncestor(use.getOwner()); });
  }

private:
  Value index(int64_t value) { return arith::ConstantIndexOp::create(b, value); }

  Value getBegin(Value chunk) {
    int64_t steps = plan.granules / plan.chunks * plan.granule;
    if (plan.granules % plan.chunks == 0)
      return arith::MulIOp::create(b, chunk, index(steps));
    Value scaled = arith::MulIOp::create(b, chunk, index(plan.granules));
    Value granules = arith::DivUIOp::create(b, scaled, index(plan.chunks));
    return arith::MulIOp::create(b, granules, index(plan.granule));
  }

  /// Gives each chunk buffers of its own, parts of larger ones, in place of those that only this
  /// kernel uses and that are not split: what iterations of a loop pass on, scratch buffers.
  IRMapping makeTemporaries(scf::ForallOp loop) {
    llvm::SetVector<Value> whole;
    if (axis.rows)
      getUsedValuesDefinedAbove(kernel->getRegions(), whole);
    for (const KernelAxis::Member &member : axis.members)
      for (auto [operand, slice] : llvm::zip_equal(member.op->getOperands(), member.operands))
        if (!slice)
          whole.insert(operand);
    IRMapping temporaries;
    for (Value value : whole)
      makeTemporary(value, loop, temporaries);
    return temporaries;
  }

  void makeTemporary(Value value, scf::ForallOp loop, IRMapping &temporaries) {
    Operation *op = value.getDefiningOp();
    if (temporaries.contains(value) || !op)
      return;
    if (auto view = dyn_cast<ViewLikeOpInterface>(op)) {
      makeTemporary(view.getViewSource(), loop, temporaries);
      if (temporaries.contains(view.getViewSource()))
        b.clone(*op, temporaries);
      return;
    }
    auto alloc = dyn_cast<memref::AllocOp>(op);
    if (!alloc || !isUsedOnlyBy(alloc, kernel))
      return;
    MemRefType type = alloc.getType();
    int64_t bytes = llvm::alignTo(getByteSize(type), kCacheLine);
    OpBuilder before(loop);
    auto all = memref::AllocOp::create(before, alloc.getLoc(),
                                       MemRefType::get({bytes * plan.chunks}, before.getI8Type()));
    Value offset = arith::MulIOp::create(b, loop.getInductionVar(0), index(bytes));
    temporaries.map(value, memref::ViewOp::create(b, type, all, offset, ValueRange{}).getResult());
  }

  /// Whether a chunk has as many steps as the last one, and not as the first.
  Value hasStepsOfLast(Value chunk, Value begin) {
    if (plan.isEvenButLast())
      return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, chunk, index(plan.chunks - 1));
    Value end = getBegin(arith::AddIOp::create(b, chunk, index(1)));
    return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, arith::SubIOp::create(b, end, begin),
                                 index(plan.getSteps(plan.chunks - 1)));
  }

  ImplicitLocOpBuilder b;
  Operation *kernel;
  const KernelAxis &axis;
  const ChunkPlan &plan;
};
} // namespace

namespace {
struct SplitKernelsPass : onnxc::impl::SplitKernelsBase<SplitKernelsPass> {
  using SplitKernelsBase::SplitKernelsBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    for (Operation *kernel : findKernels(function)) {
      if (kernel->getParentOfType<scf::ForallOp>())
        continue;
      if (!followsFromArguments(kernel, function))
        remark::missed(kernel->getLoc(), named("Whole"))
            << "is for one thread: it uses what a loop or a condition computes";
      else if (std::optional<Split> choice = chooseSplit(kernel, {threads, slowness}))
        SplitBuilder(kernel, *choice).build();
    }
  }
};
} // namespace
