// Complex numbers of ONNX Runtime: real and imaginary part as the last dimension.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// Rfft and Irfft have these attributes, with one value each that they support.
static FailureOr<int64_t> readSignalRank(Node &node, int64_t others) {
  int64_t signalRank = node.getInt("signal_ndim", 1);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  if (node.getInt("normalized", 0) != 0 || node.getInt("onesided", 1) != 1)
    return node.emitError() << "is supported only with normalized 0 and onesided 1", failure();
  if (signalRank < 1 || signalRank > 2 || node.getInputType(0).getRank() < signalRank + others)
    return node.emitError() << "has signal_ndim " << signalRank << " for " << node.getInputType(0),
           failure();
  return signalRank;
}

static Value transform(NodeFormula &f, Value x, int64_t length, int64_t axis, bool isInverse,
                       bool isOnesided) {
  return f.build("DFT", {x, length ? f.ints({length}) : Value(), f.ints({axis})},
                 {f.with("inverse", int64_t(isInverse)), f.with("onesided", int64_t(isOnesided))});
}

/// Rfft: the last dimension becomes one half of its spectrum, the one before it a spectrum.
static LogicalResult normalizeRfft(Node &node) {
  FailureOr<int64_t> signalRank = readSignalRank(node, 0);
  if (failed(signalRank))
    return failure();
  NodeFormula f(node);
  int64_t rank = node.getInputType(0).getRank();
  Value real = rank == 1 ? f.unsqueeze(node.inputs[0], {0}) : node.inputs[0];
  Value y = transform(f, f.unsqueeze(real, {-1}), 0, -2, false, true);
  if (*signalRank == 2)
    y = transform(f, y, 0, -3, false, false);
  return f.finish({rank == 1 ? f.squeeze(y, {0}) : y});
}

/// Irfft: the inverse.
static LogicalResult normalizeIrfft(Node &node) {
  FailureOr<int64_t> signalRank = readSignalRank(node, 1);
  if (failed(signalRank) || failed(checkStatic(node, 0)))
    return failure();
  NodeFormula f(node);
  RankedTensorType type = node.getInputType(0);
  int64_t rank = type.getRank(), bins = type.getDimSize(rank - 2);
  if (type.getDimSize(rank - 1) != 2 || bins < 2)
    return node.emitError() << "expects two or more complex numbers, but got " << type;
  Value y = rank == 2 ? f.unsqueeze(node.inputs[0], {0}) : node.inputs[0];
  if (*signalRank == 2)
    y = transform(f, y, 0, -3, true, false);
  y = f.squeeze(transform(f, y, 2 * (bins - 1), -2, true, true), {-1});
  return f.finish({rank == 2 ? f.squeeze(y, {0}) : y});
}

/// ComplexMul: a * b, or a times the conjugate of b.
template <bool isConjugate> static LogicalResult normalizeComplexMul(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  for (size_t i : {0, 1})
    if (RankedTensorType type = node.getInputType(i);
        type.getRank() < 1 || type.getShape().back() != 2)
      return node.emitError() << "expects complex numbers, but got " << type;
  SmallVector<Value> a = f.split(node.inputs[0], -1, {1, 1}),
                     b = f.split(node.inputs[1], -1, {1, 1});
  Value same = f.mul(a[1], b[1]), cross = f.mul(a[0], b[1]), other = f.mul(a[1], b[0]);
  Value real = f.build(isConjugate ? "Add" : "Sub", {f.mul(a[0], b[0]), same});
  Value imaginary = f.build(isConjugate ? "Sub" : "Add", {other, cross});
  return f.finish({f.concat({real, imaginary}, -1)});
}

void importer::addFourierNormalizers(NormalizerMap &map) {
  map["com.microsoft.ComplexMul"] = normalizeComplexMul<false>;
  map["com.microsoft.ComplexMulConj"] = normalizeComplexMul<true>;
  map["com.microsoft.Irfft"] = normalizeIrfft;
  map["com.microsoft.Rfft"] = normalizeRfft;
}
