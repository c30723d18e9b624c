// Operators of ai.onnx.ml.
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// Version 1 numbered a list of strings; the kind of the input said in which direction.
static LogicalResult normalizeLabelEncoder(Node &node) {
  auto classes = dyn_cast_or_null<ArrayAttr>(node.attributes.get("classes_strings"));
  RankedTensorType input = node.getInputType(0);
  if (node.version >= 2 || !classes || !input)
    return success();
  bool fromStrings = !input.getElementType().isIntOrFloat();
  node.erase("classes_strings");
  node.attributes.set(fromStrings ? "keys_strings" : "values_strings", classes);
  node.setInts(fromStrings ? "values_int64s" : "keys_int64s",
               llvm::to_vector(llvm::seq<int64_t>(0, classes.size())));
  return success();
}

void onnxc::importer::addMlNormalizers(NormalizerMap &map) {
  map["ai.onnx.ml.LabelEncoder"] = normalizeLabelEncoder;
}
