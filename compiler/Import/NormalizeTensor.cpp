// Operators that make, cut, join and resize tensors.
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxDialect.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Constant -----------------------------------------------------------===//

/// A list as a tensor of one dimension, a number or string as one without dimensions.
static ElementsAttr toElements(Builder &builder, Attribute value) {
  auto make = [&](ArrayRef<int64_t> shape, Type elementType, auto values) {
    return cast<ElementsAttr>(
        DenseElementsAttr::get(RankedTensorType::get(shape, elementType), values));
  };
  Type string = onnx::StringType::get(builder.getContext());
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return make({}, builder.getI64Type(), ArrayRef<int64_t>(integer.getInt()));
  if (auto real = dyn_cast<FloatAttr>(value))
    return make({}, builder.getF32Type(), ArrayRef<APFloat>(real.getValue()));
  if (auto ints = dyn_cast<DenseI64ArrayAttr>(value))
    return make(ints.size(), builder.getI64Type(), ints.asArrayRef());
  if (auto floats = dyn_cast<DenseF32ArrayAttr>(value))
    return make(floats.size(), builder.getF32Type(), floats.asArrayRef());
  if (auto text = dyn_cast<StringAttr>(value))
    return make({}, string, ArrayRef<StringRef>(text.getValue()));
  if (auto texts = dyn_cast<ArrayAttr>(value)) {
    SmallVector<StringRef> strings(texts.getAsValueRange<StringAttr>());
    return make(texts.size(), string, ArrayRef<StringRef>(strings));
  }
  return dyn_cast<ElementsAttr>(value);
}

static LogicalResult normalizeConstant(Node &node) {
  static constexpr StringRef kNames[] = {"value",        "sparse_value", "value_float",
                                         "value_floats", "value_int",    "value_ints",
                                         "value_string", "value_strings"};
  if (node.attributes.getAttrs().size() != 1 || !node.inputs.empty())
    return node.emitError() << "expects one attribute that is its value";
  NamedAttribute attribute = node.attributes.getAttrs().front();
  ElementsAttr value = llvm::is_contained(kNames, attribute.getName().getValue())
                           ? toElements(node.builder, attribute.getValue())
                           : ElementsAttr();
  if (!value)
    return node.emitError() << "has an attribute '" << attribute.getName().getValue()
                            << "', which is not a value";
  node.results.emplace({node.makeConstant(value)});
  return success();
}

//===-- Concat, Split, Tile ------------------------------------------------===//

static LogicalResult normalizeConcat(Node &node) {
  if (node.version < 4 && !node.has("axis"))
    node.setInt("axis", 1);
  return success();
}

/// Before operator set 18, the number of equal parts was that of the outputs.
static LogicalResult normalizeSplit(Node &node) {
  if (!node.getInput(1) && !node.has("num_outputs"))
    node.setInt("num_outputs", node.hasOutput.size());
  return success();
}

/// Before operator set 6, a tensor was repeated along one axis.
static LogicalResult normalizeTile(Node &node) {
  RankedTensorType input = node.getInputType(0);
  if (node.version >= 6 || !input || !node.getInput(1) || !node.getInput(2))
    return success();
  std::optional<int64_t> tiles = onnx::getConstantInt(node.inputs[1]);
  std::optional<int64_t> axis = onnx::getConstantInt(node.inputs[2]);
  if (!tiles || !axis || *axis < 0 || *axis >= input.getRank())
    return node.emitError() << "expects tiles and an axis that are known and fit " << input;
  SmallVector<int64_t> repeats(input.getRank(), 1);
  repeats[*axis] = *tiles;
  node.inputs = {node.inputs[0], node.makeInts(repeats)};
  return success();
}

//===-- Resize -------------------------------------------------------------===//

static void setString(Node &node, StringRef name, StringRef value) {
  node.attributes.set(name, node.builder.getStringAttr(value));
}

/// How Upsample, and Resize of operator set 10, map positions. The one that is taken was open: what
/// grows takes the one before, what shrinks the one after, as ONNX's cases have it.
static void setOldCoordinates(Node &node) {
  setString(node, "coordinate_transformation_mode", "asymmetric");
  setString(node, "nearest_mode", "floor_or_ceil");
  node.inputs.insert(node.inputs.begin() + 1, Value());
}

static LogicalResult normalizeUpsample(Node &node) {
  if (node.version < 7) {
    float height = node.getFloat("height_scale", 1), width = node.getFloat("width_scale", 1);
    node.erase("height_scale");
    node.erase("width_scale");
    node.setInput(1, node.makeFloats({1, 1, height, width}));
  }
  if (node.inputs.size() != 2)
    return node.emitError() << "expects an input and scales";
  if (node.getString("mode", "nearest") == "bilinear")
    setString(node, "mode", "linear");
  setOldCoordinates(node);
  return success();
}

/// An input without elements is one that is left out.
static LogicalResult normalizeResize(Node &node) {
  if (node.version < 11 && node.inputs.size() == 2)
    setOldCoordinates(node);
  for (size_t i = 1; i < node.inputs.size(); ++i)
    if (RankedTensorType type = node.getInputType(i);
        type && type.getRank() == 1 && type.getDimSize(0) == 0)
      node.inputs[i] = Value();
  return success();
}

//===-- Sampling, transforms -----------------------------------------------===//

/// Before operator set 16, positions were not shifted by half a pixel.
static LogicalResult normalizeRoiAlign(Node &node) {
  if (node.version < 16)
    setString(node, "coordinate_transformation_mode", "output_half_pixel");
  return success();
}

/// Operator set 20 renamed the modes, as there may be more than two dimensions.
static LogicalResult normalizeGridSample(Node &node) {
  std::string mode = node.getString("mode", "bilinear");
  if (node.version < 20)
    setString(node, "mode", mode == "bilinear" ? "linear" : mode == "bicubic" ? "cubic" : mode);
  return success();
}

/// A signal without a last dimension for the parts of its numbers is real.
static LogicalResult normalizeStft(Node &node) {
  RankedTensorType signal = node.getInputType(0);
  if (!signal || signal.getRank() != 2)
    return success();
  FailureOr<Value> numbers = node.buildOne("Unsqueeze", {node.inputs[0], node.makeInts({2})});
  if (failed(numbers))
    return failure();
  node.inputs[0] = *numbers;
  return success();
}

/// Before operator set 20, the axis was 1 unless given.
static LogicalResult normalizeDft(Node &node) {
  if (node.version < 20 && !node.getInput(2))
    node.setInput(2, node.makeInt(1));
  return success();
}

void onnxc::importer::addTensorNormalizers(NormalizerMap &map) {
  map["Concat"] = normalizeConcat;
  map["Constant"] = normalizeConstant;
  map["DFT"] = normalizeDft;
  map["GridSample"] = normalizeGridSample;
  map["Resize"] = normalizeResize;
  map["RoiAlign"] = normalizeRoiAlign;
  map["STFT"] = normalizeStft;
  map["Split"] = normalizeSplit;
  map["Tile"] = normalizeTile;
  map["Upsample"] = normalizeUpsample;
}
