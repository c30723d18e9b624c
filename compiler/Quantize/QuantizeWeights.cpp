#include "compiler/Quantize/QuantizeWeights.h"

#include "compiler/Quantize/NodeWriter.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;
using proto::TensorProto;

/// Writes the nodes anew; `rewrite` writes the contractions.
template <typename Rewrite>
static void rewriteContractions(ModelGraph &graph, const Placement &placement, Rewrite rewrite) {
  NodeWriter writer(graph);
  std::set<const proto::NodeProto *> contractions(placement.contractions.begin(),
                                                  placement.contractions.end());
  for (proto::NodeProto &node : *graph.get().mutable_node())
    if (contractions.count(&node))
      rewrite(node, writer);
    else
      writer.keep(node);
  writer.finish();
}

//===-- 8 and 16 bits --------------------------------------------------------===//

void quantize::storeWeightsAsInt8(ModelGraph &graph, const Placement &placement,
                                  const llvm::StringMap<RankedTensorType> &types) {
  rewriteContractions(graph, placement, [&](proto::NodeProto &node, NodeWriter &writer) {
    Weights weights = *getWeights(graph, node, types);
    std::vector<float> scales = getScales(*weights.tensor, weights.axis);
    node.set_input(1,
                   writer.addDequantized(*weights.tensor, weights.axis, scales, TensorProto::INT8));
    writer.keep(node);
  });
}

void quantize::storeWeightsAsHalf(ModelGraph &graph, const Placement &placement, int elementType) {
  std::map<std::string, std::string> widened;
  rewriteContractions(graph, placement, [&](proto::NodeProto &node, NodeWriter &writer) {
    const TensorProto &tensor = *graph.getFloats(node.input(1));
    std::string &wide = widened[tensor.name()];
    if (wide.empty()) {
      std::string half = addHalf(graph, tensor, elementType);
      wide = graph.makeName(tensor.name() + "_float");
      setInt(writer.add("Cast", half, wide), "to", TensorProto::FLOAT);
    }
    node.set_input(1, wide);
    writer.keep(node);
  });
}

//===-- 4 bits ---------------------------------------------------------------===//

namespace {
/// The weights of a matrix product, as sums of `depth` products for each of its columns.
struct Columns {
  ArrayRef<float> values;
  int64_t count, depth;
  bool areRows;

  Columns(const Weights &weights)
      : values(getValues(*weights.tensor)), count(weights.tensor->dims(weights.axis)),
        depth(weights.tensor->dims(1 - weights.axis)), areRows(weights.axis == 0) {}

  float at(int64_t column, int64_t k) const {
    return values[areRows ? column * depth + k : k * count + column];
  }
};

/// What MatMulNBits has of weights of 4 bits.
struct PackedColumns {
  std::string nibbles;
  std::vector<float> scales;
};
} // namespace

constexpr int kZero = 8;

static int getNibble(float value, float scale) {
  return int(std::clamp(std::nearbyint(value / scale) + kZero, 0.0f, 15.0f));
}

/// The scale of a block with the least square error, of those for which its largest magnitude is
/// the least element, or nearly so.
static float chooseScale(ArrayRef<float> block) {
  auto isSmaller = [](float a, float b) { return std::abs(a) < std::abs(b); };
  float extreme = *std::max_element(block.begin(), block.end(), isSmaller);
  if (std::abs(extreme) < kLeastScale)
    return float(kLeastScale);
  float best = 0;
  double leastError = INFINITY;
  for (float steps = -9; steps <= -6.75f; steps += 0.25f) {
    float scale = extreme / steps;
    double error = 0;
    for (float value : block) {
      double difference = double(getNibble(value, scale) - kZero) * scale - value;
      error += difference * difference;
    }
    if (error < leastError) {
      leastError = error;
      best = scale;
    }
  }
  return best;
}

Grid quantize::makeInt4Grid(ArrayRef<float> column, int64_t block) {
  Grid grid;
  grid.least = -kZero;
  grid.most = kZero - 1;
  auto isSmaller = [](float a, float b) { return std::abs(a) < std::abs(b); };
  for (size_t begin = 0; begin < column.size(); begin += block) {
    ArrayRef<float> values = column.drop_front(begin).take_front(block);
    grid.scales.insert(grid.scales.end(), values.size(), chooseScale(values));
    grid.extremes.push_back(std::max_element(values.begin(), values.end(), isSmaller) -
                            column.begin());
  }
  return grid;
}

static PackedColumns pack(const Columns &columns, int64_t block) {
  PackedColumns packed;
  for (int64_t column = 0; column < columns.count; ++column)
    for (int64_t begin = 0; begin < columns.depth; begin += block) {
      // Zeros follow the last column's end.
      std::vector<float> values(block);
      for (int64_t k = begin, end = std::min(begin + block, columns.depth); k < end; ++k)
        values[k - begin] = columns.at(column, k);
      float scale = chooseScale(values);
      packed.scales.push_back(scale);
      for (int64_t i = 0; i < block; i += 2)
        packed.nibbles.push_back(
            char(getNibble(values[i], scale) | getNibble(values[i + 1], scale) << 4));
    }
  return packed;
}

static void addMatMulNBits(NodeWriter &writer, const proto::NodeProto &node, const Weights &weights,
                           int64_t block) {
  ModelGraph &graph = writer.graph;
  Columns columns(weights);
  PackedColumns packed = pack(columns, block);
  int64_t blocks = llvm::divideCeil(columns.depth, block);
  std::string name = node.input(1);
  std::string elements = graph.addConstant(name + "_packed", {columns.count, blocks, block / 2},
                                           TensorProto::UINT8, packed.nibbles);
  std::string scales = graph.addFloats(name + "_scale", columns.count * blocks, packed.scales);
  proto::NodeProto &product =
      writer.add("MatMulNBits", {node.input(0), elements, scales}, node.output(0), "com.microsoft");
  product.set_name(node.name());
  setInt(product, "K", columns.depth);
  setInt(product, "N", columns.count);
  setInt(product, "bits", 4);
  setInt(product, "block_size", block);
  StringRef bias = getInput(node, 2);
  if (bias.empty())
    return;
  // Those between are zero points and an order of blocks.
  product.add_input();
  product.add_input();
  product.add_input(bias.str());
}

void quantize::storeWeightsAsInt4(ModelGraph &graph, const Placement &placement,
                                  const llvm::StringMap<RankedTensorType> &types, int64_t block) {
  graph.importMicrosoft();
  rewriteContractions(graph, placement, [&](proto::NodeProto &node, NodeWriter &writer) {
    if (isOperator(node, "Conv"))
      return writer.keep(node);
    addMatMulNBits(writer, node, *getWeights(graph, node, types), block);
  });
}

//===-- Scales of a run ------------------------------------------------------===//

namespace {
/// An input as DynamicQuantizeLinear has it.
struct DynamicInput {
  std::string elements, scale, zeroPoint;
};
} // namespace

static std::string transpose(const std::string &bytes, int64_t rows, int64_t columns) {
  std::string transposed(bytes.size(), '\0');
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j)
      transposed[j * rows + i] = bytes[i * columns + j];
  return transposed;
}

static void addDynamicProduct(NodeWriter &writer, const proto::NodeProto &node,
                              const Weights &weights, const DynamicInput &input) {
  ModelGraph &graph = writer.graph;
  const TensorProto &tensor = *weights.tensor;
  std::vector<float> scales = getScales(tensor, weights.axis);
  std::string bytes = quantizeElements(tensor, weights.axis, scales, TensorProto::INT8);
  int64_t columns = tensor.dims(weights.axis), depth = tensor.dims(1 - weights.axis);
  if (weights.axis == 0)
    bytes = transpose(bytes, columns, depth);
  std::string name = tensor.name(), result = node.output(0);
  std::string elements =
      graph.addConstant(name + "_quantized", {depth, columns}, TensorProto::INT8, bytes);
  std::string scale = graph.addFloats(name + "_scale", columns, scales);
  std::string sums = graph.makeName(result + "_sums"), floats = graph.makeName(result + "_floats"),
              factor = graph.makeName(result + "_scale");
  writer.add("MatMulInteger", {input.elements, elements, input.zeroPoint}, sums);
  setInt(writer.add("Cast", sums, floats), "to", TensorProto::FLOAT);
  writer.add("Mul", {input.scale, scale}, factor);
  StringRef bias = getInput(node, 2);
  std::string product = bias.empty() ? result : graph.makeName(result + "_product");
  writer.add("Mul", {floats, factor}, product).set_name(node.name());
  if (!bias.empty())
    writer.add("Add", {product, bias.str()}, result);
}

void quantize::quantizeDynamically(ModelGraph &graph, const Placement &placement,
                                   const llvm::StringMap<RankedTensorType> &types) {
  std::map<std::string, DynamicInput> inputs;
  rewriteContractions(graph, placement, [&](proto::NodeProto &node, NodeWriter &writer) {
    if (isOperator(node, "Conv"))
      return writer.keep(node);
    DynamicInput &input = inputs[node.input(0)];
    if (input.elements.empty()) {
      std::string value = node.input(0);
      input = {graph.makeName(value + "_quantized"), graph.makeName(value + "_scale"),
               graph.makeName(value + "_zero_point")};
      proto::NodeProto &quantize = writer.add("DynamicQuantizeLinear", value, input.elements);
      quantize.add_output(input.scale);
      quantize.add_output(input.zeroPoint);
    }
    addDynamicProduct(writer, node, *getWeights(graph, node, types), input);
  });
}
