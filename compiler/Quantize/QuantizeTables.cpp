#include "compiler/Quantize/QuantizeTables.h"

#include "compiler/Quantize/NodeWriter.h"
#include "llvm/ADT/STLExtras.h"

using namespace onnxc;
using namespace onnxc::quantize;
using llvm::StringRef;
using proto::NodeProto;
using proto::TensorProto;

/// Tables of less are not worth the nodes.
static constexpr int64_t kLeastElements = 1024;

/// The table of a Gather that takes its rows; null if it is none.
static TensorProto *getTable(const ModelGraph &graph, const NodeProto &node) {
  if (!isOperator(node, "Gather") || getInt(node, "axis", 0) != 0)
    return nullptr;
  TensorProto *table = graph.getFloats(getInput(node, 0));
  bool isLarge = table && table->dims_size() == 2 && table->dims(0) > 0 &&
                 int64_t(getValues(*table).size()) >= kLeastElements;
  return isLarge && !graph.getConstant(getInput(node, 1)) ? table : nullptr;
}

/// Whether all that reads a table takes its rows and may be changed.
static bool isTable(const ModelGraph &graph, const TensorProto &table,
                    const std::set<std::string> &keepFloat) {
  return !graph.isReadElsewhere(table.name()) &&
         llvm::all_of(graph.getReaders(table.name()), [&](const NodeProto *reader) {
           return getTable(graph, *reader) == &table &&
                  !keepFloat.count(getNodeName(*reader).str());
         });
}

/// Writes the nodes anew; `rewrite` writes the Gathers of tables.
static void rewriteTables(
    ModelGraph &graph, const std::set<std::string> &keepFloat,
    llvm::function_ref<void(const NodeProto &, const TensorProto &, NodeWriter &)> rewrite) {
  graph.update();
  NodeWriter writer(graph);
  for (const NodeProto &node : graph.get().node()) {
    const TensorProto *table = getTable(graph, node);
    if (table && isTable(graph, *table, keepFloat))
      rewrite(node, *table, writer);
    else
      writer.keep(node);
  }
  writer.finish();
}

void quantize::storeTablesAsInt8(ModelGraph &graph, const std::set<std::string> &keepFloat) {
  std::map<std::string, std::pair<std::string, std::string>> stored;
  rewriteTables(
      graph, keepFloat, [&](const NodeProto &node, const TensorProto &table, auto &writer) {
        auto &[elements, scales] = stored[table.name()];
        if (elements.empty()) {
          std::vector<float> ofRows = getScales(table, /*axis=*/0);
          std::vector<int64_t> dims = getDims(table).vec();
          elements =
              graph.addConstant(table.name() + "_quantized", dims, TensorProto::INT8,
                                quantizeElements(table, /*axis=*/0, ofRows, TensorProto::INT8));
          scales = graph.addFloats(table.name() + "_scale", {dims[0], 1}, ofRows);
        }
        const std::string &rows = node.input(1), &result = node.output(0);
        std::string taken = graph.makeName(result + "_quantized"),
                    floats = graph.makeName(result + "_floats"),
                    scale = graph.makeName(result + "_scale");
        writer.add("Gather", {elements, rows}, taken);
        writer.add("Gather", {scales, rows}, scale);
        setInt(writer.add("Cast", taken, floats), "to", TensorProto::FLOAT);
        writer.add("Mul", {floats, scale}, result).set_name(node.name());
      });
}

void quantize::storeTablesAsHalf(ModelGraph &graph, const std::set<std::string> &keepFloat,
                                 int elementType) {
  std::map<std::string, std::string> stored;
  rewriteTables(graph, keepFloat,
                [&](const NodeProto &node, const TensorProto &table, auto &writer) {
                  std::string &half = stored[table.name()];
                  if (half.empty())
                    half = addHalf(graph, table, elementType);
                  const std::string &result = node.output(0);
                  std::string taken = graph.makeName(result + "_half");
                  writer.add("Gather", {half, node.input(1)}, taken);
                  proto::NodeProto &cast = writer.add("Cast", taken, result);
                  setInt(cast, "to", TensorProto::FLOAT);
                  cast.set_name(node.name());
                });
}
