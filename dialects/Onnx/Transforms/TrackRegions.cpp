// Sizes of the results of If and Loop.
#include "dialects/Onnx/Transforms/SizeTracker.h"

#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/RegionValues.h"

using namespace mlir;
using namespace onnxc::onnx;

/// `value` cut or filled with zeros to `size` along `dim`.
static Value fit(Operation *at, Value value, int64_t dim, int64_t size) {
  OpBuilder builder(at);
  Location loc = at->getLoc();
  RankedTensorType type = getTensorType(value);
  int64_t given = type.getDimSize(dim);
  auto list = [&](int64_t entry) { return constantInts(builder, loc, {entry}); };
  if (given > size)
    return SliceOp::create(builder, loc, value, list(0), list(size), list(dim), Value());
  if (given == size)
    return value;
  SmallVector<int64_t> shape(type.getShape());
  shape[dim] = size - given;
  ElementsAttr zero = makeZero(RankedTensorType::get({1}, type.getElementType()));
  Value sizes = constantInts(builder, loc, shape), rest;
  if (isa<StringType>(type.getElementType()))
    rest = ExpandOp::create(builder, loc, ConstantOp::create(builder, loc, zero), sizes);
  else
    rest = ConstantOfShapeOp::create(builder, loc, sizes, zero);
  return ConcatOp::create(builder, loc, ValueRange{value, rest}, dim);
}

/// Dimension `dim` of a result of an If, whose branches yield `values`: it is open if a run settles
/// it in a branch, or they differ.
bool SizeTracker::isOpen(RankedTensorType type, int64_t dim, ArrayRef<Value> values) const {
  return llvm::any_of(values, [&](Value value) {
    return find(value, dim) || getTensorType(value).getDimSize(dim) != type.getDimSize(dim);
  });
}

/// Branches may make results of different sizes, which lie in the room for the larger one.
void SizeTracker::trackIf(IfOp op, Value thenMisfits, Value elseMisfits) {
  settleTypes(op);
  Operation *yields[] = {op.getThenBranch().front().getTerminator(),
                         op.getElseBranch().front().getTerminator()};
  SmallVector<std::pair<Value, Value>> added;
  SmallVector<std::pair<unsigned, int64_t>> open;
  for (unsigned i = 0, e = op->getNumResults(); i < e; ++i) {
    SmallVector<Value> values = {yields[0]->getOperand(i), yields[1]->getOperand(i)};
    auto type = dyn_cast<RankedTensorType>(op->getResult(i).getType());
    if (!type || !type.hasStaticShape() || !llvm::all_of(values, hasStaticShape))
      continue;
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      if (!isOpen(type, dim, values))
        continue;
      added.emplace_back(buildCount(yields[0], values[0], dim),
                         buildCount(yields[1], values[1], dim));
      open.emplace_back(i, dim);
      for (Operation *yield : yields)
        yield->setOperand(i, fit(yield, yield->getOperand(i), dim, type.getDimSize(dim)));
    }
  }
  bool hasMisfits = thenMisfits || elseMisfits;
  if (hasMisfits)
    added.emplace_back(orZero(thenMisfits, yields[0]), orZero(elseMisfits, yields[1]));
  if (added.empty())
    return;
  unsigned first = op->getNumResults();
  IfOp branch = addResults(op, added);
  for (auto [i, dim] : open)
    addSize(branch.getResult(i), dim, branch.getResult(first++));
  if (hasMisfits)
    scope->misfits.push_back(branch->getResults().back());
}

/// The number of iterations that `loop` makes or, if it ends because a scan output has no room
/// left, of those that it would make at least.
static Value countTrips(OpBuilder &builder, LoopOp &loop) {
  Location loc = loop.getLoc();
  Type i64 = builder.getI64Type(), i1 = builder.getI1Type();
  builder.setInsertionPoint(loop);
  Value zero = constantScalar(builder, loc, i64, 0), most = loop.getM();
  if (most)
    most = reshapeTo(builder, loc, most, {});
  if (loop.isCounted())
    return MaxOp::create(builder, loc, ValueRange{most, zero});
  Value condition = loop.getCond() ? reshapeTo(builder, loc, loop.getCond(), {})
                                   : constantScalar(builder, loc, i1, 1);
  SmallVector<Value> states =
      addStates(loop, {zero, condition}, [&](OpBuilder &b, ValueRange arguments) {
        Value one = constantScalar(b, loc, i64, 1);
        Value next = loop.getYield()->getOperand(0);
        return SmallVector<Value>{AddOp::create(b, loc, arguments[0], one),
                                  reshapeTo(b, loc, next, {})};
      });
  builder.setInsertionPointAfter(loop);
  Value goesOn = states[1];
  if (most)
    goesOn = AndOp::create(builder, loc, goesOn, LessOp::create(builder, loc, states[0], most));
  auto scalar = RankedTensorType::get({}, i64);
  Value more = CastOp::create(builder, loc, scalar, goesOn, i64, /*saturate=*/1, "up");
  return AddOp::create(builder, loc, states[0], more);
}

/// A size that all elements of a scan output must have: the last `count` of the body. How many are
/// not as large as the one before is added to `misfits`, in the body.
static Value countElements(LoopOp &loop, Value count, Value &misfits) {
  Location loc = loop.getLoc();
  OpBuilder builder(loop);
  Type i64 = builder.getI64Type();
  Value none = constantScalar(builder, loc, i64, -1);
  Value last = addStates(loop, none, [&](OpBuilder &b, ValueRange present) {
    Value isFirst = EqualOp::create(b, loc, present[0], none);
    Value isSame = EqualOp::create(b, loc, present[0], count);
    Value differs = NotOp::create(b, loc, OrOp::create(b, loc, isFirst, isSame));
    Value number =
        CastOp::create(b, loc, RankedTensorType::get({}, i64), differs, i64, /*saturate=*/1, "up");
    misfits = misfits ? AddOp::create(b, loc, misfits, number).getResult() : number;
    return SmallVector<Value>{count};
  })[0];
  builder.setInsertionPointAfter(loop);
  Value zero = constantScalar(builder, loc, i64, 0);
  return MaxOp::create(builder, loc, ValueRange{last, zero});
}

void SizeTracker::trackLoop(LoopOp op, Value misfits) {
  settleTypes(op);
  OpBuilder builder(op);
  unsigned states = op.getVInitial().size(), outputs = op->getNumResults() - states;
  struct Open {
    unsigned output;
    int64_t dim;
    Value count;
  };
  SmallVector<Open> open;
  Operation *yield = op.getYield();
  for (unsigned i = 0; i < outputs; ++i) {
    Value element = yield->getOperand(1 + states + i);
    auto type = cast<RankedTensorType>(op->getResult(states + i).getType());
    if (!type.hasStaticShape())
      continue;
    for (int64_t dim = 0; dim + 1 < type.getRank(); ++dim)
      if (const Size *size = find(element, dim)) {
        OpOperand &operand = yield->getOpOperand(1 + states + i);
        operand.set(fit(yield, operand.get(), dim, type.getDimSize(dim + 1)));
        open.push_back({i, dim + 1, size->count});
      }
    if (!op.getTripCount())
      open.push_back({i, 0, Value()});
  }
  // Each of these replaces the loop; what `addSum` adds is one of its results.
  Value trips;
  for (Open &one : open) {
    if (one.dim > 0)
      one.count = countElements(op, one.count, misfits);
    else
      one.count = trips = trips ? trips : countTrips(builder, op);
  }
  if (misfits)
    scope->misfits.push_back(addSum(op, misfits));
  for (auto [output, dim, count] : open)
    addSize(op->getResults().take_back(outputs)[output], dim, count);
}
