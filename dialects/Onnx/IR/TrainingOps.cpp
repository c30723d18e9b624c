#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

/// `tensors` are `groups` times as many tensors; all groups but the gradients have a result.
static LogicalResult inferOptimizer(std::optional<Location> loc, ArrayRef<Value> rateAndStep,
                                    ValueRange tensors, size_t groups,
                                    SmallVectorImpl<Type> &types) {
  for (Value scalar : rateAndStep)
    if (RankedTensorType type = getTensorType(scalar);
        type.hasStaticShape() && type.getNumElements() != 1)
      return emitOptionalError(loc, "expects a rate and a step of one element, but got ", type);
  if (tensors.empty() || tensors.size() % groups)
    return emitOptionalError(loc, "expects ", groups, " tensors per parameter, but got ",
                             tensors.size(), " tensors");
  size_t count = tensors.size() / groups;
  for (size_t i = count; i < tensors.size(); ++i)
    if (!areCompatibleTypes(tensors[i].getType(), tensors[i % count].getType()))
      return emitOptionalError(loc, "expects gradient and state of parameter ", i % count,
                               " in its type ", tensors[i % count].getType(), ", but got ",
                               tensors[i].getType());
  for (size_t group = 0; group < groups; ++group)
    if (group != 1)
      llvm::append_range(types, tensors.take_front(count).getTypes());
  return success();
}

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/TrainingOps.cpp.inc"

void OnnxDialect::registerTrainingOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/TrainingOps.cpp.inc"
      >();
}

LogicalResult MomentumOp::verify() {
  if (getMode() != "standard" && getMode() != "nesterov")
    return emitOpError("expects mode 'standard' or 'nesterov', but got '") << getMode() << "'";
  return success();
}
