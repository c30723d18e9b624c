#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Memory/Passes.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PLACELOOPSTATE
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

//===-- Places -----------------------------------------------------------------===//

static bool isBuffer(Value value) { return isa<MemRefType>(value.getType()); }

static SmallVector<Value> withoutBuffers(ValueRange values) {
  return llvm::to_vector(llvm::make_filter_range(values, [](Value v) { return !isBuffer(v); }));
}

/// A new buffer for contents of `type`.
static FailureOr<Value> allocate(OpBuilder &builder, Location loc, Type type) {
  auto buffer = cast<MemRefType>(type);
  if (!buffer.hasStaticShape())
    return emitError(loc) << "state of a loop or branch of type " << type
                          << " has no constant size";
  auto plain = MemRefType::get(buffer.getShape(), buffer.getElementType());
  if (plain != buffer && !memref::CastOp::areCastCompatible(plain, buffer))
    return emitError(loc) << "state of a loop or branch of type " << type << " has a layout";
  return memref::AllocOp::create(builder, loc, plain).getResult();
}

/// `buffer` in the layout of `type`.
static Value castTo(OpBuilder &builder, Location loc, Value buffer, Type type) {
  if (buffer.getType() == type)
    return buffer;
  return memref::CastOp::create(builder, loc, type, buffer);
}

/// Whether nothing but `terminator` uses `place` in its block from the first use of `alloc` on.
static bool isFreeFor(memref::AllocOp alloc, Value place, Operation *terminator) {
  Block *block = terminator->getBlock();
  Operation *first = terminator;
  for (Operation *user : getBufferUsers(block, alloc))
    if (user->isBeforeInBlock(first))
      first = user;
  return llvm::all_of(getBufferUsers(block, place), [&](Operation *user) {
    return user == terminator || user->isBeforeInBlock(first);
  });
}

/// Makes `value`, an operand of `terminator`, lie in `place` there: an allocation of the same
/// block gives way to `place`, where that is free for so long, and all else is copied.
static void placeValue(OpBuilder &builder, Value value, Value place, Operation *terminator) {
  if (value == place || getViewedBuffer(value) == place)
    return;
  auto alloc = getReshapedBuffer(value).getDefiningOp<memref::AllocOp>();
  if (alloc && alloc->getBlock() == terminator->getBlock() &&
      alloc.getType().getLayout().isIdentity() && isFreeFor(alloc, place, terminator)) {
    builder.setInsertionPoint(alloc);
    alloc.replaceAllUsesWith(viewAs(builder, alloc.getLoc(), place, alloc.getType()));
    alloc.erase();
    return;
  }
  builder.setInsertionPoint(terminator);
  memref::CopyOp::create(builder, terminator->getLoc(), value, place);
}

//===-- Branches -------------------------------------------------------------===//

static LogicalResult placeResults(IRRewriter &rewriter, scf::IfOp branch) {
  rewriter.setInsertionPoint(branch);
  SmallVector<Type> keptTypes;
  SmallVector<Value> places(branch.getNumResults());
  for (auto [place, result] : llvm::zip_equal(places, branch.getResults())) {
    if (!isBuffer(result)) {
      keptTypes.push_back(result.getType());
      continue;
    }
    FailureOr<Value> buffer = allocate(rewriter, branch.getLoc(), result.getType());
    if (failed(buffer))
      return failure();
    place = *buffer;
    rewriter.replaceAllUsesWith(result, castTo(rewriter, branch.getLoc(), place, result.getType()));
  }
  for (Region *region : {&branch.getThenRegion(), &branch.getElseRegion()}) {
    Operation *yield = region->front().getTerminator();
    for (auto [i, place] : llvm::enumerate(places))
      if (place)
        placeValue(rewriter, yield->getOperand(i), place, yield);
    yield->setOperands(withoutBuffers(yield->getOperands()));
  }
  rewriter.setInsertionPoint(branch);
  auto plain = scf::IfOp::create(rewriter, branch.getLoc(), keptTypes, branch.getCondition(),
                                 /*addThenBlock=*/false, /*addElseBlock=*/false);
  plain.getThenRegion().takeBody(branch.getThenRegion());
  plain.getElseRegion().takeBody(branch.getElseRegion());
  unsigned next = 0;
  for (auto [result, place] : llvm::zip_equal(branch.getResults(), places))
    if (!place)
      rewriter.replaceAllUsesWith(result, plain.getResult(next++));
  rewriter.eraseOp(branch);
  return success();
}

//===-- Loops ----------------------------------------------------------------===//

/// The buffer that holds the state that starts as `init`: the allocation `init` itself if
/// nothing but `loop` uses it from there on, else a new buffer with a copy.
static FailureOr<Value> placeInit(IRRewriter &rewriter, Operation *loop, OpOperand &init) {
  auto alloc = init.get().getDefiningOp<memref::AllocOp>();
  if (alloc && alloc->getBlock() == loop->getBlock()) {
    SmallVector<Operation *> users = getBufferUsers(loop->getBlock(), alloc);
    if (llvm::count(users, loop) == 1 && llvm::all_of(users, [&](Operation *user) {
          return user == loop || user->isBeforeInBlock(loop);
        }))
      return alloc.getResult();
  }
  rewriter.setInsertionPoint(loop);
  FailureOr<Value> state = allocate(rewriter, loop->getLoc(), init.get().getType());
  if (succeeded(state))
    memref::CopyOp::create(rewriter, loop->getLoc(), init.get(), *state);
  return state;
}

/// Whether `value` lies in the buffer of a state other than `own`, for all that is known.
static bool mayBeOtherState(Value value, Value own, ArrayRef<Value> states) {
  Value buffer = getViewedBuffer(value);
  if (value == own || buffer == own)
    return false;
  bool isKnown = isa_and_nonnull<memref::AllocOp, memref::GetGlobalOp>(buffer.getDefiningOp());
  return !isKnown || llvm::is_contained(states, buffer);
}

/// Makes the values that `yield` yields lie in `states` (null: not a buffer), and yields only
/// those that are not buffers.
static LogicalResult placeStates(IRRewriter &rewriter, scf::YieldOp yield, ArrayRef<Value> states) {
  // What may lie in another state's buffer moves away before that is overwritten.
  for (auto [operand, state] : llvm::zip_equal(yield->getOpOperands(), states)) {
    if (!state || !mayBeOtherState(operand.get(), state, states))
      continue;
    rewriter.setInsertionPoint(yield);
    FailureOr<Value> copy = allocate(rewriter, yield.getLoc(), operand.get().getType());
    if (failed(copy))
      return failure();
    memref::CopyOp::create(rewriter, yield.getLoc(), operand.get(), *copy);
    operand.set(*copy);
  }
  for (auto [i, state] : llvm::enumerate(states))
    if (state)
      placeValue(rewriter, yield->getOperand(i), state, yield);
  yield->setOperands(withoutBuffers(yield->getOperands()));
  return success();
}

/// Replaces the arguments of `block` from `first` on that are buffers by `states`, and erases
/// them.
static void replaceArguments(IRRewriter &rewriter, Block *block, unsigned first,
                             ArrayRef<Value> states) {
  rewriter.setInsertionPointToStart(block);
  for (auto [i, state] : llvm::enumerate(states))
    if (state) {
      BlockArgument argument = block->getArgument(first + i);
      rewriter.replaceAllUsesWith(argument,
                                  castTo(rewriter, argument.getLoc(), state, argument.getType()));
    }
  for (unsigned i = states.size(); i-- > 0;)
    if (states[i])
      block->eraseArgument(first + i);
}

/// Replaces the results of `loop` by `states`, or by the next result of `plain`.
static void replaceResults(IRRewriter &rewriter, Operation *loop, Operation *plain,
                           ArrayRef<Value> states) {
  rewriter.setInsertionPointAfter(loop);
  unsigned next = 0;
  for (auto [result, state] : llvm::zip_equal(loop->getResults(), states))
    rewriter.replaceAllUsesWith(result,
                                state ? castTo(rewriter, loop->getLoc(), state, result.getType())
                                      : Value(plain->getResult(next++)));
  rewriter.eraseOp(loop);
}

/// The buffers of the states that start as `inits`.
static FailureOr<SmallVector<Value>> placeInits(IRRewriter &rewriter, Operation *loop,
                                                MutableArrayRef<OpOperand> inits) {
  SmallVector<Value> states(inits.size());
  for (auto [init, state] : llvm::zip_equal(inits, states)) {
    if (!isBuffer(init.get()))
      continue;
    FailureOr<Value> buffer = placeInit(rewriter, loop, init);
    if (failed(buffer))
      return failure();
    state = *buffer;
  }
  return states;
}

/// Whether each iteration passes on the buffer that it was given. Then all of them write the one
/// that the state starts as, unless that is the start of another state too.
static bool isPassedOn(scf::ForOp loop, unsigned i) {
  Value init = loop.getInitArgs()[i];
  Value yielded = loop.getBody()->getTerminator()->getOperand(i);
  return isBuffer(init) && yielded == loop.getRegionIterArg(i) &&
         llvm::count_if(loop.getInitArgs(), [&](Value other) {
           return getViewedBuffer(other) == getViewedBuffer(init);
         }) == 1;
}

static FailureOr<SmallVector<Value>> placeInits(IRRewriter &rewriter, scf::ForOp loop) {
  SmallVector<Value> states;
  for (auto [i, init] : llvm::enumerate(loop.getInitArgsMutable())) {
    FailureOr<Value> state = init.get();
    if (!isBuffer(init.get()))
      state = Value();
    else if (!isPassedOn(loop, i))
      state = placeInit(rewriter, loop, init);
    if (failed(state))
      return failure();
    states.push_back(*state);
  }
  return states;
}

static LogicalResult placeResults(IRRewriter &rewriter, scf::ForOp loop) {
  FailureOr<SmallVector<Value>> states = placeInits(rewriter, loop);
  if (failed(states))
    return failure();
  replaceArguments(rewriter, loop.getBody(), loop.getNumInductionVars(), *states);
  if (failed(placeStates(rewriter, cast<scf::YieldOp>(loop.getBody()->getTerminator()), *states)))
    return failure();

  rewriter.setInsertionPoint(loop);
  auto plain =
      scf::ForOp::create(rewriter, loop.getLoc(), loop.getLowerBound(), loop.getUpperBound(),
                         loop.getStep(), withoutBuffers(loop.getInitArgs()));
  plain->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  plain.getRegion().takeBody(loop.getRegion());
  replaceResults(rewriter, loop, plain, *states);
  return success();
}

/// The buffers of what the condition passes on: the state itself where it is passed on
/// unchanged, else a buffer of its own.
static FailureOr<SmallVector<Value>> placePassedOn(IRRewriter &rewriter, scf::WhileOp loop,
                                                   ArrayRef<Value> states) {
  scf::ConditionOp condition = loop.getConditionOp();
  SmallVector<Value> places(condition.getArgs().size());
  for (auto [i, place] : llvm::enumerate(places)) {
    Value value = condition.getArgs()[i];
    if (!isBuffer(value))
      continue;
    if (llvm::is_contained(states, value) && !llvm::is_contained(places, value)) {
      place = value;
      continue;
    }
    rewriter.setInsertionPoint(loop);
    FailureOr<Value> buffer = allocate(rewriter, loop.getLoc(), value.getType());
    if (failed(buffer))
      return failure();
    place = *buffer;
    placeValue(rewriter, value, place, condition);
  }
  condition.getArgsMutable().assign(withoutBuffers(condition.getArgs()));
  return places;
}

static LogicalResult placeResults(IRRewriter &rewriter, scf::WhileOp loop) {
  FailureOr<SmallVector<Value>> states = placeInits(rewriter, loop, loop.getInitsMutable());
  if (failed(states))
    return failure();
  replaceArguments(rewriter, loop.getBeforeBody(), 0, *states);
  FailureOr<SmallVector<Value>> places = placePassedOn(rewriter, loop, *states);
  if (failed(places))
    return failure();
  replaceArguments(rewriter, loop.getAfterBody(), 0, *places);
  if (failed(placeStates(rewriter, loop.getYieldOp(), *states)))
    return failure();

  rewriter.setInsertionPoint(loop);
  SmallVector<Type> keptTypes;
  for (Type type : loop.getResultTypes())
    if (!isa<MemRefType>(type))
      keptTypes.push_back(type);
  auto plain =
      scf::WhileOp::create(rewriter, loop.getLoc(), keptTypes, withoutBuffers(loop.getInits()));
  plain.getBefore().takeBody(loop.getBefore());
  plain.getAfter().takeBody(loop.getAfter());
  replaceResults(rewriter, loop, plain, *places);
  return success();
}

namespace {
struct PlaceLoopStatePass : onnxc::impl::PlaceLoopStateBase<PlaceLoopStatePass> {
  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa<scf::IfOp, scf::ForOp, scf::WhileOp>(op) &&
          (llvm::any_of(op->getResults(), isBuffer) || llvm::any_of(op->getOperands(), isBuffer)))
        ops.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (Operation *op : ops) {
      LogicalResult result = llvm::TypeSwitch<Operation *, LogicalResult>(op)
                                 .Case<scf::IfOp, scf::ForOp, scf::WhileOp>([&](auto concrete) {
                                   return placeResults(rewriter, concrete);
                                 });
      if (failed(result))
        return signalPassFailure();
    }
  }
};
} // namespace
