// Recognizes contractions among linalg operations on buffers.
#ifndef ONNXC_COMPILER_TRANSFORMS_ANALYSIS_SUMOFPRODUCTS_H
#define ONNXC_COMPILER_TRANSFORMS_ANALYSIS_SUMOFPRODUCTS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <optional>

namespace onnxc {

/// The factor of loop `dim` in `expr`; nothing if `expr` is not linear in it.
std::optional<int64_t> getCoefficient(mlir::AffineExpr expr, unsigned dim);

/// By how many elements the address of `operand` moves with each step of loop `dim`; nothing if
/// this is not constant.
std::optional<int64_t> getStride(mlir::linalg::GenericOp op, mlir::OpOperand &operand,
                                 unsigned dim);

/// The indices of `operand` where each loop `dim` of `op` is at `ivs[dim] + moves[dim]`.
llvm::SmallVector<mlir::Value> getMovedIndices(mlir::ImplicitLocOpBuilder &b,
                                               mlir::linalg::GenericOp op, mlir::OpOperand &operand,
                                               llvm::ArrayRef<mlir::Value> ivs,
                                               llvm::ArrayRef<int64_t> moves);

/// One factor of the products: what is read, and how it is widened to the type of the sum
/// (null if it has this type).
struct Factor {
  mlir::OpOperand *operand = nullptr;
  mlir::Operation *extension = nullptr;
};

/// `sum += a * b` over static loops.
struct SumOfProducts {
  mlir::linalg::GenericOp op;
  Factor factors[2];
  mlir::OpOperand *sum = nullptr;
  /// The element type of the sum.
  mlir::Type type;
  llvm::SmallVector<int64_t> sizes;
};

/// Looks at a linalg.generic on buffers of static shape as a sum of products of two factors.
std::optional<SumOfProducts> matchSumOfProducts(mlir::linalg::GenericOp op);

/// Whether a loop of `product` can run in the lanes of vectors: one whose elements of the result
/// lie side by side, or, if it is summed over, those of both factors.
bool hasLanes(const SumOfProducts &product);

} // namespace onnxc

#endif
