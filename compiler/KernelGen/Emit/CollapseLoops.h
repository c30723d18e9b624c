// Joins loops of linalg operations on buffers.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_COLLAPSELOOPS_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_COLLAPSELOOPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace onnxc {

/// Makes one loop of neighbouring ones of one kind whose elements lie in one piece in all operands:
/// it fills vectors where the inner one alone is short, and there are fewer to begin and end.
mlir::linalg::GenericOp collapseLoops(mlir::RewriterBase &rewriter, mlir::linalg::GenericOp op);

} // namespace onnxc

#endif
