#include "compiler/Import/SupportCheck.h"

#include "compiler/Import/Attributes.h"
#include "compiler/Import/GraphImporter.h"
#include "compiler/Import/Import.h"
#include "compiler/Import/Model.h"
#include "compiler/Import/NodeBuilder.h"
#include "compiler/Import/Normalize.h"
#include "dialects/Onnx/IR/OnnxOps.h"

#include <set>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

static constexpr size_t kMaxListedNames = 8;

static bool isSupported(StringRef domain, StringRef type, MLIRContext *context) {
  return isRewritten(domain, type) ||
         llvm::is_contained(getInlinedOperators(), std::pair(domain, type)) ||
         isKnownOperation(domain, getNewestName(domain, type), context);
}

/// Operators of com.microsoft that run a decoder once for each token that they choose.
static bool isSearch(StringRef domain, StringRef type) {
  return domain == "com.microsoft" &&
         llvm::is_contained({"BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch"}, type);
}

std::set<OperatorName> onnxc::listOperators(MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  std::set<OperatorName> operators;
  auto add = [&](StringRef domain, StringRef type) {
    if (isSupported(domain, type, context))
      operators.insert({domain.empty() ? "ai.onnx" : domain.str(), type.str()});
  };
  constexpr StringLiteral domains[] = {"", "ai.onnx.ml", "com.microsoft",
                                       "ai.onnx.preview.training"};
  for (RegisteredOperationName operation : context->getRegisteredOperationsByDialect("onnx")) {
    StringRef name = operation.getStringRef(), type = name.rsplit('.').second;
    for (StringRef domain : domains)
      if (getOperationName(domain, type) == name)
        add(domain, type);
  }
  forEachRewritten(add);
  for (auto [domain, type] : getInlinedOperators())
    add(domain, type);
  return operators;
}

namespace {
/// Walks nodes in the order of the file, each function once.
class SupportChecker {
public:
  explicit SupportChecker(const Model &model) : model(model) {}

  void visitModel() {
    visit(model.proto.graph().node(), model.operatorSets);
    while (!pending.empty())
      visitFunction(*pending.pop_back_val());
  }
  LogicalResult report() const;

private:
  void visit(const google::protobuf::RepeatedPtrField<proto::NodeProto> &nodes,
             const OperatorSets &sets) {
    for (const proto::NodeProto &node : nodes)
      visit(node, sets);
  }
  void visit(const proto::NodeProto &node, const OperatorSets &sets);
  void visitFunction(const proto::FunctionProto &function);

  const Model &model;
  std::set<const proto::FunctionProto *> visited;
  SmallVector<const proto::FunctionProto *> pending;
  /// The names of nodes by the reason why they are not supported.
  std::map<std::string, std::vector<std::string>> unsupported;
};
} // namespace

void SupportChecker::visitFunction(const proto::FunctionProto &function) {
  OperatorSets sets;
  for (const proto::OperatorSetIdProto &set : function.opset_import())
    sets[normalizeDomain(set.domain()).str()] = set.version();
  visit(function.node(), sets);
}

void SupportChecker::visit(const proto::NodeProto &node, const OperatorSets &sets) {
  // The importer finds out which graph of an If runs can take; the other one need not be supported.
  bool isIf = normalizeDomain(node.domain()).empty() && node.op_type() == "If";
  for (const proto::AttributeProto &attribute : node.attribute())
    if (isGraph(attribute) && !isIf)
      visit(attribute.g().node(), sets);
  if (const proto::FunctionProto *function = model.getFunction(node)) {
    if (visited.insert(function).second)
      pending.push_back(function);
    return;
  }

  StringRef domain = normalizeDomain(node.domain());
  std::optional<int64_t> version = getVersion(sets, node);
  std::string name = (domain.empty() ? "" : domain + ".").str() + node.op_type();
  if (!version)
    unsupported["operator " + name + ", whose operator set is not imported,"].push_back(
        getDisplayName(node).str());
  else if (isSearch(domain, node.op_type()))
    unsupported["operator " + name +
                ", whose graph 'decoder' can be compiled as a model of its own that the program "
                "runs for each token,"]
        .push_back(getDisplayName(node).str());
  else if (!isSupported(domain, node.op_type(), model.loc.getContext()))
    unsupported["operator " + name].push_back(getDisplayName(node).str());
}

LogicalResult SupportChecker::report() const {
  for (const auto &[reason, names] : unsupported) {
    InFlightDiagnostic error = emitError(model.loc);
    error << reason << " is not supported (" << names.size()
          << (names.size() == 1 ? " node: " : " nodes: ");
    llvm::interleaveComma(ArrayRef(names).take_front(kMaxListedNames), error,
                          [&](const std::string &name) { error << "'" << name << "'"; });
    error << (names.size() > kMaxListedNames ? ", ...)" : ")");
  }
  return success(unsupported.empty());
}

LogicalResult importer::checkSupport(const Model &model) {
  SupportChecker checker(model);
  checker.visitModel();
  return checker.report();
}
