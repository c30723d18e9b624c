#include "compiler/Quantize/Tap.h"

#include "compiler/Import/ImportProto.h"
#include "compiler/Target/Target.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

/// The declaration of `value`, with its type if the model declares that.
static proto::ValueInfoProto declare(const proto::GraphProto &graph, const std::string &value) {
  for (const proto::ValueInfoProto &known : graph.value_info())
    if (known.name() == value)
      return known;
  proto::ValueInfoProto declaration;
  declaration.set_name(value);
  return declaration;
}

OwningOpRef<ModuleOp> quantize::importTapped(const proto::ModelProto &model,
                                             ArrayRef<std::string> values,
                                             const ModelSource &source) {
  proto::ModelProto tapped = model;
  proto::GraphProto &graph = *tapped.mutable_graph();
  llvm::StringSet<> outputs;
  for (const proto::ValueInfoProto &output : graph.output())
    outputs.insert(output.name());
  for (const std::string &value : values)
    if (outputs.insert(value).second)
      *graph.add_output() = declare(model.graph(), value);
  // What is not an error is told when the model itself is imported.
  ScopedDiagnosticHandler quiet(source.loc.getContext(), [](Diagnostic &diagnostic) {
    return success(diagnostic.getSeverity() != DiagnosticSeverity::Error);
  });
  return importer::importProto(tapped, source.loc, source.folder, source.import);
}

FailureOr<HostModel> quantize::compileTapped(const proto::ModelProto &model,
                                             ArrayRef<std::string> values,
                                             const ModelSource &source) {
  OwningOpRef<ModuleOp> module = importTapped(model, values, source);
  if (!module)
    return failure();
  CompileOptions options = source.compile;
  FailureOr<Target> host = parseTarget("native", "", "", llvm::nulls());
  if (failed(host))
    return failure();
  options.target = *host;
  StageTimes times;
  return HostModel::create(*module, options, OptLevel::O2, times);
}

/// Whether the outputs of `node` may be sequences, optionals or maps.
static bool mayMakeOthers(const proto::NodeProto &node) {
  StringRef type = node.op_type();
  return type.contains("Sequence") || type.contains("Optional") || type == "ZipMap" ||
         type == "If" || type == "Loop" || type == "Scan" || type == "Identity" ||
         type == "DictVectorizer";
}

FailureOr<llvm::StringMap<RankedTensorType>> quantize::getTypes(const proto::ModelProto &model,
                                                                const ModelSource &source) {
  std::vector<std::string> values;
  for (const proto::NodeProto &node : model.graph().node())
    if (!mayMakeOthers(node))
      llvm::copy_if(node.output(), std::back_inserter(values),
                    [](const std::string &output) { return !output.empty(); });
  OwningOpRef<ModuleOp> module = importTapped(model, values, source);
  if (!module)
    return failure();
  FailureOr<ModelSignature> signature = getModelSignature(*module);
  if (failed(signature))
    return failure();
  llvm::StringMap<RankedTensorType> types;
  for (const std::vector<ModelValue> &known : {signature->inputs, signature->outputs})
    for (const ModelValue &value : known)
      types[value.name] = value.type;
  return types;
}
