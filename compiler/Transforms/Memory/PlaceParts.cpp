#include "compiler/Transforms/Memory/ArenaUsage.h"
#include "compiler/Transforms/Memory/Passes.h"

#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_PLACEPARTS
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

namespace {
/// A part of a buffer: from `begin` on, `size` elements in each dimension.
struct Box {
  SmallVector<int64_t> begin, size;

  bool isDisjointFrom(const Box &other) const {
    for (size_t dim = 0; dim < begin.size(); ++dim)
      if (begin[dim] + size[dim] <= other.begin[dim] ||
          other.begin[dim] + other.size[dim] <= begin[dim])
        return true;
    return false;
  }
};

/// What reads or writes a buffer; without a box, some of it that is not known.
struct Use {
  Operation *op;
  std::optional<Box> box;
};
} // namespace

static bool isStaticBox(memref::SubViewOp view) {
  return view.getType().getRank() == view.getSourceType().getRank() &&
         !ShapedType::isDynamicShape(view.getStaticOffsets()) && view.getType().hasStaticShape() &&
         llvm::all_of(view.getStaticStrides(), [](int64_t step) { return step == 1; });
}

/// The box of `box` that `view` shows.
static Box shift(const Box &box, memref::SubViewOp view) {
  Box shifted{box.begin, SmallVector<int64_t>(view.getType().getShape())};
  for (auto [begin, offset] : llvm::zip_equal(shifted.begin, view.getStaticOffsets()))
    begin += offset;
  return shifted;
}

/// The buffer of which `value` is a box, and which.
static std::pair<memref::AllocOp, Box> getBox(Value value) {
  SmallVector<memref::SubViewOp> views;
  auto view = value.getDefiningOp<memref::SubViewOp>();
  for (; view && isStaticBox(view); view = value.getDefiningOp<memref::SubViewOp>()) {
    views.push_back(view);
    value = view.getSource();
  }
  auto type = cast<MemRefType>(value.getType());
  Box box{SmallVector<int64_t>(type.getRank(), 0), SmallVector<int64_t>(type.getShape())};
  for (memref::SubViewOp view : llvm::reverse(views))
    box = shift(box, view);
  return {value.getDefiningOp<memref::AllocOp>(), box};
}

static void collectUses(Value value, std::optional<Box> box, std::vector<Use> &uses) {
  for (Operation *user : value.getUsers()) {
    auto view = dyn_cast<memref::SubViewOp>(user);
    if (view && box && isStaticBox(view)) {
      collectUses(view, shift(*box, view), uses);
      continue;
    }
    if (view) {
      collectUses(view, std::nullopt, uses);
      continue;
    }
    uses.push_back({user, box});
    // Views of other kinds, and choices between buffers.
    for (Value result : user->getResults())
      if (isa<MemRefType>(result.getType()))
        collectUses(result, std::nullopt, uses);
  }
}

/// Whether all that use `value`, or parts of it, take any strides and hand it on to nobody.
static bool takeStrides(Value value) {
  return llvm::all_of(value.getUsers(), [](Operation *user) {
    if (auto view = dyn_cast<memref::SubViewOp>(user))
      return takeStrides(view);
    return isa<linalg::LinalgOp, memref::CopyOp, memref::LoadOp, memref::StoreOp>(user) ||
           isa<onnxc::kernel::KernelDialect>(user->getDialect());
  });
}

static bool writes(Operation *op, Value buffer) {
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  return !effects || effects.getEffectOnValue<MemoryEffects::Write>(buffer);
}

/// Lets the users of `from` and of views of it use `to`.
static void replaceUses(Value from, Value to) {
  for (OpOperand &use : llvm::make_early_inc_range(from.getUses())) {
    auto view = dyn_cast<memref::SubViewOp>(use.getOwner());
    if (!view) {
      use.set(to);
      continue;
    }
    OpBuilder builder(view);
    MemRefType type = memref::SubViewOp::inferRankReducedResultType(
        view.getType().getShape(), cast<MemRefType>(to.getType()), view.getMixedOffsets(),
        view.getMixedSizes(), view.getMixedStrides());
    replaceUses(view,
                memref::SubViewOp::create(builder, view.getLoc(), type, to, view.getMixedOffsets(),
                                          view.getMixedSizes(), view.getMixedStrides()));
    view.erase();
  }
}

static Box getWholeBox(memref::AllocOp buffer) {
  ArrayRef<int64_t> shape = buffer.getType().getShape();
  return {SmallVector<int64_t>(shape.size(), 0), SmallVector<int64_t>(shape)};
}

namespace {
/// The uses of buffers that have parts, collected once for all parts of one.
class UsesOfWholes {
public:
  ArrayRef<Use> get(memref::AllocOp whole) {
    auto [uses, isNew] = usesOf.try_emplace(whole);
    if (isNew)
      collectUses(whole, getWholeBox(whole), uses->second);
    return uses->second;
  }

  void forget(memref::AllocOp buffer) { usesOf.erase(buffer); }

  void forget(memref::AllocOp whole, Operation *op) {
    std::vector<Use> &uses = usesOf[whole];
    auto use = llvm::find_if(uses, [&](const Use &other) { return other.op == op; });
    std::swap(*use, uses.back());
    uses.pop_back();
  }

  /// The uses of `value`, which is the box `box` of `whole`.
  void add(memref::AllocOp whole, Value value, const Box &box) {
    collectUses(value, box, usesOf[whole]);
  }

private:
  llvm::DenseMap<Operation *, std::vector<Use>> usesOf;
};

/// The order of a block's operations. MLIR's own is found anew, for all of them, after two are
/// added side by side.
class OperationOrder {
public:
  explicit OperationOrder(Block &block) {
    for (auto [number, op] : llvm::enumerate(block))
      numbers[&op] = number;
  }

  bool isBefore(Operation *op, Operation *other) const {
    return numbers.lookup(op) < numbers.lookup(other);
  }

  /// Moves `op` before `other`, which is about to be erased.
  void move(Operation *op, Operation *other) {
    op->moveBefore(other);
    numbers[op] = numbers.lookup(other);
  }

private:
  llvm::DenseMap<Operation *, size_t> numbers;
};

/// What all placements in a block know of it.
struct BlockState {
  explicit BlockState(Block &block) : block(block), order(block), usage(block) {}

  Block &block;
  OperationOrder order;
  onnxc::ArenaUsage usage;
  UsesOfWholes usesOfWholes;
};

/// A copy of a buffer to a box of another one, in whose block both are made.
class Placement {
public:
  Placement(memref::CopyOp copy, BlockState &state)
      : copy(copy), state(state), part(copy.getSource().getDefiningOp<memref::AllocOp>()) {
    std::tie(whole, box) = getBox(copy.getTarget());
  }

  bool isPossible() {
    return part && whole && part != whole && part->getBlock() == &state.block &&
           whole->getBlock() == &state.block && part.getType().hasStaticShape() &&
           whole.getType().hasStaticShape() && takeStrides(part) && isFree();
  }

  /// Does nothing if the arena would have to be larger.
  void place() {
    if (!state.usage.merge(part, whole))
      return;
    if (state.order.isBefore(part, whole))
      state.order.move(whole, part);
    OpBuilder builder(part);
    SmallVector<OpFoldResult> ones(box.size.size(), builder.getIndexAttr(1));
    Value place = memref::SubViewOp::create(
        builder, part.getLoc(), whole, getAsIndexOpFoldResult(part.getContext(), box.begin),
        getAsIndexOpFoldResult(part.getContext(), box.size), ones);
    state.usesOfWholes.forget(part);
    state.usesOfWholes.forget(whole, copy);
    copy.erase();
    replaceUses(part, place);
    state.usesOfWholes.add(whole, place, box);
    part.erase();
  }

private:
  /// Whether the box has no other use while the part has.
  bool isFree() {
    std::vector<Use> partUses;
    collectUses(part, std::nullopt, partUses);
    bool staysUsed = llvm::any_of(partUses, [&](const Use &use) { return isLater(use); });
    return llvm::all_of(state.usesOfWholes.get(whole),
                        [&](const Use &use) {
                          return use.op == copy || (use.box && use.box->isDisjointFrom(box)) ||
                                 (isLater(use) && (!staysUsed || isReading(use, whole)));
                        }) &&
           llvm::all_of(partUses, [&](const Use &use) {
             return use.op == copy || !isLater(use) || isReading(use, part);
           });
  }

  bool isLater(const Use &use) {
    Operation *ancestor = state.block.findAncestorOpInBlock(*use.op);
    return !ancestor || state.order.isBefore(copy, ancestor);
  }

  /// Whether a use of the buffer itself only reads. Uses of views are taken to write.
  static bool isReading(const Use &use, Value buffer) {
    return llvm::is_contained(use.op->getOperands(), buffer) &&
           (isa<func::ReturnOp>(use.op) || !writes(use.op, buffer));
  }

  memref::CopyOp copy;
  BlockState &state;
  memref::AllocOp part, whole;
  Box box;
};

struct PlacePartsPass : onnxc::impl::PlacePartsBase<PlacePartsPass> {
  void runOnOperation() override {
    // From the last one on, as a part may have parts.
    BlockState state(getOperation().front());
    auto copies = llvm::to_vector(state.block.getOps<memref::CopyOp>());
    for (memref::CopyOp copy : llvm::reverse(copies))
      if (Placement placement(copy, state); placement.isPossible())
        placement.place();
  }
};
} // namespace
