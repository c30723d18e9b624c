#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/NormalizationOps.cpp.inc"

void OnnxDialect::registerNormalizationOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/NormalizationOps.cpp.inc"
      >();
}

LogicalResult BatchNormalizationOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                     Adaptor adaptor,
                                                     SmallVectorImpl<Type> &types) {
  RankedTensorType x = getTensorType(adaptor.getX());
  if (x.getRank() < 2)
    return emitOptionalError(loc, "expects an input of rank 2 or more, but got ", x);
  for (Value perChannel : adaptor.getOperands().drop_front()) {
    RankedTensorType type = getTensorType(perChannel);
    if (type.getRank() != 1 ||
        (!type.isDynamicDim(0) && !x.isDynamicDim(1) && type.getDimSize(0) != x.getDimSize(1)))
      return emitOptionalError(loc, "expects one value for each of ", x.getDimSize(1),
                               " channels, but got ", type);
  }
  types.assign({x, adaptor.getInputMean().getType(), adaptor.getInputVar().getType()});
  return success();
}

LogicalResult LayerNormalizationOp::inferReturnTypes(MLIRContext *context,
                                                     std::optional<Location> loc, Adaptor adaptor,
                                                     SmallVectorImpl<Type> &types) {
  RankedTensorType x = getTensorType(adaptor.getX());
  FailureOr<int64_t> axis = normalizeAxis(loc, adaptor.getAxis(), x.getRank());
  if (failed(axis))
    return failure();
  SmallVector<int64_t> shape(x.getShape());
  std::fill(shape.begin() + *axis, shape.end(), 1);
  // Stash type 1 is float32, 16 is bfloat16.
  Type stash = adaptor.getStashType() == 16 ? Type(BFloat16Type::get(context))
                                            : Type(Float32Type::get(context));
  if (x.getElementType().isF64())
    stash = x.getElementType();
  auto statistic = RankedTensorType::get(shape, stash);
  types.assign({x, statistic, statistic});
  return success();
}

LogicalResult GroupNormalizationOp::verify() {
  RankedTensorType x = getTensorType(getX());
  if (x.getRank() < 2)
    return emitOpError("expects an input of rank 2 or more, but got ") << x;
  int64_t channels = x.getDimSize(1);
  if (getNumGroups() < 1 ||
      (!ShapedType::isDynamic(channels) && channels % int64_t(getNumGroups()) != 0))
    return emitOpError("num_groups ")
           << getNumGroups() << " does not divide " << channels << " channels";
  return success();
}

/// The one of Softmax, LogSoftmax and Hardmax, whose type says nothing about the axis.
template <typename Op> static LogicalResult verifyAxis(Op op) {
  return normalizeAxis(op.getLoc(), op.getAxis(), getTensorType(op.getInput()).getRank());
}

LogicalResult SoftmaxOp::verify() { return verifyAxis(*this); }
LogicalResult LogSoftmaxOp::verify() { return verifyAxis(*this); }
LogicalResult HardmaxOp::verify() { return verifyAxis(*this); }
