#include "compiler/Import/Model.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

static constexpr int64_t kNewestIrVersion = 13;
static constexpr int64_t kNewestOperatorSet = 28;

int64_t onnxc::getNewestOperatorSet() { return kNewestOperatorSet; }

StringRef importer::normalizeDomain(StringRef domain) { return domain == "ai.onnx" ? "" : domain; }

StringRef importer::getDisplayName(const proto::NodeProto &node) {
  if (!node.name().empty())
    return node.name();
  for (StringRef output : node.output())
    if (!output.empty())
      return output;
  return node.op_type();
}

FailureOr<OperatorSets> importer::readOperatorSets(
    const google::protobuf::RepeatedPtrField<proto::OperatorSetIdProto> &sets, Location loc,
    const Twine &owner) {
  OperatorSets versions;
  for (const proto::OperatorSetIdProto &set : sets) {
    StringRef domain = normalizeDomain(set.domain());
    if (set.version() < 1 || (domain.empty() && set.version() > kNewestOperatorSet)) {
      emitError(loc) << owner << " uses version " << set.version() << " of operator set '"
                     << (domain.empty() ? "ai.onnx" : domain) << "'; known are 1 to "
                     << kNewestOperatorSet;
      return failure();
    }
    auto [known, isNew] = versions.try_emplace(domain.str(), set.version());
    if (!isNew && known->second != set.version()) {
      emitError(loc) << owner << " uses two versions of operator set '"
                     << (domain.empty() ? "ai.onnx" : domain) << "'";
      return failure();
    }
  }
  return versions;
}

std::optional<int64_t> importer::getVersion(const OperatorSets &sets,
                                            const proto::NodeProto &node) {
  auto version = sets.find(normalizeDomain(node.domain()).str());
  return version == sets.end() ? std::nullopt : std::optional(version->second);
}

static std::string getFunctionKey(StringRef domain, StringRef name, StringRef overload) {
  return (normalizeDomain(domain) + Twine('\0') + name + Twine('\0') + overload).str();
}

LogicalResult Model::initialize() {
  if (!proto.has_graph())
    return emitError(loc) << "has no graph: it is not an ONNX model";
  if (proto.ir_version() > kNewestIrVersion)
    return emitError(loc) << "has IR version " << proto.ir_version() << "; known are 1 to "
                          << kNewestIrVersion;
  FailureOr<OperatorSets> sets = readOperatorSets(proto.opset_import(), loc, "the model");
  if (failed(sets))
    return failure();
  operatorSets = std::move(*sets);
  // Before IR version 3, models did not say their operator set; it was the first.
  if (operatorSets.empty() && proto.ir_version() < 3)
    operatorSets[""] = 1;
  if (operatorSets.empty())
    return emitError(loc) << "imports no operator set";

  for (const proto::FunctionProto &function : proto.functions())
    if (!functions
             .try_emplace(getFunctionKey(function.domain(), function.name(), function.overload()),
                          &function)
             .second)
      return emitError(loc) << "defines function '" << function.name() << "' twice";
  return success();
}

const proto::FunctionProto *Model::getFunction(const proto::NodeProto &node) const {
  if (functions.empty())
    return nullptr;
  auto function = functions.find(getFunctionKey(node.domain(), node.op_type(), node.overload()));
  return function == functions.end() ? nullptr : function->second;
}

Location Model::getNodeLoc(const proto::NodeProto &node, int64_t index, int64_t column,
                           StringRef prefix) const {
  MLIRContext *context = loc.getContext();
  auto position =
      FileLineColLoc::get(context, cast<FileLineColLoc>(loc).getFilename(),
                          static_cast<unsigned>(index + 1), static_cast<unsigned>(column));
  return NameLoc::get(StringAttr::get(context, prefix + getDisplayName(node)), position);
}
