// Small constant matrices applied to vectors, in as few operations as their symmetries allow.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_LINEARMAP_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_LINEARMAP_H

#include "compiler/KernelGen/Emit/LoopBuilders.h"
#include "compiler/KernelGen/Plan/WinogradTransform.h"

namespace onnxc {

/// `matrix` times `inputs`, each a vector or scalar of floats, or of integers if the matrix has
/// such entries. Two rows, or two columns, that differ in signs only share their arithmetic:
/// r = e + o and s = e - o.
Values emitLinearMap(mlir::ImplicitLocOpBuilder &b, const Matrix &matrix,
                     llvm::ArrayRef<mlir::Value> inputs, bool fma);

} // namespace onnxc

#endif
