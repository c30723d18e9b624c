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

/// An image has channels, and each of `values` is a list of one for each of them.
static LogicalResult checkPerChannel(std::optional<Location> loc, RankedTensorType image,
                                     ValueRange values) {
  if (image.getRank() < 2)
    return emitOptionalError(loc, "expects an input of rank 2 or more, but got ", image);
  for (Value value : values) {
    RankedTensorType type = getTensorType(value);
    if (type.getRank() != 1 || (!type.isDynamicDim(0) && !image.isDynamicDim(1) &&
                                type.getDimSize(0) != image.getDimSize(1)))
      return emitOptionalError(loc, "expects one value for each of ", image.getDimSize(1),
                               " channels, but got ", type);
  }
  return success();
}

LogicalResult BatchNormalizationOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                     Adaptor adaptor,
                                                     SmallVectorImpl<Type> &types) {
  RankedTensorType x = getTensorType(adaptor.getX());
  Type statistic = getTensorType(adaptor.getInputMean()).getElementType();
  if (failed(checkPerChannel(loc, x, adaptor.getOperands().drop_front())) ||
      failed(checkElementType(loc, statistic, adaptor.getInputVar())))
    return failure();
  types.assign({x, adaptor.getInputMean().getType(), adaptor.getInputVar().getType()});
  return success();
}

LogicalResult InstanceNormalizationOp::verify() {
  RankedTensorType input = getTensorType(getInput());
  return failure(failed(checkPerChannel(getLoc(), input, {getScale(), getB()})) ||
                 failed(checkElementType(getLoc(), input.getElementType(), {getScale(), getB()})));
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

LogicalResult LayerNormalizationOp::verify() {
  RankedTensorType x = getTensorType(getX());
  return failure(failed(checkElementType(getLoc(), x.getElementType(), {getScale(), getB()})) ||
                 failed(checkBroadcastsTo(getLoc(), getScale(), x)) ||
                 failed(checkBroadcastsTo(getLoc(), getB(), x)));
}

LogicalResult RMSNormalizationOp::verify() {
  RankedTensorType x = getTensorType(getX());
  return failure(failed(normalizeAxis(getLoc(), getAxis(), x.getRank())) ||
                 failed(checkBroadcastsTo(getLoc(), getScale(), x)));
}

LogicalResult GroupNormalizationOp::verify() {
  RankedTensorType x = getTensorType(getX());
  if (failed(checkPerChannel(getLoc(), x, {getScale(), getBias()})) ||
      failed(checkElementType(getLoc(), x.getElementType(), {getScale(), getBias()})))
    return failure();
  int64_t channels = x.getDimSize(1), groups = getNumGroups();
  if (groups < 1 || (!ShapedType::isDynamic(channels) && channels % groups != 0))
    return emitOpError("num_groups ") << groups << " does not divide " << channels << " channels";
  return success();
}

/// The axis of operators whose type says nothing about it.
template <typename Op> static LogicalResult verifyAxis(Op op) {
  return normalizeAxis(op.getLoc(), op.getAxis(), getTensorType(op.getInput()).getRank());
}

LogicalResult SoftmaxOp::verify() { return verifyAxis(*this); }
LogicalResult LogSoftmaxOp::verify() { return verifyAxis(*this); }
LogicalResult HardmaxOp::verify() { return verifyAxis(*this); }
LogicalResult LpNormalizationOp::verify() { return verifyAxis(*this); }

LogicalResult MeanVarianceNormalizationOp::verify() {
  return normalizeAxes(getLoc(), getAxes(), getTensorType(getX()).getRank());
}
