#include "compiler/Quantize/InsertQuantization.h"

#include "compiler/Quantize/NodeWriter.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;
using proto::TensorProto;

Parameters quantize::getParameters(Interval range, bool isSigned) {
  double low = std::min(range.low, 0.0), high = std::max(range.high, 0.0);
  int32_t least = isSigned ? -128 : 0;
  double scale = std::max((high - low) / 255, kLeastScale);
  double zeroPoint = std::nearbyint(-low / double(float(scale)));
  return {float(scale), int32_t(std::clamp(zeroPoint, 0.0, 255.0)) + least};
}

namespace {
/// Rewrites the nodes of a graph, one after the other.
class Inserter {
public:
  Inserter(ModelGraph &graph, const Placement &placement, const Ranges &ranges,
           const llvm::StringMap<RankedTensorType> &types, bool isSigned)
      : graph(graph), placement(placement), ranges(ranges), types(types), isSigned(isSigned),
        writer(graph) {
    contractions.insert(placement.contractions.begin(), placement.contractions.end());
  }

  void run();

private:
  void quantizeValue(const std::string &value);
  void quantizeWeights(proto::NodeProto &node);
  Parameters getParametersOf(StringRef value) const {
    return getParameters(ranges.at(placement.getParametersOf(value).str()), isSigned);
  }

  ModelGraph &graph;
  const Placement &placement;
  const Ranges &ranges;
  const llvm::StringMap<RankedTensorType> &types;
  bool isSigned;
  NodeWriter writer;
  std::set<const proto::NodeProto *> contractions;
  /// What stands for the values that are quantized.
  std::map<std::string, std::string> dequantized;
};
} // namespace

void Inserter::quantizeValue(const std::string &value) {
  Parameters parameters = getParametersOf(value);
  std::string scale = graph.addFloats(value + "_scale", {}, parameters.scale);
  char element = char(parameters.zeroPoint);
  std::string zeroPoint =
      graph.addConstant(value + "_zero_point", {},
                        isSigned ? TensorProto::INT8 : TensorProto::UINT8, StringRef(&element, 1));
  std::string quantized = graph.makeName(value + "_quantized");
  writer.quantize(value, scale, zeroPoint, quantized);
  writer.dequantize(quantized, scale, zeroPoint, /*axis=*/std::nullopt, dequantized.at(value));
}

/// Widens steps of weights so that `bias`, in steps of them and of the input's scale, leaves room
/// for sums in an int32.
static void makeRoom(std::vector<float> &scales, const TensorProto &bias, float inputScale) {
  constexpr double kMost = 1 << 29;
  for (auto [scale, value] : llvm::zip_equal(scales, getValues(bias)))
    scale = std::max(scale, float(std::abs(double(value)) / inputScale / kMost));
}

void Inserter::quantizeWeights(proto::NodeProto &node) {
  Weights weights = *getWeights(graph, node, types);
  float inputScale = getParametersOf(node.input(0)).scale;
  std::vector<float> scales = getScales(*weights.tensor, weights.axis);
  const TensorProto *bias = graph.getFloats(quantize::getInput(node, 2));
  if (bias)
    makeRoom(scales, *bias, inputScale);
  node.set_input(1,
                 writer.addDequantized(*weights.tensor, weights.axis, scales, TensorProto::INT8));
  if (!bias)
    return;
  for (float &scale : scales)
    scale *= inputScale;
  node.set_input(2,
                 writer.addDequantized(*bias, bias->dims_size() - 1, scales, TensorProto::INT32));
}

void Inserter::run() {
  for (const auto &[value, owner] : placement.values)
    dequantized[value] = graph.makeName(value + "_dequantized");
  for (const proto::ValueInfoProto &input : graph.get().input())
    if (placement.values.count(input.name()))
      quantizeValue(input.name());
  for (proto::NodeProto &node : *graph.get().mutable_node()) {
    if (contractions.count(&node))
      quantizeWeights(node);
    for (std::string &input : *node.mutable_input())
      if (auto found = dequantized.find(input); found != dequantized.end())
        input = found->second;
    writer.keep(node);
    for (const std::string &output : node.output())
      if (placement.values.count(output))
        quantizeValue(output);
  }
  writer.finish();
}

void quantize::insertQuantization(ModelGraph &graph, const Placement &placement,
                                  const Ranges &ranges,
                                  const llvm::StringMap<RankedTensorType> &types, bool isSigned) {
  Inserter(graph, placement, ranges, types, isSigned).run();
}
