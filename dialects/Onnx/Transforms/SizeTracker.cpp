#include "dialects/Onnx/Transforms/SizeTracker.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/IgnoreRest.h"
#include "dialects/Onnx/Transforms/RegionValues.h"
#include "dialects/Onnx/Transforms/RuntimeCounts.h"
#include "dialects/Onnx/Transforms/SizeBounds.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace onnxc::onnx;

int64_t onnxc::onnx::getRank(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? type.getRank() : 0;
}

bool onnxc::onnx::hasStaticShape(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.hasStaticShape();
}

Value onnxc::onnx::orZero(Value number, Operation *at) {
  OpBuilder builder(at);
  return number ? number : constantScalar(builder, at->getLoc(), builder.getI64Type(), 0);
}

//===-- Types ---------------------------------------------------------------===//

/// Gives results the sizes that follow from operands, and else the largest that they can have.
void SizeTracker::settleTypes(Operation *op) {
  std::optional<SmallVector<Type>> inferred = inferTypes(op);
  if (!inferred)
    return;
  for (auto [result, type] : llvm::zip_equal(op->getResults(), *inferred)) {
    auto actual = dyn_cast<RankedTensorType>(result.getType());
    if (!actual || actual.hasStaticShape())
      continue;
    SmallVector<int64_t> shape(fillOpenSizes(actual, cast<RankedTensorType>(type)).getShape());
    for (auto [dim, size] : llvm::enumerate(shape))
      if (ShapedType::isDynamic(size))
        size = getSizeBound(op, result.getResultNumber(), dim).value_or(size);
    for (auto [dim, size] : llvm::enumerate(shape))
      if (const Size *shared = findShared(result, dim); shared && ShapedType::isDynamic(size))
        size = shared->room;
    if (RankedTensorType settled = actual.clone(shape); isAddressable(settled))
      result.setType(settled);
  }
}

//===-- Sizes that operators make and hand on -------------------------------===//

Size *SizeTracker::addSize(Value value, int64_t dim, Value count) {
  owned.push_back({count, cast<RankedTensorType>(value.getType()).getDimSize(dim)});
  scope->sizes.push_back(&owned.back());
  byCount[count] = &owned.back();
  return sizes[{value, dim}] = &owned.back();
}

void SizeTracker::needExact(OpOperand &operand) {
  for (int64_t dim = 0, rank = getRank(operand.get()); dim < rank; ++dim)
    if (auto size = sizes.find({operand.get(), dim}); size != sizes.end())
      size->second->isExact = true;
}

/// The results have one size along `dim` only if all operands do that have this dimension.
void SizeTracker::carryTo(Operation *op, int64_t dim, ArrayRef<Size *> carried) {
  bool agrees = llvm::all_equal(carried) && carried.front();
  for (Size *size : carried)
    if (size && !agrees)
      size->isExact = true;
  for (Value result : op->getResults())
    if (agrees && dim < getRank(result))
      sizes[{result, dim}] = carried.front();
}

/// Whether `operand` is read at constant places of dimension `dim`, counted from the first: how
/// many follow does not matter.
static bool readsKnownPlaces(OpOperand &operand, int64_t dim) {
  auto gather = dyn_cast<GatherOp>(operand.getOwner());
  if (!gather || operand.getOperandNumber() != 0 || dim != gather.getPositiveAxis())
    return false;
  std::optional<SmallVector<int64_t>> indices = getConstantInts(gather.getIndices());
  return indices && llvm::all_of(*indices, [](int64_t index) { return index >= 0; });
}

/// Lets the operator ignore what lies after `size`.
LogicalResult SizeTracker::ignore(OpOperand &operand, int64_t dim, Size &size) {
  Operation *op = operand.getOwner();
  SmallVector<Value> before(op->getOperands());
  if (failed(ignoreRest(operand, dim, size.count)))
    return failure();
  for (auto [value, changed] : llvm::zip(before, op->getOperands()))
    for (int64_t i = 0, rank = getRank(value); i < rank; ++i)
      if (Size *other = sizes.lookup({value, i}))
        sizes[{changed, i}] = other;
  // More than there are can not be taken.
  if (auto topK = dyn_cast<TopKOp>(op)) {
    OpBuilder builder(topK);
    Location loc = topK.getLoc();
    Type i64 = builder.getI64Type();
    Value isMore =
        GreaterOp::create(builder, loc, reshapeTo(builder, loc, topK.getK(), {}), size.count);
    scope->misfits.push_back(CastOp::create(builder, loc, RankedTensorType::get({}, i64), isMore,
                                            i64, /*saturate=*/1, "up"));
  }
  return success();
}

/// The size that entry `i` of a list is.
Size *SizeTracker::findEntry(Value list, int64_t i) const {
  return byCount.lookup(traceListEntry(list, i).maker);
}

ListEntry SizeTracker::traceListEntry(Value list, int64_t i) const {
  return traceEntry(list, i, [&](Value value) { return byCount.contains(value); });
}

/// A size that is there already and that dimension `dim` of `result` has, too.
Size *SizeTracker::findShared(OpResult result, int64_t dim) const {
  Operation *op = result.getOwner();
  if (auto fill = dyn_cast<ConstantOfShapeOp>(op))
    return findEntry(fill.getShape(), dim);
  if (auto expand = dyn_cast<ExpandOp>(op))
    return findExpanded(expand, dim);
  if (auto topK = dyn_cast<TopKOp>(op); topK && result.getResultNumber() == 1)
    return sizes.lookup({topK.getValues(), dim});
  return nullptr;
}

/// The size of `dim` where the shape gives it, or leaves that of the input.
Size *SizeTracker::findExpanded(ExpandOp op, int64_t dim) const {
  RankedTensorType input = getTensorType(op.getInput());
  int64_t rank = getRank(op), at = dim - rank + getTensorType(op.getShape()).getDimSize(0),
          inputDim = dim - rank + input.getRank();
  Size *own = inputDim < 0 ? nullptr : sizes.lookup({op.getInput(), inputDim});
  if (at < 0)
    return own;
  ListEntry entry = traceListEntry(op.getShape(), at);
  if (own && entry.number == 1)
    return own;
  Size *given = byCount.lookup(entry.maker);
  bool isRepeated = inputDim < 0 || input.getDimSize(inputDim) == 1;
  return given == own || (!own && isRepeated) ? given : nullptr;
}

/// A part of which the first steps are left out, too.
static Value buildSliceCount(SliceOp op, int64_t dim, Value count) {
  std::optional<SliceOp::Window> window = op.getWindow();
  std::optional<SmallVector<int64_t>> ends = getConstantInts(op.getEnds()),
                                      starts = getConstantInts(op.getStarts());
  auto isNegative = [](int64_t place) { return place < 0; };
  // Negative places count from where a run ends.
  if (!window || !ends || !starts || window->steps[dim] != 1 || llvm::any_of(*ends, isNegative) ||
      llvm::any_of(*starts, isNegative))
    return nullptr;
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Type i64 = builder.getI64Type();
  Value start = constantScalar(builder, loc, i64, double(window->starts[dim])),
        most = constantScalar(builder, loc, i64, double(getTensorType(op).getDimSize(dim))),
        zero = constantScalar(builder, loc, i64, 0);
  Value rest = SubOp::create(builder, loc, count, start);
  rest = MaxOp::create(builder, loc, ValueRange{rest, zero});
  return MinOp::create(builder, loc, ValueRange{rest, most});
}

/// An operator reads `operand`, but does not keep dimension `dim`.
void SizeTracker::readInPart(OpOperand &operand, int64_t dim, Size &size) {
  auto concat = dyn_cast<ConcatOp>(operand.getOwner());
  if (concat && dim == concat.getPositiveAxis())
    return;
  if (auto slice = dyn_cast<SliceOp>(operand.getOwner()); slice && operand.getOperandNumber() == 0)
    if (Value count = buildSliceCount(slice, dim, size.count)) {
      addSize(slice, dim, count);
      return;
    }
  // What is written to places that are ignored is so, too.
  if (findPlaced(operand, dim) == &size)
    return;
  if (failed(ignore(operand, dim, size)))
    size.isExact = true;
}

void SizeTracker::carry(Operation *op) {
  std::map<int64_t, SmallVector<Size *>> carried;
  // What is ignored may change the operands.
  for (unsigned i = 0; i < op->getNumOperands(); ++i)
    for (int64_t dim = 0, rank = getRank(op->getOperand(i)); dim < rank; ++dim) {
      OpOperand &operand = op->getOpOperand(i);
      Size *size = sizes.lookup({operand.get(), dim});
      std::optional<int64_t> to = getCarriedDim(operand, dim);
      if (to)
        carried[*to].push_back(size);
      else if (size && !readsKnownPlaces(operand, dim))
        readInPart(operand, dim, *size);
    }
  for (auto &[dim, from] : carried)
    if (llvm::any_of(from, [](Size *size) { return size; }))
      carryTo(op, dim, from);
}

/// Rows of `op` beyond those that its result has room for are seen in one row more.
static Value addRow(NonMaxSuppressionOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  int64_t rows = type.getDimSize(0);
  if (getSizeBound(op, 0, 0).value_or(rows + 1) <= rows)
    return op.getResult();
  op.getResult().setType(type.clone({rows + 1, type.getDimSize(1)}));
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  auto list = [&](int64_t value) { return constantInts(builder, op.getLoc(), {value}); };
  auto cut =
      SliceOp::create(builder, op.getLoc(), op.getResult(), list(0), list(rows), Value(), Value());
  op.getResult().replaceAllUsesExcept(cut, cut);
  return cut;
}

/// Operators whose first elements do not depend on how many follow. Others have other elements for
/// another size, so that it must be exact.
static bool needsExactSize(Operation *op) {
  return !isa<CompressOp, ConstantOfShapeOp, ExpandOp, NonMaxSuppressionOp, NonZeroOp, PadOp,
              RangeOp, SliceOp, StringNormalizerOp, StringSplitOp, TokenizerOp, TopKOp, UniqueOp>(
      op);
}

/// Lets the type of the result stand for a computed shape, whose sizes are tracked.
static void forgetShape(Operation *op) {
  OpBuilder builder(op);
  auto forget = [&](auto shaped) {
    if (!getConstant(shaped.getShape()))
      shaped.getShapeMutable().assign(
          constantInts(builder, op->getLoc(), getTensorType(op->getResult(0)).getShape()));
  };
  llvm::TypeSwitch<Operation *>(op).Case<ExpandOp, ConstantOfShapeOp>(forget).Case(
      [&](ReshapeOp reshape) {
        forget(reshape);
        reshape.setAllowzero(1);
      });
}

/// Adds the sizes that `op` leaves to a run.
void SizeTracker::addSizes(Operation *op) {
  std::optional<SmallVector<Type>> inferred = inferTypes(op);
  bool isTracked = true;
  for (OpResult result : op->getResults()) {
    auto type = dyn_cast<RankedTensorType>(result.getType());
    if (!inferred || !type || !type.hasStaticShape())
      continue;
    auto open = cast<RankedTensorType>((*inferred)[result.getResultNumber()]);
    for (int64_t dim = 0; dim < open.getRank(); ++dim) {
      if (!open.isDynamicDim(dim) || sizes.count({result, dim}))
        continue;
      if (Size *shared = findShared(result, dim)) {
        sizes[{result, dim}] = shared;
        continue;
      }
      auto suppression = dyn_cast<NonMaxSuppressionOp>(op);
      Value value = suppression ? addRow(suppression) : Value(result);
      Value count = buildRuntimeCount(op, result.getResultNumber(), dim);
      if (count)
        addSize(value, dim, count)->isExact = needsExactSize(op);
      isTracked &= bool(count);
    }
  }
  if (isTracked && isLeftOpen(op) && hasStaticShape(op->getResult(0)))
    forgetShape(op);
}

/// Puts counts in the place of sizes that a run settles.
void SizeTracker::answerShape(ShapeOp op) {
  auto [first, end] = op.getRange();
  OpBuilder builder(op);
  SmallVector<Value> entries;
  bool isOpen = false;
  for (int64_t dim = first; dim < end; ++dim) {
    const Size *size = find(op.getInput(), dim);
    isOpen |= size != nullptr;
    int64_t known = getTensorType(op.getInput()).getDimSize(dim);
    entries.push_back(size ? reshapeTo(builder, op.getLoc(), size->count, {1})
                           : constantInts(builder, op.getLoc(), {known}));
  }
  if (isOpen && getTensorType(op.getInput()).hasStaticShape())
    op.replaceAllUsesWith(Value(ConcatOp::create(builder, op.getLoc(), entries, /*axis=*/0)));
}

/// Multiplies counts for a number of elements that a run settles.
void SizeTracker::answerSize(SizeOp op) {
  OpBuilder builder(op);
  RankedTensorType type = getTensorType(op.getInput());
  if (!type.hasStaticShape())
    return;
  int64_t known = 1;
  Value product;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (const Size *size = find(op.getInput(), dim))
      product = product ? MulOp::create(builder, op.getLoc(), product, size->count).getResult()
                        : size->count;
    else
      known *= type.getDimSize(dim);
  if (!product)
    return;
  Value factor = constantScalar(builder, op.getLoc(), builder.getI64Type(), double(known));
  op.replaceAllUsesWith(Value(MulOp::create(builder, op.getLoc(), product, factor)));
}

//===-- Blocks --------------------------------------------------------------===//

/// The size of dimension `dim` of `value`, which `yield` yields.
Value SizeTracker::buildCount(Operation *yield, Value value, int64_t dim) const {
  if (const Size *size = find(value, dim))
    return size->count;
  OpBuilder builder(yield);
  return constantScalar(builder, yield->getLoc(), builder.getI64Type(),
                        double(getTensorType(value).getDimSize(dim)));
}

/// Whether the state of a loop keeps its shape; reports one that does not. `next` are the values
/// that the body yields for `present`, its arguments.
static bool keepsShapes(Operation *op, ValueRange inits, ValueRange present, ValueRange next) {
  for (auto [i, init] : llvm::enumerate(inits)) {
    Value argument = present[i], yielded = next[i];
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || type.hasStaticShape())
      continue;
    op->emitOpError("carries state ") << i << " of changing shape, from " << init.getType()
                                      << " to " << yielded.getType() << ", which is not supported";
    return false;
  }
  return true;
}

static bool keepsShapes(Operation *op) {
  if (auto loop = dyn_cast<LoopOp>(op))
    return keepsShapes(op, loop.getVInitial(), loop.getBody().getArguments().drop_front(2),
                       loop.getYield()->getOperands().drop_front(1));
  if (auto scan = dyn_cast<ScanOp>(op))
    return keepsShapes(op, scan.getInitialStateAndScanInputs().take_front(scan.getNumStates()),
                       scan.getBody().getArguments(), scan.getYield()->getOperands());
  return true;
}

/// Whether a Loop puts `operand` of its onnx.yield into a scan output.
static bool isScanElement(OpOperand &operand) {
  auto loop = dyn_cast<LoopOp>(operand.getOwner()->getParentOp());
  return isa<YieldOp>(operand.getOwner()) && loop &&
         operand.getOperandNumber() > loop.getVInitial().size();
}

void SizeTracker::track(Operation *op) {
  hasFailed |= !keepsShapes(op);
  SmallVector<Value> misfits;
  for (Region &region : op->getRegions())
    misfits.push_back(track(region.front()));
  if (auto shape = dyn_cast<ShapeOp>(op))
    return answerShape(shape);
  if (auto size = dyn_cast<SizeOp>(op))
    return answerSize(size);
  bool isOfIf = isa<YieldOp>(op) && isa<IfOp>(op->getParentOp());
  if (isOfIf || isa<func::ReturnOp>(op))
    return;
  if (auto branch = dyn_cast<IfOp>(op))
    return trackIf(branch, misfits[0], misfits[1]);
  for (OpOperand &operand : op->getOpOperands())
    if ((op->getNumRegions() || isa<YieldOp>(op)) && !isScanElement(operand))
      needExact(operand);
  if (isa<YieldOp>(op))
    return;
  if (auto loop = dyn_cast<LoopOp>(op))
    return trackLoop(loop, misfits[0]);
  if (isa<ReshapeOp, FlattenOp>(op) && reshape(op))
    return;
  settleTypes(op);
  if (isa<ScatterElementsOp, ScatterNDOp>(op))
    scatter(op);
  if (auto scan = dyn_cast<ScanOp>(op)) {
    if (misfits[0])
      scope->misfits.push_back(addSum(scan, misfits[0]));
    return;
  }
  carry(op);
  addSizes(op);
  if (auto concat = dyn_cast<ConcatOp>(op))
    join(concat);
}

/// 1 if `size` does not fit, else 0.
static Value buildMisfit(OpBuilder &builder, Location loc, const Size &size) {
  Type i64 = builder.getI64Type();
  Value room = constantScalar(builder, loc, i64, double(size.room));
  Value isMisfit =
      size.isExact
          ? NotOp::create(builder, loc, EqualOp::create(builder, loc, size.count, room)).getResult()
          : GreaterOp::create(builder, loc, size.count, room).getResult();
  return CastOp::create(builder, loc, RankedTensorType::get({}, i64), isMisfit, i64, 1, "up");
}

Value SizeTracker::track(Block &block) {
  Scope inside;
  Scope *outside = std::exchange(scope, &inside);
  SmallVector<Operation *> ops;
  for (Operation &op : block)
    ops.push_back(&op);
  for (Operation *op : ops)
    track(op);
  scope = outside;
  OpBuilder builder(block.getTerminator());
  if (block.getTerminator()->hasAttr(kAbsentAttr))
    inside.misfits.push_back(
        constantScalar(builder, block.getTerminator()->getLoc(), builder.getI64Type(), 1));
  for (Size *size : inside.sizes)
    inside.misfits.push_back(buildMisfit(builder, size->count.getLoc(), *size));
  Value sum;
  for (Value misfit : inside.misfits)
    sum = sum ? AddOp::create(builder, misfit.getLoc(), sum, misfit).getResult() : misfit;
  return sum;
}
