#include "test/support/GraphBuilder.h"

#include "llvm/ADT/STLExtras.h"

#include <functional>
#include <numeric>

using namespace onnxc::test;
using namespace onnxc::proto;
using llvm::ArrayRef;
using llvm::StringRef;

int64_t onnxc::test::countElements(ArrayRef<int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t(1), std::multiplies<>());
}

AttributeProto &Attributes::add(StringRef name, AttributeProto::AttributeType type) {
  AttributeProto &attribute = *node.add_attribute();
  attribute.set_name(name.str());
  attribute.set_type(type);
  return attribute;
}

Attributes &Attributes::set(StringRef name, int64_t value) {
  add(name, AttributeProto::INT).set_i(value);
  return *this;
}

Attributes &Attributes::set(StringRef name, float value) {
  add(name, AttributeProto::FLOAT).set_f(value);
  return *this;
}

Attributes &Attributes::set(StringRef name, const char *value) {
  add(name, AttributeProto::STRING).set_s(value);
  return *this;
}

Attributes &Attributes::set(StringRef name, ArrayRef<int64_t> values) {
  AttributeProto &attribute = add(name, AttributeProto::INTS);
  for (int64_t value : values)
    attribute.add_ints(value);
  return *this;
}

Attributes &Attributes::set(StringRef name, const GraphProto &body) {
  *add(name, AttributeProto::GRAPH).mutable_g() = body;
  return *this;
}

void onnxc::test::setValue(ValueInfoProto &info, const GraphValue &value) {
  info.set_name(value.name);
  TypeProto::Tensor &tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(value.type);
  TensorShapeProto &shape = *tensor.mutable_shape();
  shape.clear_dim();
  for (int64_t size : value.shape)
    shape.add_dim()->set_dim_value(size);
}

GraphValue onnxc::test::getValue(const ValueInfoProto &info) {
  const TypeProto::Tensor &tensor = info.type().tensor_type();
  GraphValue value{info.name(), static_cast<DataType>(tensor.elem_type()), {}};
  for (const TensorShapeProto::Dimension &dim : tensor.shape().dim())
    value.shape.push_back(dim.dim_value());
  return value;
}

std::string GraphBuilder::makeName() { return prefix + std::to_string(next++); }

GraphValue GraphBuilder::addInput(DataType type, Shape shape) {
  GraphValue value{makeName(), type, std::move(shape)};
  setValue(*graph.add_input(), value);
  return value;
}

GraphValue GraphBuilder::addConstant(DataType type, Shape shape, std::string bytes) {
  GraphValue value{makeName(), type, std::move(shape)};
  TensorProto &tensor = *graph.add_initializer();
  tensor.set_name(value.name);
  tensor.set_data_type(type);
  for (int64_t size : value.shape)
    tensor.add_dims(size);
  tensor.set_raw_data(std::move(bytes));
  return value;
}

template <typename T> static std::string toBytes(ArrayRef<T> values) {
  return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)};
}

GraphValue GraphBuilder::addInts(ArrayRef<int64_t> values) {
  return addConstant(TensorProto::INT64, {static_cast<int64_t>(values.size())}, toBytes(values));
}

GraphValue GraphBuilder::addFloats(ArrayRef<float> values) {
  return addConstant(TensorProto::FLOAT, {static_cast<int64_t>(values.size())}, toBytes(values));
}

NodeProto &GraphBuilder::addNode(StringRef op, ArrayRef<GraphValue> operands) {
  NodeProto &node = *graph.add_node();
  node.set_name(op.str() + "_" + std::to_string(graph.node_size()));
  node.set_op_type(op.str());
  for (const GraphValue &operand : operands)
    node.add_input(operand.name);
  return node;
}

GraphValue GraphBuilder::addResult(NodeProto &node, DataType type, Shape shape) {
  GraphValue value{makeName(), type, std::move(shape)};
  node.add_output(value.name);
  setValue(*graph.add_value_info(), value);
  return value;
}

void GraphBuilder::addOutput(const GraphValue &value) { setValue(*graph.add_output(), value); }

ModelProto onnxc::test::makeModel() {
  ModelProto model;
  model.set_ir_version(10);
  model.add_opset_import()->set_version(21);
  model.mutable_graph()->set_name("graph");
  return model;
}
