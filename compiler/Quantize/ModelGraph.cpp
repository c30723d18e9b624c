#include "compiler/Quantize/ModelGraph.h"

using namespace onnxc;
using namespace onnxc::quantize;
using llvm::ArrayRef;
using llvm::StringRef;
using llvm::Twine;

//===-- Nodes ----------------------------------------------------------------===//

bool quantize::isOperator(const proto::NodeProto &node, StringRef type) {
  return node.op_type() == type && (node.domain().empty() || node.domain() == "ai.onnx");
}

StringRef quantize::getNodeName(const proto::NodeProto &node) {
  if (!node.name().empty())
    return node.name();
  for (StringRef output : node.output())
    if (!output.empty())
      return output;
  return node.op_type();
}

const proto::AttributeProto *quantize::findAttribute(const proto::NodeProto &node, StringRef name) {
  for (const proto::AttributeProto &attribute : node.attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

int64_t quantize::getInt(const proto::NodeProto &node, StringRef name, int64_t otherwise) {
  const proto::AttributeProto *attribute = findAttribute(node, name);
  return attribute ? attribute->i() : otherwise;
}

float quantize::getFloat(const proto::NodeProto &node, StringRef name, float otherwise) {
  const proto::AttributeProto *attribute = findAttribute(node, name);
  return attribute ? attribute->f() : otherwise;
}

void quantize::setInt(proto::NodeProto &node, StringRef name, int64_t value) {
  proto::AttributeProto *attribute = node.add_attribute();
  attribute->set_name(name.str());
  attribute->set_type(proto::AttributeProto::INT);
  attribute->set_i(value);
}

StringRef quantize::getInput(const proto::NodeProto &node, int index) {
  return index < node.input_size() ? StringRef(node.input(index)) : StringRef();
}

//===-- Tensors --------------------------------------------------------------===//

ArrayRef<float> quantize::getValues(const proto::TensorProto &tensor) {
  const std::string &bytes = tensor.raw_data();
  return {reinterpret_cast<const float *>(bytes.data()), bytes.size() / sizeof(float)};
}

llvm::MutableArrayRef<float> quantize::getMutableValues(proto::TensorProto &tensor) {
  std::string &bytes = *tensor.mutable_raw_data();
  return {reinterpret_cast<float *>(bytes.data()), bytes.size() / sizeof(float)};
}

ArrayRef<int64_t> quantize::getDims(const proto::TensorProto &tensor) {
  return {tensor.dims().data(), size_t(tensor.dims_size())};
}

//===-- The graph ------------------------------------------------------------===//

/// Calls `visit` with each name that a graph inside of `node` mentions.
template <typename Visit> static void visitInside(const proto::NodeProto &node, Visit visit) {
  for (const proto::AttributeProto &attribute : node.attribute()) {
    for (const proto::NodeProto &nested : attribute.g().node()) {
      for (StringRef name : nested.input())
        visit(name);
      visitInside(nested, visit);
    }
    for (const proto::ValueInfoProto &output : attribute.g().output())
      visit(output.name());
  }
}

void ModelGraph::update() {
  makers.clear();
  readers.clear();
  constants.clear();
  readElsewhere.clear();
  auto use = [&](StringRef name) {
    readElsewhere.insert(name);
    names.insert(name);
  };
  for (proto::TensorProto &tensor : *get().mutable_initializer())
    constants[tensor.name()] = &tensor;
  for (const proto::ValueInfoProto &input : get().input())
    names.insert(input.name());
  for (auto &constant : constants)
    names.insert(constant.getKey());
  for (proto::NodeProto &node : *get().mutable_node()) {
    for (StringRef input : node.input())
      if (!input.empty())
        readers[input].push_back(&node);
    for (StringRef output : node.output())
      makers[output] = &node;
    names.insert(node.output().begin(), node.output().end());
    visitInside(node, use);
  }
  for (const proto::ValueInfoProto &output : get().output())
    use(output.name());
}

int64_t ModelGraph::getVersion() const {
  for (const proto::OperatorSetIdProto &set : model.opset_import())
    if (set.domain().empty() || set.domain() == "ai.onnx")
      return set.version();
  return 0;
}

ArrayRef<proto::NodeProto *> ModelGraph::getReaders(StringRef value) const {
  auto found = readers.find(value);
  if (found == readers.end())
    return {};
  return found->second;
}

proto::NodeProto *ModelGraph::getOnlyReader(StringRef value) const {
  ArrayRef<proto::NodeProto *> nodes = getReaders(value);
  return nodes.size() == 1 && !isReadElsewhere(value) ? nodes.front() : nullptr;
}

proto::TensorProto *ModelGraph::getFloats(StringRef value) const {
  proto::TensorProto *tensor = getConstant(value);
  return tensor && tensor->data_type() == proto::TensorProto::FLOAT ? tensor : nullptr;
}

std::string ModelGraph::makeName(const Twine &base) {
  std::string name = base.str();
  for (int i = 1; !names.insert(name).second; ++i)
    name = (base + "_" + Twine(i)).str();
  return name;
}

std::string ModelGraph::addConstant(const Twine &base, ArrayRef<int64_t> dims, int dataType,
                                    StringRef bytes) {
  proto::TensorProto *tensor = get().add_initializer();
  tensor->set_name(makeName(base));
  tensor->mutable_dims()->Add(dims.begin(), dims.end());
  tensor->set_data_type(dataType);
  tensor->set_raw_data(bytes.str());
  constants[tensor->name()] = tensor;
  return tensor->name();
}

std::string ModelGraph::addFloats(const Twine &base, ArrayRef<int64_t> dims,
                                  ArrayRef<float> values) {
  return addConstant(
      base, dims, proto::TensorProto::FLOAT,
      {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float)});
}

void ModelGraph::importMicrosoft() {
  for (const proto::OperatorSetIdProto &set : model.opset_import())
    if (set.domain() == "com.microsoft")
      return;
  proto::OperatorSetIdProto *set = model.add_opset_import();
  set->set_domain("com.microsoft");
  set->set_version(1);
}
