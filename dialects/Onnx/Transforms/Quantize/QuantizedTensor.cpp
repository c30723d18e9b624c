#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"

#include "dialects/Onnx/IR/ConstantTensor.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

int64_t QuantizedTensor::getZeroPoint(size_t slice) const {
  if (zeroPoints.empty())
    return 0;
  return zeroPoints[zeroPoints.size() == 1 ? 0 : slice];
}

bool QuantizedTensor::isOfBytes() const {
  return getTensorType(elements).getElementType().isInteger(8);
}

bool QuantizedTensor::hasParametersOf(const QuantizedTensor &other) const {
  return scales == other.scales && zeroPoints == other.zeroPoints && axis == other.axis &&
         getTensorType(elements).getElementType() == getTensorType(other.elements).getElementType();
}

Value QuantizedTensor::buildZeroPoint(OpBuilder &builder, Location loc) const {
  if (zeroPoints.empty())
    return {};
  SmallVector<int64_t> shape;
  if (zeroPoints.size() > 1)
    shape.push_back(zeroPoints.size());
  ConstantTensor constant(RankedTensorType::get(shape, getTensorType(elements).getElementType()));
  constant.ints = zeroPoints;
  return ConstantOp::create(builder, loc, constant.type, constant.toAttr());
}

/// Fills in the parameters; false if they are not constants that can be used.
template <typename Op> static bool getParameters(Op op, QuantizedTensor &view) {
  RankedTensorType type = getTensorType(view.elements);
  std::optional<SmallVector<double>> scales = getConstantFloats(op.getScale());
  if (!scales || op.getBlockSize() != 0 || !type.hasRank() ||
      !getTensorType(op.getScale()).getElementType().isF32() ||
      !isa<IntegerType>(type.getElementType()))
    return false;
  for (double scale : *scales) {
    if (!std::isfinite(scale) || scale <= 0)
      return false;
    view.scales.push_back(float(scale));
  }
  view.axis = view.scales.size() == 1 ? 0 : op.getAxis();
  if (view.axis < 0)
    view.axis += type.getRank();
  if (!op.getZeroPoint())
    return true;
  std::optional<SmallVector<int64_t>> zeroPoints = getConstantInts(op.getZeroPoint());
  if (!zeroPoints || zeroPoints->size() != scales->size())
    return false;
  if (llvm::any_of(*zeroPoints, [](int64_t zeroPoint) { return zeroPoint != 0; }))
    view.zeroPoints.assign(zeroPoints->begin(), zeroPoints->end());
  return true;
}

std::optional<QuantizedTensor> onnxc::onnx::getQuantized(DequantizeLinearOp dequantize) {
  if (!dequantize || !getTensorType(dequantize).getElementType().isF32())
    return std::nullopt;
  QuantizedTensor view;
  view.elements = dequantize.getInput();
  return getParameters(dequantize, view) ? std::optional(view) : std::nullopt;
}

std::optional<QuantizedTensor> onnxc::onnx::getQuantized(QuantizeLinearOp quantize) {
  if (!quantize || !getTensorType(quantize.getInput()).getElementType().isF32() ||
      quantize.getPrecision())
    return std::nullopt;
  QuantizedTensor view;
  view.elements = quantize.getOutput();
  return getParameters(quantize, view) ? std::optional(view) : std::nullopt;
}

/// What `quantize` makes of a constant.
static Value computeElements(QuantizeLinearOp quantize) {
  std::optional<QuantizedTensor> view = getQuantized(quantize);
  std::optional<ConstantTensor> floats = ConstantTensor::get(quantize.getInput());
  if (!view || !floats)
    return {};
  RankedTensorType type = getTensorType(quantize);
  int64_t inner = 1;
  for (int64_t size : type.getShape().drop_front(view->axis + (type.getRank() > 0)))
    inner *= size;
  bool isUnsigned = type.getElementType().isUnsignedInteger();
  unsigned width = type.getElementTypeBitWidth();
  double least = isUnsigned ? 0 : -std::ldexp(1.0, width - 1);
  double most = std::ldexp(1.0, width - !isUnsigned) - 1;
  ConstantTensor elements(type);
  for (int64_t i = 0; i < floats->size(); ++i) {
    size_t slice = view->scales.size() == 1 ? 0 : i / inner % view->scales.size();
    float steps = float(floats->floats[i]) / view->scales[slice];
    double element = std::nearbyint(steps) + double(view->getZeroPoint(slice));
    // NaN becomes the least.
    elements.ints[i] = int64_t(element > least ? std::min(element, most) : least);
  }
  OpBuilder builder(quantize);
  return ConstantOp::create(builder, quantize.getLoc(), type, elements.toAttr());
}

std::optional<QuantizedTensor> onnxc::onnx::getQuantizedConstant(Value value) {
  std::optional<QuantizedTensor> view = getQuantized(value.getDefiningOp<DequantizeLinearOp>());
  if (!view)
    return std::nullopt;
  if (auto quantize = view->elements.getDefiningOp<QuantizeLinearOp>())
    view->elements = computeElements(quantize);
  if (!view->elements || !getConstant(view->elements))
    return std::nullopt;
  return view;
}
