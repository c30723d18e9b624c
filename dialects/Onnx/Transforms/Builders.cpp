#include "dialects/Onnx/Transforms/Builders.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc::onnx;

Value onnxc::onnx::constantInts(OpBuilder &builder, Location loc, ArrayRef<int64_t> values) {
  return ConstantOp::create(builder, loc, builder.getI64TensorAttr(values));
}

Value onnxc::onnx::constantScalar(OpBuilder &builder, Location loc, Type elementType,
                                  double value) {
  ConstantTensor tensor(RankedTensorType::get({}, elementType));
  if (tensor.isFloat())
    tensor.floats[0] = value;
  else
    tensor.ints[0] = int64_t(value);
  return ConstantOp::create(builder, loc, tensor.toAttr());
}

Value onnxc::onnx::reshapeTo(OpBuilder &builder, Location loc, Value value,
                             ArrayRef<int64_t> shape) {
  if (getTensorType(value).getShape() == shape)
    return value;
  return ReshapeOp::create(builder, loc, value, constantInts(builder, loc, shape),
                           /*allowzero=*/1);
}
