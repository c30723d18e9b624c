#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/TensorOps.cpp.inc"

void OnnxDialect::registerTensorOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/TensorOps.cpp.inc"
      >();
}

//===-- Constant, Identity --------------------------------------------------===//

LogicalResult ConstantOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  types.push_back(adaptor.getValue().getType());
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult IdentityOp::fold(FoldAdaptor) { return getInput(); }

//===-- Reshape ------------------------------------------------------------===//

/// Resolves 0 and -1 of a constant `shape`.
static FailureOr<SmallVector<int64_t>> resolveShape(std::optional<Location> loc,
                                                    ArrayRef<int64_t> shape, RankedTensorType input,
                                                    bool allowZero) {
  SmallVector<int64_t> resolved(shape);
  int64_t known = 1;
  std::optional<size_t> open;
  for (auto [i, dim] : llvm::enumerate(resolved)) {
    if (dim == 0 && !allowZero) {
      if (int64_t(i) >= input.getRank())
        return emitOptionalError(loc, "shape keeps dimension ", i, " of an input of rank ",
                                 input.getRank());
      dim = input.getDimSize(i);
    }
    if (dim == -1 && open)
      return emitOptionalError(loc, "shape has more than one -1");
    if (dim < -1 && !ShapedType::isDynamic(dim))
      return emitOptionalError(loc, "shape has dimension ", dim);
    if (dim == -1)
      open = i;
    else
      known *= ShapedType::isDynamic(dim) ? 1 : dim;
  }
  if (open)
    resolved[*open] = input.hasStaticShape() && known != 0 ? input.getNumElements() / known
                                                           : ShapedType::kDynamic;
  auto type = RankedTensorType::get(resolved, input.getElementType());
  if (input.hasStaticShape() && type.hasStaticShape() &&
      type.getNumElements() != input.getNumElements())
    return emitOptionalError(loc, "cannot reshape ", input, " to ", type);
  return resolved;
}

LogicalResult ReshapeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType shapeType = getTensorType(adaptor.getShape());
  if (shapeType.getRank() != 1 || shapeType.isDynamicDim(0))
    return emitOptionalError(loc, "expects a shape of one known dimension, but got ", shapeType);
  SmallVector<int64_t> shape(shapeType.getDimSize(0), ShapedType::kDynamic);
  if (auto constant = getConstantInts(adaptor.getShape())) {
    FailureOr<SmallVector<int64_t>> resolved =
        resolveShape(loc, *constant, input, adaptor.getAllowzero());
    if (failed(resolved))
      return failure();
    shape = *resolved;
  }
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  auto type = cast<RankedTensorType>(getType());
  if (type == getInput().getType() && type.hasStaticShape())
    return getInput();
  if (auto value = dyn_cast_or_null<ElementsAttr>(adaptor.getInput()))
    if (type.hasStaticShape())
      return reshapeConstant(value, type);
  return {};
}
