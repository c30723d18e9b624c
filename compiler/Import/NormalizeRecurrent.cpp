// Names of activations in recurrent operators; Scan of operator set 8.
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc::importer;

/// In operator set 8, Scan had lengths of sequences as its first input, and everything had a
/// batch dimension in front, which the newest form leaves to its user. One batch is the newest
/// form on squeezed values.
static LogicalResult normalizeScan(Node &node) {
  if (node.version >= 9)
    return success();
  if (node.getInput(0))
    return node.emitError() << "has sequences of different lengths, which is not supported";
  if (!node.inputs.empty())
    node.inputs.erase(node.inputs.begin());
  for (auto [i, input] : llvm::enumerate(node.inputs)) {
    RankedTensorType type = node.getInputType(i);
    if (!type || type.getRank() < 1 || type.getDimSize(0) != 1)
      return node.emitError() << "has a batch other than 1, which is not supported";
    FailureOr<Value> squeezed = node.buildOne("Squeeze", {input, node.makeInts({0})});
    if (failed(squeezed))
      return failure();
    input = *squeezed;
  }
  if (Attribute directions = node.attributes.erase("directions"))
    node.attributes.set("scan_input_directions", directions);
  node.finish = [](Node &node, ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    SmallVector<Value> results;
    for (Value value : values) {
      FailureOr<Value> result = node.buildOne("Unsqueeze", {value, node.makeInts({0})});
      if (failed(result))
        return failure();
      results.push_back(*result);
    }
    return results;
  };
  return success();
}

/// ONNX's spelling of activations, whose names are the same in lower case.
static LogicalResult normalizeActivations(Node &node) {
  static constexpr StringLiteral kNames[] = {
      "Affine",  "Elu",      "HardSigmoid", "LeakyRelu", "Relu",           "ScaledTanh",
      "Sigmoid", "Softplus", "Softsign",    "Tanh",      "ThresholdedRelu"};
  auto names = dyn_cast_or_null<ArrayAttr>(node.attributes.get("activations"));
  if (!names)
    return success();
  SmallVector<StringRef> spelled;
  for (StringAttr name : names.getAsRange<StringAttr>()) {
    const auto *known = llvm::find_if(
        kNames, [&](StringRef spelling) { return spelling.equals_insensitive(name.getValue()); });
    spelled.push_back(known == std::end(kNames) ? name.getValue() : StringRef(*known));
  }
  node.attributes.set("activations", node.builder.getStrArrayAttr(spelled));
  return success();
}

void onnxc::importer::addRecurrentNormalizers(NormalizerMap &map) {
  map["Scan"] = normalizeScan;
  for (StringRef type : {"GRU", "LSTM", "RNN"})
    map[type] = normalizeActivations;
}
