// BatchNormalization, GroupNormalization, MeanVarianceNormalization, Dropout.
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// Before operator set 9, with `spatial` 0, each element of a batch entry had a mean, a variance, a
/// scale and a bias of its own.
static LogicalResult normalizeEachElement(Node &node) {
  for (size_t i = 0; i < 5; ++i)
    if (!node.getInputType(i))
      return node.emitError() << "lacks its input " << i;
  Value x = node.inputs[0], scale = node.inputs[1], bias = node.inputs[2], mean = node.inputs[3],
        variance = node.inputs[4];
  Value epsilon =
      node.makeScalar(node.getInputType(4).getElementType(), node.getFloat("epsilon", 1e-5));
  FailureOr<Value> result = node.buildOne("Add", {variance, epsilon});
  auto then = [&](StringRef type, auto operands) {
    if (succeeded(result))
      result = node.buildOne(type, operands(*result));
  };
  FailureOr<Value> centered = node.buildOne("Sub", {x, mean});
  if (failed(centered))
    return failure();
  then("Sqrt", [](Value y) { return SmallVector<Value>{y}; });
  then("Div", [&](Value y) { return SmallVector<Value>{*centered, y}; });
  then("Mul", [&](Value y) { return SmallVector<Value>{y, scale}; });
  then("Add", [&](Value y) { return SmallVector<Value>{y, bias}; });
  if (failed(result))
    return failure();
  node.results.emplace({*result});
  return success();
}

/// Before operator set 14, a node that named more outputs than Y was one for training.
static LogicalResult normalizeBatchNormalization(Node &node) {
  if (node.version >= 14)
    return success();
  for (size_t i = 1; i < node.hasOutput.size(); ++i)
    if (node.hasOutput[i])
      return node.emitError() << "is meant for training: it has more outputs than one";
  node.hasOutput.resize(std::min<size_t>(node.hasOutput.size(), 1));
  if (node.version < 9 && node.getInt("spatial", 1) != 1)
    return normalizeEachElement(node);
  node.erase("spatial");
  return success();
}

/// The default of `axes` is meant for images. Tensors of a lower rank have fewer of these axes.
static void normalizeAxesOfImages(Node &node, int64_t rank) {
  const SmallVector<int64_t> images = {0, 2, 3};
  if (rank < 4 && node.getInts("axes").value_or(images) == images)
    node.setInts("axes", ArrayRef(images).take_while([&](int64_t axis) { return axis < rank; }));
}

/// Before operator set 9, MeanVarianceNormalization told by `across_channels` over which dimensions
/// it goes, and could leave the variance alone.
static LogicalResult normalizeMeanVariance(Node &node) {
  RankedTensorType type = node.getInputType(0);
  if (!type)
    return success();
  if (node.version >= 9) {
    normalizeAxesOfImages(node, type.getRank());
    return success();
  }
  SmallVector<int64_t> axes;
  for (int64_t axis = 0; axis < type.getRank(); ++axis)
    if (axis != 1 || node.getInt("across_channels", 0))
      axes.push_back(axis);
  bool scales = node.getInt("normalize_variance", 1);
  node.erase("across_channels");
  node.erase("normalize_variance");
  node.setInts("axes", axes);
  if (scales)
    return success();
  FailureOr<Value> mean = node.buildOne("ReduceMean", {node.inputs[0], node.makeInts(axes)});
  if (failed(mean))
    return failure();
  FailureOr<Value> result = node.buildOne("Sub", {node.inputs[0], *mean});
  if (failed(result))
    return failure();
  node.results.emplace({*result});
  return success();
}

/// Repeats each value of a vector `times` times.
static FailureOr<Value> repeatEach(Node &node, Value vector, int64_t count, int64_t times) {
  FailureOr<Value> column = node.buildOne("Reshape", {vector, node.makeInts({count, 1})});
  if (failed(column))
    return failure();
  FailureOr<Value> matrix = node.buildOne("Expand", {*column, node.makeInts({count, times})});
  if (failed(matrix))
    return failure();
  return node.buildOne("Reshape", {*matrix, node.makeInts({count * times})});
}

/// Before operator set 21, scale and bias had a value for each group, now for each channel.
static LogicalResult normalizeGroupNormalization(Node &node) {
  RankedTensorType input = node.getInputType(0);
  int64_t groups = node.getInt("num_groups", 0);
  if (node.version >= 21 || !input || input.getRank() < 2)
    return success();
  int64_t channels = input.getDimSize(1);
  if (ShapedType::isDynamic(channels) || groups < 1 || channels % groups != 0)
    return node.emitError() << "has " << groups << " groups on " << input;
  for (size_t i : {1, 2}) {
    if (!node.getInput(i))
      continue;
    FailureOr<Value> repeated = repeatEach(node, node.inputs[i], groups, channels / groups);
    if (failed(repeated))
      return failure();
    node.inputs[i] = *repeated;
  }
  return success();
}

/// The mask of a Dropout that masks nothing: `true` for what is kept. Before operator set 12
/// nothing is said of it then; ONNX Runtime writes zeros, of the input's type before operator
/// set 10.
static FailureOr<Value> makeMask(Node &node, Value value) {
  FailureOr<Value> shape = node.buildOne("Shape", value);
  if (failed(shape))
    return failure();
  Type element = node.version < 10 ? getElementTypeOrSelf(value) : node.builder.getI1Type();
  auto type = RankedTensorType::get({1}, element);
  Attribute filling = node.version < 12 ? cast<Attribute>(node.builder.getZeroAttr(type))
                                        : DenseElementsAttr::get(type, true);
  return node.buildOne("ConstantOfShape", *shape, node.attribute("value", filling));
}

/// Without training, the output is the input and nothing is masked.
static LogicalResult normalizeDropout(Node &node) {
  Value training = node.getInput(2), input = node.getInput(0);
  std::optional<int64_t> isTraining = training ? onnx::getConstantInt(training) : 0;
  if (!input || isTraining != 0) {
    if (!node.has("seed"))
      node.setInt("seed", makeSeed(node));
    return success();
  }
  node.results.emplace({input});
  if (!node.hasResult(1))
    return success();
  FailureOr<Value> mask = makeMask(node, input);
  if (failed(mask))
    return failure();
  node.results->push_back(*mask);
  return success();
}

void onnxc::importer::addNormalizationNormalizers(NormalizerMap &map) {
  map["BatchNormalization"] = normalizeBatchNormalization;
  map["Dropout"] = normalizeDropout;
  map["GroupNormalization"] = normalizeGroupNormalization;
  map["MeanVarianceNormalization"] = normalizeMeanVariance;
}
