// Mixtures of experts of ONNX Runtime: MoE, and QMoE with quantized weights.
#include "compiler/Import/Normalizers.h"
#include "compiler/Import/PackedWeights.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

namespace {
/// A layer of all experts: weights [experts, outputs, inputs], and a bias [experts, outputs] that
/// may be null.
struct ExpertLayer {
  Value weights, bias;

  /// [experts, rows, outputs] of [rows, inputs] or [experts, rows, inputs].
  Value build(NodeFormula &f, Value x) const {
    Value y = f.matMul(x, f.transpose(weights, {0, 2, 1}));
    return bias ? f.add(y, f.unsqueeze(bias, {1})) : y;
  }
};
} // namespace

//===-- Activations --------------------------------------------------------===//

/// The SwiGLU of a gate and a linear part: gate * sigmoid(alpha * gate) * (linear + beta), where
/// both are kept within a limit.
static Value buildSwiGlu(Node &node, NodeFormula &f, Value gate, Value linear) {
  if (node.has("swiglu_limit")) {
    double limit = node.getFloat("swiglu_limit", 0);
    gate = f.build("Min", {gate, f.scalar(gate, limit)});
    linear = f.build("Clip", {linear, f.scalar(linear, -limit), f.scalar(linear, limit)});
  }
  Value swish =
      f.build("Swish", {gate}, f.withFloat("alpha", node.getFloat("activation_alpha", 1)));
  return f.mul(swish, f.add(linear, f.scalar(linear, node.getFloat("activation_beta", 0))));
}

/// `hidden`, the first layer, with `other`, the third one, which may be null.
static Value activate(Node &node, NodeFormula &f, Value hidden, Value other) {
  std::string type = node.getString("activation_type", "relu");
  if (type == "swiglu") {
    int64_t fusion = node.getInt("swiglu_fusion", 0);
    if (fusion == 0 && other)
      return buildSwiGlu(node, f, hidden, other);
    if (fusion != 1 && fusion != 2) {
      f.fail() << "has swiglu_fusion " << fusion << ", but not its weights";
      return {};
    }
    // Pairs of columns, or two halves.
    bool arePairs = fusion == 1;
    SmallVector<int64_t> split = {0, 0, -1};
    split.insert(arePairs ? split.end() : split.begin() + 2, 2);
    SmallVector<Value> parts = f.split(f.reshape(hidden, split), arePairs ? 3 : 2, {1, 1});
    for (Value &part : parts)
      part = f.squeeze(part, {arePairs ? 3 : 2});
    return buildSwiGlu(node, f, parts[0], parts[1]);
  }
  Value y = type == "relu"       ? f.build("Relu", {hidden})
            : type == "silu"     ? f.build("Swish", {hidden})
            : type == "gelu"     ? f.build("Gelu", {hidden}, f.with("approximate", "tanh"))
            : type == "identity" ? hidden
                                 : Value();
  if (!y && !f.isBroken())
    f.fail() << "has activation_type '" << type << "'";
  return other ? f.mul(y, other) : y;
}

//===-- Routes -------------------------------------------------------------===//

/// How much each expert counts in each row, [rows, experts]: the probabilities of the best `k`, 0
/// for the others.
static Value buildRoutes(Node &node, NodeFormula &f) {
  Value probabilities = f.build("Softmax", {node.inputs[1]});
  SmallVector<Value> best =
      f.buildAll("TopK", {probabilities, f.ints({node.getInt("k", 1)})}, {}, 2);
  if (node.getInt("normalize_routing_weights", 0) != 0)
    best[0] = f.div(best[0], f.build("ReduceSum", {best[0], f.ints({1})}));
  if (f.isBroken())
    return {};
  Value nothing = f.mul(probabilities, f.scalar(probabilities, 0));
  return f.build("ScatterElements", {nothing, best[1], best[0]}, f.with("axis", 1));
}

/// The sum of what all experts say, each as much as it counts: those that are not chosen for a row
/// count nothing. The third layer may be left out.
static LogicalResult mix(Node &node, NodeFormula &f, ArrayRef<ExpertLayer> layers) {
  int64_t rank = node.getInputType(0).getRank();
  if (failed(checkStatic(node, 0)) || failed(checkRank(node, 1, 2)))
    return failure();
  if (node.getInt("use_sparse_mixer", 0) != 0)
    return node.emitError() << "has a sparse mixer, which is not supported";
  if (rank != 2 && rank != 3)
    return node.emitError() << "expects rows, but got " << node.getInputType(0);
  Value rows = f.reshape(node.inputs[0], {-1, node.getInputType(0).getShape().back()});
  Value third = layers[2].weights ? layers[2].build(f, rows) : Value();
  Value hidden = activate(node, f, layers[0].build(f, rows), third);
  Value parts = layers[1].build(f, hidden);
  Value routes = f.unsqueeze(f.transpose(buildRoutes(node, f), {1, 0}), {2});
  Value sum =
      f.build("ReduceSum", {f.mul(parts, routes), f.ints({0})}, f.with("keepdims", int64_t(0)));
  return f.finish({f.reshape(sum, node.getInputType(0).getShape())});
}

static LogicalResult normalizeMoe(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)) || failed(checkInputs(node, 4, 1)))
    return failure();
  auto layer = [&](size_t i) { return ExpertLayer{node.getInput(i), node.getInput(i + 1)}; };
  return mix(node, f, {layer(2), layer(4), layer(6)});
}

//===-- QMoE ---------------------------------------------------------------===//

/// A layer whose weights are input `first`, scales and bias the next ones, and zero points input
/// `zeroPoints`.
static FailureOr<ExpertLayer> dequantize(Node &node, NodeFormula &f, size_t first,
                                         size_t zeroPoints) {
  if (!node.getInput(first))
    return ExpertLayer{};
  int64_t bits = node.getInt("expert_weight_bits", 4), block = node.getInt("block_size", 0);
  if (failed(checkInputs(node, first, 2)) || failed(checkRank(node, first, 3)) ||
      failed(checkStatic(node, first)) || failed(checkStatic(node, first + 1)))
    return failure();
  if (!isPackedBits(bits))
    return node.emitError() << "has weights of " << bits << " bits, which is not supported",
           failure();
  SmallVector<int64_t> shape(node.getInputType(first).getShape());
  shape[2] *= 8 / bits;
  Value elements = unpackWeights(node, f, first, bits, shape);
  RankedTensorType scaleType = node.getInputType(first + 1);
  SmallVector<int64_t> blocks(scaleType.getShape());
  // One scale for a row is one for a block of its length.
  if (scaleType.getRank() == 2) {
    blocks.push_back(1);
    block = shape[2];
  }
  Value scales = f.reshape(node.inputs[first + 1], blocks);
  Type type = IntegerType::get(node.getContext(), bits, IntegerType::Unsigned);
  Value zeros =
      node.getInput(zeroPoints)
          ? unpackWeights(node, f, zeroPoints, bits, blocks)
          : f.build("Expand", {node.makeScalar(type, double(1 << (bits - 1))), f.ints(blocks)});
  Value weights = f.build("DequantizeLinear", {elements, scales, zeros},
                          {f.with("axis", 2), f.with("block_size", block)});
  return ExpertLayer{weights, node.getInput(first + 2)};
}

static LogicalResult normalizeQMoe(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 4)) || failed(checkInputs(node, 5, 2)))
    return failure();
  SmallVector<ExpertLayer> layers;
  for (auto [first, zeroPoints] : {std::pair<size_t, size_t>{2, 11}, {5, 12}, {8, 13}}) {
    FailureOr<ExpertLayer> layer = dequantize(node, f, first, zeroPoints);
    if (failed(layer))
      return failure();
    layers.push_back(*layer);
  }
  return mix(node, f, layers);
}

void importer::addMoeNormalizers(NormalizerMap &map) {
  map["com.microsoft.MoE"] = normalizeMoe;
  map["com.microsoft.QMoE"] = normalizeQMoe;
}
