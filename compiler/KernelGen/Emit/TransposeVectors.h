// Transpositions of vectors in registers.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_TRANSPOSEVECTORS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_TRANSPOSEVECTORS_H

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

/// Transposes a square: `rows` has as many vectors as they have lanes, 4 or 8.
void transposeSquare(mlir::ImplicitLocOpBuilder &b, llvm::MutableArrayRef<mlir::Value> rows);

/// One vector with the first lanes of two or three `vectors`, then their second ones, and so on.
/// (CPUs that have an instruction for it store it at once.)
mlir::Value interleave(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> vectors);

} // namespace onnxc

#endif
