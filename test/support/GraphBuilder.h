// ONNX graphs made by tests.
#ifndef ONNXC_TEST_SUPPORT_GRAPHBUILDER_H
#define ONNXC_TEST_SUPPORT_GRAPHBUILDER_H

#include "compiler/Import/onnx.pb.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace onnxc::test {

using DataType = proto::TensorProto::DataType;
using Shape = std::vector<int64_t>;

int64_t countElements(llvm::ArrayRef<int64_t> shape);

struct GraphValue {
  std::string name;
  DataType type = proto::TensorProto::FLOAT;
  Shape shape;
};

/// Sets attributes of a node: `Attributes(node).set("axis", 1).set("mode", "edge")`.
class Attributes {
public:
  explicit Attributes(proto::NodeProto &node) : node(node) {}

  Attributes &set(llvm::StringRef name, int64_t value);
  Attributes &set(llvm::StringRef name, int value) { return set(name, int64_t(value)); }
  Attributes &set(llvm::StringRef name, float value);
  Attributes &set(llvm::StringRef name, const char *value);
  Attributes &set(llvm::StringRef name, llvm::ArrayRef<int64_t> values);
  Attributes &set(llvm::StringRef name, const proto::GraphProto &graph);

private:
  proto::AttributeProto &add(llvm::StringRef name, proto::AttributeProto::AttributeType type);

  proto::NodeProto &node;
};

/// Adds to a graph, whose values have names of `prefix` and a number.
class GraphBuilder {
public:
  GraphBuilder(proto::GraphProto &graph, std::string prefix)
      : graph(graph), prefix(std::move(prefix)) {}

  GraphValue addInput(DataType type, Shape shape);
  /// The bytes are as a compiled model reads them.
  GraphValue addConstant(DataType type, Shape shape, std::string bytes);
  GraphValue addInts(llvm::ArrayRef<int64_t> values);
  GraphValue addFloats(llvm::ArrayRef<float> values);
  /// Adds a node without results; operands with empty names are absent.
  proto::NodeProto &addNode(llvm::StringRef op, llvm::ArrayRef<GraphValue> operands);
  /// Adds a result to `node` and notes its type in the graph.
  GraphValue addResult(proto::NodeProto &node, DataType type, Shape shape);
  void addOutput(const GraphValue &value);

private:
  std::string makeName();

  proto::GraphProto &graph;
  std::string prefix;
  unsigned next = 0;
};

void setValue(proto::ValueInfoProto &info, const GraphValue &value);
GraphValue getValue(const proto::ValueInfoProto &info);

/// A model of the newest operator set with an empty graph.
proto::ModelProto makeModel();

} // namespace onnxc::test

#endif
