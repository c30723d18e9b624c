#include "dialects/Onnx/IR/QuantizedWeights.h"

#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc::onnx;

/// Fewer output channels would leave most of a vector along them unused.
static constexpr int64_t kFewestFilters = 4;

/// The DequantizeLinear after changes of the float type and, of a matrix, of the order of its
/// dimensions, which `transposed` says.
static DequantizeLinearOp findDequantize(Value value, bool &transposed) {
  while (Operation *op = value.getDefiningOp()) {
    if (auto dequantize = dyn_cast<DequantizeLinearOp>(op))
      return dequantize;
    auto transpose = dyn_cast<TransposeOp>(op);
    if (transpose && getTensorType(value).getRank() == 2)
      transposed ^= transpose.getPermutation()[0] == 1;
    else if (!isa<CastOp>(op) || !isa<FloatType>(getTensorType(op->getOperand(0)).getElementType()))
      return nullptr;
    value = op->getOperand(0);
  }
  return nullptr;
}

static bool isConstantOrAbsent(Value value) { return !value || getConstant(value); }

static bool isOfSmallIntegers(Value value) {
  auto type = dyn_cast<IntegerType>(getTensorType(value).getElementType());
  return type && (type.getWidth() == 2 || type.getWidth() == 4 || type.getWidth() == 8);
}

/// Fills in the block size; false if scales are neither of output channels nor of what is summed.
static bool findBlocks(QuantizedWeights &view) {
  DequantizeLinearOp op = view.dequantize;
  RankedTensorType type = getTensorType(op.getInput()), scale = getTensorType(op.getScale());
  int64_t axis = op.getAxis() < 0 ? op.getAxis() + type.getRank() : op.getAxis();
  if (op.getBlockSize() == 0)
    return scale.getNumElements() == 1 || axis == view.filterDim;
  if (type.getRank() != 2 || axis != view.depthDim)
    return false;
  view.blockSize = op.getBlockSize();
  return true;
}

std::optional<QuantizedWeights> onnxc::onnx::getQuantizedWeights(Value weights, int64_t filterDim) {
  QuantizedWeights view;
  bool transposed = false;
  view.dequantize = findDequantize(weights, transposed);
  view.filterDim = transposed ? 1 - filterDim : filterDim;
  view.depthDim = 1 - view.filterDim;
  DequantizeLinearOp op = view.dequantize;
  if (!op || !getConstant(op.getInput()) || !getConstant(op.getScale()) ||
      !isConstantOrAbsent(op.getZeroPoint()) || !isOfSmallIntegers(op.getInput()))
    return std::nullopt;
  auto isSmallFloat = [](Value value) {
    return isa<Float32Type, Float16Type, BFloat16Type>(getTensorType(value).getElementType());
  };
  RankedTensorType type = getTensorType(op.getInput());
  if (!isSmallFloat(weights) || !isSmallFloat(op.getScale()) || type.getNumElements() == 0 ||
      type.getDimSize(view.filterDim) < kFewestFilters || !findBlocks(view))
    return std::nullopt;
  return view;
}

std::optional<QuantizedWeights> onnxc::onnx::getQuantizedWeights(Operation *op) {
  if (auto product = dyn_cast<MatMulOp>(op))
    return getTensorType(product.getB()).getRank() == 2
               ? getQuantizedWeights(product.getB(), /*filterDim=*/1)
               : std::nullopt;
  if (auto gemm = dyn_cast<GemmOp>(op))
    return getQuantizedWeights(gemm.getB(), /*filterDim=*/gemm.getTransB() ? 0 : 1);
  if (auto conv = dyn_cast<ConvOp>(op))
    return getTensorType(conv.getWeight()).getDimSize(0) / int64_t(conv.getGroup()) >=
                   kFewestFilters
               ? getQuantizedWeights(conv.getWeight(), /*filterDim=*/0)
               : std::nullopt;
  return std::nullopt;
}

bool onnxc::onnx::staysQuantized(Value value) {
  if (value.use_empty())
    return false;
  return llvm::all_of(value.getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<CastOp, TransposeOp>(user))
      return staysQuantized(user->getResult(0));
    return use.getOperandNumber() == 1 && getQuantizedWeights(user).has_value();
  });
}
