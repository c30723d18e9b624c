// Products of ONNX Runtime with quantized operands and float results, and weights that are
// quantized in blocks.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"
#include "compiler/Import/PackedWeights.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Products in int32 --------------------------------------------------===//

/// `sums` * (aScale * bScale) + bias, in the element type of the scales.
static Value rescale(NodeFormula &f, Value sums, Value aScale, Value bScale, Value bias) {
  Value scale = f.mul(aScale, bScale);
  if (f.isBroken())
    return {};
  Value product = f.castTo(sums, cast<RankedTensorType>(scale.getType()).getElementType());
  return f.addIf(f.mul(product, scale), bias);
}

/// MatMulIntegerToFloat: A, B, their scales, zero points and a bias.
static LogicalResult normalizeMatMulIntegerToFloat(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 4)))
    return failure();
  Value sums = f.build("MatMulInteger",
                       {node.inputs[0], node.inputs[1], node.getInput(4), node.getInput(5)});
  return f.finish({rescale(f, sums, node.inputs[2], node.inputs[3], node.getInput(6))});
}

/// DynamicQuantizeMatMul: A of floats, quantized by its range, and B with its scale and zero point.
static LogicalResult normalizeDynamicQuantizeMatMul(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)))
    return failure();
  SmallVector<Value> a = f.buildAll("DynamicQuantizeLinear", {node.inputs[0]}, {}, 3);
  Value sums = f.build("MatMulInteger", {a[0], node.inputs[1], a[2], node.getInput(3)});
  return f.finish({rescale(f, sums, a[1], node.inputs[2], node.getInput(4))});
}

/// MulInteger: (A - zero point) * (B - zero point) in int32.
static LogicalResult normalizeMulInteger(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)) || failed(checkInputs(node, 2, 1)))
    return failure();
  Type i32 = node.builder.getI32Type();
  auto center = [&](size_t i) {
    Value value = f.castTo(node.inputs[i], i32), zero = node.getInput(i + 1);
    return zero ? f.sub(value, f.castTo(zero, i32)) : value;
  };
  return f.finish({f.mul(center(0), center(2))});
}

/// ReduceSumInteger: sums of 8-bit integers in 32 bits of their sign.
static LogicalResult normalizeReduceSumInteger(Node &node) {
  NodeFormula f(node);
  std::optional<SmallVector<int64_t>> axes = node.getInts("axes");
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  if (!axes)
    return node.emitError() << "lacks its attribute 'axes'";
  Type type = node.getInputType(0).getElementType();
  Type wide = type.isUnsignedInteger() ? Type(node.builder.getIntegerType(32, /*isSigned=*/false))
                                       : Type(node.builder.getI32Type());
  return f.finish({f.build("ReduceSum", {f.castTo(node.inputs[0], wide), f.ints(*axes)},
                           f.with("keepdims", node.getInt("keepdims", 1)))});
}

//===-- Weights in blocks --------------------------------------------------===//

namespace {
/// Weights [rows, columns] with a scale and a zero point for each block of columns.
struct BlockWeights {
  int64_t rows, columns, bits, blockSize;

  int64_t blocks() const { return llvm::divideCeil(columns, blockSize); }
};
} // namespace

/// Reads and checks the attributes of MatMulNBits.
static FailureOr<BlockWeights> readBlockWeights(Node &node) {
  BlockWeights weights{node.getInt("N", 0), node.getInt("K", 0), node.getInt("bits", 4),
                       node.getInt("block_size", 0)};
  constexpr int64_t most = int64_t(1) << 20;
  for (int64_t size : {weights.rows, weights.columns, weights.blockSize})
    if (size < 1 || size > most)
      return node.emitError() << "has K " << weights.columns << ", N " << weights.rows
                              << " and block_size " << weights.blockSize,
             failure();
  if (!isPackedBits(weights.bits) || weights.blockSize * weights.bits % 8 != 0)
    return node.emitError() << "has blocks of " << weights.blockSize << " weights of "
                            << weights.bits << " bits, which is not supported",
           failure();
  return weights;
}

/// A constant of the number of `bits` bits in the middle of all.
static Value makeMiddle(Node &node, int64_t bits, ArrayRef<int64_t> shape) {
  auto elementType = IntegerType::get(node.getContext(), bits, IntegerType::Unsigned);
  auto type = RankedTensorType::get(shape, elementType);
  return node.makeConstant(
      SplatElementsAttr::get(type, IntegerAttr::get(elementType, APInt(bits, 1 << (bits - 1)))));
}

/// Constant zero points of floats as unsigned integers of `bits` bits; null if one is none.
static Value getWholeNumbers(Node &node, Value floats, int64_t bits, ArrayRef<int64_t> shape) {
  std::optional<SmallVector<double>> values = onnx::getConstantFloats(floats);
  auto elementType = IntegerType::get(node.getContext(), bits, IntegerType::Unsigned);
  auto type = RankedTensorType::get(shape, elementType);
  if (!values || int64_t(values->size()) != type.getNumElements())
    return {};
  std::vector<char> numbers;
  for (double value : *values) {
    if (!(value >= 0 && value < double(1 << bits) && value == std::trunc(value)))
      return {};
    numbers.push_back(static_cast<char>(int(value)));
  }
  return node.makeConstant(onnx::makeConstant(type, numbers));
}

/// The zero points [rows, blocks]: packed like the weights, or numbers of the type of the scales,
/// which may be whole. Without, they are in the middle.
static Value getZeroPoints(Node &node, NodeFormula &f, const BlockWeights &weights) {
  int64_t rows = weights.rows, blocks = weights.blocks();
  RankedTensorType type = node.getInputType(3);
  if (type && type.getElementType().isUnsignedInteger(8))
    return unpackWeights(node, f, 3, weights.bits, {rows, blocks});
  if (!type)
    return makeMiddle(node, weights.bits, {rows, blocks});
  if (Value whole = getWholeNumbers(node, node.inputs[3], weights.bits, {rows, blocks}))
    return whole;
  return f.reshape(node.inputs[3], {rows, blocks});
}

/// MatMulNBits: A times the transposed weights, plus a bias.
static LogicalResult normalizeMatMulNBits(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)))
    return failure();
  if (node.getInput(4))
    return node.emitError() << "has an input g_idx, which is not supported";
  FailureOr<BlockWeights> weights = readBlockWeights(node);
  if (failed(weights))
    return failure();
  // The last block of a row is as long as the others.
  Value packed = unpackWeights(node, f, 1, weights->bits, {weights->rows, weights->columns},
                               weights->blocks() * weights->blockSize);
  Value scales = f.reshape(node.inputs[2], {weights->rows, weights->blocks()});
  Value zeroPoints = getZeroPoints(node, f, *weights), matrix;
  if (f.isBroken())
    return failure();
  Type type = node.getInputType(2).getElementType();
  if (cast<RankedTensorType>(zeroPoints.getType()).getElementType() != type) {
    matrix = f.build("DequantizeLinear", {packed, scales, zeroPoints},
                     {f.with("axis", 1), f.with("block_size", weights->blockSize)});
  } else {
    SmallVector<int64_t> columns;
    for (int64_t column = 0; column < weights->columns; ++column)
      columns.push_back(column / weights->blockSize);
    Value blocks = f.ints(columns);
    Value shift = f.gather(f.castTo(zeroPoints, type), blocks, 1);
    matrix = f.mul(f.sub(f.castTo(packed, type), shift), f.gather(scales, blocks, 1));
  }
  Value product = f.matMul(node.inputs[0], f.transposeMatrix(matrix));
  return f.finish({f.addIf(product, node.getInput(5))});
}

//===-- GatherBlockQuantized -----------------------------------------------===//

/// The shape of input `i`, whose last dimension holds several numbers of `bits` bits in a byte.
static SmallVector<int64_t> getUnpackedShape(Node &node, size_t i, int64_t bits) {
  SmallVector<int64_t> shape(node.getInputType(i).getShape());
  shape.back() *= 8 / bits;
  return shape;
}

/// GatherBlockQuantized: parts of the data, with those of scales and zero points.
static LogicalResult normalizeGatherBlockQuantized(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)) || failed(checkStatic(node, 0)) ||
      failed(checkStatic(node, 2)))
    return failure();
  RankedTensorType data = node.getInputType(0), indices = node.getInputType(1);
  int64_t rank = data.getRank(), bits = node.getInt("bits", 4);
  int64_t gatherAxis = node.getInt("gather_axis", 0), axis = node.getInt("quantize_axis", 1);
  gatherAxis += gatherAxis < 0 ? rank : 0;
  axis += axis < 0 ? rank : 0;
  if (gatherAxis < 0 || gatherAxis >= rank || axis < 0 || axis >= rank || axis == gatherAxis)
    return node.emitError() << "has gather_axis " << gatherAxis << " and quantize_axis " << axis
                            << " for " << data;
  Value elements = node.inputs[0], zeroPoints = node.getInput(3);
  if (data.getElementType().isUnsignedInteger(8)) {
    if (!isPackedBits(bits))
      return node.emitError() << "has data of " << bits << " bits, which is not supported";
    elements = unpackWeights(node, f, 0, bits, getUnpackedShape(node, 0, bits));
    ArrayRef<int64_t> blocks = node.getInputType(2).getShape();
    zeroPoints =
        zeroPoints ? unpackWeights(node, f, 3, bits, blocks) : makeMiddle(node, bits, blocks);
  }
  SmallVector<Value> operands;
  for (Value operand : {elements, node.inputs[2], zeroPoints})
    operands.push_back(operand ? f.gather(operand, node.inputs[1], gatherAxis) : Value());
  // The dimensions of the indices take the place of one.
  if (axis > gatherAxis)
    axis += indices.getRank() - 1;
  return f.finish(
      {f.build("DequantizeLinear", operands,
               {f.with("axis", axis), f.with("block_size", node.getInt("block_size", 128))})});
}

void importer::addQuantizedProductNormalizers(NormalizerMap &map) {
  map["com.microsoft.DynamicQuantizeMatMul"] = normalizeDynamicQuantizeMatMul;
  map["com.microsoft.GatherBlockQuantized"] = normalizeGatherBlockQuantized;
  map["com.microsoft.MatMulIntegerToFloat"] = normalizeMatMulIntegerToFloat;
  map["com.microsoft.MatMulNBits"] = normalizeMatMulNBits;
  map["com.microsoft.MulInteger"] = normalizeMulInteger;
  map["com.microsoft.ReduceSumInteger"] = normalizeReduceSumInteger;
}
