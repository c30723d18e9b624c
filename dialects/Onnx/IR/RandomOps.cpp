#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

static LogicalResult inferRandom(MLIRContext *context, std::optional<Location> loc,
                                 ArrayRef<int64_t> shape, std::optional<Type> dtype,
                                 SmallVectorImpl<Type> &types) {
  Type elementType = dtype.value_or(Float32Type::get(context));
  if (!isa<FloatType>(elementType))
    return emitOptionalError(loc, "makes floats, but dtype is ", elementType);
  for (int64_t size : shape)
    if (size < 0)
      return emitOptionalError(loc, "shape has dimension ", size);
  types.push_back(RankedTensorType::get(shape, elementType));
  return success();
}

static LogicalResult inferRandomLike(std::optional<Location> loc, Value input,
                                     std::optional<Type> dtype, SmallVectorImpl<Type> &types) {
  RankedTensorType like = getTensorType(input);
  Type elementType = dtype.value_or(like.getElementType());
  if (!isa<FloatType>(elementType))
    return emitOptionalError(loc, "makes floats, but ", dtype ? "dtype" : "the input", " is ",
                             elementType);
  types.push_back(like.clone(elementType));
  return success();
}

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/RandomOps.cpp.inc"

void OnnxDialect::registerRandomOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/RandomOps.cpp.inc"
      >();
}

LogicalResult BernoulliOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  types.push_back(input.clone(adaptor.getDtype().value_or(input.getElementType())));
  return success();
}

LogicalResult MultinomialOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t samples = adaptor.getSampleSize();
  if (input.getRank() != 2)
    return emitOptionalError(loc, "expects an input of batch and classes, but got ", input);
  if (samples < 1 || samples > kMaxElements)
    return emitOptionalError(loc, "expects a sample_size of 1 or more, but got ", samples);
  Type elementType = adaptor.getDtype().value_or(IntegerType::get(context, 32));
  if (!elementType.isSignlessInteger(32) && !elementType.isSignlessInteger(64))
    return emitOptionalError(loc, "makes int32 or int64, but dtype is ", elementType);
  types.push_back(RankedTensorType::get({input.getDimSize(0), samples}, elementType));
  return success();
}
