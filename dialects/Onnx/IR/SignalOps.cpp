#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

/// Float32 is the default of every generator.
static Type getGeneratedType(MLIRContext *context, std::optional<Type> type) {
  return type.value_or(Float32Type::get(context));
}

static LogicalResult inferWindow(MLIRContext *context, std::optional<Location> loc, Value size,
                                 std::optional<Type> type, SmallVectorImpl<Type> &types) {
  if (failed(checkScalars(loc, size)))
    return failure();
  int64_t length = getConstantInt(size).value_or(ShapedType::kDynamic);
  if (length < 0 && !ShapedType::isDynamic(length))
    return emitOptionalError(loc, "expects a size of 0 or more, but got ", length);
  types.push_back(RankedTensorType::get({length}, getGeneratedType(context, type)));
  return success();
}

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/SignalOps.cpp.inc"

void OnnxDialect::registerSignalOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/SignalOps.cpp.inc"
      >();
}

//===-- Fourier transforms --------------------------------------------------===//

/// The bins of a one-sided spectrum of `length` samples, and of any spectrum.
static int64_t countBins(int64_t length, bool onesided) {
  return ShapedType::isDynamic(length) || !onesided ? length : length / 2 + 1;
}

static LogicalResult checkComplex(std::optional<Location> loc, RankedTensorType type) {
  if (type.getRank() < 2 || (type.getShape().back() != 1 && type.getShape().back() != 2))
    return emitOptionalError(loc, "expects a last dimension of 1 (real) or 2 (complex), but got ",
                             type);
  return success();
}

LogicalResult DFTOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (failed(checkComplex(loc, input)) ||
      failed(checkScalars(loc, {adaptor.getDftLength(), adaptor.getAxis()})))
    return failure();
  SmallVector<int64_t> shape(input.getShape());
  bool onesided = adaptor.getOnesided(), inverse = adaptor.getInverse();
  shape.back() = onesided && inverse ? 1 : 2;
  std::optional<int64_t> given = adaptor.getAxis() ? getConstantInt(adaptor.getAxis()) : -2;
  if (!given) {
    // Along any axis, a whole spectrum of a whole signal is as long.
    if (adaptor.getDftLength() || onesided)
      std::fill(shape.begin(), shape.end() - 1, ShapedType::kDynamic);
    types.push_back(input.clone(shape));
    return success();
  }
  FailureOr<int64_t> axis = normalizeAxis(loc, *given, input.getRank());
  if (failed(axis))
    return failure();
  if (*axis == input.getRank() - 1)
    return emitOptionalError(loc, "cannot transform the dimension of complex numbers");
  int64_t length = input.getDimSize(*axis);
  // The spectrum does not tell whether its signal had an odd length.
  if (onesided && inverse && !ShapedType::isDynamic(length))
    length = 2 * (length - 1);
  if (adaptor.getDftLength())
    length = getConstantInt(adaptor.getDftLength()).value_or(ShapedType::kDynamic);
  if (length < 1 && !ShapedType::isDynamic(length))
    return emitOptionalError(loc, "expects a dft_length of 1 or more, but got ", length);
  shape[*axis] = countBins(length, onesided && !inverse);
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult STFTOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  RankedTensorType signal = getTensorType(adaptor.getSignal());
  if (signal.getRank() != 3 || failed(checkComplex(loc, signal)))
    return emitOptionalError(loc, "expects a signal of batch, samples and 1 or 2, but got ",
                             signal);
  if (failed(checkScalars(loc, {adaptor.getFrameStep(), adaptor.getFrameLength()})) ||
      failed(checkElementType(loc, signal.getElementType(), adaptor.getWindow())))
    return failure();
  int64_t length = ShapedType::kDynamic;
  if (adaptor.getWindow()) {
    if (getTensorType(adaptor.getWindow()).getRank() != 1)
      return emitOptionalError(loc, "expects a window of one dimension, but got ",
                               adaptor.getWindow().getType());
    length = getTensorType(adaptor.getWindow()).getDimSize(0);
  } else if (adaptor.getFrameLength()) {
    length = getConstantInt(adaptor.getFrameLength()).value_or(length);
  } else {
    length = signal.getDimSize(1);
  }
  int64_t frames = ShapedType::kDynamic;
  std::optional<int64_t> step = getConstantInt(adaptor.getFrameStep());
  if (step && *step < 1)
    return emitOptionalError(loc, "expects a frame_step of 1 or more, but got ", *step);
  if (length < 1 && !ShapedType::isDynamic(length))
    return emitOptionalError(loc, "expects frames of 1 or more samples, but got ", length);
  if (step && !ShapedType::isDynamic(length) && !signal.isDynamicDim(1)) {
    if (signal.getDimSize(1) < length)
      return emitOptionalError(loc, "has frames of ", length, " samples, but a signal of ",
                               signal.getDimSize(1));
    frames = (signal.getDimSize(1) - length) / *step + 1;
  }
  types.push_back(
      signal.clone({signal.getDimSize(0), frames, countBins(length, adaptor.getOnesided()), 2}));
  return success();
}

LogicalResult MelWeightMatrixOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                                  Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (failed(checkScalars(loc, adaptor.getOperands())))
    return failure();
  int64_t bins = getConstantInt(adaptor.getNumMelBins()).value_or(ShapedType::kDynamic);
  int64_t length = getConstantInt(adaptor.getDftLength()).value_or(ShapedType::kDynamic);
  if ((bins < 1 && !ShapedType::isDynamic(bins)) || (length < 1 && !ShapedType::isDynamic(length)))
    return emitOptionalError(loc, "expects num_mel_bins and dft_length of 1 or more");
  types.push_back(RankedTensorType::get({countBins(length, true), bins},
                                        getGeneratedType(context, adaptor.getOutputDatatype())));
  return success();
}
