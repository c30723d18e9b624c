// Biases of attentions by the distance of positions, as ONNX Runtime's optimizer makes them of T5
// and WavLM: RelativePositionBias, GatedRelativePositionBias.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

namespace {
/// The buckets of T5: near distances have one each, farther ones share them on a scale of
/// logarithms.
struct Buckets {
  int64_t count, maxDistance;
  bool isBidirectional;

  /// The bucket of a key that stands `distance` behind the query.
  int64_t find(int64_t distance) const {
    int64_t half = isBidirectional ? count / 2 : count;
    int64_t first = isBidirectional && distance > 0 ? half : 0;
    int64_t size = isBidirectional ? std::abs(distance) : std::max<int64_t>(-distance, 0);
    int64_t exact = half / 2;
    if (size < exact)
      return first + size;
    float ratio =
        std::log(float(size) / float(exact)) / std::log(float(maxDistance) / float(exact));
    return first + std::min(exact + int64_t(ratio * float(half - exact)), half - 1);
  }
};
} // namespace

/// RelativePositionBias: rows of a table [buckets, heads] as [1, heads, queries, keys].
static LogicalResult normalizeRelative(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)) || failed(checkRank(node, 0, 2)) ||
      failed(checkStatic(node, 0)))
    return failure();
  std::optional<int64_t> queries = onnx::getConstantInt(node.inputs[1]),
                         keys = onnx::getConstantInt(node.inputs[2]);
  Buckets buckets{node.getInputType(0).getDimSize(0), node.getInt("max_distance", 0),
                  node.getInt("is_bidirectional", 0) != 0};
  constexpr int64_t most = 1 << 11;
  if (!queries || !keys || *queries < 1 || *keys < 1 || *queries > most || *keys > most)
    return node.emitError() << "expects numbers of queries and keys that are known, and at most "
                            << most;
  if (buckets.count < 4 || buckets.maxDistance <= buckets.count)
    return node.emitError() << "has max_distance " << buckets.maxDistance << " for "
                            << buckets.count << " buckets";
  SmallVector<int64_t> rows;
  for (int64_t query = 0; query < *queries; ++query)
    for (int64_t key = 0; key < *keys; ++key)
      rows.push_back(buckets.find(key - query));
  Value bias = f.gather(node.inputs[0], f.reshape(f.ints(rows), {*queries, *keys}), 0);
  return f.finish({f.unsqueeze(f.transpose(bias, {2, 0, 1}), {0})});
}

/// GatedRelativePositionBias: a bias that two gates scale, which each head computes from its query.
static LogicalResult normalizeGated(Node &node) {
  NodeFormula f(node);
  int64_t heads = node.getInt("num_heads", 0);
  RankedTensorType query = node.getInputType(0), weight = node.getInputType(3);
  if (failed(checkInputs(node, 0, 6)) || failed(checkRank(node, 0, 3)) ||
      failed(checkStatic(node, 0)) || failed(checkRank(node, 3, 2)) || failed(checkStatic(node, 3)))
    return failure();
  if (node.getInput(6))
    return node.emitError() << "has an input token_offset, which is not supported";
  if (heads < 1 || weight.getDimSize(1) % 2 != 0)
    return node.emitError() << "has " << heads << " heads and weights of " << weight;
  Value rows = f.reshape(f.add(node.inputs[0], node.inputs[1]), {0, 0, heads, -1});
  Value gates = f.add(f.matMul(f.transpose(rows, {0, 2, 1, 3}), node.inputs[3]), node.inputs[4]);
  // The two halves of the columns, summed up.
  gates = f.reshape(gates, {query.getDimSize(0), heads, query.getDimSize(1), 2, -1});
  gates = f.build("Sigmoid",
                  {f.build("ReduceSum", {gates, f.ints({4})}, f.with("keepdims", int64_t(0)))});
  SmallVector<Value> both = f.split(gates, 3, {1, 1});
  Value inner = f.sub(f.mul(both[1], node.inputs[5]), f.scalar(node.inputs[5], 1));
  Value scale = f.add(f.mul(both[0], inner), f.scalar(node.inputs[5], 2));
  return f.finish({f.mul(scale, node.inputs[2])});
}

void importer::addPositionBiasNormalizers(NormalizerMap &map) {
  map["com.microsoft.GatedRelativePositionBias"] = normalizeGated;
  map["com.microsoft.RelativePositionBias"] = normalizeRelative;
}
