// Loops with constant bounds, as kernels are made of.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_LOOPBUILDERS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_LOOPBUILDERS_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

using Values = llvm::SmallVector<mlir::Value>;

/// A loop from `begin` to `end`; where there is one step, just its body,
/// and where there is none, nothing.
void buildLoop(mlir::ImplicitLocOpBuilder &b, int64_t begin, int64_t end, int64_t step,
               llvm::function_ref<void(mlir::Value)> body);

/// The same with bounds at run time.
void buildLoop(mlir::ImplicitLocOpBuilder &b, mlir::Value begin, mlir::Value end, int64_t step,
               llvm::function_ref<void(mlir::Value)> body);

/// Tells LLVM not to unroll `loop`.
void keepFromUnrolling(mlir::Operation *loop);

/// A loop that carries `sums`, of which `body` yields the next; yields the last ones.
Values buildSumLoop(mlir::ImplicitLocOpBuilder &b, mlir::Value begin, mlir::Value end, int64_t step,
                    llvm::ArrayRef<mlir::Value> sums,
                    llvm::function_ref<Values(mlir::Value, Values)> body);
Values buildSumLoop(mlir::ImplicitLocOpBuilder &b, int64_t begin, int64_t end, int64_t step,
                    llvm::ArrayRef<mlir::Value> sums,
                    llvm::function_ref<Values(mlir::Value, Values)> body);

} // namespace onnxc

#endif
