#include "test/fuzz/graphs/Reduce.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::fuzz;
using onnxc::proto::GraphProto;
using onnxc::proto::NodeProto;

/// The names that a node reads, those of its bodies among them.
static void collectReads(const NodeProto &node, llvm::StringSet<> &names) {
  for (const std::string &name : node.input())
    names.insert(name);
  for (const proto::AttributeProto &attribute : node.attribute())
    for (const NodeProto &inner : attribute.g().node())
      collectReads(inner, names);
}

template <typename Range, typename Keep> static void filter(Range &range, const Keep &keep) {
  Range kept;
  for (auto &element : range)
    if (keep(element))
      *kept.Add() = element;
  range.Swap(&kept);
}

/// Drops what no output needs.
static void dropDead(GraphProto &graph) {
  llvm::StringSet<> read;
  for (const proto::ValueInfoProto &output : graph.output())
    read.insert(output.name());
  google::protobuf::RepeatedPtrField<NodeProto> nodes;
  for (int i = graph.node_size() - 1; i >= 0; --i)
    if (llvm::any_of(graph.node(i).output(),
                     [&](const std::string &name) { return read.contains(name); })) {
      collectReads(graph.node(i), read);
      *nodes.Add() = graph.node(i);
    }
  std::reverse(nodes.begin(), nodes.end());
  graph.mutable_node()->Swap(&nodes);
  auto isRead = [&](const auto &value) { return read.contains(value.name()); };
  filter(*graph.mutable_input(), isRead);
  filter(*graph.mutable_initializer(), isRead);
  llvm::StringSet<> computed;
  for (const NodeProto &node : graph.node())
    for (const std::string &name : node.output())
      computed.insert(name);
  filter(*graph.mutable_value_info(),
         [&](const proto::ValueInfoProto &info) { return computed.contains(info.name()); });
}

/// Makes the results of node `index` inputs; false if one is an output of the graph.
static bool cutNode(GraphProto &graph, int index) {
  llvm::StringSet<> results;
  for (const std::string &name : graph.node(index).output())
    results.insert(name);
  for (const proto::ValueInfoProto &output : graph.output())
    if (results.contains(output.name()))
      return false;
  for (const proto::ValueInfoProto &info : graph.value_info())
    if (results.contains(info.name()))
      *graph.add_input() = info;
  graph.mutable_node()->DeleteSubrange(index, 1);
  return true;
}

namespace {

class Reducer {
public:
  Reducer(FailingModel &failing, TensorBytes values)
      : failing(failing), values(std::move(values)) {}

  void run() {
    dropOutputs();
    for (bool changed = true; changed;) {
      changed = false;
      for (int i = graph().node_size() - 1; i >= 0; --i)
        if (i < graph().node_size())
          changed |= tryToCut(i);
    }
  }

private:
  GraphProto &graph() { return *failing.model.mutable_graph(); }

  /// The first value that fails as the only output; or as few of the outputs as possible.
  void dropOutputs() {
    const auto infos = graph().value_info();
    for (const proto::ValueInfoProto &value : infos) {
      proto::ModelProto candidate(failing.model);
      candidate.mutable_graph()->clear_output();
      *candidate.mutable_graph()->add_output() = value;
      if (tryModel(candidate))
        return;
    }
    for (int i = graph().output_size() - 1; i >= 0 && graph().output_size() > 1; --i) {
      proto::ModelProto candidate(failing.model);
      candidate.mutable_graph()->mutable_output()->DeleteSubrange(i, 1);
      tryModel(candidate);
    }
  }

  bool tryToCut(int node) {
    proto::ModelProto candidate(failing.model);
    return cutNode(*candidate.mutable_graph(), node) && tryModel(candidate);
  }

  bool tryModel(proto::ModelProto &candidate) {
    dropDead(*candidate.mutable_graph());
    TensorBytes inputs;
    for (const proto::ValueInfoProto &input : candidate.graph().input())
      inputs[input.name()] = values.at(input.name());
    CheckResult result = checkGraph(candidate, inputs, getNeeded());
    if (result.kind != failing.result.kind)
      return false;
    failing.model = candidate;
    failing.inputs = std::move(inputs);
    failing.result.message = result.message;
    return true;
  }

  /// The configuration under which it fails, after the one it is compared with.
  std::vector<Configuration> getNeeded() const {
    if (!failing.result.configuration)
      return {};
    Configuration one = *failing.result.configuration, before = one;
    before.threads = 0;
    return one.threads == 0 ? std::vector{one} : std::vector{before, one};
  }

  FailingModel &failing;
  TensorBytes values;
};

} // namespace

void fuzz::reduce(FailingModel &failing) {
  if (std::optional<TensorBytes> values = computeValues(failing.model, failing.inputs))
    Reducer(failing, std::move(*values)).run();
}

static void printValue(const test::GraphValue &value, llvm::raw_ostream &os) {
  os << value.name << ": " << llvm::StringRef(proto::TensorProto::DataType_Name(value.type)).lower()
     << "[";
  llvm::interleave(value.shape, os, "x");
  os << "]";
}

static void printAttribute(const proto::AttributeProto &attribute, llvm::raw_ostream &os) {
  os << " " << attribute.name() << "=";
  switch (attribute.type()) {
  case proto::AttributeProto::INT:
    os << attribute.i();
    break;
  case proto::AttributeProto::FLOAT:
    os << attribute.f();
    break;
  case proto::AttributeProto::INTS:
    llvm::interleave(attribute.ints(), os, ",");
    break;
  case proto::AttributeProto::STRING:
    os << attribute.s();
    break;
  default:
    os << "{";
    for (const NodeProto &node : attribute.g().node())
      os << " " << node.op_type();
    os << " }";
  }
}

void fuzz::printGraph(const GraphProto &graph, llvm::raw_ostream &os) {
  llvm::StringMap<test::GraphValue> types;
  for (const proto::ValueInfoProto &info : graph.value_info())
    types[info.name()] = test::getValue(info);
  for (const proto::ValueInfoProto &input : graph.input()) {
    os << "  input ";
    printValue(test::getValue(input), os);
    os << "\n";
  }
  for (const proto::TensorProto &constant : graph.initializer()) {
    os << "  constant ";
    printValue({constant.name(),
                static_cast<test::DataType>(constant.data_type()),
                {constant.dims().begin(), constant.dims().end()}},
               os);
    os << "\n";
  }
  for (const NodeProto &node : graph.node()) {
    os << "  ";
    llvm::interleaveComma(node.output(), os,
                          [&](const std::string &name) { printValue(types[name], os); });
    os << " = " << node.op_type() << "(";
    llvm::interleaveComma(node.input(), os);
    os << ")";
    for (const proto::AttributeProto &attribute : node.attribute())
      printAttribute(attribute, os);
    os << "\n";
  }
  os << "  return ";
  llvm::interleaveComma(graph.output(), os,
                        [&](const proto::ValueInfoProto &output) { os << output.name(); });
  os << "\n";
}
