// Sums of which a vector has two rows and half as many columns.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_PAIREDROWS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_PAIREDROWS_H

#include "compiler/KernelGen/Emit/LoopBuilders.h"

namespace onnxc {

/// The sums of `rows` rows, row by row, as vectors of two rows each. The last of an odd number of
/// rows is computed twice.
Values pairSums(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> sums, size_t rows);

/// The sums of `rows` rows as they were.
Values splitSums(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> pairs, size_t rows);

/// The inputs of each two rows, one after the other.
Values pairInputs(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> inputs);

} // namespace onnxc

#endif
