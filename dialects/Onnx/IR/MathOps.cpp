#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/FoldElementwise.h"
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

LogicalResult ClipOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
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

/// The integer that a float becomes: truncated, and no trap outside of int64's range, where
/// ONNX leaves the result open.
static int64_t truncate(double value) {
  return std::abs(value) < 0x1p63 ? int64_t(value) : std::numeric_limits<int64_t>::min();
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (getType() == getInput().getType())
    return getInput();
  auto type = cast<RankedTensorType>(getType());
  Type from = getTensorType(getInput()).getElementType();
  auto isPlain = [](Type element) {
    return element.isIntOrIndex() || element.isF16() || element.isBF16() || element.isF32() ||
           element.isF64();
  };
  // Conversions of small floats saturate by rules of their own.
  if (!isPlain(from) || !isPlain(type.getElementType()) || !type.hasStaticShape() ||
      type.getNumElements() > kMaxFoldElements)
    return {};
  std::optional<ConstantTensor> input =
      adaptor.getInput() ? ConstantTensor::get(adaptor.getInput()) : std::nullopt;
  if (!input)
    return {};
  ConstantTensor result(type);
  bool toBool = type.getElementType().isInteger(1);
  for (int64_t i = 0; i < result.size(); ++i) {
    double value = input->isFloat() ? input->floats[i] : double(input->ints[i]);
    if (result.isFloat())
      result.floats[i] = value;
    else if (toBool)
      result.ints[i] = value != 0;
    else
      result.ints[i] = input->isFloat() ? truncate(value) : input->ints[i];
  }
  return result.toAttr();
}
