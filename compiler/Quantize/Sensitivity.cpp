#include "compiler/Quantize/Sensitivity.h"

#include "compiler/Quantize/NodeWriter.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;
using proto::TensorProto;

namespace {
/// Puts a Where between each operand of a contraction and what integers make of it.
class GateInserter {
public:
  GateInserter(ModelGraph &graph, const Placement &placement, const Ranges &ranges,
               const llvm::StringMap<RankedTensorType> &types, bool isSigned)
      : graph(graph), placement(placement), ranges(ranges), types(types), isSigned(isSigned),
        writer(graph) {}

  /// `contractions` are the indices of those nodes.
  void run(const std::set<int> &contractions) {
    auto &nodes = *graph.get().mutable_node();
    for (int i = 0, e = nodes.size(); i < e; ++i) {
      if (contractions.count(i))
        gate(nodes[i]);
      writer.keep(nodes[i]);
    }
    writer.finish();
  }

private:
  void gate(proto::NodeProto &node) {
    std::string condition = addGate();
    Weights weights = *getWeights(graph, node, types);
    std::string w = writer.addDequantized(
        *weights.tensor, weights.axis, getScales(*weights.tensor, weights.axis), TensorProto::INT8);
    choose(node, 0, condition, roundTrip(node.input(0)));
    choose(node, 1, condition, w);
  }

  std::string addGate() {
    proto::ValueInfoProto &input = *graph.get().add_input();
    input.set_name(graph.makeName("gate"));
    input.mutable_type()->mutable_tensor_type()->set_elem_type(TensorProto::BOOL);
    input.mutable_type()->mutable_tensor_type()->mutable_shape();
    return input.name();
  }

  std::string roundTrip(const std::string &value) {
    std::string &result = roundTrips[value];
    if (!result.empty())
      return result;
    Parameters parameters =
        getParameters(ranges.at(placement.getParametersOf(value).str()), isSigned);
    std::string scale = graph.addFloats(value + "_scale", {}, parameters.scale);
    char element = char(parameters.zeroPoint);
    std::string zeroPoint = graph.addConstant(value + "_zero_point", {},
                                              isSigned ? TensorProto::INT8 : TensorProto::UINT8,
                                              StringRef(&element, 1));
    std::string quantized = graph.makeName(value + "_quantized");
    result = graph.makeName(value + "_dequantized");
    writer.quantize(value, scale, zeroPoint, quantized);
    writer.dequantize(quantized, scale, zeroPoint, std::nullopt, result);
    return result;
  }

  void choose(proto::NodeProto &node, int operand, const std::string &condition,
              const std::string &quantized) {
    std::string result = graph.makeName(quantized + "_or_not");
    writer.add("Where", {condition, quantized, node.input(operand)}, result);
    node.set_input(operand, result);
  }

  ModelGraph &graph;
  const Placement &placement;
  const Ranges &ranges;
  const llvm::StringMap<RankedTensorType> &types;
  bool isSigned;
  NodeWriter writer;
  std::map<std::string, std::string> roundTrips;
};
} // namespace

FailureOr<GatedModel> GatedModel::create(const proto::ModelProto &model, const Placement &placement,
                                         const Ranges &ranges,
                                         const llvm::StringMap<RankedTensorType> &types,
                                         bool isSigned, const ModelSource &source) {
  std::set<const proto::NodeProto *> wanted(placement.contractions.begin(),
                                            placement.contractions.end());
  std::set<int> indices;
  for (int i = 0; i < model.graph().node_size(); ++i)
    if (wanted.count(&model.graph().node(i)))
      indices.insert(i);
  proto::ModelProto gated = model;
  ModelGraph graph(gated);
  GateInserter(graph, placement, ranges, types, isSigned).run(indices);
  FailureOr<HostModel> compiled = compileTapped(gated, {}, source);
  if (failed(compiled))
    return failure();
  return GatedModel(std::move(*compiled), indices.size());
}

FailureOr<std::vector<HostTensor>> GatedModel::run(ArrayRef<HostTensor> inputs,
                                                   const std::vector<bool> &choice) {
  std::vector<HostTensor> all = inputs.vec();
  ArrayRef<ModelValue> values = model.getSignature().inputs;
  for (auto [value, isOn] : llvm::zip_equal(values.take_back(gates), choice)) {
    all.push_back(makeHostTensor(value.type));
    all.back().bytes.front() = isOn;
  }
  return model.run(all);
}

FailureOr<std::vector<OutputError>> GatedModel::measure(ArrayRef<std::vector<bool>> choices,
                                                        const Samples &samples, int64_t most,
                                                        MLIRContext *context) {
  std::vector<OutputError> errors(choices.size());
  ArrayRef<ModelValue> inputs = ArrayRef(model.getSignature().inputs).drop_back(gates);
  int64_t seen = 0;
  auto measureSample = [&](ArrayRef<HostTensor> tensors) -> LogicalResult {
    if (seen++ >= most)
      return success();
    FailureOr<std::vector<HostTensor>> expected = run(tensors, std::vector<bool>(gates, false));
    if (failed(expected))
      return failure();
    for (auto [error, choice] : llvm::zip_equal(errors, choices)) {
      FailureOr<std::vector<HostTensor>> actual = run(tensors, choice);
      if (failed(actual))
        return failure();
      error.add(*expected, *actual);
    }
    return success();
  };
  if (failed(visitSamples(samples, inputs, context, measureSample)))
    return failure();
  return errors;
}
