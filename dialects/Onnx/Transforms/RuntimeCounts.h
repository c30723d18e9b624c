// How large the results of operators are whose size a run settles.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_RUNTIMECOUNTS_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_RUNTIMECOUNTS_H

#include "mlir/IR/Builders.h"

namespace onnxc::onnx {

/// The size that dimension `dim` of result `result` of `op`, which has a static type, has in a run:
/// an int64 scalar, or more than there is room for if it is larger; built after `op`. Null for
/// operators that do not tell.
mlir::Value buildRuntimeCount(mlir::Operation *op, unsigned result, int64_t dim);

} // namespace onnxc::onnx

#endif
