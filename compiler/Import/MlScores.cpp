#include "compiler/Import/MlScores.h"

#include "compiler/Import/TextPlaces.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/IR/TypeInference.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Labels -------------------------------------------------------------===//

FailureOr<ClassLabels> importer::readClassLabels(Node &node, StringRef integers) {
  SmallVector<int64_t> numbers = node.getInts(integers).value_or(SmallVector<int64_t>());
  if (!numbers.empty()) {
    auto type = RankedTensorType::get({int64_t(numbers.size())}, node.builder.getI64Type());
    return ClassLabels{DenseElementsAttr::get(type, ArrayRef(numbers)), int64_t(numbers.size())};
  }
  SmallVector<StringRef> texts = readTexts(node, "classlabels_strings");
  return ClassLabels{onnx::makeTexts(node.getContext(), texts), int64_t(texts.size())};
}

Value ClassLabels::build(NodeFormula &f, Value positions) const {
  return f.gather(f.constant(list), positions, 0);
}

//===-- Transformations ----------------------------------------------------===//

FailureOr<std::string> importer::readTransform(Node &node) {
  std::string transform = node.getString("post_transform", "NONE");
  if (llvm::is_contained({"NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO", "PROBIT"}, transform))
    return transform;
  node.emitError() << "has post_transform '" << transform << "'";
  return failure();
}

/// A softmax that leaves scores out that are (next to) 0.
static Value buildSoftmaxZero(NodeFormula &f, Value scores) {
  auto number = [&](double value) { return f.scalar(scores, value); };
  Value isScore = f.build("Greater", {f.build("Abs", {scores}), number(1e-7)});
  Value largest = f.build("ReduceMax", {scores, f.ints({1})});
  Value exp = f.build("Exp", {f.sub(scores, largest)});
  Value sum = f.build("ReduceSum", {f.where(isScore, exp, number(0)), f.ints({1})});
  Value others = f.mul(scores, f.build("Exp", {f.build("Neg", {largest})}));
  return f.div(f.where(isScore, exp, others), sum);
}

/// The inverse of the normal distribution function, by an approximation of the inverse of erf.
static Value buildProbit(NodeFormula &f, Value scores) {
  constexpr double a = 0.147, pi = 3.14159;
  auto number = [&](double value) { return f.scalar(scores, value); };
  Value x = f.sub(f.mul(scores, number(2)), number(1));
  Value log = f.build("Log", {f.mul(f.sub(number(1), x), f.add(number(1), x))});
  Value v = f.add(f.mul(log, number(0.5)), number(2 / (pi * a)));
  Value root = f.build("Sqrt", {f.sub(f.mul(v, v), f.mul(log, number(1 / a)))});
  Value size = f.build("Sqrt", {f.sub(root, v)});
  Value isNegative = f.build("Less", {x, number(0)});
  Value erfInverse = f.where(isNegative, f.build("Neg", {size}), size);
  return f.mul(erfInverse, number(1.41421356));
}

Value importer::transformScores(NodeFormula &f, Value scores, StringRef transform) {
  auto type = scores ? dyn_cast<RankedTensorType>(scores.getType()) : nullptr;
  bool isAlone = type && type.getShape().back() == 1;
  if (transform == "PROBIT")
    return buildProbit(f, scores);
  if (transform == "NONE" || isAlone)
    return scores;
  if (transform == "LOGISTIC")
    return f.build("Sigmoid", {scores});
  if (transform == "SOFTMAX")
    return f.build("Softmax", {scores});
  return buildSoftmaxZero(f, scores);
}

Value importer::transformPair(NodeFormula &f, Value score, StringRef transform,
                              bool isProbability) {
  if (transform != "NONE")
    isProbability = transform == "PROBIT";
  Value other = isProbability ? f.sub(f.scalar(score, 1), score) : f.build("Neg", {score});
  return transformScores(f, f.concat({other, score}, 1), transform);
}

//===-- Numbers ------------------------------------------------------------===//

ArrayRef<float> importer::readFloats(Node &node, StringRef name) {
  auto floats = dyn_cast_or_null<DenseF32ArrayAttr>(node.attributes.get(name));
  return floats ? floats.asArrayRef() : ArrayRef<float>();
}

FailureOr<Value> importer::readMatrix(Node &node, StringRef name, int64_t rows, int64_t columns) {
  ArrayRef<float> numbers = readFloats(node, name);
  if (rows < 0 || columns < 0 || int64_t(numbers.size()) != onnx::multiplySizes(rows, columns))
    return node.emitError() << "expects " << rows << " * " << columns << " numbers as attribute '"
                            << name << "', but got " << numbers.size(),
           failure();
  auto type = RankedTensorType::get({rows, columns}, node.builder.getF32Type());
  return node.makeConstant(DenseElementsAttr::get(type, numbers));
}

FailureOr<Value> importer::readRows(Node &node, NodeFormula &f, int64_t &columns) {
  RankedTensorType type = node.getInputType(0);
  if (!type || type.getRank() < 1 || type.getRank() > 2 ||
      ShapedType::isDynamic(type.getShape().back()))
    return node.emitError() << "expects rows of a length that is known", failure();
  columns = type.getShape().back();
  Value rows = node.inputs[0];
  if (type.getRank() == 1)
    rows = f.unsqueeze(rows, {0});
  return f.isBroken() ? FailureOr<Value>(failure())
                      : FailureOr<Value>(f.castTo(rows, node.builder.getF32Type()));
}
