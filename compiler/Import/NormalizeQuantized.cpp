// Operators of ONNX Runtime (com.microsoft) on quantized tensors. Those that compute in floats each
// become DequantizeLinear, the operator of ai.onnx, and QuantizeLinear. As in ONNX Runtime, the
// float result is divided by the scale, rounded to nearest, ties to even, and saturated.
#include "compiler/Import/NodeBuilder.h"
#include "compiler/Import/Normalize.h"
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

namespace {
/// The operator of ai.onnx that `name` does on quantized tensors, of which it takes `tensors`.
/// Each is three inputs: the elements, their scale, their zero point. After them stand the scale
/// and the zero point of the result.
struct FloatOperator {
  StringRef name, type;
  size_t tensors;
};
} // namespace

static constexpr FloatOperator kFloatOperators[] = {
    {"QLinearAdd", "Add", 2},
    {"QLinearAveragePool", "AveragePool", 1},
    {"QLinearGlobalAveragePool", "GlobalAveragePool", 1},
    {"QLinearLeakyRelu", "LeakyRelu", 1},
    {"QLinearMul", "Mul", 2},
    {"QLinearReduceMean", "ReduceMean", 1},
    {"QLinearSigmoid", "Sigmoid", 1},
    {"QLinearSoftmax", "Softmax", 1},
};

/// The operator set whose meaning the attributes of these operators have.
static constexpr int64_t kOperatorSet = 13;

//===-- To and from floats -------------------------------------------------===//

/// Where the three inputs of a quantized tensor stand, or two without the elements.
static LogicalResult checkPresent(Node &node, size_t first, size_t count) {
  for (size_t i = first; i < first + count; ++i)
    if (!node.getInputType(i))
      return node.emitError() << "lacks its input " << i;
  return success();
}

/// A scale or zero point without dimensions. The operators take no others.
static FailureOr<Value> getScalar(Node &node, size_t input) {
  RankedTensorType type = node.getInputType(input);
  if (!type || type.getRank() == 0)
    return node.getInput(input);
  if (!type.hasStaticShape() || type.getNumElements() != 1)
    return node.emitError() << "expects one element as input " << input << ", but got " << type;
  return node.buildOne("Reshape", {node.inputs[input], node.makeInts({})});
}

/// The quantized tensor whose elements are input `first`, as floats.
static FailureOr<Value> dequantize(Node &node, size_t first) {
  if (failed(checkPresent(node, first, 2)))
    return failure();
  FailureOr<Value> scale = getScalar(node, first + 1), zeroPoint = getScalar(node, first + 2);
  if (failed(scale) || failed(zeroPoint))
    return failure();
  SmallVector<Value> operands = {node.inputs[first], *scale};
  if (*zeroPoint)
    operands.push_back(*zeroPoint);
  return node.buildOne("DequantizeLinear", operands);
}

/// `value` in steps of `scale`, with the zero point that input `zeroPointInput` is.
static FailureOr<Value> quantize(Node &node, Value value, Value scale, size_t zeroPointInput,
                                 Type elementType) {
  FailureOr<Value> zeroPoint = getScalar(node, zeroPointInput);
  if (failed(zeroPoint))
    return failure();
  if (*zeroPoint)
    return node.buildOne("QuantizeLinear", {value, scale, *zeroPoint});
  return node.buildOne("QuantizeLinear", {value, scale},
                       {node.attribute("output_dtype", TypeAttr::get(elementType))});
}

//===-- One float operator -------------------------------------------------===//

/// Transposes channels to or from the last dimension.
static FailureOr<Value> moveChannels(Node &node, Value value, bool toLast) {
  SmallVector<int64_t> order;
  for (int64_t i = 0, rank = cast<RankedTensorType>(value.getType()).getRank(); i < rank; ++i)
    order.push_back(i);
  if (order.size() < 3)
    return node.emitError() << "expects an input of rank 3 or more, but got " << value.getType();
  auto space = MutableArrayRef(order).drop_front();
  std::rotate(space.begin(), toLast ? space.begin() + 1 : space.end() - 1, space.end());
  return node.buildOne("Transpose", value,
                       {node.attribute("perm", node.builder.getDenseI64ArrayAttr(order))});
}

/// The float operator on `operands`, with the node's attributes.
static FailureOr<Value> buildFloatOperator(Node &node, StringRef type,
                                           SmallVector<Value> operands) {
  bool channelsLast = node.getInt("channels_last", 0) != 0;
  node.erase("channels_last");
  Node inner(node.builder, node.loc);
  inner.type = type;
  inner.version = type == "Softmax" ? node.getInt("opset", kOperatorSet) : kOperatorSet;
  node.erase("opset");
  inner.attributes = node.attributes;
  for (Value operand : operands) {
    FailureOr<Value> moved =
        channelsLast ? moveChannels(node, operand, /*toLast=*/false) : FailureOr<Value>(operand);
    if (failed(moved))
      return failure();
    inner.inputs.push_back(*moved);
  }
  auto values = buildNormalized(inner, nullptr);
  if (failed(values))
    return failure();
  return channelsLast ? moveChannels(node, values->front(), /*toLast=*/true)
                      : FailureOr<Value>(values->front());
}

/// ONNX Runtime's Softmax has results in steps of a whole part of 1: 1 / floor(1 / scale).
static FailureOr<Value> roundScaleOfSoftmax(Node &node, Value scale) {
  Value one = node.makeScalar(cast<RankedTensorType>(scale.getType()).getElementType(), 1);
  FailureOr<Value> steps = node.buildOne("Div", {one, scale});
  if (succeeded(steps))
    steps = node.buildOne("Floor", *steps);
  if (failed(steps))
    return failure();
  return node.buildOne("Div", {one, *steps});
}

static LogicalResult normalizeFloatOperator(Node &node) {
  const FloatOperator *entry = llvm::find_if(
      kFloatOperators, [&](const FloatOperator &entry) { return entry.name == node.type; });
  size_t scaleInput = 3 * entry->tensors;
  if (failed(checkPresent(node, 0, 2)) || failed(checkPresent(node, scaleInput, 1)))
    return failure();
  SmallVector<Value> operands;
  for (size_t i = 0; i < entry->tensors; ++i) {
    FailureOr<Value> operand = dequantize(node, 3 * i);
    if (failed(operand))
      return failure();
    operands.push_back(*operand);
  }
  FailureOr<Value> value = buildFloatOperator(node, entry->type, operands);
  FailureOr<Value> scale = getScalar(node, scaleInput);
  if (succeeded(scale) && entry->type == "Softmax")
    scale = roundScaleOfSoftmax(node, *scale);
  if (failed(value) || failed(scale))
    return failure();
  FailureOr<Value> result =
      quantize(node, *value, *scale, scaleInput + 1, node.getInputType(0).getElementType());
  if (failed(result))
    return failure();
  node.results = {*result};
  return success();
}

//===-- QLinearConcat ------------------------------------------------------===//

static bool areEqual(Value a, Value b) {
  if (a == b)
    return true;
  auto aConstant = a ? a.getDefiningOp<onnx::ConstantOp>() : nullptr;
  auto bConstant = b ? b.getDefiningOp<onnx::ConstantOp>() : nullptr;
  return aConstant && bConstant && aConstant.getValue() == bConstant.getValue();
}

/// The quantized tensor whose elements are input `first`, in the scale of the result, which is
/// inputs 0 and 1.
static FailureOr<Value> rescale(Node &node, size_t first) {
  if (areEqual(node.getInput(first + 1), node.getInput(0)) &&
      areEqual(node.getInput(first + 2), node.getInput(1)))
    return node.getInput(first);
  FailureOr<Value> value = dequantize(node, first), scale = getScalar(node, 0);
  if (failed(value) || failed(scale))
    return failure();
  return quantize(node, *value, *scale, 1, node.getInputType(first).getElementType());
}

/// The result's scale and zero point come first, then three inputs for each tensor.
static LogicalResult normalizeConcat(Node &node) {
  if (failed(checkPresent(node, 0, 1)))
    return failure();
  SmallVector<Value> pieces;
  for (size_t i = 2; i < node.inputs.size(); i += 3) {
    if (failed(checkPresent(node, i, 2)))
      return failure();
    FailureOr<Value> piece = rescale(node, i);
    if (failed(piece))
      return failure();
    pieces.push_back(*piece);
  }
  auto result =
      node.buildOne("Concat", pieces,
                    SmallVector<NamedAttribute>(node.attributes.begin(), node.attributes.end()));
  if (failed(result))
    return failure();
  node.results = {*result};
  return success();
}

//===-- QLinearWhere -------------------------------------------------------===//

/// The condition comes first, then two tensors.
static LogicalResult normalizeWhere(Node &node) {
  if (failed(checkPresent(node, 0, 3)) || failed(checkPresent(node, 4, 2)) ||
      failed(checkPresent(node, 7, 1)))
    return failure();
  FailureOr<Value> x = dequantize(node, 1), y = dequantize(node, 4), scale = getScalar(node, 7);
  if (failed(x) || failed(y) || failed(scale))
    return failure();
  FailureOr<Value> value = node.buildOne("Where", {node.inputs[0], *x, *y});
  if (failed(value))
    return failure();
  FailureOr<Value> result =
      quantize(node, *value, *scale, 8, node.getInputType(1).getElementType());
  if (failed(result))
    return failure();
  node.results = {*result};
  return success();
}

//===-- QLinearConv --------------------------------------------------------===//

/// QLinearConv of ai.onnx; channels of input and result may be last.
static LogicalResult normalizeQLinearConv(Node &node) {
  if (failed(checkPresent(node, 0, 8)))
    return failure();
  bool channelsLast = node.getInt("channels_last", 0) != 0;
  node.erase("channels_last");
  Node inner(node.builder, node.loc);
  inner.type = "QLinearConv";
  inner.version = kOperatorSet;
  inner.attributes = node.attributes;
  inner.inputs = node.inputs;
  FailureOr<Value> x = node.inputs[0];
  if (channelsLast)
    x = moveChannels(node, *x, /*toLast=*/false);
  if (failed(x))
    return failure();
  inner.inputs[0] = *x;
  auto values = buildNormalized(inner, nullptr);
  if (failed(values))
    return failure();
  FailureOr<Value> result = values->front();
  if (channelsLast)
    result = moveChannels(node, *result, /*toLast=*/true);
  if (failed(result))
    return failure();
  node.results = {*result};
  return success();
}

//===-- QuantizeLinear and DequantizeLinear --------------------------------===//

/// The operators of ai.onnx, which took no 16 bits at first. Without an axis, there is one scale.
static LogicalResult normalizeLinear(Node &node) {
  if (failed(checkPresent(node, 0, 2)))
    return failure();
  SmallVector<Value> operands = {node.inputs[0]};
  for (size_t input : {1, 2}) {
    FailureOr<Value> parameter =
        node.has("axis") ? FailureOr<Value>(node.getInput(input)) : getScalar(node, input);
    if (failed(parameter))
      return failure();
    if (*parameter)
      operands.push_back(*parameter);
  }
  FailureOr<Value> result =
      node.buildOne(node.type, operands,
                    SmallVector<NamedAttribute>(node.attributes.begin(), node.attributes.end()));
  if (failed(result))
    return failure();
  node.results = {*result};
  return success();
}

void importer::addQuantizedNormalizers(NormalizerMap &map) {
  for (const FloatOperator &entry : kFloatOperators)
    map[("com.microsoft." + entry.name).str()] = normalizeFloatOperator;
  map["com.microsoft.QLinearConcat"] = normalizeConcat;
  map["com.microsoft.QLinearConv"] = normalizeQLinearConv;
  map["com.microsoft.QLinearWhere"] = normalizeWhere;
  map["com.microsoft.QuantizeLinear"] = normalizeLinear;
  map["com.microsoft.DequantizeLinear"] = normalizeLinear;
}
