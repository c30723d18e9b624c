// Buffers, and the views by which they are used.
#ifndef ONNXC_COMPILER_TRANSFORMS_ANALYSIS_BUFFERVIEWS_H
#define ONNXC_COMPILER_TRANSFORMS_ANALYSIS_BUFFERVIEWS_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"

namespace onnxc {

/// The bytes of all elements of `type`, whose shape is static.
inline int64_t getByteSize(mlir::ShapedType type) {
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

/// The buffer that `value` is a view of: what no view produced.
mlir::Value getViewedBuffer(mlir::Value value);

/// The buffer that `value` is, all of it, in another shape.
mlir::Value getReshapedBuffer(mlir::Value value);

/// The bytes of the buffer of which `part` may be a part, as far as its strides tell: what a step
/// of the dimension with the largest stride moves by, for all its steps.
int64_t getExtentBytes(mlir::Value part);

/// `buffer` seen as `type`, which has as many elements and an identity layout.
mlir::Value viewAs(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value buffer,
                   mlir::MemRefType type);

/// The operations of `block` that use `buffer` or a view of it, themselves or by an operation
/// inside; making a view is no use. Users elsewhere are not listed.
llvm::SmallVector<mlir::Operation *> getBufferUsers(mlir::Block *block, mlir::Value buffer);

} // namespace onnxc

#endif
