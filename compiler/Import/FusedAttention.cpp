#include "compiler/Import/FusedAttention.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

void FusedAttention::writeIntoPast(NodeFormula &f, Value begins, int64_t queries) {
  key = f.build("TensorScatter", {pastKey, key, begins});
  value = f.build("TensorScatter", {pastValue, value, begins});
  pastKey = pastValue = Value();
  lengths = f.add(begins, f.scalar(begins, double(queries)));
}

SmallVector<Value> FusedAttention::build(NodeFormula &f) const {
  // Scores after the mask tell the sums of their exponentials; otherwise, probabilities are made.
  constexpr int64_t masked = 2, probabilities = 3;
  SmallVector<NamedAttribute> attributes = {
      f.with("is_causal", int64_t(isCausal)), f.with("left_window_size", leftWindow),
      f.withFloat("softcap", softcap),
      f.with("qk_matmul_output_mode", sink || givesScores ? masked : probabilities)};
  if (scale != 0)
    attributes.push_back(f.withFloat("scale", scale));
  SmallVector<Value> results = f.buildAll(
      "Attention", {query, key, value, mask, pastKey, pastValue, lengths}, attributes, 4);
  if (sink) {
    Value sum = f.build("ReduceLogSumExp", {results[3], f.ints({3})});
    results[0] = f.mul(results[0], f.build("Sigmoid", {f.sub(sum, sink)}));
  }
  results[0] = f.reshape(f.transpose(results[0], {0, 2, 1, 3}), {0, 0, -1});
  return results;
}

Value importer::splitHeads(NodeFormula &f, Value value, int64_t heads) {
  return f.transpose(f.reshape(value, {0, 0, heads, -1}), {0, 2, 1, 3});
}

FailureOr<int64_t> importer::getHeads(Node &node, StringRef name) {
  int64_t heads = node.getInt(name, 0);
  if (heads < 1 || heads > UINT16_MAX)
    return node.emitError() << "expects 1 to " << UINT16_MAX << " heads as attribute '" << name
                            << "', but got " << heads;
  return heads;
}

//===-- Masks --------------------------------------------------------------===//

/// Which keys count by where they end, and by where they begin if that is told after the ends.
static Value countByEnds(NodeFormula &f, Value ends, int64_t size, int64_t batch, int64_t keys) {
  Value positions = f.iota(keys);
  if (f.isBroken())
    return {};
  positions = f.castTo(positions, cast<RankedTensorType>(ends.getType()).getElementType());
  auto column = [&](int64_t first) {
    return f.reshape(f.slice(ends, 0, first, first + batch), {batch, 1, 1, 1});
  };
  Value counts = f.build("Less", {positions, column(0)});
  if (size == 2 * batch)
    counts = f.build("And", {counts, f.build("GreaterOrEqual", {positions, column(batch)})});
  return counts;
}

/// Which keys count by a number above 0 for each, in the four dimensions of the scores.
static Value countByNumbers(NodeFormula &f, Value mask, int64_t queries, int64_t past,
                            int64_t keys) {
  RankedTensorType type = cast<RankedTensorType>(mask.getType());
  if (type.getRank() == 2)
    mask = f.unsqueeze(mask, {1, 2});
  else if (type.getRank() == 3)
    mask = f.unsqueeze(mask, {1});
  else
    mask = f.slice(f.slice(mask, 2, past, past + queries), 3, 0, keys);
  return f.build("Greater", {mask, f.scalar(mask, 0)});
}

Value importer::buildMask(Node &node, NodeFormula &f, size_t i, Value bias,
                          const AttentionShape &shape) {
  RankedTensorType type = node.getInputType(i);
  if (!node.getInput(i) || f.isBroken())
    return bias;
  Value mask = node.inputs[i], counts;
  if (!type || !type.hasStaticShape() || type.getRank() < 1 || type.getRank() > 4) {
    f.fail() << "expects a mask of rank 1 to 4 whose sizes are known";
    return {};
  }
  int64_t batch = shape.batch, last = type.getShape().back();
  if (type.getRank() == 1) {
    if (last != batch && last != 2 * batch && last != 3 * batch + 2) {
      f.fail() << "expects a mask of 1, 2 or 3 numbers for each of " << batch << ", but got "
               << type;
      return {};
    }
    counts = countByEnds(f, mask, last, batch, shape.keys);
  } else {
    if (type.getRank() < 4 && last != shape.keys && !shape.isBuffer) {
      f.fail() << "expects a mask of " << shape.keys << " keys, but got " << type;
      return {};
    }
    counts = countByNumbers(f, mask, shape.queries, shape.past, shape.keys);
  }
  if (f.isBroken())
    return {};
  auto number = [&](double value) { return node.makeScalar(shape.elementType, value); };
  Value hidden = f.where(counts, number(0), number(node.getFloat("mask_filter_value", -10000)));
  return f.addIf(hidden, bias);
}
