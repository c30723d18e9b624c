// MatMulBnb4 of ONNX Runtime: weights are places in a table of 16 numbers, times a factor for each
// block of them.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

static constexpr float kFloats[16] = {
    0.f,  5.208333333e-03f,  0.66666667f,  1.f,  0.33333333f,  0.5f,  0.16666667f,  0.25f,
    -0.f, -5.208333333e-03f, -0.66666667f, -1.f, -0.33333333f, -0.5f, -0.16666667f, -0.25f};

/// Quantiles of the normal distribution.
static constexpr float kNormal[16] = {-1.f,
                                      -0.6961928009986877f,
                                      -0.5250730514526367f,
                                      -0.39491748809814453f,
                                      -0.28444138169288635f,
                                      -0.18477343022823334f,
                                      -0.09105003625154495f,
                                      0.f,
                                      0.07958029955625534f,
                                      0.16093020141124725f,
                                      0.24611230194568634f,
                                      0.33791524171829224f,
                                      0.44070982933044434f,
                                      0.5626170039176941f,
                                      0.7229568362236023f,
                                      1.f};

/// The places [count]: two in a byte, the first one in its high bits.
static Value unpackPlaces(Node &node, NodeFormula &f, Value bytes, int64_t count) {
  Value flat = f.reshape(bytes, {-1, 1}), sixteen = f.scalar(bytes, 16);
  Value both = f.concat({f.div(flat, sixteen), f.build("Mod", {flat, sixteen})}, 1);
  Value places = f.slice(f.reshape(both, {-1}), 0, 0, count);
  return f.castTo(places, node.builder.getI64Type());
}

static LogicalResult normalizeMatMulBnb4(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)) || failed(checkStatic(node, 1)) ||
      failed(checkStatic(node, 2)))
    return failure();
  int64_t rows = node.getInt("N", 0), columns = node.getInt("K", 0),
          block = node.getInt("block_size", 0), kind = node.getInt("quant_type", 0);
  constexpr int64_t most = int64_t(1) << 20;
  if (rows < 1 || columns < 1 || block < 1 || rows > most || columns > most || block > most)
    return node.emitError() << "has K " << columns << ", N " << rows << " and block_size " << block;
  if (kind != 0 && kind != 1)
    return node.emitError() << "has quant_type " << kind << ", which is not supported";
  if (node.getInt("transB", 1) != 1)
    return node.emitError() << "has transB 0, which is not supported";
  int64_t count = rows * columns, blocks = llvm::divideCeil(count, block),
          bytes = llvm::divideCeil(count, 2);
  if (node.getInputType(1).getNumElements() != bytes ||
      node.getInputType(2).getNumElements() != blocks)
    return node.emitError() << "expects " << bytes << " bytes and " << blocks
                            << " factors, but got " << node.getInputType(1) << " and "
                            << node.getInputType(2);
  Type type = node.getInputType(0).getElementType();
  Value table = f.castTo(node.makeFloats(kind ? kNormal : kFloats), type);
  Value numbers = f.gather(table, unpackPlaces(node, f, node.inputs[1], count), 0);
  Value factors = f.build("Expand", {f.reshape(node.inputs[2], {blocks, 1}), f.ints({1, block})});
  factors = f.slice(f.reshape(factors, {-1}), 0, 0, count);
  Value weights = f.reshape(f.mul(numbers, f.castTo(factors, type)), {rows, columns});
  return f.finish({f.matMul(node.inputs[0], f.transposeMatrix(weights))});
}

void importer::addBitsAndBytesNormalizers(NormalizerMap &map) {
  map["com.microsoft.MatMulBnb4"] = normalizeMatMulBnb4;
}
