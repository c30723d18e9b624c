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

//===-- Sums of votes --------------------------------------------------------===//

/// The sums of votes plus `base`, if there is any.
static Value addBase(NodeFormula &f, Value sums, ArrayRef<double> base) {
  if (base.empty())
    return sums;
  Type elementType = cast<RankedTensorType>(sums.getType()).getElementType();
  onnx::ConstantTensor summand(RankedTensorType::get({int64_t(base.size())}, elementType));
  summand.floats.assign(base.begin(), base.end());
  return f.add(sums, f.constant(summand.toAttr()));
}

static Value castToF32(NodeFormula &f, Value scores) {
  return f.castTo(scores, Float32Type::get(scores.getContext()));
}

/// Makes the node a TreeEnsemble, in whose element type all is.
static LogicalResult normalizeTrees(Node &node, StringRef prefix, int64_t targets) {
  EnsembleBuilder builder(node, prefix);
  if (!node.getInputType(0))
    return node.emitError() << "needs an input";
  if (failed(builder.build()))
    return failure();
  FailureOr<Value> input = node.buildOne(
      "Cast", node.getInput(0), node.attribute("to", TypeAttr::get(builder.getElementType())));
  if (failed(input))
    return failure();
  node.setInput(0, *input);
  builder.setAttributes(targets);
  return success();
}

/// The `base_values` of so many targets, and perhaps one that is left out.
static FailureOr<std::vector<double>> readBase(Node &node, int64_t targets,
                                               bool mayHaveOther = false) {
  std::vector<double> base = EnsembleBuilder(node, "").getNumbers("base_values");
  if (mayHaveOther && int64_t(base.size()) == targets + 1)
    base.pop_back();
  if (!base.empty() && int64_t(base.size()) != targets)
    return node.emitError() << "expects " << targets << " base_values, but got " << base.size(),
           failure();
  return base;
}

static LogicalResult normalizeTreeEnsembleRegressor(Node &node) {
  int64_t targets = node.getInt("n_targets", 1);
  FailureOr<std::string> transform = readTransform(node);
  FailureOr<std::vector<double>> base = readBase(node, targets);
  if (failed(transform) || failed(base) || failed(normalizeTrees(node, "target_", targets)))
    return failure();
  node.finish = [base = *base, transform = *transform](
                    Node &node, ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    NodeFormula f(node);
    Value scores = transformScores(f, addBase(f, values[0], base), transform);
    SmallVector<Value> results = {castToF32(f, scores)};
    return f.isBroken() ? FailureOr<SmallVector<Value>>(failure()) : results;
  };
  return success();
}

/// A TreeEnsemble's `post_transform` is a number.
static LogicalResult normalizeTreeEnsemble(Node &node) {
  static constexpr StringRef kTransforms[] = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO",
                                              "PROBIT"};
  int64_t number = node.getInt("post_transform", 0);
  if (number < 0 || number >= int64_t(std::size(kTransforms)))
    return node.emitError() << "has post_transform " << number;
  node.setInt("post_transform", 0);
  node.finish = [transform = kTransforms[number]](
                    Node &node, ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    NodeFormula f(node);
    SmallVector<Value> results = {transformScores(f, values[0], transform)};
    return f.isBroken() ? FailureOr<SmallVector<Value>>(failure()) : results;
  };
  return success();
}

//===-- TreeEnsembleClassifier -----------------------------------------------===//

namespace {
/// Makes labels and scores of the sums of votes.
struct Classifier {
  enum Kind {
    /// A score for each class.
    kScores,
    /// Of two classes, all votes are for the first one in the list, and mean the second one, as in
    /// ONNX's reference implementation.
    kPair,
    /// Of two classes, all votes are for the second one, and the first one's score is 0.
    kSecond,
    /// There is one label.
    kAlone,
  };

  Kind kind;
  /// With an only class, another one in front of it.
  ClassLabels labels;
  std::string transform;
  std::vector<double> base;
  /// Whether no vote is against a class.
  bool isPositive;

  int64_t getTargets() const { return kind == kPair || kind == kAlone ? 1 : labels.count; }

  LogicalResult finish(NodeFormula &f, Value sums, SmallVector<Value> &results) const {
    Value scores = addBase(f, sums, base);
    Value best;
    if (kind == kScores) {
      best = f.build("ArgMax", {scores}, {f.with("axis", 1), f.with("keepdims", int64_t(0))});
    } else {
      Value second = kind == kSecond ? f.slice(scores, 1, 1, 2) : scores;
      Value isSecond = f.build("Greater", {second, f.scalar(second, getThreshold())});
      best = f.castTo(f.squeeze(isSecond, {1}), IntegerType::get(sums.getContext(), 64));
    }
    Value transformed = kind == kPair ? transformPair(f, scores, transform, isPositive)
                                      : transformScores(f, scores, transform);
    results = {labels.build(f, best), castToF32(f, transformed)};
    return success(!f.isBroken());
  }

private:
  /// The sum from which on it is the second of two classes: half of what is a probability.
  double getThreshold() const {
    bool isProbability = kind == kSecond || transform == "NONE" || transform == "PROBIT";
    return kind != kAlone && isPositive && isProbability ? 0.5 : 0;
  }
};
} // namespace

/// Whether the votes of a classifier are all for a class, none against it.
static bool areVotesPositive(Node &node) {
  std::vector<double> weights = EnsembleBuilder(node, "class_").getNumbers("class_weights");
  return llvm::all_of(weights, [](double weight) { return weight >= 0; });
}

/// The labels of two classes, of which the first one has no label.
static ClassLabels addOtherLabel(Node &node) {
  MLIRContext *context = node.getContext();
  auto numbers = node.getInts("classlabels_int64s").value_or(SmallVector<int64_t>());
  if (!numbers.empty()) {
    auto type = RankedTensorType::get({2}, IntegerType::get(context, 64));
    return {DenseElementsAttr::get(type, {int64_t(0), numbers.front()}), 2};
  }
  StringRef name = readTexts(node, "classlabels_strings").front();
  return {onnx::makeTexts(context, {"", name}), 2};
}

static Classifier::Kind getKind(int64_t classes, ArrayRef<int64_t> ids) {
  if (classes == 1)
    return Classifier::kAlone;
  if (classes > 2 || !llvm::all_equal(ids))
    return Classifier::kScores;
  return ids.front() == 1 ? Classifier::kSecond : Classifier::kPair;
}

static FailureOr<Classifier> readClassifier(Node &node) {
  FailureOr<ClassLabels> labels = readClassLabels(node, "classlabels_int64s");
  FailureOr<std::string> transform = readTransform(node);
  SmallVector<int64_t> ids = node.getInts("class_ids").value_or(SmallVector<int64_t>());
  if (failed(labels) || failed(transform))
    return failure();
  if (labels->count == 0 || ids.empty())
    return node.emitError() << "needs labels, and votes for them", failure();
  Classifier::Kind kind = getKind(labels->count, ids);
  // Of two numbers for one score, the first is its own.
  bool isSingle = kind == Classifier::kPair || kind == Classifier::kAlone;
  FailureOr<std::vector<double>> base = readBase(node, isSingle ? 1 : labels->count, isSingle);
  if (failed(base))
    return failure();
  if (isSingle)
    node.setInts("class_ids", SmallVector<int64_t>(ids.size(), 0));
  return Classifier{kind, kind == Classifier::kAlone ? addOtherLabel(node) : *labels, *transform,
                    *base, areVotesPositive(node)};
}

static LogicalResult normalizeTreeEnsembleClassifier(Node &node) {
  FailureOr<Classifier> classifier = readClassifier(node);
  if (failed(classifier) || failed(normalizeTrees(node, "class_", classifier->getTargets())))
    return failure();
  // TreeEnsemble makes the scores only.
  SmallVector<bool> hasOutput(1, true);
  std::swap(hasOutput, node.hasOutput);
  node.finish = [=, classifier = *classifier](
                    Node &node, ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    node.hasOutput = hasOutput;
    NodeFormula f(node);
    SmallVector<Value> results;
    if (failed(classifier.finish(f, values[0], results)))
      return failure();
    return results;
  };
  return success();
}

void onnxc::importer::addMlNormalizers(NormalizerMap &map) {
  map["ai.onnx.ml.TreeEnsemble"] = normalizeTreeEnsemble;
  map["ai.onnx.ml.TreeEnsembleClassifier"] = normalizeTreeEnsembleClassifier;
  map["ai.onnx.ml.TreeEnsembleRegressor"] = normalizeTreeEnsembleRegressor;
}
