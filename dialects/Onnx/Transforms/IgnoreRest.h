// Operators on tensors of which only a part counts in a run.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_IGNOREREST_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_IGNOREREST_H

#include "mlir/IR/Builders.h"

namespace onnxc::onnx {

/// `value` with zeros after the first `count` steps along `dim`.
mlir::Value clearRest(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value, int64_t dim,
                      mlir::Value count);

/// Indices `places` into a dimension of `count` steps, negative ones of which count from its end,
/// as indices that count from its start. `count` is a scalar, or as many as an index has entries.
mlir::Value countFromStart(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value places,
                           mlir::Value count);

/// Changes `operand` so that what its owner makes does not depend on what lies after the first
/// `count` steps along `dim`: they become numbers that no maximum, sum, ... notices. Fails if that
/// takes more.
mlir::LogicalResult ignoreRest(mlir::OpOperand &operand, int64_t dim, mlir::Value count);

/// What `parts`, of which `counts` steps count, make one after the other along `axis`: `joined`
/// has all of their steps, and the result those that count first. A null count stands for all.
mlir::Value closeGaps(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value joined,
                      mlir::ValueRange parts, llvm::ArrayRef<mlir::Value> counts, int64_t axis);

} // namespace onnxc::onnx

#endif
