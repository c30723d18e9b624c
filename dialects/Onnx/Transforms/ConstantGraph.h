// Operators that read nothing but constants, and their values.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_CONSTANTGRAPH_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_CONSTANTGRAPH_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SetVector.h"

namespace onnxc::onnx {

using OperationSet = llvm::SetVector<mlir::Operation *>;

/// What `op` and its regions read from outside.
llvm::SetVector<mlir::Value> getReads(mlir::Operation *op);

/// Whether `op` can be run at compile time once its operands are constants: it only computes
/// numbers, of moderate size, in a number of steps that is known. Where its operands leave a size
/// open, the run tells it.
bool isEvaluable(mlir::Operation *op);

/// The operations that compute `value` from constants, in their order; empty if it depends on
/// anything else, is a constant itself, or takes too many.
OperationSet getConstantSlice(mlir::Value value);

/// Runs `operations`, each of which reads only constants and results of those before it, and
/// returns what `values` become.
mlir::FailureOr<llvm::SmallVector<mlir::ElementsAttr>>
evaluate(mlir::ArrayRef<mlir::Operation *> operations, mlir::ArrayRef<mlir::Value> values);

} // namespace onnxc::onnx

#endif
