#include "compiler/Import/SupportCheck.h"

#include "compiler/Import/Attributes.h"
#include "compiler/Import/Import.h"
#include "compiler/Import/Model.h"
#include "compiler/Import/OperatorAdvice.h"
#include "compiler/Import/OperatorList.h"

#include <set>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

static constexpr size_t kMaxListedNames = 8;

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
  /// An operator of a domain, and whether its operator set is imported.
  using Key = std::tuple<std::string, std::string, bool>;
  /// The names of its nodes.
  std::map<Key, std::vector<std::string>> unsupported;
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
  if (version && isSupported(domain, node.op_type(), model.loc.getContext()))
    return;
  unsupported[{domain.str(), node.op_type(), version.has_value()}].push_back(
      getDisplayName(node).str());
}

static void listNodes(ArrayRef<std::string> names, InFlightDiagnostic &error) {
  error << " (" << names.size() << (names.size() == 1 ? " node: " : " nodes: ");
  llvm::interleaveComma(names.take_front(kMaxListedNames), error,
                        [&](const std::string &name) { error << "'" << name << "'"; });
  error << (names.size() > kMaxListedNames ? ", ...)" : ")");
}

LogicalResult SupportChecker::report() const {
  if (unsupported.empty())
    return success();
  std::set<OperatorName> supported = listOperators(model.loc.getContext());
  for (const auto &[key, names] : unsupported) {
    const auto &[domain, type, isImported] = key;
    std::string name = domain.empty() ? type : domain + "." + type;
    InFlightDiagnostic error = emitError(model.loc);
    error << "operator " << name << (isImported ? "" : ", whose operator set is not imported,")
          << " is not supported";
    listNodes(names, error);
    if (std::string advice = adviseOnOperator(domain, type, supported);
        isImported && !advice.empty())
      error.attachNote(model.loc) << name << " " << advice;
  }
  return failure();
}

LogicalResult importer::checkSupport(const Model &model) {
  SupportChecker checker(model);
  checker.visitModel();
  return checker.report();
}
