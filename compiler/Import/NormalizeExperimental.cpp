// Operators that ai.onnx had before they became others, which old converters still write.
#include "compiler/Import/DataTypes.h"
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/TypeInference.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Elementwise --------------------------------------------------------===//

static Value attributeScalar(Node &node, NodeFormula &f, StringRef name, double otherwise) {
  return f.scalar(node.inputs[0], node.getFloat(name, otherwise));
}

/// Affine: alpha * x + beta.
static LogicalResult normalizeAffine(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  Value product = f.mul(node.inputs[0], attributeScalar(node, f, "alpha", 1));
  return f.finish({f.add(product, attributeScalar(node, f, "beta", 0))});
}

/// Scale: scale * x.
static LogicalResult normalizeScale(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  return f.finish({f.mul(node.inputs[0], attributeScalar(node, f, "scale", 1))});
}

/// alpha * function(beta * x).
static LogicalResult normalizeScaledFunction(Node &node, StringRef function) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  if (!node.has("alpha") || !node.has("beta"))
    return node.emitError() << "lacks its attributes 'alpha' and 'beta'";
  Value inside = f.mul(node.inputs[0], attributeScalar(node, f, "beta", 0));
  return f.finish({f.mul(f.build(function, {inside}), attributeScalar(node, f, "alpha", 0))});
}

/// ScaledTanh: alpha * tanh(beta * x).
static LogicalResult normalizeScaledTanh(Node &node) {
  return normalizeScaledFunction(node, "Tanh");
}

/// ParametricSoftplus: alpha * log(1 + exp(beta * x)).
static LogicalResult normalizeParametricSoftplus(Node &node) {
  return normalizeScaledFunction(node, "Softplus");
}

//===-- Images -------------------------------------------------------------===//

/// ImageScaler: scale * x, plus a number for each channel.
static LogicalResult normalizeImageScaler(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)) || failed(checkRank(node, 0, 4)))
    return failure();
  RankedTensorType type = node.getInputType(0);
  auto bias = dyn_cast_or_null<DenseF32ArrayAttr>(node.attributes.get("bias"));
  if (!bias || bias.size() != type.getDimSize(1))
    return node.emitError() << "expects a bias for each channel of " << type;
  Value product = f.mul(node.inputs[0], attributeScalar(node, f, "scale", 1));
  Value biases = f.castTo(node.makeFloats(bias), type.getElementType());
  return f.finish({f.add(product, f.reshape(biases, {1, bias.size(), 1, 1}))});
}

/// Crop: an image without borders (left, top, right, bottom), or from the left and the top on
/// `scale` rows and columns.
static LogicalResult normalizeCrop(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)) || failed(checkRank(node, 0, 4)) ||
      failed(checkStatic(node, 0)))
    return failure();
  RankedTensorType type = node.getInputType(0);
  SmallVector<int64_t> border = node.getInts("border").value_or(SmallVector<int64_t>()),
                       scale = node.getInts("scale").value_or(SmallVector<int64_t>());
  if (border.size() != 4 || (!scale.empty() && scale.size() != 2))
    return node.emitError() << "expects a border of 4 numbers, and a scale of none or 2";
  int64_t left = border[0], top = border[1];
  int64_t bottom = scale.empty() ? type.getDimSize(2) - border[3] : top + scale[0];
  int64_t right = scale.empty() ? type.getDimSize(3) - border[2] : left + scale[1];
  if (left < 0 || top < 0 || bottom <= top || right <= left || bottom > type.getDimSize(2) ||
      right > type.getDimSize(3))
    return node.emitError() << "takes rows " << top << " to " << bottom << " and columns " << left
                            << " to " << right << " of " << type;
  return f.finish({f.slice(f.slice(node.inputs[0], 2, top, bottom), 3, left, right)});
}

//===-- Constants ----------------------------------------------------------===//

/// The shape to fill: attribute `shape`, or that of the input, or the numbers in it; then
/// `extra_shape`.
static FailureOr<SmallVector<int64_t>> getFilledShape(Node &node) {
  SmallVector<int64_t> shape = node.getInts("shape").value_or(SmallVector<int64_t>());
  if (node.getInput(0)) {
    if (failed(checkInputs(node, 0, 1)) || failed(checkStatic(node, 0)))
      return failure();
    shape.assign(node.getInputType(0).getShape().begin(), node.getInputType(0).getShape().end());
    if (node.getInt("input_as_shape", 0)) {
      std::optional<SmallVector<int64_t>> numbers = onnx::getConstantInts(node.inputs[0]);
      if (!numbers)
        return node.emitError() << "needs to know the shape, which is an input", failure();
      shape = *numbers;
    }
  }
  llvm::append_range(shape, node.getInts("extra_shape").value_or(SmallVector<int64_t>()));
  if (llvm::any_of(shape, [](int64_t size) { return size < 0; }))
    return node.emitError() << "fills a negative dimension", failure();
  return shape;
}

/// ConstantFill: one number.
static LogicalResult normalizeConstantFill(Node &node) {
  FailureOr<SmallVector<int64_t>> shape = getFilledShape(node);
  if (failed(shape))
    return failure();
  int64_t number = node.getInt("dtype", 1);
  Type type = getElementType(number, node.getContext());
  if (!type || !type.isIntOrFloat())
    return node.emitError() << "makes " << getDataTypeName(number) << ", which is not supported";
  NodeFormula f(node);
  Value value = node.makeScalar(type, node.getFloat("value", 0));
  return f.finish({f.build("Expand", {value, f.ints(*shape)})});
}

/// GivenTensorFill: numbers that are an attribute.
static LogicalResult normalizeGivenTensorFill(Node &node) {
  FailureOr<SmallVector<int64_t>> shape = getFilledShape(node);
  auto values = dyn_cast_or_null<DenseF32ArrayAttr>(node.attributes.get("values"));
  if (failed(shape))
    return failure();
  auto type = RankedTensorType::get(*shape, node.builder.getF32Type());
  if (!values || !onnx::isAddressable(type) || values.size() != type.getNumElements())
    return node.emitError() << "expects as many values as " << type << " has";
  NodeFormula f(node);
  return f.finish({f.reshape(node.makeFloats(values), *shape)});
}

/// DynamicSlice: Slice without steps.
static LogicalResult normalizeDynamicSlice(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)))
    return failure();
  return f.finish({f.build("Slice", node.inputs)});
}

void importer::addExperimentalNormalizers(NormalizerMap &map) {
  map["Affine"] = normalizeAffine;
  map["ConstantFill"] = normalizeConstantFill;
  map["Crop"] = normalizeCrop;
  map["DynamicSlice"] = normalizeDynamicSlice;
  map["GivenTensorFill"] = normalizeGivenTensorFill;
  map["ImageScaler"] = normalizeImageScaler;
  map["ParametricSoftplus"] = normalizeParametricSoftplus;
  map["Scale"] = normalizeScale;
  map["ScaledTanh"] = normalizeScaledTanh;
}
