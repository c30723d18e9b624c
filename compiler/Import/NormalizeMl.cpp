// Operators of ai.onnx.ml.
#include "compiler/Import/MlScores.h"
#include "compiler/Import/Normalizers.h"
#include "compiler/Import/TextPlaces.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/IR/TypeInference.h"

#include <cmath>
#include <map>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- TreeEnsembleRegressor, TreeEnsembleClassifier ------------------------===//

namespace {
/// Makes TreeEnsemble of TreeEnsembleRegressor or -Classifier, whose leaves are nodes and may vote
/// for several targets: a tree is there once for each vote of a leaf. The attributes of votes
/// begin with `prefix`.
class EnsembleBuilder {
public:
  EnsembleBuilder(Node &node, StringRef prefix) : node(node), prefix(prefix) {}

  LogicalResult build() {
    if (failed(readNodes()) || failed(readVotes()) || failed(readAggregate()))
      return failure();
    for (auto &[tree, members] : trees)
      if (failed(addTree(tree, members)))
        return failure();
    return success();
  }

  /// The attributes of TreeEnsemble.
  void setAttributes(int64_t targets) {
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
    bool isDouble =
        node.has("nodes_values_as_tensor") || node.has(getVoteName("weights_as_tensor"));
    return isDouble ? Type(node.builder.getF64Type()) : Type(node.builder.getF32Type());
  }

private:
  /// More come from a damaged model.
  static constexpr int64_t kMaxNodes = int64_t(1) << 26;
  using Key = std::pair<int64_t, int64_t>;
  struct Vote {
    int64_t target;
    double weight;
  };

  std::string getVoteName(StringRef name) { return prefix + name.str(); }

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
    SmallVector<int64_t> treeIds = getInts(getVoteName("treeids")),
                         nodeIds = getInts(getVoteName("nodeids")),
                         targets = getInts(getVoteName("ids"));
    std::vector<double> weights = getNumbers(getVoteName("weights"));
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
  std::string prefix;
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

namespace {
/// What happens to the sums of votes.
struct VoteSums {
  std::vector<double> base;
  std::string transform;

  FailureOr<Value> addBase(Node &node, Value sums) const {
    if (base.empty())
      return sums;
    Type elementType = cast<RankedTensorType>(sums.getType()).getElementType();
    onnx::ConstantTensor summand(RankedTensorType::get({int64_t(base.size())}, elementType));
    summand.floats = base;
    return node.buildOne("Add", {sums, node.makeConstant(summand.toAttr())});
  }

  /// The operator's output in f32.
  FailureOr<Value> finish(Node &node, Value sums) const {
    NodeFormula f(node);
    Value result = f.castTo(transformScores(f, sums, transform), node.builder.getF32Type());
    return f.isBroken() ? FailureOr<Value>(failure()) : FailureOr<Value>(result);
  }
};
} // namespace

/// Makes the node a TreeEnsemble, in whose element type all is.
static FailureOr<VoteSums> normalizeTrees(Node &node, StringRef prefix, int64_t targets) {
  EnsembleBuilder builder(node, prefix);
  FailureOr<std::string> transform = readTransform(node);
  if (failed(transform))
    return failure();
  VoteSums sums{builder.getNumbers("base_values"), *transform};
  if (!node.getInputType(0))
    return node.emitError() << "needs an input", failure();
  if (failed(builder.build()))
    return failure();
  FailureOr<Value> input = node.buildOne(
      "Cast", node.getInput(0), node.attribute("to", TypeAttr::get(builder.getElementType())));
  if (failed(input))
    return failure();
  node.setInput(0, *input);
  builder.setAttributes(targets);
  return sums;
}

static LogicalResult checkBase(Node &node, const VoteSums &sums, int64_t targets) {
  if (!sums.base.empty() && int64_t(sums.base.size()) != targets)
    return node.emitError() << "expects " << targets << " base_values, but got "
                            << sums.base.size();
  return success();
}

static LogicalResult normalizeTreeEnsembleRegressor(Node &node) {
  int64_t targets = node.getInt("n_targets", 1);
  FailureOr<VoteSums> sums = normalizeTrees(node, "target_", targets);
  if (failed(sums) || failed(checkBase(node, *sums, targets)))
    return failure();
  node.finish = [sums = *sums](Node &node,
                               ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    FailureOr<Value> result = sums.addBase(node, values[0]);
    if (succeeded(result))
      result = sums.finish(node, *result);
    if (failed(result))
      return failure();
    return SmallVector<Value>{*result};
  };
  return success();
}

/// Whether the votes of a classifier are all for a class, none against it.
static bool areVotesPositive(Node &node) {
  std::vector<double> weights = EnsembleBuilder(node, "class_").getNumbers("class_weights");
  return llvm::all_of(weights, [](double weight) { return weight >= 0; });
}

/// Scores of two classes from that of the second: s becomes 1 - s and s where it is a probability,
/// else (before a transformation, or with votes against a class) -s and s.
static FailureOr<Value> addOtherClass(Node &node, Value score, bool isProbability) {
  Type elementType = cast<RankedTensorType>(score.getType()).getElementType();
  FailureOr<Value> other = isProbability
                               ? node.buildOne("Sub", {node.makeScalar(elementType, 1), score})
                               : node.buildOne("Neg", score);
  if (failed(other))
    return failure();
  return node.buildOne("Concat", {*other, score},
                       node.attribute("axis", node.builder.getI64IntegerAttr(1)));
}

/// The label of the class with the best score, and all scores. Of two classes, the votes may all
/// be for one, as ONNX's reference implementation has it.
static LogicalResult normalizeTreeEnsembleClassifier(Node &node) {
  std::optional<SmallVector<int64_t>> labels = node.getInts("classlabels_int64s");
  SmallVector<StringRef> strings = readTexts(node, "classlabels_strings");
  int64_t classes = labels ? labels->size() : strings.size();
  SmallVector<int64_t> ids = node.getInts("class_ids").value_or(SmallVector<int64_t>());
  if (classes == 0 || ids.empty())
    return node.emitError() << "needs labels, and votes for them";
  bool isBinary = classes <= 2 && llvm::all_equal(ids);
  int64_t targets = isBinary ? 1 : classes;
  if (isBinary)
    node.setInts("class_ids", SmallVector<int64_t>(ids.size(), 0));
  bool isPositive = areVotesPositive(node);
  FailureOr<VoteSums> sums = normalizeTrees(node, "class_", targets);
  if (failed(sums))
    return failure();
  if (isBinary && (sums->transform == "PROBIT" || sums->transform == "SOFTMAX_ZERO"))
    return node.emitError() << "has post_transform '" << sums->transform
                            << "' of one score, which is not supported";
  if (isBinary && sums->base.size() == 2)
    sums->base.resize(1);
  if (failed(checkBase(node, *sums, targets)))
    return failure();
  // TreeEnsemble makes the scores only.
  SmallVector<bool> hasOutput(1, true);
  std::swap(hasOutput, node.hasOutput);
  node.finish = [=, sums = *sums](Node &node,
                                  ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    node.hasOutput = hasOutput;
    FailureOr<Value> scores = sums.addBase(node, values[0]);
    if (succeeded(scores) && isBinary)
      scores = addOtherClass(node, *scores, isPositive && sums.transform == "NONE");
    if (succeeded(scores))
      scores = sums.finish(node, *scores);
    if (failed(scores))
      return failure();
    FailureOr<Value> best =
        node.buildOne("ArgMax", *scores,
                      {node.attribute("axis", node.builder.getI64IntegerAttr(1)),
                       node.attribute("keepdims", node.builder.getI64IntegerAttr(0))});
    if (failed(best))
      return failure();
    // A single class has another one in front of it.
    SmallVector<int64_t> numbers = labels.value_or(SmallVector<int64_t>());
    SmallVector<StringRef> names = strings;
    if (classes == 1) {
      numbers.insert(numbers.begin(), 0);
      names.insert(names.begin(), "");
    }
    Value all = labels ? node.makeInts(numbers)
                       : node.makeConstant(onnx::makeTexts(node.getContext(), names));
    FailureOr<Value> label = node.buildOne("Gather", {all, *best});
    if (failed(label))
      return failure();
    return SmallVector<Value>{*label, *scores};
  };
  return success();
}

void onnxc::importer::addMlNormalizers(NormalizerMap &map) {
  map["ai.onnx.ml.TreeEnsembleClassifier"] = normalizeTreeEnsembleClassifier;
  map["ai.onnx.ml.TreeEnsembleRegressor"] = normalizeTreeEnsembleRegressor;
}
