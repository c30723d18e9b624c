// The elementwise operations around a contraction that its tiles can carry out in registers.
#ifndef ONNXC_COMPILER_TRANSFORMS_EPILOGUE_H
#define ONNXC_COMPILER_TRANSFORMS_EPILOGUE_H

#include "compiler/Transforms/SumOfProducts.h"

namespace onnxc {

/// Whether `op` is a view, a constant or an allocation.
bool computesNothing(mlir::Operation *op);

/// The operation next to `op`, before or after it, that is more than that.
mlir::Operation *getPreviousEffect(mlir::Operation *op);
mlir::Operation *getNextEffect(mlir::Operation *op);

/// What fills the buffer of the sums right before `product`: a linalg.fill, or an elementwise
/// operation that does not read the buffer. Null if there is none.
mlir::linalg::LinalgOp getInit(const SumOfProducts &product);

/// The elementwise operation right after `product` that reads the sums where they are. Null if
/// there is none.
mlir::linalg::GenericOp getEpilogue(const SumOfProducts &product);

/// Whether the block of `product` does nothing but fill the sums, take them and finish them: so it
/// was made a kernel before the arena was planned, and all its buffers have places apart.
bool isKernelOf(const SumOfProducts &product);

/// Carries out the body of `op` on scalars or, if some of `inputs` are vectors, on `lanes`
/// lanes; yields its one result.
mlir::Value evaluateBody(mlir::OpBuilder &builder, mlir::linalg::GenericOp op,
                         mlir::ValueRange inputs, int64_t lanes);

} // namespace onnxc

#endif
