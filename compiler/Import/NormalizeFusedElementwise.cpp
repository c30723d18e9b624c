// Elementwise operators of ONNX Runtime (com.microsoft), which its optimizer makes of several of
// ai.onnx: activations with the sums before them.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// Gelu: x times the normal distribution function of x.
static LogicalResult normalizeGelu(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  return f.finish({f.build("Gelu", {node.inputs[0]})});
}

/// BiasGelu: Gelu of the sum.
static LogicalResult normalizeBiasGelu(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  return f.finish({f.build("Gelu", {f.add(node.inputs[0], node.inputs[1])})});
}

/// FastGelu: Gelu by tanh, of the input with a bias that may be left out.
static LogicalResult normalizeFastGelu(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  Value sum = f.addIf(node.inputs[0], node.getInput(1));
  return f.finish({f.build("Gelu", {sum}, f.with("approximate", "tanh"))});
}

/// QuickGelu: x * sigmoid(alpha * x).
static LogicalResult normalizeQuickGelu(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  NamedAttribute alpha = f.withFloat("alpha", node.getFloat("alpha", 1.702));
  return f.finish({f.build("Swish", {node.inputs[0]}, alpha)});
}

/// BiasSplitGelu: the left half of the sum's columns times Gelu of the right one.
static LogicalResult normalizeBiasSplitGelu(Node &node) {
  NodeFormula f(node);
  RankedTensorType bias = node.getInputType(1);
  if (failed(checkInputs(node, 0, 2)) || failed(checkRank(node, 1, 1)) ||
      failed(checkStatic(node, 1)))
    return failure();
  int64_t half = bias.getDimSize(0) / 2;
  if (bias.getDimSize(0) % 2 != 0)
    return node.emitError() << "expects an even number of columns, but got " << bias;
  Value sum = f.add(node.inputs[0], node.inputs[1]);
  SmallVector<Value> halves = f.split(sum, -1, {half, half});
  return f.finish({f.mul(halves[0], f.build("Gelu", {halves[1]}))});
}

/// BiasAdd: the sum of the input, a bias and a skipped connection.
static LogicalResult normalizeBiasAdd(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)))
    return failure();
  return f.finish({f.add(f.add(node.inputs[0], node.inputs[1]), node.inputs[2])});
}

/// BiasDropout: data + bias + residual; without training, nothing is masked.
static LogicalResult normalizeBiasDropout(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Value biased = f.add(node.inputs[0], node.inputs[1]);
  SmallVector<Value> operands = {biased, node.getInput(3), node.getInput(4)};
  SmallVector<Value> results = f.buildAll("Dropout", operands, {}, 2);
  results[0] = f.addIf(results[0], node.getInput(2));
  return f.finish(results);
}

/// BiasSoftmax: over the dimensions from `axis` on of data + bias. The bias lacks the dimensions
/// in front of `axis` or, unless `is_inner_broadcast`, has them and 1 in between.
static LogicalResult normalizeBiasSoftmax(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  NamedAttrList attributes;
  attributes.append(f.with("axis", node.getInt("axis", 1)));
  Value sum = f.add(node.inputs[0], node.inputs[1]);
  constexpr int64_t flattening = 11;
  return f.finish({f.buildVersion(flattening, "Softmax", {sum}, attributes)});
}

void importer::addFusedElementwiseNormalizers(NormalizerMap &map) {
  map["com.microsoft.BiasAdd"] = normalizeBiasAdd;
  map["com.microsoft.BiasDropout"] = normalizeBiasDropout;
  map["com.microsoft.BiasGelu"] = normalizeBiasGelu;
  map["com.microsoft.BiasSoftmax"] = normalizeBiasSoftmax;
  map["com.microsoft.BiasSplitGelu"] = normalizeBiasSplitGelu;
  map["com.microsoft.FastGelu"] = normalizeFastGelu;
  map["com.microsoft.Gelu"] = normalizeGelu;
  map["com.microsoft.QuickGelu"] = normalizeQuickGelu;
}
