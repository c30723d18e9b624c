#include "dialects/Onnx/IR/FoldElementwise.h"
#include "dialects/Onnx/IR/NarrowWeights.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/MathOps.cpp.inc"

void OnnxDialect::registerMathOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/MathOps.cpp.inc"
      >();
}

//===-- Clip ---------------------------------------------------------------===//

LogicalResult ClipOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  Type elementType = getTensorType(adaptor.getInput()).getElementType();
  SmallVector<Value> bounds = {adaptor.getMin(), adaptor.getMax()};
  if (failed(checkScalars(loc, bounds)) || failed(checkElementType(loc, elementType, bounds)))
    return failure();
  types.push_back(adaptor.getInput().getType());
  return success();
}

OpFoldResult ClipOp::fold(FoldAdaptor adaptor) {
  if (!getMin() && !getMax())
    return getInput();
  return {};
}

//===-- Cast ---------------------------------------------------------------===//

LogicalResult CastOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  types.push_back(getTensorType(adaptor.getInput()).clone(adaptor.getTo()));
  return success();
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (getType() == getInput().getType())
    return getInput();
  return staysNarrow(getOutput()) ? OpFoldResult() : foldElementwise(*this, adaptor.getOperands());
}
