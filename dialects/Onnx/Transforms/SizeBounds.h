// How large the results of operators can be whose size a run settles.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_SIZEBOUNDS_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_SIZEBOUNDS_H

#include "mlir/IR/Operation.h"

#include <optional>

namespace onnxc::onnx {

/// The largest size that dimension `dim` of result `result` of `op` can have, if its operands tell.
std::optional<int64_t> getSizeBound(mlir::Operation *op, unsigned result, int64_t dim);

} // namespace onnxc::onnx

#endif
