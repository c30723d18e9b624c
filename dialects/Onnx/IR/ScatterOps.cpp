#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

#include <numeric>

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ScatterOps.cpp.inc"

void OnnxDialect::registerScatterOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/ScatterOps.cpp.inc"
      >();
}

/// Whether two lists of dimensions may be the same.
static bool mayMatch(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  return succeeded(verifyCompatibleShape(a, b));
}

static LogicalResult checkReduction(std::optional<Location> loc, StringRef reduction,
                                    RankedTensorType input) {
  if (reduction != "none" && isa<StringType>(input.getElementType()))
    return emitOptionalError(loc, "reduction is '", reduction, "', but strings are only moved");
  if (!llvm::is_contained({"none", "add", "mul", "max", "min"}, reduction))
    return emitOptionalError(loc, "reduction is '", reduction, "', not none, add, mul, max or min");
  return success();
}

//===-- ScatterElements, ScatterND -------------------------------------------===//

LogicalResult ScatterElementsOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                  Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput()),
                   indices = getTensorType(adaptor.getIndices()),
                   updates = getTensorType(adaptor.getUpdates());
  if (failed(normalizeAxis(loc, adaptor.getAxis(), input.getRank())) ||
      failed(checkReduction(loc, adaptor.getReduction(), input)))
    return failure();
  if (indices.getRank() != input.getRank() || !mayMatch(indices.getShape(), updates.getShape()))
    return emitOptionalError(loc, "cannot scatter ", updates, " by ", indices, " to ", input);
  types.push_back(input);
  return success();
}

LogicalResult ScatterNDOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput()),
                   indices = getTensorType(adaptor.getIndices()),
                   updates = getTensorType(adaptor.getUpdates());
  if (failed(checkReduction(loc, adaptor.getReduction(), input)))
    return failure();
  int64_t depth = indices.getRank() > 0 ? indices.getShape().back() : ShapedType::kDynamic;
  if (ShapedType::isDynamic(depth) || depth > input.getRank())
    return emitOptionalError(loc, "cannot take index tuples from ", indices, " for ", input);
  SmallVector<int64_t> expected(indices.getShape().drop_back());
  llvm::append_range(expected, input.getShape().drop_front(depth));
  if (!mayMatch(expected, updates.getShape()))
    return emitOptionalError(loc, "expects updates to be ", input.clone(expected), ", but got ",
                             updates);
  types.push_back(input);
  return success();
}

//===-- TensorScatter --------------------------------------------------------===//

LogicalResult TensorScatterOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType cache = getTensorType(adaptor.getPastCache()),
                   update = getTensorType(adaptor.getUpdate());
  FailureOr<int64_t> axis = normalizeAxis(loc, adaptor.getAxis(), cache.getRank());
  if (failed(axis))
    return failure();
  if (*axis == 0)
    return emitOptionalError(loc, "axis is the batch dimension");
  if (adaptor.getMode() != "linear" && adaptor.getMode() != "circular")
    return emitOptionalError(loc, "mode is '", adaptor.getMode(), "', not linear or circular");
  SmallVector<int64_t> expected(cache.getShape());
  if (update.getRank() == cache.getRank())
    expected[*axis] = update.getDimSize(*axis);
  if (!mayMatch(expected, update.getShape()))
    return emitOptionalError(loc, "cannot write ", update, " into ", cache, " along axis ", *axis);
  types.push_back(cache);
  return success();
}

//===-- Col2Im -------------------------------------------------------------===//

LogicalResult Col2ImOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> spatialRank = getListLength(loc, "image_shape", adaptor.getImageShape());
  FailureOr<int64_t> blockRank = getListLength(loc, "block_shape", adaptor.getBlockShape());
  if (failed(spatialRank) || failed(blockRank))
    return failure();
  if (input.getRank() != 3 || *spatialRank != *blockRank)
    return emitOptionalError(loc, "cannot make an image of rank ", *spatialRank, " from ", input,
                             " with blocks of rank ", *blockRank);
  SmallVector<int64_t> shape(*spatialRank + 2, ShapedType::kDynamic);
  shape[0] = input.getDimSize(0);
  if (auto block = getConstantInts(adaptor.getBlockShape())) {
    int64_t size = std::accumulate(block->begin(), block->end(), int64_t(1), multiplySizes);
    if (size < 1 || (!input.isDynamicDim(1) && input.getDimSize(1) % size != 0))
      return emitOptionalError(loc, "columns of ", input, " are not blocks of ", size, " elements");
    shape[1] = input.isDynamicDim(1) ? ShapedType::kDynamic : input.getDimSize(1) / size;
  }
  if (auto image = getConstantInts(adaptor.getImageShape()))
    llvm::copy(*image, shape.begin() + 2);
  types.push_back(input.clone(shape));
  return success();
}
