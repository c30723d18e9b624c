#include "dialects/Onnx/IR/NarrowWeights.h"

#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc::onnx;

/// Fewer output channels make no kernel.
static constexpr int64_t kFewestFilters = 4;

/// How many filters a group of the contraction `op` has; 0 if it is none that a kernel computes.
static int64_t countFilters(Operation *op) {
  if (auto product = dyn_cast<MatMulOp>(op))
    return getTensorType(product.getB()).getRank() == 2
               ? getTensorType(product.getB()).getDimSize(1)
               : 0;
  if (auto gemm = dyn_cast<GemmOp>(op))
    return gemm.getTransA() || !gemm.getAlpha().isExactlyValue(1.0) ||
                   !gemm.getBeta().isExactlyValue(1.0)
               ? 0
               : getTensorType(gemm.getB()).getDimSize(gemm.getTransB() ? 0 : 1);
  if (auto conv = dyn_cast<ConvOp>(op))
    return getTensorType(conv.getWeight()).getDimSize(0) / int64_t(conv.getGroup());
  return 0;
}

/// The constant of f16 or bf16 that `value`, of f32, is a Cast of; null if it is none.
static Value getNarrow(Value value) {
  auto cast = value.getDefiningOp<CastOp>();
  if (!cast || !getTensorType(value).getElementType().isF32() || !getConstant(cast.getInput()))
    return {};
  Type from = getTensorType(cast.getInput()).getElementType();
  return from.isF16() || from.isBF16() ? cast.getInput() : Value();
}

Value onnxc::onnx::getNarrowWeights(Operation *op) {
  return countFilters(op) < kFewestFilters ? Value() : getNarrow(op->getOperand(1));
}

bool onnxc::onnx::staysNarrow(Value value) {
  return getNarrow(value) && !value.use_empty() &&
         llvm::all_of(value.getUses(), [](OpOperand &use) {
           return use.getOperandNumber() == 1 && getNarrowWeights(use.getOwner());
         });
}
