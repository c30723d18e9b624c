// What lowerings of operators that move elements share.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_MOVEMENTBUILDERS_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_MOVEMENTBUILDERS_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

/// Whether all tensors that `op` reads and makes have static shapes.
bool isStatic(mlir::Operation *op);

/// Element `indices` of an integer `tensor`, as an index.
mlir::Value buildReadIndex(mlir::ImplicitLocOpBuilder &builder, mlir::Value tensor,
                           mlir::ValueRange indices);

/// `index`, plus `size` if it is negative.
mlir::Value buildWrapNegative(mlir::ImplicitLocOpBuilder &builder, mlir::Value index, int64_t size);

/// `index` brought into [low, high].
mlir::Value buildClamp(mlir::ImplicitLocOpBuilder &builder, mlir::Value index, int64_t low,
                       int64_t high);

/// Whether 0 <= index < size.
mlir::Value buildIsInside(mlir::ImplicitLocOpBuilder &builder, mlir::Value index, int64_t size);

/// Whether `indices` is a constant with all elements in [0, size).
bool areConstantInside(mlir::Value indices, int64_t size);

/// An index from a tensor of them as a position in a dimension of `size`: negative ones count
/// from the end, and nothing outside of memory is ever read. `trusted` says that it needs no
/// such care.
mlir::Value buildPosition(mlir::ImplicitLocOpBuilder &builder, mlir::Value index, int64_t size,
                          bool trusted);

/// Loops over `shape` that turn `init` into the result one step after the other: `body` gets
/// the position and the current tensor, and gives the next.
mlir::Value
buildUpdateLoops(mlir::ImplicitLocOpBuilder &builder, llvm::ArrayRef<int64_t> shape,
                 mlir::Value init,
                 llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &builder,
                                                mlir::ValueRange position, mlir::Value current)>
                     body);

/// A loop over [from, to) that carries values: `body` gets the position and the current values,
/// and gives the next.
using LoopBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::ImplicitLocOpBuilder &builder, mlir::Value position, mlir::ValueRange current)>;
mlir::ValueRange buildLoop(mlir::ImplicitLocOpBuilder &builder, mlir::Value from, mlir::Value to,
                           mlir::ValueRange init, LoopBody body);

/// The scalar constant, in the type of memory, that is element 0 of `value`.
mlir::Value buildStorageConstant(mlir::ImplicitLocOpBuilder &builder, mlir::Attribute value);

/// The scalar constant 0 or 1 of storage type `type`.
mlir::Value buildSmallConstant(mlir::ImplicitLocOpBuilder &builder, mlir::Type type, int value);

/// The only element of a tensor with one element.
mlir::Value buildReadScalar(mlir::ImplicitLocOpBuilder &builder, mlir::Value tensor);

} // namespace onnxc

#endif
