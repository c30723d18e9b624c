// Sums whose terms are in the lanes of vectors.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_LANESUMS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_LANESUMS_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

/// So many partial sums has a sum along lanes on every target, as elements of 32 bits in as many
/// vectors as they take: its order does not follow from the target.
inline constexpr int64_t kSumLanes = 16;

/// Combines all lanes of `parts`, a power of two of equal vectors or of scalars, to one scalar:
/// always the first half with the second one, lane by lane.
mlir::Value combineLanes(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> parts,
                         llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> combine);

} // namespace onnxc

#endif
