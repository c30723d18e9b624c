// Operators of ONNX Runtime on tokens and characters of language models.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// NGramRepeatBlock: no token may repeat an n-gram: where the last n - 1 tokens stood before, the
/// one after them scores -inf.
static LogicalResult normalizeNGramRepeatBlock(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)) || failed(checkRank(node, 0, 2)) ||
      failed(checkRank(node, 1, 2)) || failed(checkStatic(node, 0)))
    return failure();
  int64_t size = node.getInt("ngram_size", 0), length = node.getInputType(0).getDimSize(1);
  if (size < 1)
    return node.emitError() << "expects an ngram_size of 1 or more, but got " << size;
  if (length < size)
    return f.finish({node.inputs[1]});
  Value tokens = node.inputs[0], repeats;
  int64_t places = length - size + 1;
  for (int64_t i = 0; i + 1 < size; ++i) {
    Value last = f.slice(tokens, 1, length - size + 1 + i, length - size + 2 + i);
    Value equal = f.build("Equal", {f.slice(tokens, 1, i, i + places), last});
    repeats = repeats ? f.build("And", {repeats, equal}) : equal;
  }
  double infinity = std::numeric_limits<double>::infinity();
  Value blocked = f.scalar(node.inputs[1], -infinity), allowed = f.scalar(node.inputs[1], infinity);
  Value limits = repeats ? f.where(repeats, blocked, allowed) : blocked;
  Value next = f.slice(tokens, 1, size - 1, length);
  Value shape = f.build("Shape", {next});
  limits = f.build("Expand", {limits, shape});
  return f.finish({f.build("ScatterElements", {node.inputs[1], next, limits},
                           {f.with("axis", 1), f.with("reduction", "min")})});
}

/// The operator set whose Conv has defaults.
static constexpr int64_t kConvVersion = 11;

/// WordConvEmbedding: of the characters of a word, up to the first 0, a convolution of their
/// embeddings, and of tanh of that the largest.
static LogicalResult normalizeWordConvEmbedding(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 4)) || failed(checkRank(node, 0, 2)) ||
      failed(checkRank(node, 1, 4)) || failed(checkRank(node, 2, 1)) ||
      failed(checkRank(node, 3, 2)) || failed(checkStatic(node, 0)) || failed(checkStatic(node, 1)))
    return failure();
  int64_t characters = node.getInputType(0).getDimSize(1),
          window = node.getInputType(1).getDimSize(2), places = characters - window + 1;
  if (places < 1)
    return node.emitError() << "has words of " << characters << " characters for a window of "
                            << window;
  Value words = node.inputs[0];
  Value embedded = f.unsqueeze(f.gather(node.inputs[3], words, 0), {1});
  Value sums = f.squeeze(
      f.buildVersion(kConvVersion, "Conv", {embedded, node.inputs[1], node.inputs[2]}, {}), {3});
  Value activations = f.build("Tanh", {sums});

  Type i64 = node.builder.getI64Type();
  Value isThere = f.castTo(f.build("Greater", {words, f.scalar(words, 0)}), i64);
  Value lengths = f.build("ReduceSum", {isThere, f.ints({1})});
  Value last = f.build(
      "Max", {f.sub(lengths, node.makeScalar(i64, double(window))), node.makeScalar(i64, 0)});
  Value counts = f.build("LessOrEqual", {f.iota(places), last});
  // tanh is not below -1.
  Value chosen = f.where(f.unsqueeze(counts, {1}), activations, f.scalar(activations, -2));
  Value largest = f.build("ReduceMax", {chosen, f.ints({2})}, f.with("keepdims", int64_t(0)));
  Value isWord = f.build("Greater", {lengths, node.makeScalar(i64, 0)});
  return f.finish({f.where(isWord, largest, f.scalar(largest, 0))});
}

void importer::addTokenNormalizers(NormalizerMap &map) {
  map["com.microsoft.NGramRepeatBlock"] = normalizeNGramRepeatBlock;
  map["com.microsoft.WordConvEmbedding"] = normalizeWordConvEmbedding;
}
