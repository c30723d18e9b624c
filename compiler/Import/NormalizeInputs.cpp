// Attributes that became inputs.
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc::importer;

namespace {
enum class Form {
  /// A list, as a tensor of one dimension.
  List,
  /// One number, as a tensor of one element and one dimension.
  ListOfOne,
  /// One number, as a tensor without dimensions.
  Scalar,
  /// As Scalar, of the element type of the first input.
  ScalarOfInput,
};

/// Before operator set `until`, `attribute` of operator `type` was what is now `input`.
struct Move {
  StringRef type, attribute;
  int64_t until;
  size_t input;
  Form form;
};
} // namespace

static constexpr Move kMoves[] = {
    {"Clip", "min", 11, 1, Form::ScalarOfInput},    {"Clip", "max", 11, 2, Form::ScalarOfInput},
    {"DFT", "axis", 20, 2, Form::Scalar},           {"Dropout", "ratio", 12, 1, Form::Scalar},
    {"Pad", "paddings", 2, 1, Form::List},          {"Pad", "pads", 11, 1, Form::List},
    {"Pad", "value", 11, 2, Form::ScalarOfInput},   {"ReduceL1", "axes", 18, 1, Form::List},
    {"ReduceL2", "axes", 18, 1, Form::List},        {"ReduceLogSum", "axes", 18, 1, Form::List},
    {"ReduceLogSumExp", "axes", 18, 1, Form::List}, {"ReduceMax", "axes", 18, 1, Form::List},
    {"ReduceMean", "axes", 18, 1, Form::List},      {"ReduceMin", "axes", 18, 1, Form::List},
    {"ReduceProd", "axes", 18, 1, Form::List},      {"ReduceSum", "axes", 13, 1, Form::List},
    {"ReduceSumSquare", "axes", 18, 1, Form::List}, {"Reshape", "shape", 5, 1, Form::List},
    {"Slice", "starts", 10, 1, Form::List},         {"Slice", "ends", 10, 2, Form::List},
    {"Slice", "axes", 10, 3, Form::List},           {"Split", "split", 13, 1, Form::List},
    {"Squeeze", "axes", 13, 1, Form::List},         {"TopK", "k", 10, 1, Form::ListOfOne},
    {"Unsqueeze", "axes", 13, 1, Form::List},       {"Upsample", "scales", 9, 1, Form::List},
};

static Value makeList(Node &node, Attribute value) {
  if (auto ints = dyn_cast<DenseI64ArrayAttr>(value))
    return node.makeInts(ints.asArrayRef());
  if (auto floats = dyn_cast<DenseF32ArrayAttr>(value))
    return node.makeFloats(floats.asArrayRef());
  return {};
}

static Value makeNumber(Node &node, Attribute value, Form form) {
  double number;
  Type type;
  if (auto integer = dyn_cast<IntegerAttr>(value)) {
    if (form == Form::ListOfOne)
      return node.makeInts({integer.getInt()});
    number = static_cast<double>(integer.getInt());
    type = node.builder.getI64Type();
  } else if (auto real = dyn_cast<FloatAttr>(value)) {
    number = real.getValueAsDouble();
    type = node.builder.getF32Type();
  } else {
    return {};
  }
  if (form == Form::ScalarOfInput) {
    RankedTensorType input = node.getInputType(0);
    if (!input || !input.getElementType().isIntOrFloat())
      return {};
    type = input.getElementType();
  }
  return node.makeScalar(type, number);
}

LogicalResult onnxc::importer::moveAttributesToInputs(Node &node) {
  for (const Move &move : kMoves) {
    Attribute value = node.attributes.get(move.attribute);
    if (node.type != move.type || node.version >= move.until || !value)
      continue;
    Value input =
        move.form == Form::List ? makeList(node, value) : makeNumber(node, value, move.form);
    if (!input)
      return node.emitError() << "has an attribute '" << move.attribute << "' of another kind";
    if (node.getInput(move.input))
      return node.emitError() << "has both input " << move.input << " and attribute '"
                              << move.attribute << "'";
    node.setInput(move.input, input);
    node.erase(move.attribute);
  }
  return success();
}
