#include "compiler/Import/FlexAttention.h"

#include "compiler/Import/DataTypes.h"
#include "compiler/Import/NodeFormula.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

static LogicalResult checkNode(Node &node) {
  for (NamedAttribute attribute : node.attributes)
    if (attribute.getName() != "scale" && attribute.getName() != "softmax_precision")
      return node.emitError() << "has no attribute '" << attribute.getName().getValue() << "'";
  if (failed(checkInputs(node, 0, 3)))
    return failure();
  for (size_t i : {0, 1, 2})
    if (failed(checkRank(node, i, 4)) || failed(checkStatic(node, i)))
      return failure();
  int64_t heads = node.getInputType(0).getDimSize(1), others = node.getInputType(1).getDimSize(1);
  if (others == 0 || heads % others != 0)
    return node.emitError() << "has " << heads << " heads of queries for " << others << " of keys";
  return success();
}

/// The element type of scores and probabilities.
static FailureOr<Type> getPrecision(Node &node) {
  Type type = node.getInputType(0).getElementType();
  if (!node.has("softmax_precision"))
    return type.isF64() ? type : Type(node.builder.getF32Type());
  int64_t number = node.getInt("softmax_precision", 0);
  Type precision = getElementType(number, node.getContext());
  if (!isa_and_present<FloatType>(precision))
    return node.emitError() << "has " << getDataTypeName(number) << " as softmax_precision",
           failure();
  return precision;
}

/// Without graphs it is Attention.
static FailureOr<Value> buildPlain(Node &node, NodeFormula &f, double scale) {
  Value y = f.build("Attention", node.inputs, f.withFloat("scale", scale));
  return f.isBroken() ? FailureOr<Value>() : y;
}

FailureOr<Value> importer::buildFlexAttention(Node &node, const ModifyTensor &modifyScores,
                                              const ModifyTensor &modifyProbabilities) {
  if (failed(checkNode(node)))
    return failure();
  FailureOr<Type> precision = getPrecision(node);
  if (failed(precision))
    return failure();
  NodeFormula f(node);
  RankedTensorType query = node.getInputType(0), key = node.getInputType(1);
  int64_t batch = query.getDimSize(0), heads = query.getDimSize(1), queries = query.getDimSize(2),
          groups = key.getDimSize(1), keys = key.getDimSize(2), size = query.getDimSize(3);
  double scale = node.getFloat("scale", 1 / std::sqrt(double(size)));
  if (!modifyScores && !modifyProbabilities)
    return buildPlain(node, f, scale);

  // The heads that share keys lie one after the other.
  auto group = [&](Value a, int64_t columns) {
    return f.reshape(a, {batch, groups, heads / groups * queries, columns});
  };
  auto modify = [&](Value a, const ModifyTensor &graph) -> Value {
    if (f.isBroken() || !graph)
      return a;
    FailureOr<Value> result = graph(a);
    if (failed(result) || result->getType() != a.getType()) {
      if (succeeded(result))
        f.fail() << "has a graph that makes " << result->getType() << " of " << a.getType();
      return {};
    }
    return *result;
  };
  Value factor = node.makeScalar(query.getElementType(), std::sqrt(scale));
  Value scores = f.matMul(group(f.mul(node.inputs[0], factor), size),
                          f.transposeMatrix(f.mul(node.inputs[1], factor)));
  scores = f.castTo(f.reshape(scores, {batch, heads, queries, keys}), *precision);
  scores = modify(scores, modifyScores);
  if (!scores)
    return failure();
  Value probabilities = f.build("Softmax", {scores}, f.with("axis", 3));
  probabilities = modify(probabilities, modifyProbabilities);
  if (!probabilities)
    return failure();
  probabilities = f.castTo(probabilities, query.getElementType());
  Value y = f.matMul(group(probabilities, keys), node.inputs[2]);
  y = f.reshape(y, {batch, heads, queries, -1});
  return f.isBroken() ? FailureOr<Value>() : y;
}
