#include "test/fuzz/graphs/Reference.h"

#include "test/fuzz/graphs/TensorData.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/xxhash.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::fuzz;
using onnxc::proto::GraphProto;
using onnxc::proto::NodeProto;

static constexpr StringLiteral noisePrefix("noise");

/// Operators that may round as they like: they add in any order, or compute a function.
static bool isInexact(StringRef op) {
  static const llvm::StringSet<> names = {"Sigmoid",
                                          "Tanh",
                                          "Erf",
                                          "Exp",
                                          "HardSigmoid",
                                          "HardSwish",
                                          "Elu",
                                          "Selu",
                                          "Softplus",
                                          "Softsign",
                                          "Gelu",
                                          "Mish",
                                          "Celu",
                                          "Sin",
                                          "Cos",
                                          "Atan",
                                          "Log",
                                          "Pow",
                                          "Sum",
                                          "Mean",
                                          "ReduceSum",
                                          "ReduceMean",
                                          "ReduceL1",
                                          "ReduceL2",
                                          "ReduceSumSquare",
                                          "ReduceLogSumExp",
                                          "Softmax",
                                          "LogSoftmax",
                                          "LayerNormalization",
                                          "BatchNormalization",
                                          "GroupNormalization",
                                          "InstanceNormalization",
                                          "CumSum",
                                          "MatMul",
                                          "Gemm",
                                          "Einsum",
                                          "Conv",
                                          "ConvTranspose",
                                          "AveragePool",
                                          "LpPool",
                                          "GlobalAveragePool",
                                          "Resize"};
  return names.contains(op);
}

namespace {

/// Rewrites a graph to the one that a Reference runs.
class ReferenceGraph {
public:
  explicit ReferenceGraph(GraphProto &graph) : graph(graph) {
    for (const auto *infos : {&graph.input(), &graph.value_info(), &graph.output()})
      for (const proto::ValueInfoProto &info : *infos)
        types[info.name()] = test::getValue(info);
    for (const proto::TensorProto &constant : graph.initializer())
      types[constant.name()] = {constant.name(),
                                static_cast<test::DataType>(constant.data_type()),
                                {constant.dims().begin(), constant.dims().end()}};
  }

  void rewrite() {
    makeConstantsInputs();
    addNoiseToNodes();
    *graph.mutable_output() = graph.value_info();
  }

private:
  /// Those that are data.
  void makeConstantsInputs() {
    GraphProto parameters;
    for (const proto::TensorProto &constant : graph.initializer())
      if (StringRef(constant.name()).starts_with("c"))
        test::setValue(*graph.add_input(), types[constant.name()]);
      else
        *parameters.add_initializer() = constant;
    graph.mutable_initializer()->Swap(parameters.mutable_initializer());
  }

  void addNoiseToNodes() {
    google::protobuf::RepeatedPtrField<NodeProto> nodes;
    graph.mutable_node()->Swap(&nodes);
    llvm::StringSet<> parameters;
    for (const proto::TensorProto &constant : graph.initializer())
      parameters.insert(constant.name());
    for (NodeProto &node : nodes) {
      bool isNoisy = isInexact(node.op_type());
      if (isNoisy)
        for (std::string &operand : *node.mutable_input())
          if (!parameters.contains(operand) && isFloatValue(operand))
            operand = multiply(operand, operand + ".noisy" + std::to_string(count));
      NodeProto &added = *graph.add_node();
      added = node;
      if (isNoisy)
        for (std::string &result : *added.mutable_output())
          if (isFloatValue(result)) {
            std::string name = std::exchange(result, result + ".raw");
            multiply(name + ".raw", name, types[name]);
          }
    }
  }

  bool isFloatValue(StringRef name) {
    auto found = types.find(name);
    return found != types.end() && isFloat(found->second.type);
  }

  std::string multiply(const std::string &x, const std::string &result) {
    return multiply(x, result, types[x]);
  }

  std::string multiply(const std::string &x, const std::string &result, test::GraphValue type) {
    type.name = noisePrefix.str() + std::to_string(count++);
    test::setValue(*graph.add_input(), type);
    NodeProto &node = *graph.add_node();
    node.set_name(result);
    node.set_op_type("Mul");
    node.add_input(x);
    node.add_input(type.name);
    node.add_output(result);
    return result;
  }

  GraphProto &graph;
  llvm::StringMap<test::GraphValue> types;
  unsigned count = 0;
};

test::DataType getDataType(Type type) {
  if (type.isF16())
    return proto::TensorProto::FLOAT16;
  return type.isF64() ? proto::TensorProto::DOUBLE : proto::TensorProto::FLOAT;
}

/// The largest magnitude in `tensor`, and the largest difference from `other`; infinite for what
/// cannot be compared.
std::pair<double, double> compare(const HostTensor &tensor, const HostTensor &other) {
  auto type = dyn_cast<FloatType>(tensor.type.getElementType());
  if (!type)
    return {0, tensor.bytes == other.bytes ? 0 : INFINITY};
  double largest = 0, difference = 0;
  int64_t size = getHostElementSize(type);
  for (int64_t i = 0; i < tensor.type.getNumElements(); ++i) {
    double a = getFloatElement(type, tensor.bytes.data() + i * size);
    double b = getFloatElement(type, other.bytes.data() + i * size);
    if (std::isfinite(a) && std::isfinite(b)) {
      largest = std::max(largest, std::abs(a));
      difference = std::max(difference, std::abs(a - b));
    } else if (a != b && !(std::isnan(a) && std::isnan(b))) {
      difference = INFINITY;
    }
  }
  return {largest, difference};
}

} // namespace

TensorBytes fuzz::makeInputData(const proto::ModelProto &model, uint64_t seed) {
  TensorBytes data;
  for (const proto::ValueInfoProto &info : model.graph().input()) {
    test::GraphValue value = test::getValue(info);
    Random random(seed ^ llvm::xxh3_64bits(value.name));
    data[value.name] = makeTensorData(random, value.type, test::countElements(value.shape));
  }
  return data;
}

FailureOr<Reference> Reference::create(const proto::ModelProto &model, const TensorBytes &inputs,
                                       const Target &target, MLIRContext *context) {
  Reference reference;
  reference.inputs = inputs;
  for (const proto::TensorProto &constant : model.graph().initializer())
    reference.inputs[constant.name()] = constant.raw_data();
  proto::ModelProto rewritten(model);
  ReferenceGraph(*rewritten.mutable_graph()).rewrite();

  OwningOpRef<ModuleOp> module =
      importModelFromMemory(rewritten.SerializeAsString(), "reference.onnx", "", context);
  CompileOptions options;
  options.target = target;
  options.strictFloat = true;
  options.fuse = false;
  StageTimes times;
  FailureOr<HostModel> host = failure();
  if (module)
    host = HostModel::create(*module, options, OptLevel::O0, times);
  if (failed(host))
    return failure();
  reference.model.emplace(std::move(*host));
  reference.addRun(0);
  return reference;
}

/// Run 0 has no noise.
std::vector<HostTensor> Reference::makeInputs(unsigned run) const {
  std::vector<HostTensor> tensors;
  Random random(run);
  for (const ModelValue &input : model->getSignature().inputs) {
    HostTensor tensor = makeHostTensor(input.type);
    if (StringRef(input.name).starts_with(noisePrefix)) {
      test::DataType type = getDataType(input.type.getElementType());
      double noise = run == 0 ? 0 : getNoise(type);
      std::string bytes;
      for (int64_t i = 0; i < input.type.getNumElements(); ++i)
        bytes += encode(type, 1 + random.real(-noise, noise));
      tensor.bytes.assign(bytes.begin(), bytes.end());
    } else {
      const std::string &bytes = inputs.at(input.name);
      tensor.bytes.assign(bytes.begin(), bytes.end());
    }
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

void Reference::addRun(unsigned number) {
  // No operator of these graphs makes what only a run settles, so that no run fails.
  std::vector<HostTensor> outputs = std::move(*model->run(makeInputs(number)));
  for (auto [output, tensor] : llvm::zip_equal(model->getSignature().outputs, outputs)) {
    Value &value = values[output.name];
    if (number == 0)
      value.tensor = std::move(tensor);
    auto [largest, difference] = compare(value.tensor, number == 0 ? value.tensor : tensor);
    value.largest = std::max(value.largest, largest);
    value.deviation = std::max(value.deviation, difference);
  }
}

void Reference::addNoise(unsigned count) {
  for (unsigned i = 0; i < count; ++i)
    addRun(++runs);
}

std::optional<double> Reference::getTolerance(StringRef name) const {
  // Rounding errors of a few units add up like noise of some more units, if not in few elements.
  constexpr double safety = 8, significant = 0.05;
  const Value &value = values.at(name);
  if (value.deviation > significant * value.largest)
    return std::nullopt;
  return safety * value.deviation;
}

TensorBytes Reference::takeValues() const {
  TensorBytes all(inputs);
  for (const auto &value : values)
    all[value.first().str()] = {value.second.tensor.bytes.begin(), value.second.tensor.bytes.end()};
  return all;
}
