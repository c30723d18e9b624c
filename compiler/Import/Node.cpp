#include "compiler/Import/Node.h"

#include "compiler/Import/NodeBuilder.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

std::string importer::getOperationName(StringRef domain, StringRef type) {
  // Lower-case names are operations of our own, which no model can ask for.
  if (type.empty() || !llvm::isUpper(type.front()) ||
      !llvm::all_of(type, [](char c) { return llvm::isAlnum(c) || c == '_'; }))
    return "";
  std::optional<StringRef> prefix =
      llvm::StringSwitch<std::optional<StringRef>>(domain)
          .Case("", "onnx.")
          .Case("ai.onnx.ml", "onnx.ml.")
          .Case("com.microsoft", "onnx.ms.")
          .Cases({"ai.onnx.preview.training", "ai.onnx.training"}, "onnx.training.")
          .Default(std::nullopt);
  return prefix ? (*prefix + type).str() : "";
}

InFlightDiagnostic Node::emitError() const { return emitNodeError(loc, domain, type); }

InFlightDiagnostic Node::emitWarning() const { return emitNodeWarning(loc, domain, type); }

void Node::setInput(size_t i, Value value) {
  if (inputs.size() <= i)
    inputs.resize(i + 1);
  inputs[i] = value;
}

RankedTensorType Node::getInputType(size_t i) const {
  Value value = getInput(i);
  return value ? dyn_cast<RankedTensorType>(value.getType()) : RankedTensorType();
}

//===-- Attributes ---------------------------------------------------------===//

int64_t Node::getInt(StringRef name, int64_t otherwise) const {
  auto value = dyn_cast_or_null<IntegerAttr>(attributes.get(name));
  return value ? value.getInt() : otherwise;
}

double Node::getFloat(StringRef name, double otherwise) const {
  auto value = dyn_cast_or_null<FloatAttr>(attributes.get(name));
  return value ? value.getValueAsDouble() : otherwise;
}

std::string Node::getString(StringRef name, StringRef otherwise) const {
  auto value = dyn_cast_or_null<StringAttr>(attributes.get(name));
  return (value ? value.getValue() : otherwise).str();
}

std::optional<SmallVector<int64_t>> Node::getInts(StringRef name) const {
  if (auto value = dyn_cast_or_null<DenseI64ArrayAttr>(attributes.get(name)))
    return SmallVector<int64_t>(value.asArrayRef());
  return std::nullopt;
}

void Node::setInt(StringRef name, int64_t value) {
  attributes.set(name, builder.getI64IntegerAttr(value));
}

void Node::setInts(StringRef name, ArrayRef<int64_t> values) {
  attributes.set(name, builder.getDenseI64ArrayAttr(values));
}

NamedAttribute Node::attribute(StringRef name, Attribute value) const {
  return builder.getNamedAttr(name, value);
}

//===-- Operations ---------------------------------------------------------===//

Value Node::makeConstant(ElementsAttr value) {
  return onnx::ConstantOp::create(builder, loc, value.getType(), value);
}

Value Node::makeInts(ArrayRef<int64_t> values) {
  auto type = RankedTensorType::get(values.size(), builder.getI64Type());
  return makeConstant(cast<ElementsAttr>(DenseElementsAttr::get(type, values)));
}

Value Node::makeInt(int64_t value) {
  auto type = RankedTensorType::get({}, builder.getI64Type());
  return makeConstant(cast<ElementsAttr>(DenseElementsAttr::get(type, value)));
}

Value Node::makeFloats(ArrayRef<float> values) {
  auto type = RankedTensorType::get(values.size(), builder.getF32Type());
  return makeConstant(cast<ElementsAttr>(DenseElementsAttr::get(type, values)));
}

Value Node::makeScalar(Type elementType, double value) {
  onnx::ConstantTensor tensor(RankedTensorType::get({}, elementType));
  if (tensor.isFloat())
    tensor.floats[0] = value;
  else
    tensor.ints[0] = static_cast<int64_t>(value);
  return makeConstant(tensor.toAttr());
}

FailureOr<SmallVector<Value>> Node::build(StringRef operation, ValueRange operands,
                                          ArrayRef<NamedAttribute> operationAttributes) {
  Node node(builder, loc);
  node.type = operation;
  llvm::append_range(node.inputs, operands);
  node.attributes.append(operationAttributes);
  return buildOperation(node, nullptr);
}

FailureOr<Value> Node::buildOne(StringRef operation, ValueRange operands,
                                ArrayRef<NamedAttribute> operationAttributes) {
  auto values = build(operation, operands, operationAttributes);
  if (failed(values))
    return failure();
  return values->front();
}
