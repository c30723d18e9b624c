// Inverse of ONNX Runtime: the inverses of square matrices.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

namespace {
/// The method of Gauss and Jordan on the matrix beside the unit matrix: column by column, the
/// matrix becomes the unit matrix, and the unit matrix the inverse.
class Elimination {
public:
  Elimination(Node &node, NodeFormula &f, int64_t size)
      : node(node), f(f), size(size), places(f.reshape(f.iota(size), {size, 1})) {}

  Value invert(Value matrix) {
    Value unit =
        f.where(f.build("Equal", {places, f.iota(size)}), f.scalar(matrix, 1), f.scalar(matrix, 0));
    unit = f.build("Expand", {unit, f.build("Shape", {matrix})});
    Value both = f.concat({matrix, unit}, -1);
    for (int64_t i = 0; i < size; ++i)
      both = eliminate(exchangeRows(both, i), i);
    return f.slice(both, -1, size, 2 * size);
  }

private:
  /// Puts the row whose element of column `i` is the largest in the place of row `i`, if it stands
  /// after it.
  Value exchangeRows(Value both, int64_t i) {
    Value column = f.build("Abs", {f.slice(both, -1, i, i + 1)});
    Value candidates =
        f.where(f.build("Less", {places, node.makeInt(i)}), f.scalar(column, -1), column);
    Value best = f.build("ArgMax", {candidates}, {f.with("axis", -2), f.with("keepdims", 1)});
    Value rows = f.where(f.build("Equal", {places, best}), node.makeInt(i), places);
    rows = f.where(f.build("Equal", {places, node.makeInt(i)}), best, rows);
    rows = f.build("Expand", {rows, f.build("Shape", {both})});
    return f.build("GatherElements", {both, rows}, f.with("axis", -2));
  }

  /// Makes column `i` one of the unit matrix.
  Value eliminate(Value both, int64_t i) {
    Value row = f.slice(both, -2, i, i + 1);
    Value pivot = f.div(row, f.slice(row, -1, i, i + 1));
    Value others = f.sub(both, f.mul(f.slice(both, -1, i, i + 1), pivot));
    return f.where(f.build("Equal", {places, node.makeInt(i)}), pivot, others);
  }

  Node &node;
  NodeFormula &f;
  int64_t size;
  /// 0 to before `size`, one below the other.
  Value places;
};
} // namespace

static LogicalResult normalizeInverse(Node &node) {
  NodeFormula f(node);
  // Each column takes a dozen operators.
  constexpr int64_t most = 64;
  RankedTensorType type = node.getInputType(0);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  if (!isa<FloatType>(type.getElementType()))
    return node.emitError() << "expects matrices of floats, but got " << type;
  int64_t rank = type.getRank();
  if (rank < 2 || type.isDynamicDim(rank - 1) ||
      type.getDimSize(rank - 1) != type.getDimSize(rank - 2) || type.getDimSize(rank - 1) > most ||
      type.getDimSize(rank - 1) < 1)
    return node.emitError() << "expects square matrices of at most " << most << " rows, but got "
                            << type;
  // Small floats are inverted as f32.
  Type elementType = type.getElementType();
  Value matrix = elementType.getIntOrFloatBitWidth() < 32
                     ? f.castTo(node.inputs[0], node.builder.getF32Type())
                     : node.inputs[0];
  Value inverse = Elimination(node, f, type.getDimSize(rank - 1)).invert(matrix);
  return f.finish({f.castTo(inverse, elementType)});
}

void importer::addInverseNormalizers(NormalizerMap &map) {
  map["com.microsoft.Inverse"] = normalizeInverse;
}
