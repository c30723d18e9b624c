// Operators on the elements, and the axis of softmax.
#include "compiler/Import/DataTypes.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc::importer;

/// Gives `value` dimensions of size 1 after its own.
static FailureOr<Value> appendOnes(Node &node, Value value, int64_t count) {
  auto type = cast<RankedTensorType>(value.getType());
  // In Reshape, 0 keeps a dimension.
  SmallVector<int64_t> shape(type.getRank(), 0);
  shape.append(count, 1);
  return node.buildOne("Reshape", {value, node.makeInts(shape)});
}

/// Before operator set 7, B was laid along A from `axis` on, if `broadcast` was set.
static LogicalResult normalizeBroadcast(Node &node) {
  if (node.version >= 7)
    return success();
  RankedTensorType a = node.getInputType(0), b = node.getInputType(1);
  bool broadcast = node.getInt("broadcast", 0);
  int64_t axis = a && b ? node.getInt("axis", a.getRank() - b.getRank()) : 0;
  node.erase("broadcast");
  node.erase("axis");
  if (!a || !b || !broadcast)
    return success();
  if (axis < 0)
    axis += a.getRank();
  int64_t behind = a.getRank() - axis - b.getRank();
  if (behind < 0 || axis < 0)
    return node.emitError() << "broadcasts " << b << " along axis " << axis << " of " << a;
  if (behind == 0)
    return success();
  FailureOr<Value> shaped = appendOnes(node, node.inputs[1], behind);
  if (failed(shaped))
    return failure();
  node.inputs[1] = *shaped;
  return success();
}

/// Before operator set 7, the slope had one value for each channel.
static LogicalResult normalizePRelu(Node &node) {
  RankedTensorType input = node.getInputType(0), slope = node.getInputType(1);
  if (node.version >= 7 || !input || !slope || slope.getRank() != 1 || input.getRank() <= 2 ||
      slope.getDimSize(0) == 1)
    return success();
  FailureOr<Value> shaped = appendOnes(node, node.inputs[1], input.getRank() - 2);
  if (failed(shaped))
    return failure();
  node.inputs[1] = *shaped;
  return success();
}

/// Before operator set 13, the operator worked on a matrix: the dimensions from `axis` on are
/// one row.
static LogicalResult normalizeFlattened(Node &node) {
  RankedTensorType input = node.getInputType(0);
  if (node.version >= 13 || !input)
    return success();
  int64_t rank = input.getRank(), axis = node.getInt("axis", 1);
  if (axis < -rank || axis >= std::max<int64_t>(rank, 1))
    return node.emitError() << "has axis " << axis << " on a tensor of rank " << rank;
  if (axis < 0)
    axis += rank;
  if (axis == rank - 1 || rank == 0) {
    node.setInt("axis", -1);
    return success();
  }
  if (!input.hasStaticShape())
    return node.emitError() << "works on several dimensions of " << input
                            << ", whose sizes are not known";
  int64_t rows = 1, columns = 1;
  for (auto [i, dim] : llvm::enumerate(input.getShape()))
    (int64_t(i) < axis ? rows : columns) *= dim;
  FailureOr<Value> matrix =
      node.buildOne("Reshape", {node.inputs[0], node.makeInts({rows, columns})});
  if (failed(matrix))
    return failure();
  node.inputs[0] = *matrix;
  node.setInt("axis", 1);
  node.finish = [shape = SmallVector<int64_t>(input.getShape())](
                    Node &node, ArrayRef<Value> values) -> FailureOr<SmallVector<Value>> {
    return node.build("Reshape", {values.front(), node.makeInts(shape)});
  };
  return success();
}

/// Before operator set 6, the element type was given by its name.
static LogicalResult normalizeCast(Node &node) {
  auto name = dyn_cast_or_null<StringAttr>(node.attributes.get("to"));
  if (node.version >= 6 || !name)
    return success();
  int64_t dataType = getDataTypeByName(name.getValue());
  if (!dataType)
    return node.emitError() << "casts to '" << name.getValue() << "', which is not a type";
  node.setInt("to", dataType);
  return success();
}

/// Operator set 6 gave the defaults more digits.
static LogicalResult normalizeSelu(Node &node) {
  if (node.version < 6 && !node.has("alpha"))
    node.attributes.set("alpha", node.builder.getF32FloatAttr(1.6732f));
  if (node.version < 6 && !node.has("gamma"))
    node.attributes.set("gamma", node.builder.getF32FloatAttr(1.0507f));
  return success();
}

/// Floats smaller than f16 are tested as f32, which has all of them.
static LogicalResult normalizeFloatTest(Node &node) {
  RankedTensorType type = node.getInputType(0);
  if (!type || !isa<FloatType>(type.getElementType()) || type.getElementTypeBitWidth() >= 16)
    return success();
  FailureOr<Value> wide = node.buildOne(
      "Cast", node.inputs[0], node.attribute("to", TypeAttr::get(node.builder.getF32Type())));
  if (failed(wide))
    return failure();
  node.inputs[0] = *wide;
  return success();
}

void onnxc::importer::addElementwiseNormalizers(NormalizerMap &map) {
  for (StringRef type :
       {"Add", "And", "Div", "Equal", "Greater", "Less", "Mul", "Or", "Pow", "Sub", "Xor"})
    map[type] = normalizeBroadcast;
  for (StringRef type : {"Hardmax", "LogSoftmax", "Softmax"})
    map[type] = normalizeFlattened;
  for (StringRef type : {"IsInf", "IsNaN"})
    map[type] = normalizeFloatTest;
  map["Cast"] = normalizeCast;
  map["PRelu"] = normalizePRelu;
  map["Selu"] = normalizeSelu;
}
