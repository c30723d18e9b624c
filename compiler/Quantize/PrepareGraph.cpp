#include "compiler/Quantize/PrepareGraph.h"

#include "compiler/Import/Tensors.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

//===-- Constants ------------------------------------------------------------===//

static bool isInAnotherFile(const proto::TensorProto &tensor) {
  return tensor.data_location() == proto::TensorProto::EXTERNAL;
}

/// Puts the bytes of `tensor` into its raw data.
static LogicalResult makeRaw(proto::TensorProto &tensor, importer::ExternalFiles &files,
                             Location loc) {
  bool isFloat = tensor.data_type() == proto::TensorProto::FLOAT;
  if (!isInAnotherFile(tensor) && (!isFloat || tensor.has_raw_data()))
    return success();
  proto::TensorProto taken = tensor;
  FailureOr<HostTensor> host =
      importer::takeHostTensor(taken, files, {loc, "initializer '" + tensor.name() + "'"});
  if (failed(host))
    return failure();
  if (host->type.getElementTypeBitWidth() < 8 && !host->type.getElementType().isInteger(1))
    return emitError(loc) << "initializer '" << tensor.name()
                          << "' has elements of less than a byte in another file, which cannot be "
                             "quantized";
  tensor.clear_float_data();
  tensor.clear_external_data();
  tensor.clear_data_location();
  tensor.set_raw_data(host->bytes.data(), host->bytes.size());
  return success();
}

/// Turns Constant nodes of tensors into initializers.
static void moveConstants(proto::GraphProto &graph) {
  auto &nodes = *graph.mutable_node();
  for (proto::NodeProto &node : nodes) {
    const proto::AttributeProto *value = findAttribute(node, "value");
    if (!isOperator(node, "Constant") || !value || node.output_size() != 1)
      continue;
    proto::TensorProto *tensor = graph.add_initializer();
    *tensor = value->t();
    tensor->set_name(node.output(0));
    node.clear_output();
  }
  nodes.erase(std::remove_if(nodes.begin(), nodes.end(),
                             [](const proto::NodeProto &node) {
                               return isOperator(node, "Constant") && node.output_size() == 0;
                             }),
              nodes.end());
}

LogicalResult quantize::gatherConstants(ModelGraph &graph, importer::ExternalFiles &files,
                                        Location loc) {
  moveConstants(graph.get());
  graph.update();
  for (proto::TensorProto &tensor : *graph.get().mutable_initializer())
    if (failed(makeRaw(tensor, files, loc)))
      return failure();
  auto &inputs = *graph.get().mutable_input();
  inputs.erase(std::remove_if(inputs.begin(), inputs.end(),
                              [&](const proto::ValueInfoProto &input) {
                                return graph.getConstant(input.name());
                              }),
               inputs.end());
  graph.update();
  return success();
}

//===-- BatchNormalization ---------------------------------------------------===//

/// The Conv with constant weights that makes `value`, which nobody else reads.
static proto::NodeProto *getConv(const ModelGraph &graph, StringRef value) {
  proto::NodeProto *conv = graph.getMaker(value);
  if (!conv || !isOperator(*conv, "Conv") || !graph.getOnlyReader(value) ||
      !graph.getFloats(getInput(*conv, 1)))
    return nullptr;
  StringRef bias = getInput(*conv, 2);
  return bias.empty() || graph.getFloats(bias) ? conv : nullptr;
}

namespace {
/// What a BatchNormalization multiplies each channel by, and adds.
struct ChannelAffine {
  std::vector<double> factors, summands;
};
} // namespace

static std::optional<ChannelAffine> getChannelAffine(const ModelGraph &graph,
                                                     const proto::NodeProto &norm) {
  // In training, an operator has further outputs.
  if (norm.output_size() != 1 || norm.input_size() != 5 || getInt(norm, "training_mode", 0) != 0 ||
      getInt(norm, "spatial", 1) != 1)
    return std::nullopt;
  ArrayRef<float> operands[4];
  for (auto [i, values] : llvm::enumerate(operands)) {
    proto::TensorProto *tensor = graph.getFloats(norm.input(i + 1));
    if (!tensor)
      return std::nullopt;
    values = getValues(*tensor);
  }
  auto [scale, bias, mean, variance] = operands;
  double epsilon = getFloat(norm, "epsilon", 1e-5f);
  ChannelAffine affine;
  for (size_t i = 0; i < scale.size(); ++i) {
    double factor = scale[i] / std::sqrt(variance[i] + epsilon);
    affine.factors.push_back(factor);
    affine.summands.push_back(bias[i] - mean[i] * factor);
  }
  return affine;
}

/// Gives `conv` weights and a bias of its own: others may read the ones it has.
static void setWeights(ModelGraph &graph, proto::NodeProto &conv, const ChannelAffine &affine) {
  proto::TensorProto &weight = *graph.getFloats(conv.input(1));
  std::vector<float> weights(getValues(weight)),
      bias(affine.summands.begin(), affine.summands.end());
  size_t filter = weights.size() / affine.factors.size();
  for (size_t i = 0; i < weights.size(); ++i)
    weights[i] = float(weights[i] * affine.factors[i / filter]);
  if (StringRef old = getInput(conv, 2); !old.empty())
    for (auto [i, value] : llvm::enumerate(getValues(*graph.getFloats(old))))
      bias[i] = float(value * affine.factors[i] + affine.summands[i]);
  std::vector<int64_t> dims = getDims(weight).vec();
  std::string name = conv.input(1);
  conv.set_input(1, graph.addFloats(name + "_folded", dims, weights));
  std::string biasName = graph.addFloats(name + "_bias", int64_t(bias.size()), bias);
  if (conv.input_size() == 2)
    conv.add_input();
  conv.set_input(2, biasName);
}

static bool mergeBatchNormalization(ModelGraph &graph, proto::NodeProto &norm) {
  proto::NodeProto *conv = getConv(graph, getInput(norm, 0));
  std::optional<ChannelAffine> affine = getChannelAffine(graph, norm);
  if (!conv || !affine)
    return false;
  ArrayRef<int64_t> dims = getDims(*graph.getFloats(conv->input(1)));
  if (dims.size() < 3 || dims.front() != int64_t(affine->factors.size()) ||
      llvm::is_contained(dims, 0))
    return false;
  setWeights(graph, *conv, *affine);
  conv->set_output(0, norm.output(0));
  return true;
}

//===-- Pad ------------------------------------------------------------------===//

/// The amounts of a Pad with zeros; nothing if it is another, or an operator before opset 11.
static std::optional<ArrayRef<int64_t>> getZeroPads(const ModelGraph &graph,
                                                    const proto::NodeProto &pad) {
  const proto::AttributeProto *mode = findAttribute(pad, "mode");
  proto::TensorProto *amounts = graph.getConstant(getInput(pad, 1));
  if ((mode && mode->s() != "constant") || !amounts || !getInput(pad, 3).empty() ||
      amounts->data_type() != proto::TensorProto::INT64)
    return std::nullopt;
  if (StringRef value = getInput(pad, 2); !value.empty()) {
    proto::TensorProto *constant = graph.getFloats(value);
    if (!constant || getValues(*constant).size() != 1 || getValues(*constant).front() != 0)
      return std::nullopt;
  }
  if (amounts->int64_data_size() > 0)
    return ArrayRef<int64_t>(amounts->int64_data().data(), amounts->int64_data_size());
  const std::string &bytes = amounts->raw_data();
  return ArrayRef<int64_t>(reinterpret_cast<const int64_t *>(bytes.data()),
                           bytes.size() / sizeof(int64_t));
}

/// Adds to the pads of `conv` those in space; fails if it computes them, or if some are negative.
static bool addPads(proto::NodeProto &conv, ArrayRef<int64_t> amounts) {
  const proto::AttributeProto *automatic = findAttribute(conv, "auto_pad");
  size_t rank = amounts.size() / 2;
  if ((automatic && automatic->s() != "NOTSET" && automatic->s() != "VALID") || rank < 3 ||
      amounts[0] != 0 || amounts[1] != 0 || amounts[rank] != 0 || amounts[rank + 1] != 0 ||
      llvm::any_of(amounts, [](int64_t amount) { return amount < 0; }))
    return false;
  std::vector<int64_t> pads;
  llvm::append_range(pads, amounts.slice(2, rank - 2));
  llvm::append_range(pads, amounts.drop_front(rank + 2));
  auto *attribute = const_cast<proto::AttributeProto *>(findAttribute(conv, "pads"));
  if (attribute && attribute->ints_size() != int(pads.size()))
    return false;
  if (attribute)
    for (auto [pad, old] : llvm::zip_equal(pads, attribute->ints()))
      pad += old;
  else
    attribute = conv.add_attribute();
  attribute->set_name("pads");
  attribute->set_type(proto::AttributeProto::INTS);
  attribute->mutable_ints()->Assign(pads.begin(), pads.end());
  // "VALID" says that there are none.
  auto &attributes = *conv.mutable_attribute();
  attributes.erase(std::remove_if(attributes.begin(), attributes.end(),
                                  [](const proto::AttributeProto &attribute) {
                                    return attribute.name() == "auto_pad";
                                  }),
                   attributes.end());
  return true;
}

static bool mergePad(ModelGraph &graph, proto::NodeProto &pad) {
  proto::NodeProto *conv = graph.getOnlyReader(pad.output(0));
  std::optional<ArrayRef<int64_t>> amounts = getZeroPads(graph, pad);
  if (!conv || !isOperator(*conv, "Conv") || getInput(*conv, 0) != pad.output(0) || !amounts ||
      !addPads(*conv, *amounts))
    return false;
  conv->set_input(0, pad.input(0));
  return true;
}

//===-- MatMul ---------------------------------------------------------------===//

/// Makes a MatMul of matrices, whose result only `add` reads, a Gemm.
static bool mergeBias(ModelGraph &graph, proto::NodeProto &add,
                      const llvm::StringMap<int64_t> &ranks) {
  if (graph.getVersion() < 7 || add.input_size() != 2)
    return false;
  for (int i : {0, 1}) {
    proto::NodeProto *matmul = graph.getMaker(add.input(i));
    proto::TensorProto *bias = graph.getFloats(add.input(1 - i));
    if (!matmul || !isOperator(*matmul, "MatMul") || !graph.getOnlyReader(add.input(i)) || !bias ||
        ranks.lookup(getInput(*matmul, 0)) != 2)
      continue;
    proto::TensorProto *weight = graph.getFloats(getInput(*matmul, 1));
    if (!weight || weight->dims_size() != 2 || bias->dims_size() != 1 ||
        bias->dims(0) != weight->dims(1))
      continue;
    matmul->set_op_type("Gemm");
    matmul->add_input(bias->name());
    matmul->set_output(0, add.output(0));
    return true;
  }
  return false;
}

void quantize::mergeIntoContractions(ModelGraph &graph, const llvm::StringMap<int64_t> &ranks) {
  auto &nodes = *graph.get().mutable_node();
  for (proto::NodeProto &node : nodes) {
    if (node.output_size() == 0)
      continue;
    bool merged =
        (isOperator(node, "BatchNormalization") && mergeBatchNormalization(graph, node)) ||
        (isOperator(node, "Pad") && mergePad(graph, node)) ||
        (isOperator(node, "Add") && mergeBias(graph, node, ranks));
    if (!merged)
      continue;
    node.clear_input();
    node.clear_output();
    graph.update();
  }
  nodes.erase(std::remove_if(nodes.begin(), nodes.end(),
                             [](const proto::NodeProto &node) { return node.output_size() == 0; }),
              nodes.end());
  graph.update();
}
