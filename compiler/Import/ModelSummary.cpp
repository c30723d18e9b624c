#include "compiler/Import/ModelSummary.h"

#include "compiler/Import/FlattenInputs.h"
#include "compiler/Import/Model.h"
#include "compiler/Import/ModelFile.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

static std::string getOperatorName(StringRef domain, StringRef name) {
  domain = normalizeDomain(domain);
  return (domain.empty() ? name : domain + "." + name).str();
}

template <typename Nodes>
static void collectOperators(const Nodes &nodes, std::set<std::string> &operators) {
  for (const proto::NodeProto &node : nodes) {
    operators.insert(getOperatorName(node.domain(), node.op_type()));
    for (const proto::AttributeProto &attribute : node.attribute()) {
      collectOperators(attribute.g().node(), operators);
      for (const proto::GraphProto &graph : attribute.graphs())
        collectOperators(graph.node(), operators);
    }
  }
}

std::string DeclaredValue::getElementName(size_t i) const {
  return importer::getElementName(name, i);
}

static DeclaredValue declare(const proto::ValueInfoProto &value) {
  using Kind = DeclaredValue::Kind;
  const proto::TypeProto &inside = value.type().optional_type().elem_type();
  DeclaredValue declared{value.name(), Kind::Tensor};
  if (value.type().sequence_type().elem_type().has_tensor_type())
    declared.kind = Kind::Sequence;
  else if (inside.has_tensor_type())
    declared.kind = Kind::OptionalTensor;
  else if (inside.has_sequence_type())
    declared.kind = Kind::OptionalSequence;
  return declared;
}

static LogicalResult collectInputs(const proto::GraphProto &graph, Location loc,
                                   ModelSummary &summary) {
  llvm::StringSet<> initialized;
  for (const proto::TensorProto &initializer : graph.initializer())
    initialized.insert(initializer.name());
  for (const proto::SparseTensorProto &initializer : graph.sparse_initializer())
    initialized.insert(initializer.values().name());
  for (const proto::ValueInfoProto &input : graph.input()) {
    if (initialized.contains(input.name()))
      continue;
    FailureOr<RankedTensorType> type = getDeclaredType(input, Dimensions(), loc);
    if (failed(type))
      return failure();
    SmallVector<StringRef> dims = getDimNames(input);
    summary.inputs.push_back({input.name(), *type, {dims.begin(), dims.end()}, {}, {}});
    summary.declaredInputs.push_back(declare(input));
  }
  return success();
}

FailureOr<ModelSummary> onnxc::readModelSummary(StringRef path, MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  proto::ModelProto model;
  if (failed(readMessage(path, context, model)))
    return failure();
  ModelSummary summary;
  if (failed(collectInputs(model.graph(), getFileLoc(path, context), summary)))
    return failure();
  for (const proto::ValueInfoProto &output : model.graph().output())
    summary.declaredOutputs.push_back(declare(output));
  for (const proto::OperatorSetIdProto &set : model.opset_import())
    summary.operatorSets[normalizeDomain(set.domain()).str()] = set.version();

  collectOperators(model.graph().node(), summary.operators);
  for (const proto::FunctionProto &function : model.functions())
    collectOperators(function.node(), summary.operators);
  for (const proto::FunctionProto &function : model.functions())
    summary.operators.erase(getOperatorName(function.domain(), function.name()));
  return summary;
}
