// Operators of ONNX Runtime that move elements, or were there before ai.onnx had them.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Operators that ai.onnx has, too ------------------------------------===//

static SmallVector<NamedAttribute> getAttributes(Node &node) {
  return SmallVector<NamedAttribute>(node.attributes.begin(), node.attributes.end());
}

/// ExpandDims: Unsqueeze with a number for an axis.
static LogicalResult normalizeExpandDims(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Value axis = f.castTo(f.reshape(node.inputs[1], {1}), node.builder.getI64Type());
  return f.finish({f.build("Unsqueeze", {node.inputs[0], axis})});
}

/// GatherND, whose indices may be int32.
static LogicalResult normalizeGatherND(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Value indices = f.castTo(node.inputs[1], node.builder.getI64Type());
  return f.finish({f.build("GatherND", {node.inputs[0], indices})});
}

/// GridSample of operator set 16.
static LogicalResult normalizeGridSample(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  constexpr int64_t operatorSet = 16;
  return f.finish({f.buildVersion(operatorSet, "GridSample", {node.inputs[0], node.inputs[1]},
                                  node.attributes)});
}

/// Pad, whose pads may have a dimension of 1 in front, and the value one of its own.
static LogicalResult normalizePad(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Value value = node.getInput(2);
  if (value)
    value = f.reshape(value, {});
  return f.finish({f.build("Pad", {node.inputs[0], f.reshape(node.inputs[1], {-1}), value},
                           getAttributes(node))});
}

/// Range, whose step is 1 unless it is given; its operands may have one dimension.
static LogicalResult normalizeRange(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  auto scalar = [&](size_t i) { return f.reshape(node.inputs[i], {}); };
  Value step = node.getInput(2) ? scalar(2) : f.scalar(node.inputs[0], 1);
  return f.finish({f.build("Range", {scalar(0), scalar(1), step})});
}

static LogicalResult normalizeTrilu(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  return f.finish({f.build("Trilu", {node.inputs[0], node.getInput(1)}, getAttributes(node))});
}

/// Unique: the elements in the order in which they first stand, where each element is among them,
/// and how often they occur.
static LogicalResult normalizeUnique(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  SmallVector<Value> unique =
      f.buildAll("Unique", {node.inputs[0]}, f.with("sorted", int64_t(0)), 4);
  return f.finish({unique[0], unique[2], unique[3]});
}

/// SampleOp: its input.
static LogicalResult normalizeSample(Node &node) {
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  return NodeFormula(node).finish({node.inputs[0]});
}

//===-- Parts of tensors ---------------------------------------------------===//

/// TorchEmbedding: rows of the weight.
static LogicalResult normalizeTorchEmbedding(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  return f.finish({f.gather(node.inputs[0], node.inputs[1], 0)});
}

/// UnfoldTensor: all parts of `size` elements along `dim`, `step` apart, as a dimension in its
/// place; their elements become the last one.
static LogicalResult normalizeUnfold(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)) || failed(checkStatic(node, 0)))
    return failure();
  RankedTensorType type = node.getInputType(0);
  int64_t rank = type.getRank(), dim = node.getInt("dim", -1), size = node.getInt("size", 0),
          step = node.getInt("step", 1);
  dim += dim < 0 ? rank : 0;
  if (dim < 0 || dim >= rank || size < 1 || step < 1 || size > type.getDimSize(dim) ||
      !onnx::isComputable(
          RankedTensorType::get({type.getDimSize(dim), size}, type.getElementType())))
    return node.emitError() << "has no parts of " << size << " elements, " << step
                            << " apart, along dimension " << dim << " of " << type;
  int64_t count = (type.getDimSize(dim) - size) / step + 1;
  SmallVector<int64_t> places, perm;
  for (int64_t part = 0; part < count; ++part)
    for (int64_t i = 0; i < size; ++i)
      places.push_back(part * step + i);
  for (int64_t i = 0; i <= rank; ++i)
    if (i != dim + 1)
      perm.push_back(i);
  perm.push_back(dim + 1);
  Value parts = f.gather(node.inputs[0], f.reshape(f.ints(places), {count, size}), dim);
  return f.finish({f.transpose(parts, perm)});
}

namespace {
/// Makes one CropAndResize: of image batch_indices[i], the box rois[i] (y1, x1, y2, x2 from 0 to 1)
/// in another size. Beyond the image is `extrapolation_value`.
class Crop {
public:
  Crop(Node &node, NodeFormula &f, int64_t height, int64_t width, bool isNearest)
      : node(node), f(f), height(height), width(width), isNearest(isNearest),
        type(node.getInputType(1).getElementType()) {}

  LogicalResult build() {
    ArrayRef<int64_t> image = node.getInputType(0).getShape();
    Value ys = f.unsqueeze(getPositions(0, 2, height), {2, 3});
    Value xs = f.unsqueeze(getPositions(1, 3, width), {1, 3});
    Value boxes = f.build("Shape", {node.inputs[1]}, f.with("end", 1));
    Value shape = f.concat({boxes, f.ints({height, width, 1})}, 0);
    xs = f.build("Expand", {xs, shape});
    ys = f.build("Expand", {ys, shape});
    Value grid = f.concat({toGrid(xs, image[3]), toGrid(ys, image[2])}, 3);
    NamedAttrList attributes;
    attributes.append(f.with("align_corners", 1));
    attributes.append(f.with("mode", isNearest ? "nearest" : "linear"));
    constexpr int64_t operatorSet = 20;
    Value images = f.gather(node.inputs[0], node.inputs[2], 0);
    Value samples = f.buildVersion(operatorSet, "GridSample", {images, grid}, attributes);
    Value isInside = f.build("And", {isInImage(xs), isInImage(ys)});
    return f.finish({f.where(isInside, samples,
                             f.scalar(node.inputs[0], node.getFloat("extrapolation_value", 0)))});
  }

private:
  Value number(double value) { return node.makeScalar(type, value); }

  /// Positions from 0 to 1 along one dimension, [boxes, count]; a single one is in the middle.
  Value getPositions(int64_t first, int64_t last, int64_t count) {
    Value begin = f.slice(node.inputs[1], 1, first, first + 1),
          end = f.slice(node.inputs[1], 1, last, last + 1);
    if (count == 1)
      return f.mul(f.add(begin, end), number(0.5));
    Value steps = f.div(f.castTo(f.iota(count), type), number(double(count - 1)));
    return f.add(begin, f.mul(f.sub(end, begin), steps));
  }

  /// The positions as a grid has them, from -1 to 1. In the middle between two elements, the
  /// nearest one is the latter.
  Value toGrid(Value positions, int64_t size) {
    if (Value last = number(double(size - 1)); isNearest && size > 1)
      positions = f.div(f.build("Floor", {f.add(f.mul(positions, last), number(0.5))}), last);
    return f.sub(f.mul(positions, number(2)), number(1));
  }

  Value isInImage(Value positions) {
    Value isInside = f.build("And", {f.build("GreaterOrEqual", {positions, number(0)}),
                                     f.build("LessOrEqual", {positions, number(1)})});
    return f.reshape(isInside, {0, 1, height, width});
  }

  Node &node;
  NodeFormula &f;
  int64_t height, width;
  bool isNearest;
  Type type;
};
} // namespace

static LogicalResult normalizeCropAndResize(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 4)) || failed(checkRank(node, 0, 4)) ||
      failed(checkStatic(node, 0)) || failed(checkRank(node, 1, 2)))
    return failure();
  std::optional<SmallVector<int64_t>> size = onnx::getConstantInts(node.inputs[3]);
  std::string mode = node.getString("mode", "bilinear");
  if (!size || size->size() != 2 || (*size)[0] < 1 || (*size)[1] < 1)
    return node.emitError() << "expects a crop_size of two numbers that are known";
  if (mode != "bilinear" && mode != "nearest")
    return node.emitError() << "has mode '" << mode << "'";
  return Crop(node, f, (*size)[0], (*size)[1], mode == "nearest").build();
}

void importer::addMicrosoftTensorNormalizers(NormalizerMap &map) {
  map["com.microsoft.CropAndResize"] = normalizeCropAndResize;
  map["com.microsoft.ExpandDims"] = normalizeExpandDims;
  map["com.microsoft.GatherND"] = normalizeGatherND;
  map["com.microsoft.GridSample"] = normalizeGridSample;
  map["com.microsoft.Pad"] = normalizePad;
  map["com.microsoft.Range"] = normalizeRange;
  map["com.microsoft.SampleOp"] = normalizeSample;
  map["com.microsoft.TorchEmbedding"] = normalizeTorchEmbedding;
  map["com.microsoft.Trilu"] = normalizeTrilu;
  map["com.microsoft.UnfoldTensor"] = normalizeUnfold;
  map["com.microsoft.Unique"] = normalizeUnique;
}
