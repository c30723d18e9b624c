#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/ReducedAxes.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ReductionOps.cpp.inc"

void OnnxDialect::registerReductionOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/ReductionOps.cpp.inc"
      >();
}

LogicalResult TopKOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                       Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType x = getTensorType(adaptor.getX());
  FailureOr<int64_t> axis = normalizeAxis(loc, adaptor.getAxis(), x.getRank());
  if (failed(axis) || failed(checkScalars(loc, adaptor.getK())))
    return failure();
  SmallVector<int64_t> shape(x.getShape());
  shape[*axis] = getConstantInt(adaptor.getK()).value_or(ShapedType::kDynamic);
  if (shape[*axis] < 0 && !ShapedType::isDynamic(shape[*axis]))
    return emitOptionalError(loc, "expects k of 0 or more, but got ", shape[*axis]);
  if (!ShapedType::isDynamic(shape[*axis]) && !x.isDynamicDim(*axis) &&
      shape[*axis] > x.getDimSize(*axis))
    return emitOptionalError(loc, "expects k of at most ", x.getDimSize(*axis), ", but got ",
                             shape[*axis]);
  types.push_back(x.clone(shape));
  types.push_back(RankedTensorType::get(shape, IntegerType::get(context, 64)));
  return success();
}

//===-- Det -----------------------------------------------------------------===//

LogicalResult DetOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t rank = input.getRank();
  if (rank < 2 || (!input.isDynamicDim(rank - 1) && !input.isDynamicDim(rank - 2) &&
                   input.getDimSize(rank - 1) != input.getDimSize(rank - 2)))
    return emitOptionalError(loc, "expects square matrices, but got ", input);
  types.push_back(input.clone(input.getShape().drop_back(2)));
  return success();
}
