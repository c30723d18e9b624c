#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/ListEntry.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/IgnoreRest.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "dialects/Onnx/Transforms/RegionValues.h"
#include "dialects/Onnx/Transforms/ReshapedSizes.h"
#include "dialects/Onnx/Transforms/RuntimeCounts.h"
#include "dialects/Onnx/Transforms/SizeBounds.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

#include <deque>

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_TRACKSIZES
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

/// A dimension of a value.
using Dim = std::pair<Value, int64_t>;

namespace {
/// What a run settles of one dimension and of those that carry it on.
struct Size {
  Value count;
  int64_t room;
  /// Whether some operator needs it to be as large as its room.
  bool isExact = false;
  /// The counts that it is a product of, or else its own.
  Extent extent = {1, {count}};
};

class SizeTracker {
public:
  /// Follows all sizes in `block`. Returns how many do not fit there, an int64 scalar at its end;
  /// null if all are known to fit.
  Value track(Block &block);

  /// Whether an error was reported.
  bool hasFailed = false;

  const Size *find(Value value, int64_t dim) const {
    auto size = sizes.find({value, dim});
    return size == sizes.end() ? nullptr : size->second;
  }

private:
  void track(Operation *op);
  void trackIf(IfOp op, Value thenMisfits, Value elseMisfits);
  void trackLoop(LoopOp op, Value misfits);
  void settleTypes(Operation *op);
  void carry(Operation *op);
  LogicalResult ignore(OpOperand &operand, int64_t dim, Size &size);
  void readInPart(OpOperand &operand, int64_t dim, Size &size);
  void join(ConcatOp op);
  Size *join(ConcatOp op, Value joined, ArrayRef<Size *> parts);
  Size *findEntry(Value list, int64_t i) const;
  ListEntry traceListEntry(Value list, int64_t i) const;
  bool reshape(Operation *op);
  std::optional<SmallVector<TargetDim>> getTarget(Operation *op, ArrayRef<OpenDim> input) const;
  SmallVector<OpenDim> getDims(Value value) const;
  Size *addProduct(Operation *op, int64_t dim, const OpenDim &open);
  void carryProduct(Operation *op, int64_t dim, const OpenDim &open);
  void scatter(Operation *op);
  template <typename Op> void replaceIndices(Op scatter, Value indices);
  Size *findPlaced(OpOperand &operand, int64_t dim) const;
  Size *findShared(OpResult result, int64_t dim) const;
  Size *findExpanded(ExpandOp op, int64_t dim) const;
  void carryTo(Operation *op, int64_t dim, ArrayRef<Size *> carried);
  void addSizes(Operation *op);
  Size *addSize(Value value, int64_t dim, Value count);
  void answerShape(ShapeOp op);
  void answerSize(SizeOp op);
  void needExact(OpOperand &operand);
  bool isOpen(RankedTensorType type, int64_t dim, ArrayRef<Value> values) const;
  Value buildCount(Operation *yield, Value value, int64_t dim) const;

  /// The sizes that are settled in the block at hand, and what did not fit in blocks inside of it.
  struct Scope {
    SmallVector<Size *> sizes;
    SmallVector<Value> misfits;
  };
  Scope *scope = nullptr;
  std::deque<Size> owned;
  llvm::DenseMap<Dim, Size *> sizes;
  /// The sizes by what tells them.
  llvm::DenseMap<Value, Size *> byCount;
  /// The sizes of what Concat makes, by those of its parts, or else their room.
  std::map<SmallVector<std::pair<Size *, int64_t>>, Size *> joined;
  /// The sizes that are products, by their counts, then factor and room.
  std::map<std::pair<SmallVector<void *>, std::pair<int64_t, int64_t>>, Size *> products;
};
} // namespace

static int64_t getRank(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? type.getRank() : 0;
}

static bool hasStaticShape(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.hasStaticShape();
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

/// What Concat makes of `parts` has as many steps as they have together.
Size *SizeTracker::join(ConcatOp op, Value value, ArrayRef<Size *> parts) {
  SmallVector<std::pair<Size *, int64_t>> key;
  int64_t axis = op.getPositiveAxis();
  for (auto [part, size] : llvm::zip_equal(op.getInputs(), parts))
    key.emplace_back(size, getTensorType(part).getDimSize(axis));
  Size *known = joined[key];
  if (known && known->count.getParentRegion()->isAncestor(op->getParentRegion()))
    return sizes[{value, axis}] = known;
  OpBuilder builder(op);
  Value sum;
  for (auto [size, room] : key) {
    Value count = size ? size->count
                       : constantScalar(builder, op.getLoc(), builder.getI64Type(), double(room));
    sum = sum ? AddOp::create(builder, op.getLoc(), sum, count).getResult() : count;
  }
  return joined[key] = addSize(value, axis, sum);
}

/// Concat along a dimension that is open in its parts.
void SizeTracker::join(ConcatOp op) {
  int64_t axis = op.getPositiveAxis();
  if (op.getInputs().size() == 1) {
    if (Size *size = sizes.lookup({op.getInputs().front(), axis}))
      sizes[{op, axis}] = size;
    return;
  }
  SmallVector<Size *> parts;
  SmallVector<Value> counts;
  for (Value part : op.getInputs()) {
    parts.push_back(sizes.lookup({part, axis}));
    counts.push_back(parts.back() ? parts.back()->count : Value());
  }
  if (llvm::none_of(parts, [](Size *size) { return size; }))
    return;
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  Value value = closeGaps(builder, op.getLoc(), op, op.getInputs(), counts, axis);
  op.getResult().replaceAllUsesExcept(value, value.getDefiningOp());
  for (int64_t dim = 0, rank = getRank(op); dim < rank; ++dim)
    if (Size *size = sizes.lookup({op, dim}))
      sizes[{value, dim}] = size;
  join(op, value, parts);
}

/// The size of the dimension of the indices or of the tensor, in a Scatter, that has the places for
/// dimension `dim` of updates.
Size *SizeTracker::findPlaced(OpOperand &operand, int64_t dim) const {
  Operation *op = operand.getOwner();
  if (!isa<ScatterElementsOp, ScatterNDOp>(op) || operand.getOperandNumber() != 2)
    return nullptr;
  Value indices = op->getOperand(1);
  int64_t slice = dim - (getRank(indices) - 1);
  if (isa<ScatterElementsOp>(op) || slice < 0)
    return sizes.lookup({indices, dim});
  return sizes.lookup({op->getOperand(0), slice + getTensorType(indices).getShape().back()});
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

/// Negative indices count from where a run ends.
void SizeTracker::scatter(Operation *op) {
  auto isOpen = [&](int64_t dim) { return sizes.lookup({op->getOperand(0), dim}) != nullptr; };
  OpBuilder builder(op);
  auto buildSize = [&](int64_t dim) { return buildCount(op, op->getOperand(0), dim); };
  if (auto elements = dyn_cast<ScatterElementsOp>(op)) {
    int64_t axis = elements.getAxis() + (elements.getAxis() < 0 ? getRank(op->getOperand(0)) : 0);
    if (isOpen(axis))
      replaceIndices(elements,
                     countFromStart(builder, op->getLoc(), elements.getIndices(), buildSize(axis)));
    return;
  }
  auto tuples = cast<ScatterNDOp>(op);
  int64_t length = getTensorType(tuples.getIndices()).getShape().back();
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(0, length));
  if (llvm::none_of(dims, isOpen))
    return;
  SmallVector<Value> entries;
  for (int64_t dim : dims)
    entries.push_back(reshapeTo(builder, op->getLoc(), buildSize(dim), {1}));
  Value counts = ConcatOp::create(builder, op->getLoc(), entries, /*axis=*/0);
  replaceIndices(tuples, countFromStart(builder, op->getLoc(), tuples.getIndices(), counts));
}

/// Gives `scatter` indices of the same sizes.
template <typename Op> void SizeTracker::replaceIndices(Op scatter, Value indices) {
  for (int64_t dim = 0, rank = getRank(indices); dim < rank; ++dim)
    if (Size *size = sizes.lookup({scatter.getIndices(), dim}))
      sizes[{indices, dim}] = size;
  scatter.getIndicesMutable().assign(indices);
}

//===-- Reshape -------------------------------------------------------------===//

SmallVector<OpenDim> SizeTracker::getDims(Value value) const {
  SmallVector<OpenDim> dims;
  for (auto [dim, room] : llvm::enumerate(getTensorType(value).getShape())) {
    const Size *size = find(value, dim);
    dims.push_back({room, size ? size->extent : Extent{room, {}}});
  }
  return dims;
}

/// The shape that `op` is given; nothing if an entry is neither a number nor a size.
std::optional<SmallVector<TargetDim>> SizeTracker::getTarget(Operation *op,
                                                             ArrayRef<OpenDim> input) const {
  SmallVector<TargetDim> target;
  if (auto flatten = dyn_cast<FlattenOp>(op)) {
    int64_t axis = flatten.getAxis() + (flatten.getAxis() < 0 ? int64_t(input.size()) : 0);
    for (ArrayRef<OpenDim> part : {input.take_front(axis), input.drop_front(axis)})
      target.push_back(getProduct(part));
    return target;
  }
  auto reshape = cast<ReshapeOp>(op);
  for (int64_t i = 0, e = getRank(op->getResult(0)); i < e; ++i) {
    ListEntry entry = traceListEntry(reshape.getShape(), i);
    bool isKept = entry.number == 0 && !reshape.getAllowzero() && i < int64_t(input.size());
    if (isKept)
      target.push_back(input[i].extent);
    else if (entry.number && *entry.number > 0)
      target.push_back(Extent{*entry.number, {}});
    else if (entry.number == -1)
      target.push_back(std::nullopt);
    else if (const Size *size = byCount.lookup(entry.maker))
      target.push_back(size->extent);
    else
      return std::nullopt;
  }
  return target;
}

/// The size of a dimension of which a run settles `open.extent` steps.
Size *SizeTracker::addProduct(Operation *op, int64_t dim, const OpenDim &open) {
  SmallVector<void *> counts;
  for (Value count : open.extent.counts)
    counts.push_back(count.getAsOpaquePointer());
  Size *&known = products[{counts, {open.extent.factor, open.room}}];
  if (known && known->count.getParentRegion()->isAncestor(op->getParentRegion()))
    return sizes[{op->getResult(0), dim}] = known;
  OpBuilder builder(op);
  Value count =
      constantScalar(builder, op->getLoc(), builder.getI64Type(), double(open.extent.factor));
  for (Value factor : open.extent.counts)
    count = MulOp::create(builder, op->getLoc(), count, factor);
  Size *size = addSize(op->getResult(0), dim, count);
  size->extent = open.extent;
  return known = size;
}

/// Follows sizes through a Reshape or Flatten that keeps in order what counts.
bool SizeTracker::reshape(Operation *op) {
  Value input = op->getOperand(0), result = op->getResult(0);
  auto isOpen = [&](int64_t dim) { return find(input, dim) != nullptr; };
  if (!hasStaticShape(input) || llvm::none_of(llvm::seq(getRank(input)), isOpen))
    return false;
  SmallVector<OpenDim> dims = getDims(input);
  std::optional<SmallVector<TargetDim>> target = getTarget(op, dims);
  std::optional<SmallVector<OpenDim>> reshaped =
      target ? reshapeSizes(dims, *target) : std::nullopt;
  if (!reshaped)
    return false;
  RankedTensorType type = getTensorType(result);
  SmallVector<int64_t> rooms;
  for (const OpenDim &dim : *reshaped)
    rooms.push_back(dim.room);
  if (!areCompatibleTypes(type.clone(rooms), type))
    return false;
  result.setType(type.clone(rooms));
  for (auto [dim, open] : llvm::enumerate(*reshaped))
    if (open.extent.isOpen())
      carryProduct(op, dim, open);
  if (auto view = dyn_cast<ReshapeOp>(op)) {
    OpBuilder builder(op);
    view.getShapeMutable().assign(constantInts(builder, op->getLoc(), rooms));
    view.setAllowzero(1);
  }
  return true;
}

/// Gives dimension `dim` of the result the size that the input has, if it is the same.
void SizeTracker::carryProduct(Operation *op, int64_t dim, const OpenDim &open) {
  for (int64_t i = 0, rank = getRank(op->getOperand(0)); i < rank; ++i) {
    Size *size = sizes.lookup({op->getOperand(0), i});
    if (size && size->room == open.room && size->extent.factor == open.extent.factor &&
        size->extent.counts == open.extent.counts) {
      sizes[{op->getResult(0), dim}] = size;
      return;
    }
  }
  addProduct(op, dim, open);
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

//===-- Subgraphs -----------------------------------------------------------===//

static Value orZero(Value number, Operation *at) {
  OpBuilder builder(at);
  return number ? number : constantScalar(builder, at->getLoc(), builder.getI64Type(), 0);
}

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

/// The size of dimension `dim` of `value`, which `yield` yields.
Value SizeTracker::buildCount(Operation *yield, Value value, int64_t dim) const {
  if (const Size *size = find(value, dim))
    return size->count;
  OpBuilder builder(yield);
  return constantScalar(builder, yield->getLoc(), builder.getI64Type(),
                        double(getTensorType(value).getDimSize(dim)));
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

//===-- The model's outputs -------------------------------------------------===//

/// Whether what makes `value` fills what lies beyond the size of `dim`.
static bool isFilled(Value value, int64_t dim) {
  Operation *op = value.getDefiningOp();
  if (auto slice = dyn_cast_or_null<SliceOp>(op))
    op = slice.getInput().getDefiningOp();
  return isa_and_nonnull<NonZeroOp, NonMaxSuppressionOp, StringNormalizerOp, StringSplitOp>(op) ||
         (isa_and_nonnull<LoopOp>(op) && dim == 0);
}

static bool isText(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<StringType>(type.getElementType());
}

/// Whether some operator makes text, which may have no room, or reads numbers from some.
static bool makesText(func::FuncOp main) {
  WalkResult found = main.walk([](Operation *op) {
    bool makes =
        isa<StringConcatOp, StringNormalizerOp, StringSplitOp, TokenizerOp>(op) ||
        (isa<CastOp, CastLikeOp>(op) && isText(op->getOperand(0)) != isText(op->getResult(0)));
    return makes ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found.wasInterrupted();
}

namespace {
struct TrackSizesPass : onnxc::onnx::impl::TrackSizesBase<TrackSizesPass> {
  void runOnOperation() override {
    auto main = getOperation().lookupSymbol<func::FuncOp>("main");
    if (!main || main.isExternal() || !main.getBody().hasOneBlock())
      return;
    SizeTracker tracker;
    Value misfits = tracker.track(main.front());
    if (tracker.hasFailed)
      return signalPassFailure();
    auto returned = cast<func::ReturnOp>(main.front().getTerminator());
    if (!misfits && makesText(main))
      misfits = orZero(misfits, returned);
    if (misfits)
      returnSizes(returned, tracker, misfits);
    main.setFunctionType(
        FunctionType::get(&getContext(), main.getArgumentTypes(), returned.getOperandTypes()));
  }

private:
  /// Adds a result to the model's: how many sizes do not fit, then those of its outputs.
  void returnSizes(func::ReturnOp returned, const SizeTracker &tracker, Value misfits) {
    OpBuilder builder(returned);
    Location loc = returned.getLoc();
    SmallVector<Value> sizes = {reshapeTo(builder, loc, misfits, {1})};
    auto outputs = getOperation()->getAttrOfType<ArrayAttr>("onnx.outputs");
    SmallVector<Attribute> entries(outputs ? outputs.getValue() : ArrayRef<Attribute>());
    for (OpOperand &output : returned->getOpOperands()) {
      Value value = output.get();
      SmallVector<int64_t> open;
      for (int64_t dim = 0, rank = getRank(value); dim < rank; ++dim) {
        const Size *size = tracker.find(value, dim);
        if (!size)
          continue;
        open.push_back(dim);
        sizes.push_back(reshapeTo(builder, loc, size->count, {1}));
        if (!isFilled(value, dim))
          output.set(clearRest(builder, loc, output.get(), dim, size->count));
      }
      unsigned i = output.getOperandNumber();
      if (!open.empty() && i < entries.size())
        entries[i] = withEntry(entries[i], builder.getDenseI64ArrayAttr(open));
    }
    getOperation()->setAttr("onnx.outputs", builder.getArrayAttr(entries));
    getOperation()->setAttr("onnx.returns_sizes", builder.getUnitAttr());
    returned->insertOperands(returned->getNumOperands(),
                             Value(ConcatOp::create(builder, loc, sizes, /*axis=*/0)));
  }

  static Attribute withEntry(Attribute output, Attribute open) {
    NamedAttrList entry(cast<DictionaryAttr>(output));
    entry.set("open", open);
    return entry.getDictionary(output.getContext());
  }
};
} // namespace
