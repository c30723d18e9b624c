// Pointers that walk through the rows of a tile.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_ROWPOINTERS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_ROWPOINTERS_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

/// Whether `rows` rows, `stride` elements of `buffer` apart, are more than loads of pairs of
/// registers reach from one address.
bool needRowPointers(mlir::MemRefType buffer, int64_t stride, int64_t rows);

/// The address of an element of `buffer`, of which LLVM does not see how it follows from others.
/// Else all rows would share the address of the first one, and loads from the others be none of
/// pairs.
mlir::Value buildRowPointer(mlir::ImplicitLocOpBuilder &b, mlir::Value buffer,
                            llvm::ArrayRef<mlir::Value> indices);

/// `pointer`, of which LLVM does not see where it comes from.
mlir::Value hidePointer(mlir::ImplicitLocOpBuilder &b, mlir::Value pointer);

/// `value`, which LLVM does not see: a loop up to it has a counter of its own, of which no row
/// pointer becomes a sum.
mlir::Value buildHiddenIndex(mlir::ImplicitLocOpBuilder &b, int64_t value);

/// `count` elements from element `first` after `pointer` on, as a vector if they are several.
mlir::Value loadFromRow(mlir::ImplicitLocOpBuilder &b, mlir::Value pointer, int64_t first,
                        int64_t count, mlir::Type element);

/// `pointer`, `elements` further.
mlir::Value moveRowPointer(mlir::ImplicitLocOpBuilder &b, mlir::Value pointer, int64_t elements,
                           mlir::Type element);

} // namespace onnxc

#endif
