#include "dialects/Onnx/IR/Evaluate.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/MoveElements.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::onnx;

using Operands = ArrayRef<Attribute>;

static RankedTensorType getResultType(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType());
}

static ArrayRef<int64_t> getShape(Attribute value) {
  return cast<ShapedType>(cast<ElementsAttr>(value).getType()).getShape();
}

static ElementsAttr asElements(Attribute value) { return cast<ElementsAttr>(value); }

/// The integers of a constant operand.
static std::vector<int64_t> getInts(Attribute value) {
  std::optional<ConstantTensor> tensor = ConstantTensor::get(value);
  return tensor ? tensor->ints : std::vector<int64_t>();
}

//===-- Views of one constant ------------------------------------------------===//

static ElementsAttr evaluateTranspose(TransposeOp op, Operands operands) {
  SmallVector<int64_t> strides = getStrides(getShape(operands[0])), permuted;
  for (int64_t axis : op.getPermutation())
    permuted.push_back(strides[axis]);
  return viewElements(asElements(operands[0]), {0, permuted}, getResultType(op));
}

static ElementsAttr evaluateSlice(SliceOp op, Operands operands) {
  std::optional<SliceOp::Window> window = op.getWindow();
  if (!window)
    return {};
  ElementView view{0, getStrides(getShape(operands[0]))};
  for (auto [stride, start, step] : llvm::zip_equal(view.strides, window->starts, window->steps)) {
    view.offset += start * stride;
    stride *= step;
  }
  return viewElements(asElements(operands[0]), view, getResultType(op));
}

static ElementsAttr evaluateExpand(ExpandOp op, Operands operands) {
  ArrayRef<int64_t> from = getShape(operands[0]);
  SmallVector<int64_t> strides = getStrides(from);
  for (auto [stride, dim] : llvm::zip_equal(strides, from))
    stride = dim == 1 ? 0 : stride;
  strides.insert(strides.begin(), getResultType(op).getRank() - from.size(), 0);
  return viewElements(asElements(operands[0]), {0, strides}, getResultType(op));
}

static ElementsAttr evaluateTile(TileOp op, Operands operands) {
  RankedTensorType type = getResultType(op);
  ArrayRef<int64_t> from = getShape(operands[0]);
  if (llvm::is_contained(from, 0))
    return {};
  // Each dimension as repetitions of the input's.
  SmallVector<int64_t> shape, strides;
  for (auto [dim, result, stride] : llvm::zip_equal(from, type.getShape(), getStrides(from))) {
    shape.append({result / dim, dim});
    strides.append({0, stride});
  }
  ElementsAttr repeated = viewElements(asElements(operands[0]), {0, strides}, type.clone(shape));
  return repeated ? reshapeConstant(repeated, type) : ElementsAttr();
}

static ElementsAttr evaluateBitCast(BitCastOp op, Operands operands) {
  // A bool is a bit there.
  auto dense = dyn_cast<DenseElementsAttr>(operands[0]);
  Type to = getResultType(op).getElementType();
  if (!dense || dense.getElementType().isInteger(1) || to.isInteger(1))
    return {};
  return dense.bitcast(to);
}

//===-- Pieces ---------------------------------------------------------------===//

static ElementsAttr evaluateConcat(ConcatOp op, Operands operands) {
  ElementsBuilder builder(getResultType(op));
  ElementView to{0, getStrides(getResultType(op).getShape())};
  for (Attribute operand : operands) {
    ArrayRef<int64_t> shape = getShape(operand);
    if (!builder.copy(to, asElements(operand), {0, getStrides(shape)}, shape))
      return {};
    to.offset += shape[op.getPositiveAxis()] * to.strides[op.getPositiveAxis()];
  }
  return builder.build();
}

static LogicalResult evaluateSplit(SplitOp op, Operands operands,
                                   SmallVectorImpl<ElementsAttr> &results) {
  ElementView view{0, getStrides(getShape(operands[0]))};
  int64_t axis = op.getAxis();
  axis += axis < 0 ? view.strides.size() : 0;
  for (Type type : op.getResultTypes()) {
    auto pieceType = cast<RankedTensorType>(type);
    results.push_back(viewElements(asElements(operands[0]), view, pieceType));
    if (!results.back())
      return failure();
    view.offset += pieceType.getDimSize(axis) * view.strides[axis];
  }
  return success();
}

static ElementsAttr evaluatePad(PadOp op, Operands operands) {
  std::optional<PadOp::Amounts> amounts = op.getAmounts();
  if (!amounts || op.getMode() != "constant")
    return {};
  RankedTensorType type = getResultType(op);
  ElementsBuilder builder(type);
  ElementView to{0, getStrides(type.getShape())}, from{0, getStrides(getShape(operands[0]))};
  if (op.getConstantValue()) {
    SmallVector<int64_t> still(type.getRank(), 0);
    auto value = dyn_cast_or_null<ElementsAttr>(operands[2]);
    if (!value || !builder.copy(to, value, {0, still}, type.getShape()))
      return {};
  }
  SmallVector<int64_t> shape(getShape(operands[0]));
  for (auto [i, dim] : llvm::enumerate(shape)) {
    int64_t begin = amounts->begins[i], end = amounts->ends[i];
    to.offset += std::max<int64_t>(begin, 0) * to.strides[i];
    from.offset += std::max<int64_t>(-begin, 0) * from.strides[i];
    dim = std::max<int64_t>(dim + std::min<int64_t>(begin, 0) + std::min<int64_t>(end, 0), 0);
  }
  return builder.copy(to, asElements(operands[0]), from, shape) ? builder.build() : ElementsAttr();
}

//===-- Chosen elements --------------------------------------------------------===//

static ElementsAttr evaluateGather(GatherOp op, Operands operands) {
  ArrayRef<int64_t> shape = getShape(operands[0]);
  int64_t axis = op.getPositiveAxis(), dim = shape[axis];
  std::vector<int64_t> indices = getInts(operands[1]);
  int64_t outer = ShapedType::getNumElements(shape.take_front(axis));
  int64_t inner = ShapedType::getNumElements(shape.drop_front(axis + 1));
  if (dim == 0)
    return {};
  ElementsBuilder builder(getResultType(op));
  for (auto [i, index] : llvm::enumerate(indices)) {
    int64_t from = std::clamp<int64_t>(index < 0 ? index + dim : index, 0, dim - 1);
    if (!builder.copy({int64_t(i) * inner, {int64_t(indices.size()) * inner, 1}},
                      asElements(operands[0]), {from * inner, {dim * inner, 1}}, {outer, inner}))
      return {};
  }
  return builder.build();
}

/// The offset, in elements, of the slice at each index tuple of `indices` in a tensor of
/// `shape`; nothing if one lies outside.
static std::optional<SmallVector<int64_t>> getTupleOffsets(Attribute indices,
                                                           ArrayRef<int64_t> shape) {
  int64_t depth = getShape(indices).back();
  SmallVector<int64_t> strides = getStrides(shape), offsets;
  std::vector<int64_t> values = getInts(indices);
  for (size_t at = 0; depth > 0 && at < values.size(); at += depth) {
    int64_t offset = 0;
    for (int64_t i = 0; i < depth; ++i) {
      int64_t index = values[at + i] + (values[at + i] < 0 ? shape[i] : 0);
      if (index < 0 || index >= shape[i])
        return std::nullopt;
      offset += index * strides[i];
    }
    offsets.push_back(offset);
  }
  return offsets;
}

static ElementsAttr evaluateGatherND(GatherNDOp op, Operands operands) {
  ArrayRef<int64_t> shape = getShape(operands[0]);
  int64_t depth = getShape(operands[1]).back();
  auto offsets = getTupleOffsets(operands[1], shape);
  if (op.getBatchDims() != 0 || depth == 0 || !offsets)
    return {};
  int64_t size = ShapedType::getNumElements(shape.drop_front(depth));
  ElementsBuilder builder(getResultType(op));
  for (auto [i, offset] : llvm::enumerate(*offsets))
    if (!builder.copy({int64_t(i) * size, {1}}, asElements(operands[0]), {offset, {1}}, {size}))
      return {};
  return builder.build();
}

static ElementsAttr evaluateScatterND(ScatterNDOp op, Operands operands) {
  ArrayRef<int64_t> shape = getShape(operands[0]);
  int64_t depth = getShape(operands[1]).back();
  auto offsets = getTupleOffsets(operands[1], shape);
  if (op.getReduction() != "none" || depth == 0 || !offsets)
    return {};
  int64_t size = ShapedType::getNumElements(shape.drop_front(depth));
  ElementsBuilder builder(getResultType(op));
  if (!builder.copy({0, getStrides(shape)}, asElements(operands[0]), {0, getStrides(shape)}, shape))
    return {};
  for (auto [i, offset] : llvm::enumerate(*offsets))
    if (!builder.copy({offset, {1}}, asElements(operands[2]), {int64_t(i) * size, {1}}, {size}))
      return {};
  return builder.build();
}

static ElementsAttr evaluateTrilu(TriluOp op, Operands operands) {
  ArrayRef<int64_t> shape = getShape(operands[0]);
  int64_t columns = shape.back(),
          rows = ShapedType::getNumElements(shape) / std::max<int64_t>(columns, 1);
  int64_t k = 0;
  if (op.getK()) {
    std::vector<int64_t> value = operands[1] ? getInts(operands[1]) : std::vector<int64_t>();
    if (value.size() != 1)
      return {};
    k = std::clamp(value[0], -kMaxElements, kMaxElements);
  }
  ElementsBuilder builder(getResultType(op));
  for (int64_t row = 0; row < rows; ++row) {
    int64_t diagonal = row % shape[shape.size() - 2] + k;
    int64_t first = op.getUpper() ? std::clamp<int64_t>(diagonal, 0, columns) : 0;
    int64_t end = op.getUpper() ? columns : std::clamp<int64_t>(diagonal + 1, 0, columns);
    ElementView view{row * columns + first, {1}};
    if (!builder.copy(view, asElements(operands[0]), view, {end - first}))
      return {};
  }
  return builder.build();
}

//===-- Elements from nothing --------------------------------------------------===//

static ElementsAttr evaluateConstantOfShape(ConstantOfShapeOp op, Operands) {
  RankedTensorType type = getResultType(op);
  if (std::optional<ElementsAttr> value = op.getValue()) {
    SmallVector<int64_t> still(type.getRank(), 0);
    if (auto dense = dyn_cast<DenseElementsAttr>(*value))
      return dense.resizeSplat(type);
    return viewElements(*value, {0, still}, type);
  }
  return DenseElementsAttr::get(type, 0.0f);
}

static ElementsAttr evaluateRange(RangeOp op, Operands operands) {
  std::optional<ConstantTensor> start = ConstantTensor::get(operands[0]),
                                delta = ConstantTensor::get(operands[2]);
  if (!start || !delta)
    return {};
  ConstantTensor result(getResultType(op));
  for (int64_t i = 0; i < result.size(); ++i)
    if (result.isFloat())
      result.floats[i] = start->floats[0] + i * delta->floats[0];
    else
      result.ints[i] = start->ints[0] + i * delta->ints[0];
  return result.toAttr();
}

static ElementsAttr evaluateNonZero(NonZeroOp op, Operands operands) {
  std::optional<ConstantTensor> input = ConstantTensor::get(operands[0]);
  if (!input)
    return {};
  ConstantTensor result(getResultType(op));
  int64_t count = result.type.getDimSize(1), column = 0;
  SmallVector<int64_t> strides = getStrides(input->type.getShape());
  for (int64_t i = 0; i < input->size() && column < count; ++i) {
    if (input->isFloat() ? input->floats[i] == 0 : input->ints[i] == 0)
      continue;
    for (auto [axis, stride] : llvm::enumerate(strides))
      result.ints[axis * count + column] = i / stride % input->type.getDimSize(axis);
    ++column;
  }
  return column == count ? result.toAttr() : ElementsAttr();
}

//===-- All --------------------------------------------------------------------===//

static bool areConstant(Operands operands) {
  return llvm::all_of(operands, [](Attribute operand) {
    return isa_and_nonnull<DenseElementsAttr, DenseResourceElementsAttr>(operand);
  });
}

static bool isStaticNumber(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape() && tensor.getElementType().isIntOrFloat() &&
         isAddressable(tensor);
}

bool onnxc::onnx::canEvaluate(Operation *op) {
  return canEvaluateElementwise(op) ||
         isa<BitCastOp, ConcatOp, ConstantOfShapeOp, ExpandOp, GatherNDOp, GatherOp, NonZeroOp,
             PadOp, RangeOp, ScatterNDOp, SliceOp, SplitOp, TileOp, TransposeOp, TriluOp>(op);
}

LogicalResult onnxc::onnx::evaluate(Operation *op, Operands operands,
                                    SmallVectorImpl<ElementsAttr> &results) {
  if (!llvm::all_of(op->getResultTypes(), isStaticNumber) || !areConstant(operands))
    return failure();
  if (auto split = dyn_cast<SplitOp>(op))
    return evaluateSplit(split, operands, results);
  ElementsAttr result =
      llvm::TypeSwitch<Operation *, ElementsAttr>(op)
          .Case([&](BitCastOp op) { return evaluateBitCast(op, operands); })
          .Case([&](ConcatOp op) { return evaluateConcat(op, operands); })
          .Case([&](ConstantOfShapeOp op) { return evaluateConstantOfShape(op, operands); })
          .Case([&](ExpandOp op) { return evaluateExpand(op, operands); })
          .Case([&](GatherOp op) { return evaluateGather(op, operands); })
          .Case([&](GatherNDOp op) { return evaluateGatherND(op, operands); })
          .Case([&](NonZeroOp op) { return evaluateNonZero(op, operands); })
          .Case([&](PadOp op) { return evaluatePad(op, operands); })
          .Case([&](RangeOp op) { return evaluateRange(op, operands); })
          .Case([&](ScatterNDOp op) { return evaluateScatterND(op, operands); })
          .Case([&](SliceOp op) { return evaluateSlice(op, operands); })
          .Case([&](TileOp op) { return evaluateTile(op, operands); })
          .Case([&](TransposeOp op) { return evaluateTranspose(op, operands); })
          .Case([&](TriluOp op) { return evaluateTrilu(op, operands); })
          .Default([&](Operation *op) { return evaluateElementwise(op, operands); });
  if (!result)
    return failure();
  results.push_back(result);
  return success();
}

LogicalResult onnxc::onnx::foldSmall(Operation *op, Operands operands,
                                     SmallVectorImpl<OpFoldResult> &results) {
  // What repeats its operand is worth keeping unless it is tiny.
  int64_t limit =
      isa<ConstantOfShapeOp, ExpandOp, RangeOp, TileOp>(op) ? kMaxGrownElements : kMaxFoldElements;
  for (Type type : op->getResultTypes())
    if (!isStaticNumber(type) || cast<ShapedType>(type).getNumElements() > limit)
      return failure();
  SmallVector<ElementsAttr> values;
  if (failed(evaluate(op, operands, values)))
    return failure();
  llvm::append_range(results, values);
  return success();
}

OpFoldResult onnxc::onnx::foldSmall(Operation *op, Operands operands) {
  SmallVector<OpFoldResult> results;
  return succeeded(foldSmall(op, operands, results)) ? results[0] : OpFoldResult();
}
