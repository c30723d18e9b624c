#include "compiler/Import/Normalize.h"

#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc::importer;

namespace {
/// An operator that another one replaced.
struct Rename {
  StringRef domain, from, to;
};

/// An attribute that means nothing to a compiler of inference, before operator set `until`.
struct Drop {
  StringRef type, attribute;
  int64_t until;
};
} // namespace

static constexpr Rename kRenames[] = {
    {"", "Scatter", "ScatterElements"},
    {"", "Upsample", "Resize"},
    {"ai.onnx.ml", "TreeEnsembleClassifier", "TreeEnsemble"},
    {"ai.onnx.ml", "TreeEnsembleRegressor", "TreeEnsemble"},
};

static constexpr Drop kDrops[] = {
    // Old training hints.
    {"", "consumed_inputs", 6},
    {"BatchNormalization", "is_test", 7},
    {"Dropout", "is_test", 7},
    // Whether outputs are wanted is told by their names.
    {"GRU", "output_sequence", 7},
    {"LSTM", "output_sequence", 7},
    {"RNN", "output_sequence", 7},
    // Broadcasting, now always allowed.
    {"Gemm", "broadcast", 7},
};

StringRef onnxc::importer::getNewestName(StringRef domain, StringRef type) {
  for (const Rename &rename : kRenames)
    if (domain == rename.domain && type == rename.from)
      return rename.to;
  return type;
}

static const NormalizerMap &getNormalizers() {
  static const NormalizerMap map = [] {
    NormalizerMap map;
    addAttentionNormalizers(map);
    addBitsAndBytesNormalizers(map);
    addDistanceNormalizers(map);
    addElementwiseNormalizers(map);
    addExperimentalNormalizers(map);
    addFeatureMlNormalizers(map);
    addFourierNormalizers(map);
    addFusedContractionNormalizers(map);
    addFusedElementwiseNormalizers(map);
    addFusedNormalizationNormalizers(map);
    addGroupQueryAttentionNormalizers(map);
    addHashNormalizers(map);
    addInverseNormalizers(map);
    addLinearMlNormalizers(map);
    addMicrosoftTensorNormalizers(map);
    addMlNormalizers(map);
    addMoeNormalizers(map);
    addNormalizationNormalizers(map);
    addPackedAttentionNormalizers(map);
    addPositionBiasNormalizers(map);
    addQuantizedNormalizers(map);
    addQuantizedProductNormalizers(map);
    addQuantizedRecurrentNormalizers(map);
    addRandomNormalizers(map);
    addRecurrentNormalizers(map);
    addSequenceNormalizers(map);
    addSvmMlNormalizers(map);
    addTensorNormalizers(map);
    addTextNormalizers(map);
    addTokenNormalizers(map);
    addWindowNormalizers(map);
    return map;
  }();
  return map;
}

static std::string getKey(StringRef domain, StringRef type) {
  return domain.empty() ? type.str() : (domain + "." + type).str();
}

bool onnxc::importer::isRewritten(StringRef domain, StringRef type) {
  return getNormalizers().contains(getKey(domain, type));
}

void onnxc::importer::forEachRewritten(function_ref<void(StringRef, StringRef)> use) {
  for (const Rename &rename : kRenames)
    use(rename.domain, rename.from);
  for (StringRef key : getNormalizers().keys()) {
    auto [domain, type] = key.rsplit('.');
    type.empty() ? use("", domain) : use(domain, type);
  }
}

LogicalResult onnxc::importer::normalize(Node &node) {
  if (node.domain.empty()) {
    for (const Drop &drop : kDrops)
      if ((drop.type.empty() || node.type == drop.type) && node.version < drop.until)
        node.erase(drop.attribute);
    if (failed(moveAttributesToInputs(node)))
      return failure();
  }
  if (Normalizer normalizer = getNormalizers().lookup(getKey(node.domain, node.type)))
    if (failed(normalizer(node)))
      return failure();
  node.type = getNewestName(node.domain, node.type);
  return success();
}

FailureOr<SmallVector<Value>> onnxc::importer::buildNormalized(Node &node,
                                                               BuildRegions buildRegions) {
  if (failed(normalize(node)))
    return failure();
  if (node.results)
    return *node.results;
  // The declared types are those of what `finish` makes.
  SmallVector<RankedTensorType> declaredTypes = node.declaredTypes;
  if (node.finish)
    node.declaredTypes.clear();
  FailureOr<SmallVector<Value>> values = buildOperation(node, buildRegions);
  if (succeeded(values) && node.finish)
    values = node.finish(node, *values);
  node.declaredTypes = declaredTypes;
  return values;
}
