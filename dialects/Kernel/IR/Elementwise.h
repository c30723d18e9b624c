// Operations that compute each element of their result on its own.
#ifndef ONNXC_DIALECTS_KERNEL_IR_ELEMENTWISE_H
#define ONNXC_DIALECTS_KERNEL_IR_ELEMENTWISE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace onnxc::kernel {

/// Whether the body of `op`, on buffers, is made of operations that are as good on vectors as on
/// scalars.
bool isElementwiseBody(mlir::linalg::GenericOp op);

/// Whether `op` computes each element of its one result with such a body, in the order of the
/// result's dimensions, and does not read what it overwrites.
bool isElementwise(mlir::linalg::GenericOp op);

/// Whether `op` is elementwise and reads for each element the one of `sums` at its place.
bool isEpilogueOf(mlir::linalg::GenericOp op, mlir::Value sums);

} // namespace onnxc::kernel

#endif
