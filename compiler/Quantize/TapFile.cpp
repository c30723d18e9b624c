#include "compiler/Quantize/TapFile.h"

#include "compiler/Import/ImportProto.h"
#include "compiler/Import/ModelFile.h"
#include "compiler/Import/onnx.pb.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

#include <set>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

/// Those of `values` that are not outputs of the graph: in its order, and then what no node makes.
static std::vector<std::string> orderInnerValues(const proto::GraphProto &graph,
                                                 const std::vector<std::string> &values) {
  std::set<std::string> inner(values.begin(), values.end());
  for (const proto::ValueInfoProto &output : graph.output())
    inner.erase(output.name());
  std::vector<std::string> ordered;
  for (const proto::NodeProto &node : graph.node())
    for (const std::string &output : node.output())
      if (inner.erase(output))
        ordered.push_back(output);
  ordered.insert(ordered.end(), inner.begin(), inner.end());
  return ordered;
}

OwningOpRef<ModuleOp> quantize::importTappedFile(StringRef path, std::vector<std::string> &values,
                                                 const ImportOptions &import,
                                                 MLIRContext *context) {
  proto::ModelProto model;
  if (failed(importer::readMessage(path, context, model)))
    return nullptr;
  proto::GraphProto &graph = *model.mutable_graph();
  values = orderInnerValues(graph, values);
  for (const std::string &value : values)
    graph.add_output()->set_name(value);
  return importer::importProto(model, importer::getFileLoc(path, context),
                               llvm::sys::path::parent_path(path), import);
}
