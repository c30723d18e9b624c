// LinearClassifier and LinearRegressor of ai.onnx.ml.
#include "compiler/Import/MlScores.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// Rows times the transposed `coefficients` of `targets`, plus `intercepts` if there are as many.
static FailureOr<Value> buildScores(Node &node, NodeFormula &f, int64_t targets) {
  int64_t features = 0;
  FailureOr<Value> rows = readRows(node, f, features);
  if (failed(rows))
    return failure();
  FailureOr<Value> coefficients = readMatrix(node, "coefficients", targets, features);
  if (failed(coefficients))
    return failure();
  Value intercepts;
  if (ArrayRef<float> numbers = readFloats(node, "intercepts"); int64_t(numbers.size()) == targets)
    intercepts = node.makeFloats(numbers);
  Value scores = f.build("Gemm", {*rows, *coefficients, intercepts}, f.with("transB", 1));
  return f.isBroken() ? FailureOr<Value>(failure()) : FailureOr<Value>(scores);
}

static LogicalResult normalizeLinearRegressor(Node &node) {
  NodeFormula f(node);
  FailureOr<std::string> transform = readTransform(node);
  int64_t targets = node.getInt("targets", 1);
  if (failed(transform))
    return failure();
  FailureOr<Value> scores = buildScores(node, f, targets);
  if (failed(scores))
    return failure();
  return f.finish({transformScores(f, *scores, *transform)});
}

/// One score tells two classes apart: above 0, it is the second. Without labels, the classes are 0
/// and 1, and the score stays alone.
static LogicalResult finishSingleScore(Node &node, NodeFormula &f, Value score, ClassLabels labels,
                                       StringRef transform) {
  if (labels.count != 2 && labels.count != 0)
    return node.emitError() << "has " << labels.count << " labels for one score, not two";
  Value isSecond = f.build("Greater", {score, f.scalar(score, 0)});
  Value position = f.castTo(f.squeeze(isSecond, {1}), node.builder.getI64Type());
  if (labels.count == 0)
    return f.finish({position, transformScores(f, score, transform)});
  return f.finish(
      {labels.build(f, position), transformPair(f, score, transform, /*isProbability=*/true)});
}

/// LinearClassifier: the label of the best score, and all scores.
static LogicalResult normalizeLinearClassifier(Node &node) {
  NodeFormula f(node);
  FailureOr<ClassLabels> labels = readClassLabels(node, "classlabels_ints");
  FailureOr<std::string> transform = readTransform(node);
  if (failed(labels) || failed(transform))
    return failure();
  int64_t targets = readFloats(node, "intercepts").size();
  if (targets == 0)
    targets = labels->count;
  if (targets > 1 && targets != labels->count)
    return node.emitError() << "has " << labels->count << " labels for " << targets << " scores";
  FailureOr<Value> scores = buildScores(node, f, targets);
  if (failed(scores))
    return failure();
  if (targets == 1)
    return finishSingleScore(node, f, *scores, *labels, *transform);
  Value best = f.build("ArgMax", {*scores}, {f.with("axis", 1), f.with("keepdims", int64_t(0))});
  return f.finish({labels->build(f, best), transformScores(f, *scores, *transform)});
}

void importer::addLinearMlNormalizers(NormalizerMap &map) {
  map["ai.onnx.ml.LinearClassifier"] = normalizeLinearClassifier;
  map["ai.onnx.ml.LinearRegressor"] = normalizeLinearRegressor;
}
