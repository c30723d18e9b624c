// Operators that know strings by their place among constant ones: LabelEncoder, CategoryMapper,
// OneHotEncoder, TfIdfVectorizer, Unique.
#include "compiler/Import/NodeBuilder.h"
#include "compiler/Import/Normalizers.h"
#include "compiler/Import/TextPlaces.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "llvm/ADT/MapVector.h"

#include <numeric>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

SmallVector<StringRef> importer::readTexts(Node &node, StringRef name) {
  Attribute given = node.attributes.get(name);
  if (auto tensor = dyn_cast_or_null<DenseStringElementsAttr>(given))
    return llvm::to_vector(tensor.getValues<StringRef>());
  return onnx::getTexts(dyn_cast_or_null<ArrayAttr>(given));
}

Value importer::findTexts(Node &node, NodeFormula &f, Value strings, ArrayRef<StringRef> keys) {
  if (f.isBroken())
    return {};
  auto type = dyn_cast<RankedTensorType>(strings.getType());
  if (!type || !isa<onnx::StringType>(type.getElementType())) {
    f.fail() << "takes tensors of strings, but got " << strings.getType();
    return {};
  }
  return onnx::FindTextOp::create(node.builder, node.loc, strings,
                                  onnx::makeTexts(node.getContext(), keys));
}

static bool isText(Node &node, size_t input) {
  RankedTensorType type = node.getInputType(input);
  return type && isa<onnx::StringType>(type.getElementType());
}

//===-- LabelEncoder -------------------------------------------------------===//

/// The one of these lists that is given: null if none is.
static ElementsAttr readList(Node &node, StringRef prefix) {
  auto get = [&](StringRef kind) { return node.attributes.get((prefix + kind).str()); };
  auto typeOf = [](size_t size, Type element) {
    return RankedTensorType::get({int64_t(size)}, element);
  };
  if (auto tensor = dyn_cast_or_null<ElementsAttr>(get("_tensor")))
    return tensor;
  if (auto texts = dyn_cast_or_null<ArrayAttr>(get("s_strings")))
    return onnx::makeTexts(node.getContext(), onnx::getTexts(texts));
  if (auto ints = dyn_cast_or_null<DenseI64ArrayAttr>(get("s_int64s")))
    return DenseElementsAttr::get(typeOf(ints.size(), node.builder.getI64Type()),
                                  ints.asArrayRef());
  if (auto floats = dyn_cast_or_null<DenseF32ArrayAttr>(get("s_floats")))
    return DenseElementsAttr::get(typeOf(floats.size(), node.builder.getF32Type()),
                                  floats.asArrayRef());
  return nullptr;
}

/// The value for what is no key, in a list.
static ElementsAttr readDefault(Node &node, Type type) {
  if (auto tensor = dyn_cast_or_null<ElementsAttr>(node.attributes.get("default_tensor")))
    return onnx::reshapeConstant(tensor, RankedTensorType::get({1}, type));
  if (isa<onnx::StringType>(type))
    return onnx::makeTexts(node.getContext(), {node.getString("default_string", "_Unused")});
  onnx::ConstantTensor value(RankedTensorType::get({1}, type));
  if (value.isFloat())
    value.floats[0] = node.getFloat("default_float", -0.0);
  else
    value.ints[0] = node.getInt("default_int64", -1);
  return value.toAttr();
}

/// Version 1 numbered a list of strings; the kind of the input said in which direction.
static void readClasses(Node &node) {
  auto classes = dyn_cast_or_null<ArrayAttr>(node.attributes.get("classes_strings"));
  if (node.version >= 2 || !classes)
    return;
  bool fromStrings = isText(node, 0);
  node.erase("classes_strings");
  node.attributes.set(fromStrings ? "keys_strings" : "values_strings", classes);
  node.setInts(fromStrings ? "values_int64s" : "keys_int64s",
               llvm::to_vector(llvm::seq<int64_t>(0, classes.size())));
}

static SmallVector<int64_t> count(int64_t size) {
  SmallVector<int64_t> numbers(size);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

/// The place of each element among keys of numbers; as many as these are where it is none.
static FailureOr<Value> findNumbers(Node &node, ElementsAttr keys) {
  Node encoder(node.builder, node.loc);
  encoder.domain = "ai.onnx.ml";
  encoder.type = "LabelEncoder";
  encoder.inputs = {node.inputs[0]};
  encoder.hasOutput = {true};
  encoder.attributes.set("keys_tensor", keys);
  encoder.setInts("values_int64s", count(keys.getNumElements()));
  encoder.setInt("default_int64", keys.getNumElements());
  FailureOr<SmallVector<Value>> places = buildOperation(encoder, nullptr);
  return failed(places) ? FailureOr<Value>(failure()) : FailureOr<Value>(places->front());
}

/// Numbers to numbers are an operator of the dialect; with strings, it is the values at places.
static LogicalResult normalizeLabelEncoder(Node &node) {
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  readClasses(node);
  ElementsAttr keys = readList(node, "key"), values = readList(node, "value");
  if (!keys || !values || keys.getNumElements() != values.getNumElements())
    return node.emitError() << "expects as many values as keys, but got "
                            << (values ? values.getNumElements() : 0) << " and "
                            << (keys ? keys.getNumElements() : 0);
  if (keys.getElementType() != node.getInputType(0).getElementType())
    return node.emitError() << "expects keys of " << node.getInputType(0).getElementType()
                            << ", but got " << keys.getElementType();
  bool textKeys = isText(node, 0), textValues = isa<onnx::StringType>(values.getElementType());
  if (!textKeys && !textValues)
    return success();
  NodeFormula f(node);
  FailureOr<Value> places;
  if (textKeys)
    places = findTexts(node, f, node.inputs[0],
                       llvm::to_vector(cast<DenseStringElementsAttr>(keys).getValues<StringRef>()));
  else
    places = findNumbers(node, keys);
  if (failed(places))
    return failure();
  auto type = RankedTensorType::get({values.getNumElements()}, values.getElementType());
  Value all = f.concat({node.makeConstant(onnx::reshapeConstant(values, type)),
                        node.makeConstant(readDefault(node, values.getElementType()))},
                       0);
  return f.finish({f.gather(all, *places, 0)});
}

//===-- CategoryMapper -----------------------------------------------------===//

/// A LabelEncoder whose direction the input tells.
static LogicalResult normalizeCategoryMapper(Node &node) {
  std::optional<SmallVector<int64_t>> numbers = node.getInts("cats_int64s");
  Attribute texts = node.attributes.get("cats_strings");
  if (!numbers || !texts)
    return node.emitError() << "needs cats_int64s and cats_strings";
  bool fromStrings = isText(node, 0);
  node.erase("cats_int64s");
  node.erase("cats_strings");
  node.attributes.set(fromStrings ? "keys_strings" : "values_strings", texts);
  node.setInts(fromStrings ? "values_int64s" : "keys_int64s", *numbers);
  node.version = 4;
  return normalizeLabelEncoder(node);
}

//===-- TfIdfVectorizer ----------------------------------------------------===//

/// Tokens are numbers: the places of strings among those of the pool.
static LogicalResult normalizeTfIdfVectorizer(Node &node) {
  if (!isText(node, 0))
    return success();
  llvm::MapVector<StringRef, int64_t> tokens;
  SmallVector<int64_t> pool;
  SmallVector<StringRef> texts = readTexts(node, "pool_strings");
  for (StringRef text : texts)
    pool.push_back(tokens.try_emplace(text, tokens.size()).first->second);
  SmallVector<StringRef> keys = llvm::map_to_vector(
      tokens, [](const std::pair<StringRef, int64_t> &token) { return token.first; });
  NodeFormula f(node);
  Value numbers = findTexts(node, f, node.inputs[0], keys);
  if (f.isBroken())
    return failure();
  node.setInput(0, numbers);
  node.erase("pool_strings");
  node.setInts("pool_int64s", pool);
  return success();
}

//===-- Unique -------------------------------------------------------------===//

/// Of numbers in the same order, whose places tell the strings.
static LogicalResult normalizeUnique(Node &node) {
  if (!isText(node, 0))
    return success();
  Value strings = node.inputs[0];
  node.setInput(0, onnx::RankTextOp::create(node.builder, node.loc, strings));
  std::optional<int64_t> axis;
  if (node.has("axis"))
    axis = node.getInt("axis", 0);
  // The strings come from the places, which the node may not name.
  SmallVector<bool> hasOutput(4, true);
  std::swap(hasOutput, node.hasOutput);
  node.finish = [=](Node &node, ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    node.hasOutput = hasOutput;
    NodeFormula f(node);
    Value flat = axis ? strings : f.reshape(strings, {-1});
    Value output = f.gather(flat, values[1], axis.value_or(0));
    if (f.isBroken())
      return failure();
    SmallVector<Value> results(values);
    results[0] = output;
    results.resize(hasOutput.size());
    return results;
  };
  return success();
}

void importer::addTextNormalizers(NormalizerMap &map) {
  map["TfIdfVectorizer"] = normalizeTfIdfVectorizer;
  map["Unique"] = normalizeUnique;
  map["ai.onnx.ml.CategoryMapper"] = normalizeCategoryMapper;
  map["ai.onnx.ml.LabelEncoder"] = normalizeLabelEncoder;
}
