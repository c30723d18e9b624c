#include "dialects/Onnx/IR/IntegerContraction.h"

#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc::onnx;

static bool isOfBytes(Value value) { return getTensorType(value).getElementType().isInteger(8); }

static bool isKnown(RankedTensorType type) {
  return type.hasStaticShape() && type.getNumElements() > 0;
}

/// Whether `zeroPoint` is absent, or one number.
static bool isOne(Value zeroPoint) {
  return !zeroPoint || (getTensorType(zeroPoint).hasStaticShape() &&
                        getTensorType(zeroPoint).getNumElements() == 1);
}

static bool isConstantOrAbsent(Value value) { return !value || getConstant(value); }

static StringRef getObstacle(RankedTensorType result, Value input, Value inputZeroPoint,
                             Value weights, Value weightZeroPoint) {
  if (!getConstant(weights))
    return "the weights are not constant";
  if (!isConstantOrAbsent(weightZeroPoint))
    return "the zero points of the weights are not constant";
  if (!isOfBytes(input) || !isOfBytes(weights))
    return "input or weights are not of 8 bits";
  if (!isOne(inputZeroPoint))
    return "the input has several zero points";
  if (!isKnown(result) || !isKnown(getTensorType(input)) || !isKnown(getTensorType(weights)))
    return "a size is unknown or 0";
  return "";
}

StringRef onnxc::onnx::getKernelObstacle(MatMulIntegerOp op) {
  if (getTensorType(op.getB()).getRank() != 2 || getTensorType(op.getA()).getRank() < 2)
    return "B is not a matrix, or A is a vector";
  return getObstacle(getTensorType(op), op.getA(), op.getAZeroPoint(), op.getB(),
                     op.getBZeroPoint());
}

StringRef onnxc::onnx::getKernelObstacle(ConvIntegerOp op) {
  if (getTensorType(op.getInput()).getRank() < 3)
    return "the input has no dimension of space";
  return getObstacle(getTensorType(op), op.getInput(), op.getInputZeroPoint(), op.getWeight(),
                     op.getWeightZeroPoint());
}
