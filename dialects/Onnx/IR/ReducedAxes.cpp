#include "dialects/Onnx/IR/ReducedAxes.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace onnxc::onnx;

/// The axes as `axes` and its absence say; nothing if it is not a constant.
static std::optional<SmallVector<int64_t>> getSaidAxes(Value axes, int64_t rank,
                                                       bool noopWithEmptyAxes) {
  SmallVector<int64_t> all = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (!axes || getTensorType(axes).getDimSize(0) == 0)
    return noopWithEmptyAxes ? SmallVector<int64_t>() : all;
  return getConstantInts(axes);
}

LogicalResult onnxc::onnx::inferReduceType(std::optional<Location> loc, Value data, Value axes,
                                           bool keepDims, bool noopWithEmptyAxes,
                                           SmallVectorImpl<Type> &types) {
  RankedTensorType type = getTensorType(data);
  if (axes && getTensorType(axes).getRank() != 1)
    return emitOptionalError(loc, "expects axes of one dimension, but got ", axes.getType());
  std::optional<SmallVector<int64_t>> said = getSaidAxes(axes, type.getRank(), noopWithEmptyAxes);
  if (!said) {
    int64_t count = getTensorType(axes).getDimSize(0);
    if (!keepDims && (ShapedType::isDynamic(count) || count > type.getRank()))
      return emitOptionalError(loc, "expects a known number of axes");
    types.push_back(type.clone(SmallVector<int64_t>(
        keepDims ? type.getRank() : type.getRank() - count, ShapedType::kDynamic)));
    return success();
  }
  FailureOr<SmallVector<int64_t>> reduced = normalizeAxes(loc, *said, type.getRank());
  if (failed(reduced))
    return failure();
  SmallVector<int64_t> shape;
  for (auto [i, dim] : llvm::enumerate(type.getShape()))
    if (!llvm::is_contained(*reduced, int64_t(i)))
      shape.push_back(dim);
    else if (keepDims)
      shape.push_back(1);
  types.push_back(type.clone(shape));
  return success();
}

LogicalResult onnxc::onnx::inferArgType(MLIRContext *context, std::optional<Location> loc,
                                        Value data, int64_t axis, bool keepDims,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType type = getTensorType(data);
  FailureOr<int64_t> normalized = normalizeAxis(loc, axis, type.getRank());
  if (failed(normalized))
    return failure();
  SmallVector<int64_t> shape(type.getShape());
  if (keepDims)
    shape[*normalized] = 1;
  else
    shape.erase(shape.begin() + *normalized);
  types.push_back(RankedTensorType::get(shape, IntegerType::get(context, 64)));
  return success();
}

/// What is left of `shape` without `axes`, or with 1 in their place.
static SmallVector<int64_t> reduceShape(ArrayRef<int64_t> shape, ArrayRef<int64_t> axes,
                                        bool keepDims) {
  SmallVector<int64_t> reduced;
  for (auto [i, dim] : llvm::enumerate(shape))
    if (!llvm::is_contained(axes, int64_t(i)))
      reduced.push_back(dim);
    else if (keepDims)
      reduced.push_back(1);
  return reduced;
}

std::optional<SmallVector<int64_t>> onnxc::onnx::getReducedAxes(Value data, Value axes,
                                                                bool noopWithEmptyAxes,
                                                                bool keepDims,
                                                                RankedTensorType result) {
  RankedTensorType type = getTensorType(data);
  int64_t rank = type.getRank();
  if (std::optional<SmallVector<int64_t>> said = getSaidAxes(axes, rank, noopWithEmptyAxes)) {
    FailureOr<SmallVector<int64_t>> normalized = normalizeAxes(std::nullopt, *said, rank);
    if (failed(normalized))
      return std::nullopt;
    llvm::sort(*normalized);
    return *normalized;
  }
  int64_t count = getTensorType(axes).getDimSize(0);
  std::optional<SmallVector<int64_t>> found;
  if (rank > 10)
    return std::nullopt;
  for (int64_t set = 0; set < int64_t(1) << rank; ++set) {
    SmallVector<int64_t> candidate;
    for (int64_t axis = 0; axis < rank; ++axis)
      if (set >> axis & 1)
        candidate.push_back(axis);
    if (int64_t(candidate.size()) != count ||
        ArrayRef(reduceShape(type.getShape(), candidate, keepDims)) != result.getShape())
      continue;
    if (found)
      return std::nullopt;
    found = candidate;
  }
  return found;
}
