// Operators of ai.onnx.ml that prepare features: Normalizer, OneHotEncoder, FeatureVectorizer,
// Imputer.
#include "compiler/Import/MlScores.h"
#include "compiler/Import/Normalizers.h"
#include "compiler/Import/TextPlaces.h"
#include "dialects/Onnx/IR/OnnxDialect.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// Normalizer: rows divided by their largest element, the sum of their sizes or their length,
/// unless that is 0.
static LogicalResult normalizeNormalizer(Node &node) {
  NodeFormula f(node);
  std::string norm = node.getString("norm", "MAX");
  StringRef reduction = llvm::StringSwitch<StringRef>(norm)
                            .Case("MAX", "ReduceMax")
                            .Case("L1", "ReduceL1")
                            .Case("L2", "ReduceL2")
                            .Default("");
  if (reduction.empty())
    return node.emitError() << "has norm '" << norm << "'";
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  Value x = f.castTo(node.inputs[0], node.builder.getF32Type());
  Value size = f.build(reduction, {x, f.ints({-1})});
  Value isZero = f.build("Equal", {size, f.scalar(x, 0)});
  return f.finish({f.div(x, f.where(isZero, f.scalar(x, 1), size))});
}

/// OneHotEncoder: a new last dimension with 1 at the category of the element. An element of no
/// category has zeros.
static LogicalResult normalizeOneHotEncoder(Node &node) {
  NodeFormula f(node);
  std::optional<SmallVector<int64_t>> categories = node.getInts("cats_int64s");
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  if (isa<onnx::StringType>(node.getInputType(0).getElementType())) {
    SmallVector<StringRef> texts = readTexts(node, "cats_strings");
    Value places = f.unsqueeze(findTexts(node, f, node.inputs[0], texts), {-1});
    Value isPlace = f.build("Equal", {places, f.iota(int64_t(texts.size()))});
    return f.finish({f.castTo(isPlace, node.builder.getF32Type())});
  }
  if (!categories || categories->empty())
    return node.emitError() << "needs cats_int64s for an input of numbers";
  // Floats lose what is after the point.
  Value elements = f.castTo(node.inputs[0], node.builder.getI64Type());
  Value isCategory = f.build("Equal", {f.unsqueeze(elements, {-1}), f.ints(*categories)});
  return f.finish({f.castTo(isCategory, node.builder.getF32Type())});
}

/// FeatureVectorizer: all inputs side by side, each with `inputdimensions` columns: some are cut,
/// or filled up with zeros.
static LogicalResult normalizeFeatureVectorizer(Node &node) {
  NodeFormula f(node);
  std::optional<SmallVector<int64_t>> widths = node.getInts("inputdimensions");
  if (!widths || widths->size() != node.inputs.size() || node.inputs.empty())
    return node.emitError() << "expects one of inputdimensions for each of " << node.inputs.size()
                            << " inputs";
  SmallVector<Value> parts;
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    RankedTensorType type = node.getInputType(i);
    if (failed(checkInputs(node, i, 1)) || failed(checkStatic(node, i)))
      return failure();
    if (type.getRank() != 1 && type.getRank() != 2)
      return node.emitError() << "expects rows as input " << i << ", but got " << type;
    Value part = f.castTo(node.inputs[i], node.builder.getF32Type());
    if (type.getRank() == 1)
      part = f.unsqueeze(part, {0});
    if (int64_t width = (*widths)[i], given = type.getShape().back(); width < given)
      part = f.slice(part, 1, 0, width);
    else if (width > given)
      part = f.build("Pad", {part, f.ints({0, 0, 0, width - given})});
    parts.push_back(part);
  }
  return f.finish({f.concat(parts, 1)});
}

/// Imputer: the elements of each column that are `replaced` become its value.
static LogicalResult normalizeImputer(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  RankedTensorType type = node.getInputType(0);
  bool isFloat = isa<FloatType>(type.getElementType());
  Value x = node.inputs[0], values, isReplaced;
  size_t count = 0;
  if (isFloat) {
    ArrayRef<float> numbers = readFloats(node, "imputed_value_floats");
    double replaced = node.getFloat("replaced_value_float", 0);
    values = f.castTo(node.makeFloats(numbers), type.getElementType());
    isReplaced =
        std::isnan(replaced) ? f.build("IsNaN", {x}) : f.build("Equal", {x, f.scalar(x, replaced)});
    count = numbers.size();
  } else {
    SmallVector<int64_t> numbers =
        node.getInts("imputed_value_int64s").value_or(SmallVector<int64_t>());
    values = f.castTo(f.ints(numbers), type.getElementType());
    isReplaced = f.build("Equal", {x, f.castTo(node.makeInt(node.getInt("replaced_value_int64", 0)),
                                               type.getElementType())});
    count = numbers.size();
  }
  if (count != 1 && (type.getRank() == 0 || type.getShape().back() != int64_t(count)))
    return node.emitError() << "expects an imputed value for each column of " << type
                            << ", or one for all, but got " << count;
  return f.finish({f.where(isReplaced, values, x)});
}

void importer::addFeatureMlNormalizers(NormalizerMap &map) {
  map["ai.onnx.ml.FeatureVectorizer"] = normalizeFeatureVectorizer;
  map["ai.onnx.ml.Imputer"] = normalizeImputer;
  map["ai.onnx.ml.Normalizer"] = normalizeNormalizer;
  map["ai.onnx.ml.OneHotEncoder"] = normalizeOneHotEncoder;
}
