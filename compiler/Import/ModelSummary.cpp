#include "compiler/Import/ModelSummary.h"

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

static LogicalResult collectInputs(const proto::GraphProto &graph, Location loc,
                                   std::vector<ModelValue> &inputs) {
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
    inputs.push_back({input.name(), *type, {dims.begin(), dims.end()}, {}, {}});
  }
  return success();
}

FailureOr<ModelSummary> onnxc::readModelSummary(StringRef path, MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  proto::ModelProto model;
  if (failed(readMessage(path, context, model)))
    return failure();
  ModelSummary summary;
  if (failed(collectInputs(model.graph(), getFileLoc(path, context), summary.inputs)))
    return failure();
  for (const proto::OperatorSetIdProto &set : model.opset_import())
    summary.operatorSets[normalizeDomain(set.domain()).str()] = set.version();

  collectOperators(model.graph().node(), summary.operators);
  for (const proto::FunctionProto &function : model.functions())
    collectOperators(function.node(), summary.operators);
  for (const proto::FunctionProto &function : model.functions())
    summary.operators.erase(getOperatorName(function.domain(), function.name()));
  return summary;
}
