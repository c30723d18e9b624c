#include "compiler/Quantize/NodeWriter.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

using namespace onnxc;
using namespace onnxc::quantize;
using llvm::ArrayRef;
using llvm::StringRef;
using proto::TensorProto;

NodeWriter::NodeWriter(ModelGraph &graph) : graph(graph) {}

proto::NodeProto &NodeWriter::add(StringRef type, ArrayRef<std::string> inputs,
                                  const std::string &output, StringRef domain) {
  proto::NodeProto &node = *nodes.Add();
  node.set_op_type(type.str());
  if (!domain.empty())
    node.set_domain(domain.str());
  node.set_name(output + "_" + type.str());
  for (const std::string &input : inputs)
    node.add_input(input);
  node.add_output(output);
  return node;
}

StringRef NodeWriter::getDomain() {
  if (graph.getVersion() >= 13)
    return "";
  graph.importMicrosoft();
  return "com.microsoft";
}

void NodeWriter::quantize(const std::string &value, const std::string &scale,
                          const std::string &zeroPoint, const std::string &result) {
  add("QuantizeLinear", {value, scale, zeroPoint}, result, getDomain());
}

void NodeWriter::dequantize(const std::string &value, const std::string &scale,
                            const std::string &zeroPoint, std::optional<int64_t> axis,
                            const std::string &result) {
  proto::NodeProto &node = add("DequantizeLinear", {value, scale, zeroPoint}, result, getDomain());
  if (axis)
    setInt(node, "axis", *axis);
}

/// How many elements lie between neighbours along `axis`.
static int64_t getStride(const TensorProto &tensor, int64_t axis) {
  int64_t stride = 1;
  for (int64_t dim : getDims(tensor).drop_front(axis + 1))
    stride *= dim;
  return stride;
}

std::vector<float> quantize::getScales(const TensorProto &weights, int64_t axis) {
  int64_t stride = getStride(weights, axis), count = weights.dims(axis);
  std::vector<float> scales(count, float(kLeastScale));
  for (auto [i, value] : llvm::enumerate(getValues(weights))) {
    float &scale = scales[int64_t(i) / stride % count];
    scale = std::max(scale, std::abs(value) / 127);
  }
  return scales;
}

std::string quantize::quantizeElements(const TensorProto &tensor, int64_t axis,
                                       ArrayRef<float> scales, int elementType) {
  int64_t stride = getStride(tensor, axis), count = tensor.dims(axis);
  std::string bytes;
  for (auto [i, value] : llvm::enumerate(getValues(tensor))) {
    double step = std::nearbyint(double(value) / scales[int64_t(i) / stride % count]);
    if (elementType == TensorProto::INT8) {
      bytes.push_back(char(std::clamp(step, -127.0, 127.0)));
      continue;
    }
    auto element = int32_t(std::clamp<double>(step, INT32_MIN, INT32_MAX));
    bytes.append(reinterpret_cast<const char *>(&element), sizeof(element));
  }
  return bytes;
}

std::string NodeWriter::addDequantized(const TensorProto &tensor, int64_t axis,
                                       ArrayRef<float> scales, int elementType) {
  std::string &known = dequantized[{tensor.name(), scales.vec()}];
  if (!known.empty())
    return known;
  std::string name = tensor.name();
  std::vector<int64_t> dims = getDims(tensor).vec(), perSlice = {int64_t(scales.size())};
  std::string zeros(scales.size() * (elementType == TensorProto::INT8 ? 1 : 4), '\0');
  std::string elements = graph.addConstant(name + "_quantized", dims, elementType,
                                           quantizeElements(tensor, axis, scales, elementType));
  std::string scale = graph.addFloats(name + "_scale", perSlice, scales);
  std::string zeroPoint = graph.addConstant(name + "_zero_point", perSlice, elementType, zeros);
  known = graph.makeName(name + "_dequantized");
  dequantize(elements, scale, zeroPoint, axis, known);
  return known;
}

void NodeWriter::finish() {
  graph.get().mutable_node()->Swap(&nodes);
  graph.update();
  auto &tensors = *graph.get().mutable_initializer();
  tensors.erase(std::remove_if(tensors.begin(), tensors.end(),
                               [&](const TensorProto &tensor) {
                                 return graph.getReaders(tensor.name()).empty() &&
                                        !graph.isReadElsewhere(tensor.name());
                               }),
                tensors.end());
  graph.update();
}

static std::string roundElements(const TensorProto &tensor, const llvm::fltSemantics &semantics) {
  std::string bytes;
  for (float value : getValues(tensor)) {
    llvm::APFloat number(value);
    bool loses;
    number.convert(semantics, llvm::APFloat::rmNearestTiesToEven, &loses);
    uint64_t bits = number.bitcastToAPInt().getZExtValue();
    bytes.push_back(char(bits));
    bytes.push_back(char(bits >> 8));
  }
  return bytes;
}

std::string quantize::addHalf(ModelGraph &graph, const TensorProto &tensor, int elementType) {
  const llvm::fltSemantics &semantics =
      elementType == TensorProto::FLOAT16 ? llvm::APFloat::IEEEhalf() : llvm::APFloat::BFloat();
  std::vector<int64_t> dims = getDims(tensor).vec();
  return graph.addConstant(tensor.name() + "_half", dims, elementType,
                           roundElements(tensor, semantics));
}
