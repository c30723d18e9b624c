#include "compiler/Transforms/Kernels/KernelSlices.h"

#include "compiler/KernelGen/Plan/KernelTile.h"
#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Analysis/Epilogue.h"
#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace onnxc;
using Member = KernelAxis::Member;

// So many elements that lie side by side stay in one part: whole vectors on every target, and no
// cache line that two threads write.
static constexpr int64_t kContiguousSteps = 64;
// onnxc-lower-contractions chooses loops by their lengths but takes all of so many steps as long.
static constexpr int64_t kLongLoop = 8;

bool OperandSlice::operator==(const OperandSlice &other) const {
  return std::tie(dim, stride, rest, round) ==
         std::tie(other.dim, other.stride, other.rest, other.round);
}

static int64_t getDimSize(Value buffer, unsigned dim) {
  return cast<MemRefType>(buffer.getType()).getDimSize(dim);
}

//===-- What parts of one operation need -----------------------------------===//

/// Whether nothing inside of `op` has an effect but reads.
static bool onlyReads(linalg::LinalgOp op) {
  return llvm::all_of(op.getBlock()->getOperations(), [](Operation &scalar) {
    return isPure(&scalar) || isa<memref::LoadOp, linalg::YieldOp>(scalar);
  });
}

/// The elements after the first one that an index reaches which grows with all loops, in one step
/// of `loop`; nothing if it does not grow so.
static std::optional<int64_t> getReach(linalg::LinalgOp op, AffineExpr index, unsigned loop) {
  SmallVector<AffineExpr> ends;
  for (auto [dim, size] : llvm::enumerate(op.getStaticLoopRanges())) {
    if (getCoefficient(index, dim).value_or(-1) < 0)
      return std::nullopt;
    ends.push_back(getAffineConstantExpr(dim == loop ? 0 : size - 1, op.getContext()));
  }
  auto last = dyn_cast<AffineConstantExpr>(index.replaceDims(ends));
  return last ? std::optional<int64_t>(last.getValue()) : std::nullopt;
}

/// The one dimension of `operand` whose index depends on `loop`. Fails if there are several, or if
/// the index does not grow in even steps; true without a slice if there is none.
static bool sliceOperand(linalg::LinalgOp op, OpOperand &operand, unsigned loop,
                         std::optional<OperandSlice> &slice) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    if (!expr.isFunctionOfDim(loop))
      continue;
    std::optional<int64_t> stride = getCoefficient(expr, loop);
    std::optional<int64_t> reach = getReach(op, expr, loop);
    if (slice || !stride || *stride < 1 || !reach)
      return false;
    slice = OperandSlice{unsigned(dim), *stride, *reach + 1 - *stride};
  }
  return true;
}

/// The loop over dimension `axis` of the result, if it is one that no sum runs along.
static std::optional<unsigned> getLoop(linalg::LinalgOp op, unsigned axis) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (axis >= map.getNumResults())
    return std::nullopt;
  auto dim = dyn_cast<AffineDimExpr>(map.getResult(axis));
  if (!dim || op.getIteratorTypesArray()[dim.getPosition()] != utils::IteratorType::parallel)
    return std::nullopt;
  return dim.getPosition();
}

static std::optional<Member> sliceLinalg(linalg::LinalgOp op, unsigned axis, KernelAxis &result) {
  std::optional<unsigned> loop = getLoop(op, axis);
  if (!loop || !op.hasPureBufferSemantics() || !onlyReads(op))
    return std::nullopt;
  result.size = op.getStaticLoopRanges()[*loop];
  Member member{op, SmallVector<std::optional<OperandSlice>>(op->getNumOperands()), *loop};
  for (OpOperand &operand : op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()) &&
        !sliceOperand(op, operand, *loop, member.operands[operand.getOperandNumber()]))
      return std::nullopt;
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (generic && matchSumOfProducts(generic))
    result.least = kLongLoop;
  return member;
}

/// Output channels: whole panels of weights.
static void sliceChannels(const kernel::Contraction &view, Member &member, KernelAxis &result) {
  int64_t lanes = view.tile.getLanes();
  result.granule = view.tile.getColumns();
  member.operands[1] =
      OperandSlice{0, kernel::getPackedDepth(view.getStoredDepth(), view.tile), 0, lanes};
  if (auto winograd = dyn_cast<kernel::WinogradConvOp>(view.op)) {
    result.granule = winograd.getGroupColumns();
    member.operands[1] = OperandSlice{0, winograd.getWeightsOfPair() * view.channels, 0, lanes};
  }
}

/// Pixels, at best between tiles.
static void slicePixels(const kernel::Contraction &view, unsigned axis, Member &member,
                        KernelAxis &result) {
  int64_t stride = axis == 0 ? 1 : view.strides[axis - 1];
  int64_t reach = axis == 0 ? 0 : (view.kernel[axis - 1] - 1) * view.dilations[axis - 1];
  member.operands[0] = OperandSlice{axis, stride, reach + 1 - stride};
  if (auto winograd = dyn_cast<kernel::WinogradConvOp>(view.op)) {
    result.granule = axis == 0 ? 1 : winograd.getOutputTile();
    return;
  }
  PixelTile tile = choosePixelTile(view.pixels, view.tile.getRows());
  result.unit = axis == tile.inner ? tile.width : tile.outer == axis ? tile.height : 1;
}

static std::optional<Member> sliceContraction(const kernel::Contraction &view, unsigned axis,
                                              KernelAxis &result) {
  unsigned pixels = view.pixels.size(), operands = view.op->getNumOperands();
  if (axis > pixels || operands < 3 || !view.tile)
    return std::nullopt;
  Member member{view.op, SmallVector<std::optional<OperandSlice>>(operands)};
  member.operands[2] = OperandSlice{axis};
  result.size = getDimSize(view.sums, axis);
  if (axis < pixels)
    slicePixels(view, axis, member, result);
  else if (view.groups == 1)
    sliceChannels(view, member, result);
  else
    return std::nullopt;
  return member;
}

static std::optional<Member> sliceCopy(memref::CopyOp copy, unsigned axis, KernelAxis &result) {
  auto type = cast<MemRefType>(copy.getTarget().getType());
  if (int64_t(axis) >= type.getRank())
    return std::nullopt;
  result.size = type.getDimSize(axis);
  return Member{copy, {OperandSlice{axis}, OperandSlice{axis}}};
}

/// Rows.
static std::optional<Member> sliceTopK(kernel::TopKOp op, unsigned axis, KernelAxis &result) {
  if (axis != 0)
    return std::nullopt;
  result.size = getDimSize(op.getValues(), 0);
  return Member{op,
                SmallVector<std::optional<OperandSlice>>(op->getNumOperands(), OperandSlice{0})};
}

static std::optional<Member> sliceMember(Operation *op, unsigned axis, KernelAxis &result) {
  if (std::optional<kernel::Contraction> contraction = kernel::getContraction(op))
    return sliceContraction(*contraction, axis, result);
  if (auto copy = dyn_cast<memref::CopyOp>(op))
    return sliceCopy(copy, axis, result);
  if (auto selection = dyn_cast<kernel::TopKOp>(op))
    return sliceTopK(selection, axis, result);
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return sliceLinalg(linalgOp, axis, result);
  return std::nullopt;
}

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
static bool isContiguous(const Member &member, unsigned dim) {
  return llvm::any_of(getWritten(member.op), [&](Value value) {
    auto [strides, offset] = cast<MemRefType>(value.getType()).getStridesAndOffset();
    return strides[dim] == 1;
  });
}

static std::optional<KernelAxis> getAxis(ArrayRef<Operation *> members, unsigned dim) {
  KernelAxis axis;
  axis.dim = dim;
  bool isPaneled = false, isContiguousDim = false;
  for (Operation *op : members) {
    KernelAxis own;
    std::optional<Member> member = sliceMember(op, dim, own);
    if (!member || (!axis.members.empty() && own.size != axis.size))
      return std::nullopt;
    isPaneled |= kernel::getContraction(op).has_value();
    isContiguousDim |= isContiguous(*member, dim);
    axis.size = own.size;
    axis.granule = std::lcm(axis.granule, own.granule);
    axis.unit = std::max(axis.unit, own.unit);
    axis.least = std::max(axis.least, own.least);
    axis.members.push_back(std::move(*member));
  }
  // Panels are whole vectors already.
  if (isContiguousDim && !isPaneled)
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
    if (isPure(op) || isa<scf::ForOp, scf::YieldOp>(op))
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
    if (isa<kernel::GroupOp>(kernel))
      b.setInsertionPointToStart(&kernel::GroupOp::create(b, kernel->getLoc()).getBody().front());
    for (const Member &member : axis.members)
      buildMember(member);
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

  void buildMember(const Member &member) {
    Operation *copy = b.clone(*member.op);
    for (auto [i, slice] : llvm::enumerate(member.operands))
      if (slice)
        copy->setOperand(i, getView(member.op->getOperand(i), *slice));
    copy->walk([&](linalg::IndexOp index) {
      if (index.getDim() != member.loop)
        return;
      OpBuilder after(index->getBlock(), std::next(index->getIterator()));
      auto moved = arith::AddIOp::create(after, index.getLoc(), index, begin);
      index.getResult().replaceAllUsesExcept(moved, moved);
    });
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
