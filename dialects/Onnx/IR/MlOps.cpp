#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/MlOps.cpp.inc"

void OnnxDialect::registerMlOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/MlOps.cpp.inc"
      >();
}

//===-- ArrayFeatureExtractor, Scaler ---------------------------------------===//

LogicalResult ArrayFeatureExtractorOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                        Adaptor adaptor,
                                                        SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput()),
                   indices = getTensorType(adaptor.getIndices());
  if (input.getRank() == 0)
    return emitOptionalError(loc, "expects an input with a last dimension, but got ", input);
  int64_t count = indices.hasStaticShape() ? indices.getNumElements() : ShapedType::kDynamic;
  // One row of features has a dimension for it.
  SmallVector<int64_t> shape(input.getShape().drop_back());
  if (shape.empty())
    shape.push_back(1);
  shape.push_back(count);
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult ScalerOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t features = input.getRank() ? input.getShape().back() : 1;
  for (std::optional<ArrayRef<float>> numbers : {adaptor.getOffset(), adaptor.getScale()})
    if (int64_t count = numbers ? numbers->size() : 1;
        count != 1 && count != features && !ShapedType::isDynamic(features))
      return emitOptionalError(loc, "expects 1 or ", features, " offsets and scales, but got ",
                               count);
  types.push_back(input.clone(Float32Type::get(context)));
  return success();
}

//===-- LabelEncoder --------------------------------------------------------===//

/// The one of the lists that is given, as a tensor; null if none is.
static ElementsAttr getList(MLIRContext *context, std::optional<ArrayRef<float>> floats,
                            std::optional<ArrayRef<int64_t>> ints, ElementsAttr tensor) {
  if (tensor)
    return tensor;
  auto typeOf = [](int64_t size, Type type) { return RankedTensorType::get({size}, type); };
  if (floats)
    return DenseElementsAttr::get(typeOf(floats->size(), Float32Type::get(context)), *floats);
  if (ints)
    return DenseElementsAttr::get(typeOf(ints->size(), IntegerType::get(context, 64)), *ints);
  return nullptr;
}

template <typename Op> static ElementsAttr getLabelKeys(MLIRContext *context, Op op) {
  return getList(context, op.getKeysFloats(), op.getKeysInt64s(),
                 op.getKeysTensor().value_or(nullptr));
}

template <typename Op> static ElementsAttr getLabelValues(MLIRContext *context, Op op) {
  return getList(context, op.getValuesFloats(), op.getValuesInt64s(),
                 op.getValuesTensor().value_or(nullptr));
}

ElementsAttr LabelEncoderOp::getKeys() { return getLabelKeys(getContext(), *this); }

ElementsAttr LabelEncoderOp::getValues() { return getLabelValues(getContext(), *this); }

ElementsAttr LabelEncoderOp::getDefault() {
  if (std::optional<ElementsAttr> given = getDefaultTensor())
    return *given;
  Type type = getValues().getElementType();
  ConstantTensor value(RankedTensorType::get({1}, type));
  if (value.isFloat())
    value.floats[0] = getDefaultFloat().convertToDouble();
  else
    value.ints[0] = getDefaultInt64();
  return value.toAttr();
}

LogicalResult LabelEncoderOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (adaptor.getKeysStrings() || adaptor.getValuesStrings())
    return emitOptionalError(loc, "maps strings, which the importer finds otherwise");
  ElementsAttr keys = getLabelKeys(context, adaptor), values = getLabelValues(context, adaptor);
  if (!keys || !values || keys.getNumElements() != values.getNumElements())
    return emitOptionalError(loc, "expects as many values as keys, but got ",
                             values ? values.getNumElements() : 0, " and ",
                             keys ? keys.getNumElements() : 0);
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (keys.getElementType() != input.getElementType())
    return emitOptionalError(loc, "expects keys of ", input.getElementType(), ", but got ",
                             keys.getElementType());
  if (std::optional<ElementsAttr> other = adaptor.getDefaultTensor())
    if (other->getNumElements() != 1 || other->getElementType() != values.getElementType())
      return emitOptionalError(loc, "expects a default of one ", values.getElementType(),
                               ", but got ", other->getType());
  types.push_back(input.clone(values.getElementType()));
  return success();
}

//===-- TfIdfVectorizer -----------------------------------------------------===//

/// The parts of the pool; nothing if `starts` does not divide it into n-grams.
static std::optional<SmallVector<ArrayRef<int64_t>>> splitPool(ArrayRef<int64_t> pool,
                                                               ArrayRef<int64_t> starts) {
  SmallVector<ArrayRef<int64_t>> grams;
  for (auto [i, start] : llvm::enumerate(starts)) {
    int64_t end = i + 1 < starts.size() ? starts[i + 1] : pool.size(), length = i + 1;
    if (start < 0 || end < start || end > int64_t(pool.size()) || (end - start) % length)
      return std::nullopt;
    for (int64_t at = start; at < end; at += length)
      grams.push_back(pool.slice(at, length));
  }
  return grams;
}

SmallVector<ArrayRef<int64_t>> TfIdfVectorizerOp::getGrams() {
  return *splitPool(*getPoolInt64s(), getNgramCounts());
}

LogicalResult TfIdfVectorizerOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                                  Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (input.getRank() != 1 && input.getRank() != 2)
    return emitOptionalError(loc, "expects an input of rank 1 or 2, but got ", input);
  if (adaptor.getMode() != "TF" && adaptor.getMode() != "IDF" && adaptor.getMode() != "TFIDF")
    return emitOptionalError(loc, "expects mode 'TF', 'IDF' or 'TFIDF', but got '",
                             adaptor.getMode(), "'");
  if (!adaptor.getPoolInt64s())
    return emitOptionalError(loc, "looks for strings, which a compiled model does not have");
  auto grams = splitPool(*adaptor.getPoolInt64s(), adaptor.getNgramCounts());
  if (!grams)
    return emitOptionalError(loc, "ngram_counts does not divide the pool into n-grams");
  ArrayRef<int64_t> columns = adaptor.getNgramIndexes();
  size_t weights = adaptor.getWeights() ? adaptor.getWeights()->size() : grams->size();
  if (columns.size() != grams->size() || weights != grams->size())
    return emitOptionalError(loc, "expects a column and a weight for each of ", grams->size(),
                             " n-grams, but got ", columns.size(), " and ", weights);
  int64_t width = 0;
  for (int64_t column : columns) {
    if (column < 0 || column >= kMaxElements)
      return emitOptionalError(loc, "ngram_indexes has column ", column);
    width = std::max(width, column + 1);
  }
  int64_t shortest = adaptor.getMinGramLength(), longest = adaptor.getMaxGramLength();
  if (shortest < 1 || longest < shortest || int64_t(adaptor.getMaxSkipCount()) < 0)
    return emitOptionalError(loc, "expects 0 < min_gram_length <= max_gram_length and "
                                  "0 <= max_skip_count");
  SmallVector<int64_t> shape(input.getShape().drop_back());
  shape.push_back(width);
  types.push_back(RankedTensorType::get(shape, Float32Type::get(context)));
  return success();
}

//===-- TreeEnsemble --------------------------------------------------------===//

LogicalResult TreeEnsembleOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (input.getRank() != 2)
    return emitOptionalError(loc, "expects rows of features, but got ", input);
  int64_t targets = int64_t(adaptor.getNTargets().value_or(1));
  if (targets < 1 || targets > kMaxElements)
    return emitOptionalError(loc, "expects a target, but n_targets is ", targets);
  types.push_back(input.clone({input.getDimSize(0), targets}));
  return success();
}

namespace {
/// The edges of a TreeEnsemble's nodes.
class Edges {
public:
  explicit Edges(TreeEnsembleOp op)
      : children{op.getNodesTruenodeids(), op.getNodesFalsenodeids()},
        areLeaves{op.getNodesTrueleafs(), op.getNodesFalseleafs()},
        leafCount(op.getLeafTargetids().size()), states(op.getNodesFeatureids().size(), kNew) {}

  /// Whether each way from `root` ends at a leaf. A node may have several parents, as in the
  /// encoding of shared subtrees, but is never its own ancestor.
  bool reachesLeavesFrom(int64_t root) {
    if (root < 0 || root >= int64_t(states.size()))
      return false;
    SmallVector<int64_t> path = {root};
    while (!path.empty()) {
      int64_t node = path.back();
      if (states[node] != kNew) {
        states[node] = kDone;
        path.pop_back();
        continue;
      }
      states[node] = kOpen;
      for (size_t side : {0, 1}) {
        int64_t child = children[side][node];
        if (child < 0 || child >= (areLeaves[side][node] ? leafCount : int64_t(states.size())))
          return false;
        if (areLeaves[side][node] || states[child] == kDone)
          continue;
        if (states[child] == kOpen)
          return false;
        path.push_back(child);
      }
    }
    return true;
  }

private:
  enum State : char { kNew, kOpen, kDone };
  ArrayRef<int64_t> children[2], areLeaves[2];
  int64_t leafCount;
  SmallVector<State> states;
};
} // namespace

LogicalResult TreeEnsembleOp::verify() {
  int64_t nodes = getNodesFeatureids().size(), leaves = getLeafTargetids().size();
  auto missing = getNodesMissingValueTracksTrue();
  for (int64_t count :
       {int64_t(getNodesTruenodeids().size()), int64_t(getNodesTrueleafs().size()),
        int64_t(getNodesFalsenodeids().size()), int64_t(getNodesFalseleafs().size()),
        getNodesSplits().getNumElements(), getNodesModes().getNumElements(),
        missing ? int64_t(missing->size()) : nodes})
    if (count != nodes)
      return emitOpError("expects lists of one entry for each of ")
             << nodes << " nodes, but got " << count;
  if (getLeafWeights().getNumElements() != leaves)
    return emitOpError("expects a weight for each of ")
           << leaves << " leaves, but got " << getLeafWeights().getNumElements();
  RankedTensorType input = getTensorType(getInput());
  Type elementType = input.getElementType();
  if (getNodesSplits().getElementType() != elementType ||
      getLeafWeights().getElementType() != elementType ||
      (getMembershipValues() && getMembershipValues()->getElementType() != elementType))
    return emitOpError("expects splits, weights and members of ") << elementType;
  for (int64_t feature : getNodesFeatureids())
    if (feature < 0 || (!input.isDynamicDim(1) && feature >= input.getDimSize(1)))
      return emitOpError("reads feature ") << feature << " of " << input;
  int64_t targets = getNTargets().value_or(1);
  for (int64_t target : getLeafTargetids())
    if (target < 0 || target >= targets)
      return emitOpError("has a leaf for target ") << target << " of " << targets;
  if (getAggregateFunction() < 0 || getAggregateFunction() > 3)
    return emitOpError("aggregate_function ") << getAggregateFunction() << " is none of ONNX's";
  std::optional<ConstantTensor> modes = ConstantTensor::get(getNodesModes());
  if (!modes || modes->isFloat() ||
      llvm::any_of(modes->ints, [](int64_t mode) { return mode < 0 || mode > 6; }))
    return emitOpError("expects modes from 0 to 6");
  Edges edges(*this);
  for (int64_t root : getTreeRoots())
    if (!edges.reachesLeavesFrom(root))
      return emitOpError("has no tree at root ") << root;
  return success();
}

//===-- ZipMap --------------------------------------------------------------===//

LogicalResult ZipMapOp::verify() {
  RankedTensorType input = getInput().getType();
  std::optional<ArrayRef<int64_t>> numbers = getClasslabelsInt64s();
  std::optional<ArrayAttr> strings = getClasslabelsStrings();
  if (input.getRank() < 1 || input.getRank() > 2)
    return emitOpError("expects a vector or a matrix, but got ") << input;
  if (numbers.has_value() == strings.has_value())
    return emitOpError("expects either strings or int64s as class labels");
  int64_t keys = numbers ? numbers->size() : strings->size();
  if (int64_t columns = input.getShape().back(); columns != keys && !ShapedType::isDynamic(columns))
    return emitOpError("has ") << keys << " class labels for the columns of " << input;
  return success();
}

ArrayAttr ZipMapOp::getKeys() {
  if (std::optional<ArrayAttr> strings = getClasslabelsStrings())
    return *strings;
  ArrayRef<int64_t> numbers = *getClasslabelsInt64s();
  Builder builder(getContext());
  SmallVector<Attribute> keys;
  for (int64_t number : numbers)
    keys.push_back(builder.getStringAttr(std::to_string(number)));
  return builder.getArrayAttr(keys);
}
