#include "compiler/Quantize/PlaceQuantization.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

StringRef Placement::getParametersOf(StringRef value) const {
  for (;;) {
    StringRef owner = values.at(value.str());
    if (owner == value)
      return owner;
    value = owner;
  }
}

std::vector<std::string> Placement::getOwners() const {
  std::vector<std::string> owners;
  for (const auto &[value, owner] : values)
    if (value == owner)
      owners.push_back(value);
  return owners;
}

//===-- Kinds of nodes -------------------------------------------------------===//

static bool isOneOf(const proto::NodeProto &node, ArrayRef<StringRef> types) {
  return llvm::any_of(types, [&](StringRef type) { return isOperator(node, type); });
}

/// Whether each element of the result is one of the first operand.
static bool movesElements(const proto::NodeProto &node) {
  return node.output_size() == 1 &&
         isOneOf(node,
                 {"DepthToSpace", "Expand", "Flatten", "Gather", "GlobalMaxPool", "MaxPool",
                  "Reshape", "Slice", "SpaceToDepth", "Squeeze", "Tile", "Transpose", "Unsqueeze"});
}

/// Whether the node computes with tensors of integers what it does with floats, in other steps.
static bool combinesTensors(const proto::NodeProto &node) {
  return isOneOf(node, {"Add", "AveragePool", "Concat", "GlobalAveragePool"});
}

/// Whether each element of the result follows from one element of each operand, so that a table
/// may tell it if there is one operand.
static bool isElementwise(const proto::NodeProto &node) {
  return isOneOf(node,
                 {"Add",       "Clip",    "Div",      "Elu",      "Erf", "HardSigmoid", "HardSwish",
                  "LeakyRelu", "Max",     "Min",      "Mish",     "Mul", "PRelu",       "Relu",
                  "Selu",      "Sigmoid", "Softplus", "Softsign", "Sub", "Tanh"});
}

static bool isPlainGemm(const proto::NodeProto &node) {
  return getFloat(node, "alpha", 1) == 1 && getFloat(node, "beta", 1) == 1 &&
         getInt(node, "transA", 0) == 0;
}

/// The axis of the output channels in the weights of `node`; nothing if it is not a contraction
/// that can be computed with integers.
static std::optional<int64_t> getChannelAxis(const proto::NodeProto &node, int64_t rank,
                                             RankedTensorType input) {
  if (isOperator(node, "Conv") && rank > 2)
    return 0;
  if (rank != 2 || input.getRank() < 2)
    return std::nullopt;
  if (isOperator(node, "MatMul"))
    return 1;
  if (isOperator(node, "Gemm") && isPlainGemm(node))
    return getInt(node, "transB", 0) ? 0 : 1;
  return std::nullopt;
}

/// Whether the bias has a value for each channel.
static bool hasChannels(const proto::TensorProto *bias, int64_t channels) {
  return bias && bias->dims_size() > 0 && bias->dims(bias->dims_size() - 1) == channels &&
         int64_t(getValues(*bias).size()) == channels;
}

std::optional<Weights> quantize::getWeights(const ModelGraph &graph, const proto::NodeProto &node,
                                            const llvm::StringMap<RankedTensorType> &types) {
  if (!isOneOf(node, {"Conv", "Gemm", "MatMul"}) || node.output_size() != 1)
    return std::nullopt;
  proto::TensorProto *tensor = graph.getFloats(getInput(node, 1));
  RankedTensorType input = types.lookup(getInput(node, 0));
  if (!tensor || !input || !input.getElementType().isF32() || graph.getConstant(node.input(0)) ||
      llvm::is_contained(getDims(*tensor), 0))
    return std::nullopt;
  std::optional<int64_t> axis = getChannelAxis(node, tensor->dims_size(), input);
  StringRef bias = getInput(node, 2);
  if (!axis || (!bias.empty() && !hasChannels(graph.getFloats(bias), tensor->dims(*axis))))
    return std::nullopt;
  return Weights{tensor, *axis};
}

//===-- Placement ------------------------------------------------------------===//

namespace {
class Placer {
public:
  Placer(const ModelGraph &graph, const llvm::StringMap<RankedTensorType> &types,
         Placement &placement)
      : graph(graph), types(types), placement(placement) {
    for (const proto::NodeProto *node : placement.contractions)
      contractions.insert(node);
  }

  void want(StringRef value) {
    pending.push_back(value.str());
    while (!pending.empty()) {
      std::string next = std::move(pending.back());
      pending.pop_back();
      place(next);
    }
  }

private:
  void place(const std::string &value) {
    RankedTensorType type = types.lookup(value);
    if (!type || !type.getElementType().isF32() || graph.getConstant(value) ||
        !placement.values.try_emplace(value, value).second)
      return;
    proto::NodeProto *maker = graph.getMaker(value);
    if (!maker)
      return;
    if (movesElements(*maker)) {
      StringRef moved = getInput(*maker, 0);
      if (isQuantizable(moved)) {
        placement.values[value] = moved.str();
        pending.push_back(moved.str());
      }
      return;
    }
    // An activation becomes part of what is before it.
    if (isOneOf(*maker, {"Relu", "Clip"}) && graph.getOnlyReader(maker->input(0)))
      if (proto::NodeProto *before = graph.getMaker(maker->input(0)))
        maker = before;
    if (combinesTensors(*maker) && takesOnlyFloats(*maker)) {
      pending.insert(pending.end(), maker->input().begin(), maker->input().end());
      return;
    }
    wantSource(*maker);
  }

  bool isQuantizable(StringRef value) const {
    RankedTensorType type = types.lookup(value);
    return type && type.getElementType().isF32() && !graph.getConstant(value);
  }

  bool takesOnlyFloats(const proto::NodeProto &node) const {
    return llvm::all_of(node.input(),
                        [&](const std::string &input) { return isQuantizable(input); });
  }

  /// If all of the elementwise operators before a value compute it from one result of a
  /// contraction, a table does their work if that is an integer.
  void wantSource(const proto::NodeProto &node) {
    std::set<std::string> sources;
    if (!isElementwise(node) || !findSources(node, sources) || sources.size() != 1)
      return;
    const proto::NodeProto *maker = graph.getMaker(*sources.begin());
    if (maker && contractions.count(maker) && !isBiasOf(*sources.begin()))
      pending.push_back(*sources.begin());
  }

  /// Whether the one that reads `value` adds constants: the sums before would round twice.
  bool isBiasOf(StringRef value) const {
    proto::NodeProto *reader = graph.getOnlyReader(value);
    return reader && isOperator(*reader, "Add");
  }

  bool findSources(const proto::NodeProto &node, std::set<std::string> &sources) const {
    constexpr size_t kMost = 4;
    for (const std::string &input : node.input()) {
      if (input.empty() || graph.getConstant(input))
        continue;
      const proto::NodeProto *maker = graph.getMaker(input);
      if (maker && isElementwise(*maker)) {
        if (!findSources(*maker, sources))
          return false;
      } else {
        sources.insert(input);
      }
      if (sources.size() > kMost)
        return false;
    }
    return true;
  }

  const ModelGraph &graph;
  const llvm::StringMap<RankedTensorType> &types;
  Placement &placement;
  std::set<const proto::NodeProto *> contractions;
  std::vector<std::string> pending;
};
} // namespace

Placement quantize::placeQuantization(const ModelGraph &graph,
                                      const llvm::StringMap<RankedTensorType> &types,
                                      const std::set<std::string> &kept) {
  Placement placement;
  for (proto::NodeProto &node : *const_cast<ModelGraph &>(graph).get().mutable_node())
    if (!kept.count(getNodeName(node).str()) && getWeights(graph, node, types))
      placement.contractions.push_back(&node);
  Placer placer(graph, types, placement);
  for (const proto::NodeProto *node : placement.contractions)
    placer.want(node->input(0));
  return placement;
}
