// Operators of ai.onnx.ml.
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/TypeInference.h"

#include <cmath>
#include <map>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// Version 1 numbered a list of strings; the kind of the input said in which direction.
static LogicalResult normalizeLabelEncoder(Node &node) {
  auto classes = dyn_cast_or_null<ArrayAttr>(node.attributes.get("classes_strings"));
  RankedTensorType input = node.getInputType(0);
  if (node.version >= 2 || !classes || !input)
    return success();
  bool fromStrings = !input.getElementType().isIntOrFloat();
  node.erase("classes_strings");
  node.attributes.set(fromStrings ? "keys_strings" : "values_strings", classes);
  node.setInts(fromStrings ? "values_int64s" : "keys_int64s",
               llvm::to_vector(llvm::seq<int64_t>(0, classes.size())));
  return success();
}

//===-- TreeEnsembleRegressor ------------------------------------------------===//

namespace {
/// Makes TreeEnsemble of TreeEnsembleRegressor, whose leaves are nodes and may vote for several
/// targets: a tree is there once for each vote of a leaf.
class EnsembleBuilder {
public:
  explicit EnsembleBuilder(Node &node) : node(node) {}

  LogicalResult build() {
    if (failed(readNodes()) || failed(readVotes()) || failed(readAggregate()))
      return failure();
    for (auto &[tree, members] : trees)
      if (failed(addTree(tree, members)))
        return failure();
    return success();
  }

  /// The attributes of TreeEnsemble.
  void setAttributes() {
    int64_t targets = node.getInt("n_targets", 1);
    node.attributes.clear();
    node.setInt("aggregate_function", aggregate);
    node.setInt("n_targets", targets);
    node.setInts("leaf_targetids", leafTargets);
    node.attributes.set("leaf_weights", makeTensor(leafWeights));
    node.setInts("nodes_falseleafs", areLeaves[0]);
    node.setInts("nodes_falsenodeids", children[0]);
    node.setInts("nodes_trueleafs", areLeaves[1]);
    node.setInts("nodes_truenodeids", children[1]);
    node.setInts("nodes_featureids", features);
    node.setInts("nodes_missing_value_tracks_true", missing);
    auto modeType = RankedTensorType::get(
        {int64_t(modes.size())}, IntegerType::get(node.getContext(), 8, IntegerType::Unsigned));
    node.attributes.set("nodes_modes", DenseElementsAttr::get(modeType, ArrayRef(modes)));
    node.attributes.set("nodes_splits", makeTensor(splits));
    node.setInts("tree_roots", roots);
  }

  /// Numbers of a list of floats or, with the suffix `_as_tensor`, of a tensor of doubles.
  std::vector<double> getNumbers(StringRef name) {
    if (auto tensor = node.attributes.get((name + "_as_tensor").str()))
      if (auto constant = onnx::ConstantTensor::get(tensor); constant && constant->isFloat())
        return constant->floats;
    auto floats = dyn_cast_or_null<DenseF32ArrayAttr>(node.attributes.get(name));
    if (!floats)
      return {};
    return std::vector<double>(floats.asArrayRef().begin(), floats.asArrayRef().end());
  }

  /// Whether any of the numbers are doubles.
  Type getElementType() {
    for (StringRef name : {"nodes_values_as_tensor", "target_weights_as_tensor"})
      if (node.has(name))
        return node.builder.getF64Type();
    return node.builder.getF32Type();
  }

private:
  /// More come from a damaged model.
  static constexpr int64_t kMaxNodes = int64_t(1) << 26;
  using Key = std::pair<int64_t, int64_t>;
  struct Vote {
    int64_t target;
    double weight;
  };

  SmallVector<int64_t> getInts(StringRef name) {
    return node.getInts(name).value_or(SmallVector<int64_t>());
  }

  Attribute makeTensor(ArrayRef<double> values) {
    onnx::ConstantTensor tensor(RankedTensorType::get({int64_t(values.size())}, elementType));
    tensor.floats.assign(values.begin(), values.end());
    return tensor.toAttr();
  }

  LogicalResult readNodes() {
    elementType = getElementType();
    given.features = getInts("nodes_featureids");
    given.children[0] = getInts("nodes_falsenodeids");
    given.children[1] = getInts("nodes_truenodeids");
    given.missing = getInts("nodes_missing_value_tracks_true");
    given.splits = getNumbers("nodes_values");
    SmallVector<int64_t> treeIds = getInts("nodes_treeids"), nodeIds = getInts("nodes_nodeids");
    auto names = dyn_cast_or_null<ArrayAttr>(node.attributes.get("nodes_modes"));
    size_t count = names ? names.size() : 0;
    given.missing.resize(given.missing.empty() ? count : given.missing.size());
    for (size_t size :
         {treeIds.size(), nodeIds.size(), given.features.size(), given.children[0].size(),
          given.children[1].size(), given.splits.size(), given.missing.size()})
      if (size != count)
        return node.emitError() << "expects lists of one entry for each of " << count
                                << " nodes, but got " << size;
    for (size_t i = 0; i < count; ++i) {
      auto name = dyn_cast<StringAttr>(names[i]);
      static constexpr StringRef kModes[] = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE",
                                             "BRANCH_GT",  "BRANCH_EQ", "BRANCH_NEQ"};
      const auto *mode = name ? llvm::find(kModes, name.getValue()) : std::end(kModes);
      bool isLeaf = name && name.getValue() == "LEAF";
      if (mode == std::end(kModes) && !isLeaf)
        return node.emitError() << "has a node of mode " << names[i];
      given.modes.push_back(isLeaf ? -1 : mode - std::begin(kModes));
      trees[treeIds[i]].push_back(i);
      if (!places.try_emplace({treeIds[i], nodeIds[i]}, i).second)
        return node.emitError() << "has node " << nodeIds[i] << " of tree " << treeIds[i]
                                << " twice";
    }
    return success();
  }

  LogicalResult readVotes() {
    SmallVector<int64_t> treeIds = getInts("target_treeids"), nodeIds = getInts("target_nodeids"),
                         targets = getInts("target_ids");
    std::vector<double> weights = getNumbers("target_weights");
    for (size_t size : {treeIds.size(), nodeIds.size(), weights.size()})
      if (size != targets.size())
        return node.emitError() << "expects lists of one entry for each of " << targets.size()
                                << " votes, but got " << size;
    for (size_t i = 0; i < targets.size(); ++i)
      votes[{treeIds[i], nodeIds[i]}].push_back({targets[i], weights[i]});
    return success();
  }

  /// An average is a sum of smaller weights.
  LogicalResult readAggregate() {
    std::string name = node.getString("aggregate_function", "SUM");
    static constexpr StringRef kNames[] = {"AVERAGE", "SUM", "MIN", "MAX"};
    const auto *found = llvm::find(kNames, name);
    if (found == std::end(kNames))
      return node.emitError() << "has aggregate_function '" << name << "'";
    aggregate = found - std::begin(kNames);
    if (name == "AVERAGE") {
      aggregate = 1;
      for (auto &entry : votes)
        for (Vote &vote : entry.second)
          vote.weight /= double(trees.size());
    }
    return success();
  }

  /// The nodes of one tree, once for each vote that a leaf of it has.
  LogicalResult addTree(int64_t tree, ArrayRef<size_t> members) {
    size_t most = 1;
    for (auto entry = votes.lower_bound({tree, INT64_MIN});
         entry != votes.end() && entry->first.first == tree; ++entry)
      most = std::max(most, entry->second.size());
    if (onnx::addSizes(features.size(), onnx::multiplySizes(most, members.size())) > kMaxNodes)
      return node.emitError() << "has " << most << " votes of a leaf for a tree of "
                              << members.size() << " nodes";
    for (size_t vote = 0; vote < most; ++vote)
      if (failed(addTree(tree, members, vote)))
        return failure();
    return success();
  }

  LogicalResult addTree(int64_t tree, ArrayRef<size_t> members, size_t vote) {
    std::map<size_t, int64_t> positions;
    for (size_t i : members)
      if (given.modes[i] >= 0)
        positions.try_emplace(i, features.size() + positions.size());
    // Node 0 is the root, wherever it stands.
    auto zero = places.find({tree, 0});
    size_t root = zero == places.end() ? members.front() : zero->second;
    roots.push_back(given.modes[root] < 0 ? int64_t(features.size()) : positions[root]);
    auto addChild = [&](size_t side, int64_t id) {
      auto place = places.find({tree, id});
      if (place == places.end())
        return failure();
      auto position = positions.find(place->second);
      bool isLeaf = position == positions.end();
      areLeaves[side].push_back(isLeaf);
      children[side].push_back(isLeaf ? addLeaf({tree, id}, vote) : position->second);
      return success();
    };
    auto addNode = [&](size_t i, int64_t mode) {
      features.push_back(given.features[i]);
      splits.push_back(given.splits[i]);
      missing.push_back(given.missing[i]);
      modes.push_back(uint8_t(mode));
    };
    // A tree that is a leaf has a node in front of it, either way from which leads there.
    if (given.modes[root] < 0) {
      if (members.size() != 1)
        return node.emitError() << "has a leaf as the root of several nodes of tree " << tree;
      addNode(root, 0);
      features.back() = 0;
      for (size_t side : {0, 1}) {
        areLeaves[side].push_back(1);
        children[side].push_back(addLeaf(findKey(root), vote));
      }
      return success();
    }
    for (size_t i : members) {
      if (given.modes[i] < 0)
        continue;
      addNode(i, given.modes[i]);
      for (size_t side : {0, 1})
        if (failed(addChild(side, given.children[side][i])))
          return node.emitError() << "leads to node " << given.children[side][i] << " of tree "
                                  << tree << ", which it does not have";
    }
    return success();
  }

  Key findKey(size_t place) {
    return llvm::find_if(places, [&](const auto &entry) { return entry.second == place; })->first;
  }

  /// A leaf with one of the votes of a node; without, one that changes nothing.
  int64_t addLeaf(Key key, size_t vote) {
    double nothing = aggregate == 2 ? INFINITY : aggregate == 3 ? -INFINITY : 0;
    ArrayRef<Vote> all = votes[key];
    Vote taken = vote < all.size() ? all[vote] : Vote{0, nothing};
    leafTargets.push_back(taken.target);
    leafWeights.push_back(taken.weight);
    return int64_t(leafTargets.size()) - 1;
  }

  Node &node;
  Type elementType;
  struct {
    SmallVector<int64_t> features, children[2], missing, modes;
    std::vector<double> splits;
  } given;
  /// The nodes of each tree, where each node stands, and the votes of leaves.
  std::map<int64_t, SmallVector<size_t>> trees;
  std::map<Key, size_t> places;
  std::map<Key, SmallVector<Vote>> votes;

  int64_t aggregate = 1;
  SmallVector<int64_t> features, areLeaves[2], children[2], missing, roots, leafTargets;
  SmallVector<uint8_t> modes;
  SmallVector<double> splits, leafWeights;
};
} // namespace

/// Operator set 5 of ai.onnx.ml has TreeEnsemble, in whose element type all is.
static LogicalResult normalizeTreeEnsembleRegressor(Node &node) {
  EnsembleBuilder builder(node);
  Type elementType = builder.getElementType();
  std::vector<double> base = builder.getNumbers("base_values");
  std::string transform = node.getString("post_transform", "NONE");
  if (transform != "NONE" && transform != "LOGISTIC" && transform != "SOFTMAX")
    return node.emitError() << "has post_transform '" << transform << "', which is not supported";
  if (!base.empty() && int64_t(base.size()) != node.getInt("n_targets", 1))
    return node.emitError() << "expects " << node.getInt("n_targets", 1) << " base_values, but got "
                            << base.size();
  if (!node.getInputType(0))
    return node.emitError() << "needs an input";
  if (failed(builder.build()))
    return failure();
  FailureOr<Value> input =
      node.buildOne("Cast", node.getInput(0), node.attribute("to", TypeAttr::get(elementType)));
  if (failed(input))
    return failure();
  node.setInput(0, *input);
  builder.setAttributes();
  node.finish = [base, transform](Node &node,
                                  ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    Type elementType = cast<RankedTensorType>(values[0].getType()).getElementType();
    FailureOr<Value> result = values[0];
    if (!base.empty()) {
      onnx::ConstantTensor summand(RankedTensorType::get({int64_t(base.size())}, elementType));
      summand.floats = base;
      result = node.buildOne("Add", {*result, node.makeConstant(summand.toAttr())});
    }
    if (succeeded(result) && transform == "LOGISTIC")
      result = node.buildOne("Sigmoid", *result);
    if (succeeded(result) && transform == "SOFTMAX")
      result = node.buildOne("Softmax", *result);
    if (succeeded(result))
      result = node.buildOne("Cast", *result,
                             node.attribute("to", TypeAttr::get(node.builder.getF32Type())));
    if (failed(result))
      return failure();
    return SmallVector<Value>{*result};
  };
  return success();
}

void onnxc::importer::addMlNormalizers(NormalizerMap &map) {
  map["ai.onnx.ml.LabelEncoder"] = normalizeLabelEncoder;
  map["ai.onnx.ml.TreeEnsembleRegressor"] = normalizeTreeEnsembleRegressor;
}
