#include "dialects/Onnx/Transforms/RegionValues.h"

#include "dialects/Onnx/Transforms/Builders.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace onnxc::onnx;

IfOp onnxc::onnx::addResults(IfOp op, ArrayRef<std::pair<Value, Value>> values) {
  OpBuilder builder(op);
  SmallVector<Type> types(op->getResultTypes());
  for (auto [thenValue, elseValue] : values) {
    types.push_back(thenValue.getType());
    Operation *thenYield = op.getThenBranch().front().getTerminator();
    Operation *elseYield = op.getElseBranch().front().getTerminator();
    thenYield->insertOperands(thenYield->getNumOperands(), thenValue);
    elseYield->insertOperands(elseYield->getNumOperands(), elseValue);
  }
  auto branch = IfOp::create(builder, op.getLoc(), types, op.getCond());
  branch.getThenBranch().takeBody(op.getThenBranch());
  branch.getElseBranch().takeBody(op.getElseBranch());
  op->replaceAllUsesWith(branch->getResults().take_front(op->getNumResults()));
  op->erase();
  return branch;
}

/// Adds states to the body: after the `states` ones that it has, arguments from `firstArgument`
/// on and yielded values from `firstYielded` on.
static void addToBody(Block &body, unsigned firstArgument, unsigned firstYielded, ValueRange inits,
                      BuildNext buildNext) {
  SmallVector<Value> present;
  for (auto [i, init] : llvm::enumerate(inits))
    present.push_back(body.insertArgument(firstArgument + i, init.getType(), init.getLoc()));
  Operation *yield = body.getTerminator();
  OpBuilder builder(yield);
  yield->insertOperands(firstYielded, buildNext(builder, present));
}

/// The types of the results of `op` with those of `inits` after the first `states`.
static SmallVector<Type> getTypes(Operation *op, unsigned states, ValueRange inits) {
  SmallVector<Type> types(op->getResults().take_front(states).getTypes());
  llvm::append_range(types, inits.getTypes());
  llvm::append_range(types, op->getResults().drop_front(states).getTypes());
  return types;
}

/// Replaces the results of `op` by those of `loop`, which has `added` more after the first
/// `states`; returns these.
static SmallVector<Value> replaceLoop(Operation *op, Operation *loop, unsigned states,
                                      unsigned added) {
  loop->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  SmallVector<Value> kept(loop->getResults().take_front(states));
  llvm::append_range(kept, loop->getResults().drop_front(states + added));
  op->replaceAllUsesWith(kept);
  op->erase();
  return SmallVector<Value>(loop->getResults().slice(states, added));
}

SmallVector<Value> onnxc::onnx::addStates(LoopOp &op, ValueRange inits, BuildNext next) {
  unsigned states = op.getVInitial().size();
  addToBody(op.getBody().front(), states + 2, states + 1, inits, next);
  OpBuilder builder(op);
  SmallVector<Value> initial(op.getVInitial());
  llvm::append_range(initial, inits);
  auto loop = LoopOp::create(builder, op.getLoc(), getTypes(op, states, inits), op.getM(),
                             op.getCond(), initial);
  loop.getBody().takeBody(op.getBody());
  SmallVector<Value> results = replaceLoop(op, loop, states, inits.size());
  op = loop;
  return results;
}

SmallVector<Value> onnxc::onnx::addStates(ScanOp &op, ValueRange inits, BuildNext next) {
  unsigned states = op.getNumStates();
  addToBody(op.getBody().front(), states, states, inits, next);
  OpBuilder builder(op);
  SmallVector<Value> operands(op.getInitialStateAndScanInputs());
  operands.insert(operands.begin() + states, inits.begin(), inits.end());
  auto loop = ScanOp::create(builder, op.getLoc(), getTypes(op, states, inits), operands,
                             op.getNumScanInputsAttr(), op.getScanInputAxesAttr(),
                             op.getScanInputDirectionsAttr(), op.getScanOutputAxesAttr(),
                             op.getScanOutputDirectionsAttr());
  loop.getBody().takeBody(op.getBody());
  SmallVector<Value> results = replaceLoop(op, loop, states, inits.size());
  op = loop;
  return results;
}

template <typename Op> static Value addSumTo(Op &op, Value value) {
  Location loc = op.getLoc();
  OpBuilder builder(op);
  Value zero = constantScalar(builder, loc, builder.getI64Type(), 0);
  return addStates(op, zero, [&](OpBuilder &b, ValueRange present) {
    return SmallVector<Value>{AddOp::create(b, loc, present[0], value)};
  })[0];
}

Value onnxc::onnx::addSum(LoopOp &op, Value value) { return addSumTo(op, value); }
Value onnxc::onnx::addSum(ScanOp &op, Value value) { return addSumTo(op, value); }
