#include "dialects/Onnx/IR/TypeInference.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;

//===-- Sizes --------------------------------------------------------------===//

/// Eight of them can be added.
static constexpr int64_t kHugeSize = int64_t(1) << 60;

static int64_t saturate(int64_t size) { return std::clamp(size, -kHugeSize, kHugeSize); }

int64_t onnxc::onnx::addSizes(int64_t a, int64_t b) { return saturate(saturate(a) + saturate(b)); }

int64_t onnxc::onnx::multiplySizes(int64_t a, int64_t b) {
  int64_t product;
  if (llvm::MulOverflow(a, b, product))
    return (a < 0) == (b < 0) ? kHugeSize : -kHugeSize;
  return saturate(product);
}

int64_t onnxc::onnx::toSize(double size) {
  // Not a number is no size either.
  return std::isnan(size)
             ? -1
             : static_cast<int64_t>(std::clamp(size, -double(kHugeSize), double(kHugeSize)));
}

bool onnxc::onnx::isAddressable(RankedTensorType type) {
  if (type.getRank() > kMaxRank)
    return false;
  // Without dimensions of 0, beside which another one might be too large to compute with.
  int64_t count = 1;
  for (int64_t dim : type.getShape()) {
    if (ShapedType::isDynamic(dim))
      continue;
    count = multiplySizes(count, std::max<int64_t>(dim, 1));
    if (dim < 0 || count > kMaxElements)
      return false;
  }
  return true;
}

//===-- Types --------------------------------------------------------------===//

bool onnxc::onnx::areCompatibleTypes(TypeRange inferred, TypeRange actual) {
  return inferred.size() == actual.size() &&
         llvm::all_of(llvm::zip(inferred, actual), [](auto pair) {
           auto [a, b] = pair;
           if (a == b)
             return true;
           auto x = dyn_cast<RankedTensorType>(a), y = dyn_cast<RankedTensorType>(b);
           return x && y && mergeTypes(x, y);
         });
}

RankedTensorType onnxc::onnx::fillOpenSizes(RankedTensorType inferred, RankedTensorType declared) {
  if (inferred.getRank() != declared.getRank())
    return inferred;
  SmallVector<int64_t> shape(inferred.getShape());
  for (auto [dim, known] : llvm::zip_equal(shape, declared.getShape()))
    if (ShapedType::isDynamic(dim))
      dim = known;
  return RankedTensorType::get(shape, inferred.getElementType());
}

std::optional<RankedTensorType> onnxc::onnx::mergeTypes(RankedTensorType inferred,
                                                        RankedTensorType declared) {
  if (inferred.getElementType() != declared.getElementType() ||
      failed(verifyCompatibleShape(inferred, declared)))
    return std::nullopt;
  return fillOpenSizes(inferred, declared);
}

/// The dimension of a result from two that are aligned; nothing if they do not fit.
static std::optional<int64_t> broadcastDim(int64_t a, int64_t b) {
  if (a == b || b == 1)
    return a;
  if (a == 1)
    return b;
  if (ShapedType::isDynamic(a))
    return b;
  if (ShapedType::isDynamic(b))
    return a;
  return std::nullopt;
}

LogicalResult onnxc::onnx::inferBroadcastShape(std::optional<Location> loc,
                                               ArrayRef<ArrayRef<int64_t>> shapes,
                                               SmallVectorImpl<int64_t> &shape) {
  shape.clear();
  for (ArrayRef<int64_t> other : shapes) {
    if (other.size() > shape.size())
      shape.insert(shape.begin(), other.size() - shape.size(), 1);
    for (size_t back = 1; back <= other.size(); ++back) {
      int64_t &dim = shape[shape.size() - back];
      std::optional<int64_t> merged = broadcastDim(dim, other[other.size() - back]);
      if (!merged)
        return emitOptionalError(loc, "operand shapes do not broadcast: dimension ", dim,
                                 " against ", other[other.size() - back]);
      dim = *merged;
    }
  }
  return success();
}

std::optional<int64_t> onnxc::onnx::inferWindowDim(int64_t input, int64_t kernel, int64_t stride,
                                                   int64_t dilation, int64_t padBegin,
                                                   int64_t padEnd, bool ceilMode) {
  if (ShapedType::isDynamic(input) || ShapedType::isDynamic(kernel))
    return ShapedType::kDynamic;
  int64_t padded = addSizes(addSizes(input, padBegin), padEnd);
  int64_t room = padded - multiplySizes(dilation, kernel - 1) - 1;
  // Rounded up, a window may begin in an input that is smaller than itself.
  int64_t count =
      (ceilMode ? llvm::divideCeilSigned(room, stride) : llvm::divideFloorSigned(room, stride)) + 1;
  if (ceilMode && multiplySizes(count - 1, stride) >= addSizes(input, padBegin))
    --count;
  return count > 0 ? std::optional(count) : std::nullopt;
}

FailureOr<int64_t> onnxc::onnx::normalizeAxis(std::optional<Location> loc, int64_t axis,
                                              int64_t rank) {
  if (axis < -rank || axis >= rank)
    return emitOptionalError(loc, "axis ", axis, " is out of range for rank ", rank);
  return axis < 0 ? axis + rank : axis;
}

FailureOr<SmallVector<int64_t>> onnxc::onnx::normalizeAxes(std::optional<Location> loc,
                                                           ArrayRef<int64_t> axes, int64_t rank) {
  SmallVector<int64_t> normalized;
  for (int64_t axis : axes) {
    FailureOr<int64_t> one = normalizeAxis(loc, axis, rank);
    if (failed(one))
      return failure();
    if (llvm::is_contained(normalized, *one))
      return emitOptionalError(loc, "axis ", *one, " is given twice");
    normalized.push_back(*one);
  }
  return normalized;
}

FailureOr<int64_t> onnxc::onnx::getListLength(std::optional<Location> loc, StringRef name,
                                              Value list) {
  RankedTensorType type = getTensorType(list);
  if (type.getRank() != 1 || type.isDynamicDim(0))
    return emitOptionalError(loc, "expects ", name, " of one known dimension, but got ", type);
  // Pads have two entries for each dimension.
  if (type.getDimSize(0) > 2 * kMaxRank)
    return emitOptionalError(loc, name, " has ", type.getDimSize(0),
                             " entries, but a tensor has at most ", kMaxRank, " dimensions");
  return type.getDimSize(0);
}

LogicalResult onnxc::onnx::inferBroadcastType(std::optional<Location> loc, ValueRange operands,
                                              bool toBool, int elementOf, bool mixed,
                                              SmallVectorImpl<Type> &types) {
  SmallVector<int64_t> shape;
  if (operands.empty())
    return emitOptionalError(loc, "expects at least one operand");
  SmallVector<ArrayRef<int64_t>> shapes;
  for (Value operand : operands)
    shapes.push_back(getTensorType(operand).getShape());
  if (failed(inferBroadcastShape(loc, shapes, shape)))
    return failure();
  Type element = getTensorType(operands[elementOf]).getElementType();
  for (Value operand : operands.drop_front(elementOf))
    if (Type other = getTensorType(operand).getElementType(); !mixed && other != element)
      return emitOptionalError(loc, "expects operands of one element type, but got ", element,
                               " and ", other);
  if (toBool)
    element = IntegerType::get(element.getContext(), 1);
  types.push_back(RankedTensorType::get(shape, element));
  return success();
}

LogicalResult onnxc::onnx::verifyElementCount(Operation *op) {
  auto from = cast<ShapedType>(op->getOperand(0).getType());
  auto to = cast<ShapedType>(op->getResult(0).getType());
  if (!from.hasStaticShape() || !to.hasStaticShape() ||
      from.getNumElements() == to.getNumElements())
    return success();
  return op->emitOpError() << "has " << from.getNumElements() << " elements, but its result has "
                           << to.getNumElements();
}

LogicalResult onnxc::onnx::checkPerAxis(std::optional<Location> loc, StringRef name,
                                        Value parameter, RankedTensorType of, int64_t axis) {
  if (!parameter)
    return success();
  RankedTensorType type = getTensorType(parameter);
  if (type.hasStaticShape() && type.getNumElements() == 1)
    return success();
  int64_t rank = type.getRank(), first = rank == 1 ? axis : of.getRank() - rank;
  bool fits = first >= 0;
  for (int64_t i = 0; fits && i < rank; ++i)
    fits = type.isDynamicDim(i) || of.isDynamicDim(first + i) || type.getDimSize(i) == 1 ||
           type.getDimSize(i) == of.getDimSize(first + i);
  if (!fits)
    return emitOptionalError(loc, "has ", name, " ", type, " that does not fit ", of);
  return success();
}

LogicalResult onnxc::onnx::checkBroadcastsTo(std::optional<Location> loc, Value value,
                                             RankedTensorType to) {
  if (!value)
    return success();
  RankedTensorType type = getTensorType(value);
  int64_t missing = to.getRank() - type.getRank();
  bool fits = missing >= 0;
  for (int64_t i = 0; fits && i < type.getRank(); ++i)
    fits = type.isDynamicDim(i) || type.getDimSize(i) == 1 || to.isDynamicDim(i + missing) ||
           type.getDimSize(i) == to.getDimSize(i + missing);
  if (!fits)
    return emitOptionalError(loc, type, " does not broadcast to ", to);
  return success();
}

LogicalResult onnxc::onnx::checkElementType(std::optional<Location> loc, Type elementType,
                                            ValueRange operands) {
  for (Value operand : operands)
    if (operand && getTensorType(operand).getElementType() != elementType)
      return emitOptionalError(loc, "expects elements of ", elementType, ", but got ",
                               operand.getType());
  return success();
}

LogicalResult onnxc::onnx::checkScalars(std::optional<Location> loc, ValueRange operands) {
  for (Value operand : operands)
    if (operand && getTensorType(operand).hasStaticShape() &&
        getTensorType(operand).getNumElements() != 1)
      return emitOptionalError(loc, "expects one element, but got ", operand.getType());
  return success();
}
