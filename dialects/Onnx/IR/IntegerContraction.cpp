#include "dialects/Onnx/IR/IntegerContraction.h"

#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc::onnx;

static bool isOfBytes(Value value) {
  RankedTensorType type = getTensorType(value);
  return type.getElementType().isInteger(8) && type.hasStaticShape() && type.getNumElements() > 0;
}

/// Whether `zeroPoint` is absent, or one number.
static bool isOne(Value zeroPoint) {
  return !zeroPoint || (getTensorType(zeroPoint).hasStaticShape() &&
                        getTensorType(zeroPoint).getNumElements() == 1);
}

static bool isConstantOrAbsent(Value value) { return !value || getConstant(value); }

/// Whether `result` and what it is made of are what kernels take.
static bool isKernelOfBytes(RankedTensorType result, Value input, Value inputZeroPoint,
                            Value weights, Value weightZeroPoint) {
  return result.hasStaticShape() && result.getNumElements() > 0 && isOfBytes(input) &&
         isOfBytes(weights) && getConstant(weights) && isOne(inputZeroPoint) &&
         isConstantOrAbsent(weightZeroPoint);
}

bool onnxc::onnx::hasConstantWeights(MatMulIntegerOp op) {
  return getTensorType(op.getB()).getRank() == 2 && getTensorType(op.getA()).getRank() >= 2 &&
         isKernelOfBytes(getTensorType(op), op.getA(), op.getAZeroPoint(), op.getB(),
                         op.getBZeroPoint());
}

bool onnxc::onnx::hasConstantWeights(ConvIntegerOp op) {
  return getTensorType(op.getInput()).getRank() >= 3 &&
         isKernelOfBytes(getTensorType(op), op.getInput(), op.getInputZeroPoint(), op.getWeight(),
                         op.getWeightZeroPoint());
}
