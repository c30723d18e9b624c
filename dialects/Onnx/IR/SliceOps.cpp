#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/Evaluate.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/SliceOps.cpp.inc"

void OnnxDialect::registerSliceOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/SliceOps.cpp.inc"
      >();
}

/// The dimensions that an optional `axes` operand of `count` entries means: the first ones if it
/// is absent, nothing if it is not a constant.
static FailureOr<std::optional<SmallVector<int64_t>>>
resolveAxes(std::optional<Location> loc, Value axes, int64_t count, int64_t rank) {
  if (!axes) {
    if (count > rank)
      return emitOptionalError(loc, "has ", count, " entries for an input of rank ", rank);
    return std::optional(llvm::to_vector(llvm::seq<int64_t>(0, count)));
  }
  std::optional<SmallVector<int64_t>> constant = getConstantInts(axes);
  if (!constant)
    return std::optional<SmallVector<int64_t>>();
  if (int64_t(constant->size()) != count)
    return emitOptionalError(loc, "has ", count, " entries for ", constant->size(), " axes");
  FailureOr<SmallVector<int64_t>> normalized = normalizeAxes(loc, *constant, rank);
  if (failed(normalized))
    return failure();
  return std::optional(*normalized);
}

//===-- Concat -------------------------------------------------------------===//

int64_t ConcatOp::getPositiveAxis() {
  int64_t axis = getAxis();
  return axis < 0 ? axis + cast<RankedTensorType>(getType()).getRank() : axis;
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (adaptor.getInputs().empty())
    return emitOptionalError(loc, "expects at least one input");
  RankedTensorType first = getTensorType(adaptor.getInputs().front());
  FailureOr<int64_t> axis = normalizeAxis(loc, adaptor.getAxis(), first.getRank());
  if (failed(axis))
    return failure();
  SmallVector<int64_t> shape(first.getShape());
  for (Value input : adaptor.getInputs().drop_front()) {
    RankedTensorType type = getTensorType(input);
    if (type.getElementType() != first.getElementType() || type.getRank() != first.getRank())
      return emitOptionalError(loc, "cannot concatenate ", first, " and ", type);
    for (auto [i, dim] : llvm::enumerate(type.getShape())) {
      bool isDynamic = ShapedType::isDynamic(dim) || ShapedType::isDynamic(shape[i]);
      if (int64_t(i) == *axis)
        shape[i] = isDynamic ? ShapedType::kDynamic : shape[i] + dim;
      else if (ShapedType::isDynamic(shape[i]))
        shape[i] = dim;
      else if (!isDynamic && dim != shape[i])
        return emitOptionalError(loc, "cannot concatenate ", first, " and ", type, " along axis ",
                                 *axis);
    }
  }
  types.push_back(first.clone(shape));
  return success();
}

OpFoldResult ConcatOp::fold(FoldAdaptor adaptor) {
  if (getInputs().size() == 1 && getInputs().front().getType() == getType())
    return getInputs().front();
  return foldSmall(*this, adaptor.getOperands());
}

namespace {
/// Leaves out inputs without elements, and takes the inputs of a Concat along the same axis that
/// nobody else reads for its result:
///
///   onnx.Concat %a, (onnx.Concat %b, %c {axis = 1}) {axis = 1}
/// becomes
///   onnx.Concat %a, %b, %c {axis = 1}
struct FlattenConcat : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConcatOp op, PatternRewriter &rewriter) const override {
    SmallVector<Value> inputs;
    for (Value input : op.getInputs()) {
      auto inner = input.getDefiningOp<ConcatOp>();
      if (inner && input.hasOneUse() && inner.getPositiveAxis() == op.getPositiveAxis())
        llvm::append_range(inputs, inner.getInputs());
      else if (getTensorType(input).getDimSize(op.getPositiveAxis()) != 0)
        inputs.push_back(input);
    }
    if (inputs.empty() || llvm::equal(inputs, op.getInputs()))
      return failure();
    rewriter.replaceOpWithNewOp<ConcatOp>(op, op.getType(), inputs, op.getAxis());
    return success();
  }
};

/// Takes the result of a Concat of the first inputs, which others read, for these: it can be a part
/// of the longer result, where those of a chain (DenseNet) would be copies each.
///
///   %p = onnx.Concat %a, %b {axis = 1}
///   %q = onnx.Concat %a, %b, %c {axis = 1}
/// becomes
///   %p = onnx.Concat %a, %b {axis = 1}
///   %q = onnx.Concat %p, %c {axis = 1}
struct ContinueConcat : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConcatOp op, PatternRewriter &rewriter) const override {
    ConcatOp begin = findBegin(op);
    if (!begin)
      return failure();
    SmallVector<Value> inputs = {begin};
    llvm::append_range(inputs, op.getInputs().drop_front(begin.getInputs().size()));
    rewriter.replaceOpWithNewOp<ConcatOp>(op, op.getType(), inputs, op.getAxis());
    return success();
  }

private:
  /// The longest one before `op` of its first inputs, but not of all, that somebody reads.
  static ConcatOp findBegin(ConcatOp op) {
    ConcatOp longest;
    // Shapes begin with the same constant everywhere.
    if (op.getInputs().front().getDefiningOp<ConstantOp>())
      return longest;
    for (Operation *user : op.getInputs().front().getUsers()) {
      auto other = dyn_cast<ConcatOp>(user);
      if (!other || other->getBlock() != op->getBlock() || other->use_empty() ||
          other.getPositiveAxis() != op.getPositiveAxis())
        continue;
      size_t count = other.getInputs().size();
      if (count < 2 || count >= op.getInputs().size() ||
          (longest && longest.getInputs().size() >= count) ||
          !llvm::equal(other.getInputs(), op.getInputs().take_front(count)) ||
          !other->isBeforeInBlock(op))
        continue;
      longest = other;
    }
    return longest;
  }
};
} // namespace

void ConcatOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<FlattenConcat, ContinueConcat>(context);
}

//===-- Split --------------------------------------------------------------===//

/// The sizes of `count` pieces of `dim` elements where nothing says them.
static SmallVector<int64_t> splitEvenly(int64_t dim, int64_t count) {
  SmallVector<int64_t> sizes(count, ShapedType::kDynamic);
  if (ShapedType::isDynamic(dim))
    return sizes;
  int64_t each = llvm::divideCeil(dim, count);
  for (int64_t &size : sizes) {
    size = std::min(each, dim);
    dim -= size;
  }
  return sizes;
}

LogicalResult SplitOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> axis = normalizeAxis(loc, adaptor.getAxis(), input.getRank());
  if (failed(axis))
    return failure();
  int64_t dim = input.getDimSize(*axis);
  SmallVector<int64_t> sizes;
  if (Value split = adaptor.getSplit()) {
    RankedTensorType type = getTensorType(split);
    if (type.getRank() != 1 || type.isDynamicDim(0))
      return emitOptionalError(loc, "expects split of one known dimension, but got ", type);
    if (type.getDimSize(0) > kMaxPieces)
      return emitOptionalError(loc, "split has ", type.getDimSize(0), " entries, of at most ",
                               kMaxPieces);
    sizes.assign(type.getDimSize(0), ShapedType::kDynamic);
    if (auto constant = getConstantInts(split)) {
      sizes = *constant;
      int64_t sum = 0;
      for (int64_t size : sizes) {
        if (size < 0)
          return emitOptionalError(loc, "split has an entry of ", size);
        sum = addSizes(sum, size);
      }
      if (!ShapedType::isDynamic(dim) && sum != dim)
        return emitOptionalError(loc, "split has a sum of ", sum, " for a dimension of ", dim);
    }
  } else {
    int64_t count = adaptor.getNumOutputs().value_or(1);
    if (count < 1 || count > kMaxPieces)
      return emitOptionalError(loc, "num_outputs is ", count, ", not from 1 to ", kMaxPieces);
    sizes = splitEvenly(dim, count);
  }
  for (int64_t size : sizes) {
    SmallVector<int64_t> shape(input.getShape());
    shape[*axis] = size;
    types.push_back(input.clone(shape));
  }
  return success();
}

LogicalResult SplitOp::fold(FoldAdaptor adaptor, SmallVectorImpl<OpFoldResult> &results) {
  if (getNumResults() == 1 && getResult(0).getType() == getInput().getType()) {
    results.push_back(getInput());
    return success();
  }
  return foldSmall(*this, adaptor.getOperands(), results);
}

//===-- Slice --------------------------------------------------------------===//

namespace {
/// What a slice takes of one dimension.
struct SliceRange {
  int64_t start = 0, step = 1, size = ShapedType::kDynamic;
};
} // namespace

/// ONNX's clamping of `start` and `end`.
static SliceRange resolveRange(int64_t dim, int64_t start, int64_t end, int64_t step) {
  if (ShapedType::isDynamic(dim))
    return {};
  int64_t low = step > 0 ? 0 : -1, high = step > 0 ? dim : dim - 1;
  auto clamp = [&](int64_t bound, int64_t least) {
    return std::clamp(bound < 0 ? bound + dim : bound, least, std::max(least, high));
  };
  // A start before the first element takes that one even when walking down.
  start = clamp(start, 0);
  end = clamp(end, low);
  int64_t distance = step > 0 ? end - start : start - end;
  // Longer steps than the dimension take one element, too.
  step = std::clamp(step, -kMaxElements, kMaxElements);
  int64_t size = distance > 0 && dim > 0 ? llvm::divideCeil(distance, std::abs(step)) : 0;
  return {start, step, size};
}

/// The ranges that a Slice takes of each dimension; their sizes are dynamic where that is not
/// known.
static FailureOr<SmallVector<SliceRange>> resolveSlice(std::optional<Location> loc,
                                                       SliceOp::Adaptor adaptor) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> count = getListLength(loc, "starts", adaptor.getStarts());
  if (failed(count))
    return failure();
  FailureOr<std::optional<SmallVector<int64_t>>> axes =
      resolveAxes(loc, adaptor.getAxes(), *count, input.getRank());
  if (failed(axes))
    return failure();
  SmallVector<SliceRange> ranges(input.getRank());
  if (!*axes)
    return ranges;

  std::optional<SmallVector<int64_t>> starts = getConstantInts(adaptor.getStarts()),
                                      ends = getConstantInts(adaptor.getEnds()), steps;
  if (adaptor.getSteps())
    steps = getConstantInts(adaptor.getSteps());
  else
    steps = SmallVector<int64_t>(*count, 1);
  for (auto [dim, range] : llvm::zip_equal(input.getShape(), ranges))
    range.size = dim;
  for (auto [i, axis] : llvm::enumerate(**axes)) {
    ranges[axis] = SliceRange();
    if (!starts || !ends || !steps)
      continue;
    if (ends->size() != starts->size() || steps->size() != starts->size())
      return emitOptionalError(loc, "has ", starts->size(), " starts, ", ends->size(), " ends and ",
                               steps->size(), " steps");
    if ((*steps)[i] == 0)
      return emitOptionalError(loc, "steps has an entry of 0");
    ranges[axis] = resolveRange(input.getDimSize(axis), (*starts)[i], (*ends)[i], (*steps)[i]);
  }
  return ranges;
}

std::optional<SliceOp::Window> SliceOp::getWindow() {
  FailureOr<SmallVector<SliceRange>> ranges =
      resolveSlice(std::nullopt, SliceOp::Adaptor(getOperands(), *this));
  if (failed(ranges))
    return std::nullopt;
  Window window;
  for (const SliceRange &range : *ranges) {
    if (ShapedType::isDynamic(range.size))
      return std::nullopt;
    window.starts.push_back(range.start);
    window.steps.push_back(range.step);
  }
  return window;
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  FailureOr<SmallVector<SliceRange>> ranges = resolveSlice(loc, adaptor);
  if (failed(ranges))
    return failure();
  SmallVector<int64_t> shape;
  for (const SliceRange &range : *ranges)
    shape.push_back(range.size);
  types.push_back(getTensorType(adaptor.getInput()).clone(shape));
  return success();
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  auto type = cast<RankedTensorType>(getType());
  if (type == getInput().getType() && type.hasStaticShape())
    if (std::optional<Window> window = getWindow())
      if (llvm::all_of(window->steps, [](int64_t step) { return step > 0; }))
        return getInput();
  return foldSmall(*this, adaptor.getOperands());
}

//===-- Pad ----------------------------------------------------------------===//

static FailureOr<std::optional<PadOp::Amounts>> resolvePads(std::optional<Location> loc,
                                                            PadOp::Adaptor adaptor) {
  int64_t rank = getTensorType(adaptor.getInput()).getRank();
  FailureOr<int64_t> length = getListLength(loc, "pads", adaptor.getPads());
  if (failed(length))
    return failure();
  int64_t count = *length / 2;
  if (*length % 2 != 0 || (!adaptor.getAxes() && count != rank))
    return emitOptionalError(loc, "expects ", 2 * rank, " pads, but got ", *length);
  FailureOr<std::optional<SmallVector<int64_t>>> axes =
      resolveAxes(loc, adaptor.getAxes(), count, rank);
  if (failed(axes))
    return failure();
  std::optional<SmallVector<int64_t>> pads = getConstantInts(adaptor.getPads());
  if (!*axes || !pads)
    return std::optional<PadOp::Amounts>();
  PadOp::Amounts amounts{SmallVector<int64_t>(rank, 0), SmallVector<int64_t>(rank, 0)};
  for (auto [i, axis] : llvm::enumerate(**axes)) {
    amounts.begins[axis] = (*pads)[i];
    amounts.ends[axis] = (*pads)[i + count];
    for (int64_t amount : {amounts.begins[axis], amounts.ends[axis]})
      if (amount < -kMaxElements || amount > kMaxElements)
        return emitOptionalError(loc, "pads have an entry of ", amount);
  }
  return std::optional(amounts);
}

std::optional<PadOp::Amounts> PadOp::getAmounts() {
  FailureOr<std::optional<Amounts>> amounts =
      resolvePads(std::nullopt, PadOp::Adaptor(getOperands(), *this));
  return succeeded(amounts) ? *amounts : std::nullopt;
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  if (!llvm::is_contained({"constant", "reflect", "edge", "wrap"}, adaptor.getMode()))
    return emitOptionalError(loc, "mode is '", adaptor.getMode(),
                             "', not constant, reflect, edge or wrap");
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (Value value = adaptor.getConstantValue())
    if (RankedTensorType type = getTensorType(value);
        type.getElementType() != input.getElementType() ||
        (type.hasStaticShape() && type.getNumElements() != 1))
      return emitOptionalError(loc, "cannot pad ", input, " with ", type);
  FailureOr<std::optional<Amounts>> amounts = resolvePads(loc, adaptor);
  if (failed(amounts))
    return failure();
  SmallVector<int64_t> shape(input.getRank(), ShapedType::kDynamic);
  if (*amounts)
    for (auto [i, dim] : llvm::enumerate(input.getShape())) {
      if (ShapedType::isDynamic(dim))
        continue;
      shape[i] = dim + (*amounts)->begins[i] + (*amounts)->ends[i];
      if (shape[i] < 0)
        return emitOptionalError(loc, "pads make dimension ", i, " of ", input, " negative");
      if (dim == 0 && shape[i] > 0 && adaptor.getMode() != "constant")
        return emitOptionalError(loc, "has nothing to repeat in dimension ", i, " of ", input);
    }
  types.push_back(input.clone(shape));
  return success();
}

OpFoldResult PadOp::fold(FoldAdaptor adaptor) {
  auto isZero = [](int64_t amount) { return amount == 0; };
  if (std::optional<Amounts> amounts = getAmounts(); amounts && getType() == getInput().getType() &&
                                                     llvm::all_of(amounts->begins, isZero) &&
                                                     llvm::all_of(amounts->ends, isZero))
    return getInput();
  return foldSmall(*this, adaptor.getOperands());
}

//===-- CenterCropPad --------------------------------------------------------===//

LogicalResult CenterCropPadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> count = getListLength(loc, "shape", adaptor.getShape());
  if (failed(count))
    return failure();
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, input.getRank()));
  if (adaptor.getAxes())
    axes.assign(adaptor.getAxes()->begin(), adaptor.getAxes()->end());
  if (int64_t(axes.size()) != *count)
    return emitOptionalError(loc, "shape has ", *count, " entries for ", axes.size(), " axes");
  FailureOr<SmallVector<int64_t>> normalized = normalizeAxes(loc, axes, input.getRank());
  if (failed(normalized))
    return failure();
  SmallVector<int64_t> sizes(*count, ShapedType::kDynamic), shape(input.getShape());
  if (auto constant = getConstantInts(adaptor.getShape()))
    sizes = *constant;
  for (auto [axis, size] : llvm::zip_equal(*normalized, sizes)) {
    if (size < 0 && !ShapedType::isDynamic(size))
      return emitOptionalError(loc, "shape has dimension ", size);
    shape[axis] = size;
  }
  types.push_back(input.clone(shape));
  return success();
}

//===-- ReverseSequence ------------------------------------------------------===//

LogicalResult ReverseSequenceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                  Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t batchAxis = adaptor.getBatchAxis(), timeAxis = adaptor.getTimeAxis();
  FailureOr<SmallVector<int64_t>> axes = normalizeAxes(loc, {batchAxis, timeAxis}, input.getRank());
  if (failed(axes))
    return failure();
  auto lengths = RankedTensorType::get({input.getDimSize((*axes)[0])},
                                       getTensorType(adaptor.getSequenceLens()).getElementType());
  if (!mergeTypes(lengths, getTensorType(adaptor.getSequenceLens())))
    return emitOptionalError(loc, "expects sequence_lens to be ", lengths, ", but got ",
                             getTensorType(adaptor.getSequenceLens()));
  types.push_back(input);
  return success();
}
