// SVMClassifier and SVMRegressor of ai.onnx.ml.
#include "compiler/Import/MlScores.h"
#include "compiler/Import/Normalizers.h"

#include <numeric>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Kernels ------------------------------------------------------------===//

/// A kernel between each of `rows` and each of `vectors`, which are matrices of as many columns.
static Value buildKernel(Node &node, NodeFormula &f, StringRef type, Value rows, Value vectors) {
  ArrayRef<float> parameters = readFloats(node, "kernel_params");
  float gamma = 0, offset = 0, degree = 0;
  if (parameters.size() >= 3)
    gamma = parameters[0], offset = parameters[1], degree = parameters[2];
  auto number = [&](double value) { return node.makeScalar(node.builder.getF32Type(), value); };
  if (type == "RBF") {
    Value difference = f.sub(f.unsqueeze(rows, {1}), vectors);
    Value distance =
        f.build("ReduceSumSquare", {difference, f.ints({2})}, f.with("keepdims", int64_t(0)));
    return f.build("Exp", {f.mul(distance, number(-gamma))});
  }
  Value product = f.build("Gemm", {rows, vectors}, f.with("transB", 1));
  if (type == "LINEAR")
    return product;
  Value shifted = f.add(f.mul(product, number(gamma)), number(offset));
  if (type == "POLY")
    return f.build("Pow", {shifted, number(degree)});
  if (type == "SIGMOID")
    return f.build("Tanh", {shifted});
  f.fail() << "has kernel_type '" << type << "'";
  return {};
}

/// The kernel between the rows of input 0 and `count` support vectors.
static FailureOr<Value> buildSupport(Node &node, NodeFormula &f, int64_t count) {
  int64_t features = 0;
  FailureOr<Value> rows = readRows(node, f, features);
  if (failed(rows))
    return failure();
  FailureOr<Value> vectors = readMatrix(node, "support_vectors", count, features);
  if (failed(vectors))
    return failure();
  Value kernel = buildKernel(node, f, node.getString("kernel_type", "LINEAR"), *rows, *vectors);
  return f.isBroken() ? FailureOr<Value>(failure()) : FailureOr<Value>(kernel);
}

/// Without support vectors, the rows times `count` rows of coefficients.
static FailureOr<Value> buildLinear(Node &node, NodeFormula &f, int64_t count) {
  int64_t features = 0;
  FailureOr<Value> rows = readRows(node, f, features);
  if (failed(rows))
    return failure();
  FailureOr<Value> coefficients = readMatrix(node, "coefficients", count, features);
  if (failed(coefficients))
    return failure();
  Value product = f.build("Gemm", {*rows, *coefficients}, f.with("transB", 1));
  return f.isBroken() ? FailureOr<Value>(failure()) : FailureOr<Value>(product);
}

static LogicalResult normalizeSvmRegressor(Node &node) {
  NodeFormula f(node);
  int64_t count = node.getInt("n_supports", 0);
  ArrayRef<float> rho = readFloats(node, "rho");
  FailureOr<std::string> transform = readTransform(node);
  if (failed(transform))
    return failure();
  if (rho.empty())
    return node.emitError() << "lacks its attribute 'rho'";
  FailureOr<Value> product = failure();
  if (count > 0) {
    FailureOr<Value> support = buildSupport(node, f, count);
    FailureOr<Value> coefficients = readMatrix(node, "coefficients", count, 1);
    if (failed(support) || failed(coefficients))
      return failure();
    product = f.matMul(*support, *coefficients);
  } else {
    product = buildLinear(node, f, 1);
  }
  if (failed(product) || f.isBroken())
    return failure();
  Value y = f.add(*product, f.scalar(*product, rho[0]));
  if (node.getInt("one_class", 0) != 0) {
    Value isInside = f.build("Greater", {y, f.scalar(y, 0)});
    y = f.where(isInside, f.scalar(y, 1), f.scalar(y, -1));
  }
  return f.finish({transformScores(f, y, *transform)});
}

//===-- Pairs of classes ---------------------------------------------------===//

namespace {
/// A support vector classifier, which decides between each pair of classes.
class PairClassifier {
public:
  PairClassifier(Node &node, ClassLabels labels, ArrayRef<int64_t> vectors)
      : node(node), f(node), labels(labels), classes(labels.count), vectors(vectors) {}

  LogicalResult normalize(StringRef transform) {
    if (failed(check()) || failed(buildScores()))
      return failure();
    Value label = labels.build(f, countVotes());
    return f.finish({label, buildResult(transform)});
  }

private:
  bool hasProbabilities() { return !readFloats(node, "prob_a").empty(); }

  LogicalResult check() {
    if (classes < 2 || int64_t(vectors.size()) != classes)
      return node.emitError() << "has " << vectors.size() << " vectors_per_class for " << classes
                              << " labels";
    // What tells which class wins grows with the third power.
    constexpr int64_t most = 256;
    if (classes > most)
      return node.emitError() << "has " << classes << " classes, and no more than " << most
                              << " are supported";
    for (int64_t i = 0; i < classes; ++i)
      for (int64_t j = i + 1; j < classes; ++j)
        pairs.push_back({i, j});
    if (llvm::any_of(vectors, [](int64_t count) { return count < 0 || count > INT32_MAX; }))
      return node.emitError() << "has a number of vectors that none can have";
    for (StringRef name : {"rho", "prob_a", "prob_b"})
      if (size_t count = readFloats(node, name).size();
          count < pairs.size() && (name == "rho" || hasProbabilities()))
        return node.emitError() << "expects a number for each of " << pairs.size()
                                << " pairs of classes as attribute '" << name << "', but got "
                                << count;
    return success();
  }

  /// The scores of all pairs [rows, pairs]: above 0 where it is the first of the two.
  LogicalResult buildScores() {
    int64_t count = std::accumulate(vectors.begin(), vectors.end(), int64_t(0));
    ArrayRef<float> coefficients = readFloats(node, "coefficients");
    if (int64_t(coefficients.size()) < (classes - 1) * count)
      return node.emitError() << "expects " << classes - 1 << " * " << count
                              << " coefficients, but got " << coefficients.size();
    FailureOr<Value> support = buildSupport(node, f, count);
    if (failed(support))
      return failure();
    // The vectors of a class count in its pairs, with a row of coefficients for each other class.
    std::vector<float> weights(count * pairs.size());
    for (auto [pair, members] : llvm::enumerate(pairs)) {
      auto [first, second] = members;
      addWeights(weights, pair, first, coefficients.slice((second - 1) * count, count));
      addWeights(weights, pair, second, coefficients.slice(first * count, count));
    }
    auto type = RankedTensorType::get({count, int64_t(pairs.size())}, node.builder.getF32Type());
    Value matrix = node.makeConstant(DenseElementsAttr::get(type, ArrayRef(weights)));
    Value rho = node.makeFloats(readFloats(node, "rho").take_front(pairs.size()));
    scores = f.add(f.matMul(*support, matrix), rho);
    return success(!f.isBroken());
  }

  void addWeights(std::vector<float> &weights, size_t pair, int64_t member,
                  ArrayRef<float> coefficients) {
    int64_t begin = std::accumulate(vectors.begin(), vectors.begin() + member, int64_t(0));
    for (int64_t i = begin; i < begin + vectors[member]; ++i)
      weights[i * pairs.size() + pair] = coefficients[i];
  }

  /// The class that wins most of its pairs, the first of equals, for each row.
  Value countVotes() {
    Type i32 = node.builder.getI32Type();
    SmallVector<int32_t> wins(pairs.size() * classes), losses(pairs.size() * classes);
    for (auto [pair, members] : llvm::enumerate(pairs)) {
      wins[pair * classes + members.first] = 1;
      losses[pair * classes + members.second] = 1;
    }
    auto type = RankedTensorType::get({int64_t(pairs.size()), classes}, i32);
    auto matrix = [&](ArrayRef<int32_t> values) {
      return node.makeConstant(DenseElementsAttr::get(type, values));
    };
    Value isWon = f.build("Greater", {scores, f.scalar(scores, 0)});
    Value isLost = f.build("Not", {isWon});
    Value votes = f.add(f.matMul(f.castTo(isWon, i32), matrix(wins)),
                        f.matMul(f.castTo(isLost, i32), matrix(losses)));
    return f.build("ArgMax", {votes}, {f.with("axis", 1), f.with("keepdims", int64_t(0))});
  }

  /// The transformed probabilities of all classes, or else scores of all pairs; in front of that of
  /// an only pair is the other class's.
  Value buildResult(StringRef transform) {
    if (hasProbabilities())
      return transformScores(f, buildProbabilities(), transform);
    return classes > 2 ? transformScores(f, scores, transform)
                       : transformPair(f, scores, transform, /*isProbability=*/false);
  }

  //===-- Probabilities ----------------------------------------------------===//

  /// How probable the first class of each pair is against the second one, as a matrix for each row:
  /// [rows, classes, classes], with zeros on the diagonal.
  Value buildPairProbabilities() {
    auto list = [&](StringRef name) {
      return node.makeFloats(readFloats(node, name).take_front(pairs.size()));
    };
    Value exponent = f.add(f.mul(scores, list("prob_a")), list("prob_b"));
    auto number = [&](double value) { return f.scalar(scores, value); };
    Value first = f.sub(number(1), f.build("Sigmoid", {exponent}));
    first = f.build("Clip", {first, number(1e-7), number(1 - 1e-7)});
    Value second = f.sub(number(1), first);
    Value zero = f.mul(f.slice(first, 1, 0, 1), number(0));
    int64_t count = pairs.size();
    SmallVector<int64_t> columns(classes * classes, 2 * count);
    for (auto [pair, members] : llvm::enumerate(pairs)) {
      columns[members.first * classes + members.second] = pair;
      columns[members.second * classes + members.first] = count + int64_t(pair);
    }
    Value matrix = f.reshape(f.ints(columns), {classes, classes});
    return f.gather(f.concat({first, second, zero}, 1), matrix, 1);
  }

  /// The probabilities of all classes that fit those of the pairs best. As in LIBSVM, the
  /// quadratic form that tells how badly they fit is made smaller class by class, until its
  /// gradient is small.
  Value buildProbabilities() {
    Value r = buildPairProbabilities();
    Value transposed = f.transpose(r, {0, 2, 1});
    Value squares = f.build("ReduceSum", {f.mul(r, r), f.ints({1})});
    SmallVector<float> identity(classes * classes);
    for (int64_t i = 0; i < classes; ++i)
      identity[i * (classes + 1)] = 1;
    auto type = RankedTensorType::get({classes, classes}, node.builder.getF32Type());
    Value diagonal = node.makeConstant(DenseElementsAttr::get(type, ArrayRef<float>(identity)));
    Value form = f.sub(f.mul(diagonal, squares), f.mul(transposed, r));
    Value start = f.mul(f.slice(squares, 1, 0, 1), f.scalar(scores, 0));
    start = f.add(f.squeeze(start, {1}), f.scalar(scores, 1.0 / double(classes)));
    constexpr int64_t steps = 100;
    return f
        .loop(steps, start, 1,
              [&](Value, ValueRange p) -> SmallVector<Value> { return {improve(form, p.front())}; })
        .front();
  }

  /// One step of each class. Where the gradient is small, `p` stays.
  Value improve(Value form, Value p) {
    auto number = [&](double value) { return f.scalar(p, value); };
    auto column = [&](Value matrix, int64_t i) { return f.slice(matrix, 1, i, i + 1); };
    Value gradient = f.squeeze(f.matMul(form, f.unsqueeze(p, {2})), {2});
    Value value = f.build("ReduceSum", {f.mul(p, gradient), f.ints({1})});
    Value error = f.build("ReduceMax", {f.build("Abs", {f.sub(gradient, value)}), f.ints({1})});
    Value isDone = f.build("Less", {error, number(0.005 / double(classes))});
    Value better = p;
    for (int64_t i = 0; i < classes; ++i) {
      Value row = f.squeeze(column(form, i), {1}), weight = column(row, i);
      Value slope = column(gradient, i);
      Value step = f.div(f.sub(value, slope), weight);
      Value sum = f.add(step, number(1));
      Value change = f.mul(step, f.add(f.mul(step, weight), f.mul(slope, number(2))));
      value = f.div(f.div(f.add(value, change), sum), sum);
      gradient = f.div(f.add(gradient, f.mul(step, row)), sum);
      SmallVector<float> unit(classes);
      unit[i] = 1;
      better = f.div(f.add(better, f.mul(step, node.makeFloats(unit))), sum);
    }
    return f.where(isDone, p, better);
  }

  Node &node;
  NodeFormula f;
  ClassLabels labels;
  int64_t classes;
  SmallVector<int64_t> vectors;
  SmallVector<std::pair<int64_t, int64_t>> pairs;
  Value scores;
};
} // namespace

//===-- SVMClassifier ------------------------------------------------------===//

/// Without support vectors, each class has a score. Of two classes without probabilities, it is the
/// second if the best score is above 0 or, with coefficients that are all positive, 0.5.
static LogicalResult normalizeLinearClasses(Node &node, const ClassLabels &labels,
                                            StringRef transform) {
  NodeFormula f(node);
  ArrayRef<float> rho = readFloats(node, "rho");
  if (rho.empty())
    return node.emitError() << "lacks its attribute 'rho'";
  if (labels.count < 2)
    return node.emitError() << "needs labels of two classes or more";
  FailureOr<Value> product = buildLinear(node, f, labels.count);
  if (failed(product))
    return failure();
  Value scores = f.add(*product, f.scalar(*product, rho[0]));
  SmallVector<NamedAttribute> attributes = {f.with("axis", 1), f.with("keepdims", int64_t(0))};
  Value best = f.build("ArgMax", {scores}, attributes);
  if (labels.count == 2 && readFloats(node, "prob_a").empty()) {
    Value largest = f.build("ReduceMax", {scores, f.ints({1})}, f.with("keepdims", int64_t(0)));
    bool isPositive =
        llvm::all_of(readFloats(node, "coefficients"), [](float number) { return number >= 0; });
    Value isSecond = isPositive ? f.build("GreaterOrEqual", {largest, f.scalar(scores, 0.5)})
                                : f.build("Greater", {largest, f.scalar(scores, 0)});
    best = f.where(isSecond, node.makeInt(1), best);
  }
  return f.finish({labels.build(f, best), transformScores(f, scores, transform)});
}

static LogicalResult normalizeSvmClassifier(Node &node) {
  FailureOr<ClassLabels> labels = readClassLabels(node, "classlabels_ints");
  FailureOr<std::string> transform = readTransform(node);
  if (failed(labels) || failed(transform))
    return failure();
  SmallVector<int64_t> vectors = node.getInts("vectors_per_class").value_or(SmallVector<int64_t>());
  if (llvm::all_of(vectors, [](int64_t count) { return count == 0; }))
    return normalizeLinearClasses(node, *labels, *transform);
  return PairClassifier(node, *labels, vectors).normalize(*transform);
}

void importer::addSvmMlNormalizers(NormalizerMap &map) {
  map["ai.onnx.ml.SVMClassifier"] = normalizeSvmClassifier;
  map["ai.onnx.ml.SVMRegressor"] = normalizeSvmRegressor;
}
