#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/QuantizationOps.cpp.inc"

void OnnxDialect::registerQuantizationOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/QuantizationOps.cpp.inc"
      >();
}

static bool differ(int64_t a, int64_t b) {
  return a != b && !ShapedType::isDynamic(a) && !ShapedType::isDynamic(b);
}

//===-- To and from quantized numbers ---------------------------------------===//

LogicalResult QuantizeLinearOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                                 Adaptor adaptor, SmallVectorImpl<Type> &types) {
  Type elementType =
      adaptor.getOutputDtype().value_or(IntegerType::get(context, 8, IntegerType::Unsigned));
  if (adaptor.getZeroPoint())
    elementType = getTensorType(adaptor.getZeroPoint()).getElementType();
  types.push_back(getTensorType(adaptor.getInput()).clone(elementType));
  return success();
}

LogicalResult DequantizeLinearOp::inferReturnTypes(MLIRContext *, std::optional<Location>,
                                                   Adaptor adaptor, SmallVectorImpl<Type> &types) {
  Type elementType =
      adaptor.getOutputDtype().value_or(getTensorType(adaptor.getScale()).getElementType());
  types.push_back(getTensorType(adaptor.getInput()).clone(elementType));
  return success();
}

/// A scale is one number, a vector along the axis, or has a value for each block.
static LogicalResult verifyScale(Operation *op, RankedTensorType input, RankedTensorType scale,
                                 Value zeroPoint, int64_t axis, int64_t blockSize) {
  if (blockSize < 0)
    return op->emitOpError("expects a block_size of 0 or more, but got ") << blockSize;
  // Exporters mix scalars with vectors of one element.
  auto isOneElement = [](RankedTensorType type) {
    return type.getRank() <= 1 && type.hasStaticShape() && type.getNumElements() == 1;
  };
  if (zeroPoint &&
      !areCompatibleTypes(scale.clone(getTensorType(zeroPoint).getElementType()),
                          zeroPoint.getType()) &&
      !(isOneElement(scale) && isOneElement(getTensorType(zeroPoint))))
    return op->emitOpError("has a scale ") << scale << ", but a zero point " << zeroPoint.getType();
  if (isOneElement(scale) && blockSize == 0)
    return success();
  FailureOr<int64_t> dim = normalizeAxis(op->getLoc(), axis, input.getRank());
  if (failed(dim))
    return failure();
  if (blockSize == 0) {
    if (scale.getRank() != 1 || differ(scale.getDimSize(0), input.getDimSize(*dim)))
      return op->emitOpError("expects a scalar or ")
             << input.getDimSize(*dim) << " scales, but got " << scale;
    return success();
  }
  SmallVector<int64_t> blocks(input.getShape());
  if (!ShapedType::isDynamic(blocks[*dim]))
    blocks[*dim] = llvm::divideCeil(blocks[*dim], blockSize);
  if (failed(verifyCompatibleShape(blocks, scale.getShape())))
    return op->emitOpError("expects one scale for each ")
           << blockSize << " elements of " << input << ", but got " << scale;
  return success();
}

LogicalResult QuantizeLinearOp::verify() {
  return verifyScale(*this, getTensorType(getInput()), getTensorType(getScale()), getZeroPoint(),
                     getAxis(), getBlockSize());
}

LogicalResult DequantizeLinearOp::verify() {
  return verifyScale(*this, getTensorType(getInput()), getTensorType(getScale()), getZeroPoint(),
                     getAxis(), getBlockSize());
}

LogicalResult DynamicQuantizeLinearOp::inferReturnTypes(MLIRContext *context,
                                                        std::optional<Location>, Adaptor adaptor,
                                                        SmallVectorImpl<Type> &types) {
  Type uint8 = IntegerType::get(context, 8, IntegerType::Unsigned);
  types.push_back(getTensorType(adaptor.getInput()).clone(uint8));
  types.push_back(RankedTensorType::get({}, Float32Type::get(context)));
  types.push_back(RankedTensorType::get({}, uint8));
  return success();
}

LogicalResult RequantizeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                             Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType zeroPoint = getTensorType(adaptor.getZeroPoint());
  SmallVector<int64_t> shape;
  if (failed(inferBroadcastShape(
          loc,
          {input.getShape(), getTensorType(adaptor.getScale()).getShape(), zeroPoint.getShape()},
          shape)))
    return failure();
  if (failed(verifyCompatibleShape(shape, input.getShape())))
    return emitOptionalError(loc, "scale and zero point do not broadcast to ", input);
  types.push_back(input.clone(zeroPoint.getElementType()));
  return success();
}

//===-- Operators on quantized tensors --------------------------------------===//

/// What the operator on integers infers, with the elements of the zero point.
static LogicalResult takeElements(LogicalResult inferred, Value zeroPoint,
                                  SmallVectorImpl<Type> &types) {
  if (failed(inferred))
    return failure();
  types.back() =
      cast<RankedTensorType>(types.back()).clone(getTensorType(zeroPoint).getElementType());
  return success();
}

LogicalResult QLinearConvOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  ConvIntegerOp::Properties properties;
  properties.strides = adaptor.getStridesAttr();
  properties.pads = adaptor.getPadsAttr();
  properties.dilations = adaptor.getDilationsAttr();
  properties.group = adaptor.getGroupAttr();
  properties.operandSegmentSizes = {1, 1, 0, 0};
  SmallVector<Value> operands = {adaptor.getX(), adaptor.getW()};
  ConvIntegerOp::Adaptor conv(operands, DictionaryAttr(), properties);
  if (failed(takeElements(ConvIntegerOp::inferReturnTypes(context, loc, conv, types),
                          adaptor.getYZeroPoint(), types)))
    return failure();
  RankedTensorType w = getTensorType(adaptor.getW());
  for (auto [name, parameter] : {std::pair("x_scale", adaptor.getXScale()),
                                 {"x_zero_point", adaptor.getXZeroPoint()},
                                 {"y_scale", adaptor.getYScale()},
                                 {"y_zero_point", adaptor.getYZeroPoint()}})
    if (getTensorType(parameter).hasStaticShape() && getTensorType(parameter).getNumElements() != 1)
      return emitOptionalError(loc, "expects ", name, " of one element, but got ",
                               parameter.getType());
  return failure(
      failed(checkPerAxis(loc, "w_scale", adaptor.getWScale(), w, /*axis=*/0)) ||
      failed(checkPerAxis(loc, "w_zero_point", adaptor.getWZeroPoint(), w, /*axis=*/0)) ||
      failed(checkPerAxis(loc, "bias", adaptor.getBias(), w, /*axis=*/0)));
}

LogicalResult QLinearMatMulOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SmallVector<Value> operands = {adaptor.getA(), adaptor.getB()};
  MatMulIntegerOp::Properties properties;
  properties.operandSegmentSizes = {1, 1, 0, 0};
  MatMulIntegerOp::Adaptor product(operands, DictionaryAttr(), properties);
  if (failed(takeElements(MatMulIntegerOp::inferReturnTypes(context, loc, product, types),
                          adaptor.getYZeroPoint(), types)))
    return failure();
  // Rows of A and of the result, columns of B.
  auto check = [&](StringRef name, Value parameter, Type of, int64_t fromLast) {
    auto type = cast<RankedTensorType>(of);
    return checkPerAxis(loc, name, parameter, type,
                        std::max<int64_t>(0, type.getRank() - fromLast));
  };
  Type a = adaptor.getA().getType(), b = adaptor.getB().getType(), y = types.back();
  return failure(failed(check("a_scale", adaptor.getAScale(), a, 2)) ||
                 failed(check("a_zero_point", adaptor.getAZeroPoint(), a, 2)) ||
                 failed(check("b_scale", adaptor.getBScale(), b, 1)) ||
                 failed(check("b_zero_point", adaptor.getBZeroPoint(), b, 1)) ||
                 failed(check("y_scale", adaptor.getYScale(), y, 2)) ||
                 failed(check("y_zero_point", adaptor.getYZeroPoint(), y, 2)));
}

/// The rows and columns of op(A) * op(B); an error if they are not matrices that fit.
static FailureOr<SmallVector<int64_t>> inferProduct(std::optional<Location> loc,
                                                    MsQGemmOp::Adaptor adaptor) {
  RankedTensorType a = getTensorType(adaptor.getA()), b = getTensorType(adaptor.getB());
  if (a.getRank() != 2 || b.getRank() != 2)
    return emitOptionalError(loc, "expects two matrices, but got ", a, " and ", b);
  int64_t rows = adaptor.getTransA() ? 1 : 0, columns = adaptor.getTransB() ? 0 : 1;
  if (differ(a.getDimSize(1 - rows), b.getDimSize(1 - columns)))
    return emitOptionalError(loc, "cannot multiply ", a, " and ", b);
  return SmallVector<int64_t>{a.getDimSize(rows), b.getDimSize(columns)};
}

LogicalResult MsQGemmOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  FailureOr<SmallVector<int64_t>> shape = inferProduct(loc, adaptor);
  if (failed(shape))
    return failure();
  Type elementType = getTensorType(adaptor.getA()).getElementType();
  if (!adaptor.getYScale())
    elementType = Float32Type::get(context);
  else if (adaptor.getYZeroPoint())
    elementType = getTensorType(adaptor.getYZeroPoint()).getElementType();
  auto type = RankedTensorType::get(*shape, elementType);
  for (auto [name, parameter] : {std::pair("a_scale", adaptor.getAScale()),
                                 {"a_zero_point", adaptor.getAZeroPoint()},
                                 {"y_scale", adaptor.getYScale()},
                                 {"y_zero_point", adaptor.getYZeroPoint()}})
    if (parameter && getTensorType(parameter).hasStaticShape() &&
        getTensorType(parameter).getNumElements() != 1)
      return emitOptionalError(loc, "expects ", name, " of one element, but got ",
                               parameter.getType());
  SmallVector<int64_t> broadcast;
  if (Value c = adaptor.getC();
      c && (failed(inferBroadcastShape(loc, {*shape, getTensorType(c).getShape()}, broadcast)) ||
            failed(verifyCompatibleShape(broadcast, *shape))))
    return emitOptionalError(loc, "expects C to broadcast to ", type, ", but got ", c.getType());
  types.push_back(type);
  return failure(
      failed(checkPerAxis(loc, "b_scale", adaptor.getBScale(), type, /*axis=*/1)) ||
      failed(checkPerAxis(loc, "b_zero_point", adaptor.getBZeroPoint(), type, /*axis=*/1)));
}
