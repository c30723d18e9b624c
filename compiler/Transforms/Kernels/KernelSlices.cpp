#include "compiler/Transforms/Kernels/KernelSlices.h"

#include "compiler/Transforms/Analysis/BufferViews.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace onnxc;
using Member = KernelAxis::Member;
using kernel::OperandSlice;
using kernel::Split;

// So many elements that lie side by side stay in one part: whole vectors on every target, and no
// cache line that two threads write.
static constexpr int64_t kContiguousSteps = 64;

//===-- Whether parts are independent --------------------------------------===//

/// The buffer that `value` is a view of. Places in the arena that are live at once are buffers of
/// their own.
static Value getOwnBuffer(Value value) {
  while (auto view = value.getDefiningOp<ViewLikeOpInterface>()) {
    if (isa<memref::ViewOp>(view))
      break;
    value = view.getViewSource();
  }
  return value;
}

/// Whether each part reads, of all that the kernel writes, only what it has written itself: each
/// written buffer is used by one view and one slice.
static bool areIndependent(const KernelAxis &axis, unsigned dim) {
  llvm::SmallDenseMap<Value, Value> written;
  for (const Member &member : axis.members)
    for (Value value : getWritten(member.op))
      if (written.try_emplace(getOwnBuffer(value), value).first->second != value)
        return false;
  for (const Member &member : axis.members) {
    for (auto [operand, slice] : llvm::zip_equal(member.op->getOperands(), member.operands)) {
      auto entry = written.find(getOwnBuffer(operand));
      if (entry == written.end())
        continue;
      if (entry->second != operand || !slice || slice->dim != dim || slice->stride != 1 ||
          slice->rest != 0)
        return false;
    }
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(member.op->getRegions(), captured);
    for (Value value : captured)
      if (written.contains(getOwnBuffer(value)))
        return false;
  }
  return true;
}

/// Whether neighbours along dimension `dim` of a written buffer lie side by side.
static bool isContiguous(Operation *op, unsigned dim) {
  return llvm::any_of(getWritten(op), [&](Value value) {
    auto [strides, offset] = cast<MemRefType>(value.getType()).getStridesAndOffset();
    return strides[dim] == 1;
  });
}

static std::optional<KernelAxis> getAxis(ArrayRef<Operation *> members, unsigned dim) {
  KernelAxis axis;
  axis.dim = dim;
  bool keepsVectors = false, isContiguousDim = false;
  for (Operation *op : members) {
    auto splittable = dyn_cast<kernel::SplittableOpInterface>(op);
    std::optional<Split> split = splittable ? splittable.getSplit(dim) : std::nullopt;
    if (!split || (!axis.members.empty() && split->size != axis.size))
      return std::nullopt;
    keepsVectors |= split->keepsVectors;
    isContiguousDim |= isContiguous(op, dim);
    axis.size = split->size;
    axis.granule = std::lcm(axis.granule, split->granule);
    axis.unit = std::max(axis.unit, split->unit);
    axis.least = std::max(axis.least, split->least);
    axis.members.push_back({op, std::move(split->operands)});
  }
  if (isContiguousDim && !keepsVectors)
    axis.granule = kContiguousSteps;
  // Lanes run along what lies side by side.
  if (!isContiguousDim)
    axis.least = 1;
  if (axis.granule >= axis.size || !areIndependent(axis, dim))
    return std::nullopt;
  return axis;
}

static bool hasStaticBuffers(Operation *op) {
  return llvm::all_of(op->getOperandTypes(), [](Type type) {
    auto buffer = dyn_cast<MemRefType>(type);
    return !buffer || buffer.hasStaticShape();
  });
}

bool onnxc::isUsedOnlyBy(memref::AllocOp alloc, Operation *kernel) {
  return llvm::all_of(getBufferUsers(alloc->getBlock(), alloc),
                      [&](Operation *user) { return user == kernel; });
}

/// Whether each iteration of `loop`, which is all of `kernel`, writes `value` elsewhere, or can
/// have memory of its own for it.
static bool isOfIteration(Value value, scf::ForOp loop, Operation *kernel) {
  while (auto view = value.getDefiningOp<ViewLikeOpInterface>()) {
    if (isa<memref::SubViewOp>(view) &&
        llvm::is_contained(view->getOperands(), loop.getInductionVar()))
      return true;
    value = view.getViewSource();
  }
  auto alloc = value.getDefiningOp<memref::AllocOp>();
  return alloc && isUsedOnlyBy(alloc, kernel);
}

/// Whether the iterations of a loop do not see what others write.
static bool areIndependent(scf::ForOp loop, Operation *kernel) {
  WalkResult result = loop.getBody()->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (isPure(op) || isa<scf::ForOp, scf::YieldOp, kernel::GroupOp>(op))
      return WalkResult::advance();
    bool isOwn = writesBuffers(op) && llvm::all_of(getWritten(op), [&](Value value) {
                   return isOfIteration(value, loop, kernel);
                 });
    return isOwn ? WalkResult::skip() : WalkResult::interrupt();
  });
  return !result.wasInterrupted();
}

/// A group of nothing but a loop is one over blocks of rows.
static std::optional<KernelAxis> getLoopAxis(ArrayRef<Operation *> members, Operation *kernel) {
  auto loop = members.size() == 1 ? dyn_cast<scf::ForOp>(members[0]) : scf::ForOp();
  if (!loop || loop.getNumResults() > 0)
    return std::nullopt;
  std::optional<APInt> steps = loop.getStaticTripCount();
  if (!steps || !getConstantIntValue(loop.getStep()) ||
      !matchPattern(loop.getLowerBound(), m_Zero()) || !areIndependent(loop, kernel))
    return std::nullopt;
  KernelAxis axis;
  axis.rows = loop;
  axis.size = steps->getSExtValue();
  return axis;
}

SmallVector<KernelAxis> onnxc::getAxes(Operation *kernel) {
  SmallVector<Operation *> members = getMembers(kernel);
  SmallVector<KernelAxis> axes;
  if (std::optional<KernelAxis> axis = getLoopAxis(members, kernel))
    return {*axis};
  if (members.empty() || !llvm::all_of(members, hasStaticBuffers) ||
      !llvm::all_of(members, writesBuffers))
    return axes;
  Value result = getWritten(members.back()).front();
  ArrayRef<int64_t> shape = cast<MemRefType>(result.getType()).getShape();
  for (unsigned dim = 0; dim < shape.size(); ++dim)
    if (std::optional<KernelAxis> axis = getAxis(members, dim)) {
      axis->isContiguous =
          llvm::all_of(shape.take_front(dim), [](int64_t size) { return size == 1; });
      axes.push_back(std::move(*axis));
    }
  return axes;
}

//===-- Building parts -----------------------------------------------------===//

namespace {
/// Builds one part. Equal views are made once: what follows a contraction is found by its buffer.
class SliceBuilder {
public:
  SliceBuilder(OpBuilder &builder, Value begin, int64_t count, const IRMapping &places)
      : b(builder), begin(begin), count(count), places(places) {}

  void build(Operation *kernel, const KernelAxis &axis) {
    // Outside of a group, which holds nothing but what is computed.
    for (const Member &member : axis.members)
      for (auto [operand, slice] : llvm::zip_equal(member.op->getOperands(), member.operands))
        if (slice)
          getView(operand, *slice);
    OpBuilder::InsertionGuard guard(b);
    auto group = dyn_cast<kernel::GroupOp>(kernel), part = kernel::GroupOp();
    if (group) {
      part = kernel::GroupOp::create(b, kernel->getLoc());
      b.setInsertionPointToStart(&part.getBody().front());
    }
    for (const Member &member : axis.members) {
      Operation *copy = buildMember(member, axis.dim);
      if (group && member.op == group.getEpilogueOp())
        part.setEpilogueOp(copy);
    }
    if (axis.rows)
      buildLoop(axis.rows);
  }

private:
  struct View {
    Value buffer;
    OperandSlice slice;
    Value view;
  };

  Value getView(Value buffer, const OperandSlice &slice) {
    if (Value place = places.lookupOrNull(buffer))
      return place;
    for (const View &known : views)
      if (known.buffer == buffer && known.slice == slice)
        return known.view;
    views.push_back({buffer, slice, buildView(buffer, slice)});
    return views.back().view;
  }

  Value buildView(Value buffer, const OperandSlice &slice) {
    Location loc = buffer.getLoc();
    auto type = cast<MemRefType>(buffer.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0)),
        sizes = getAsIndexOpFoldResult(b.getContext(), type.getShape()),
        strides(type.getRank(), b.getIndexAttr(1));
    offsets[slice.dim] =
        slice.stride == 1 ? begin
                          : arith::MulIOp::create(
                                b, loc, begin, arith::ConstantIndexOp::create(b, loc, slice.stride))
                                .getResult();
    int64_t steps = llvm::alignTo(count, slice.round);
    sizes[slice.dim] = b.getIndexAttr(steps * slice.stride + slice.rest);
    return memref::SubViewOp::create(b, loc, buffer, offsets, sizes, strides);
  }

  Operation *buildMember(const Member &member, unsigned dim) {
    Operation *part = b.clone(*member.op);
    for (auto [i, slice] : llvm::enumerate(member.operands))
      if (slice)
        part->setOperand(i, getView(member.op->getOperand(i), *slice));
    cast<kernel::SplittableOpInterface>(part).moveIndices(dim, begin);
    return part;
  }

  void buildLoop(scf::ForOp loop) {
    Location loc = loop.getLoc();
    Value length = arith::ConstantIndexOp::create(b, loc, count);
    Value lower = arith::MulIOp::create(b, loc, begin, loop.getStep());
    Value end = arith::AddIOp::create(b, loc, begin, length);
    Value upper = arith::MulIOp::create(b, loc, end, loop.getStep());
    auto copy = cast<scf::ForOp>(b.clone(*loop));
    copy.setLowerBound(lower);
    copy.setUpperBound(upper);
  }

  OpBuilder &b;
  Value begin;
  int64_t count;
  const IRMapping &places;
  SmallVector<View> views;
};
} // namespace

void onnxc::buildSlice(OpBuilder &builder, Operation *kernel, const KernelAxis &axis, Value begin,
                       int64_t count, const IRMapping &places) {
  SliceBuilder(builder, begin, count, places).build(kernel, axis);
}
