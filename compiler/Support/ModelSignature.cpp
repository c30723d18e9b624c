#include "compiler/Support/ModelSignature.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace onnxc;

static FailureOr<ModelValue> readValue(Attribute attribute) {
  auto entry = dyn_cast<DictionaryAttr>(attribute);
  if (!entry)
    return failure();
  auto name = entry.getAs<StringAttr>("name");
  auto type = entry.getAs<TypeAttr>("type");
  auto tensorType = type ? dyn_cast<RankedTensorType>(type.getValue()) : RankedTensorType();
  if (!name || !tensorType)
    return failure();

  ModelValue value{name.str(), tensorType, {}, {}, {}};
  if (auto dims = entry.getAs<ArrayAttr>("dims"))
    for (StringAttr dim : dims.getAsRange<StringAttr>())
      value.dims.push_back(dim.str());
  if (auto columns = entry.getAs<ArrayAttr>("columns"))
    for (StringAttr column : columns.getAsRange<StringAttr>())
      value.columns.push_back(column.str());
  if (auto scale = entry.getAs<FloatAttr>("scale"))
    value.scale = float(scale.getValueAsDouble());
  if (auto zeroPoint = entry.getAs<IntegerAttr>("zero_point"))
    value.zeroPoint = int32_t(zeroPoint.getInt());
  if (auto open = entry.getAs<DenseI64ArrayAttr>("open"))
    for (int64_t dim : open.asArrayRef())
      if (dim >= 0 && dim < tensorType.getRank())
        value.open.push_back(dim);
  return value;
}

static LogicalResult readValues(ModuleOp module, StringRef name, std::vector<ModelValue> &values) {
  auto array = module->getAttrOfType<ArrayAttr>(name);
  if (!array)
    return module.emitError() << "the module has no attribute '" << name
                              << "', which lists the model's values";
  for (Attribute attribute : array) {
    FailureOr<ModelValue> value = readValue(attribute);
    if (failed(value))
      return module.emitError() << "the entries of '" << name
                                << "' need a 'name' and a ranked tensor as 'type'";
    values.push_back(std::move(*value));
  }
  return success();
}

RankedTensorType ModelValue::getOpenType() const {
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t dim : open)
    shape[dim] = ShapedType::kDynamic;
  return type.clone(shape);
}

size_t ModelSignature::countOpen() const {
  size_t count = 0;
  for (const ModelValue &output : outputs)
    count += output.open.size();
  return count;
}

FailureOr<ModelSignature> onnxc::getModelSignature(ModuleOp module) {
  ModelSignature signature;
  if (failed(readValues(module, "onnx.inputs", signature.inputs)) ||
      failed(readValues(module, "onnx.outputs", signature.outputs)))
    return failure();
  return signature;
}
