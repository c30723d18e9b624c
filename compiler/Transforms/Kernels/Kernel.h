// What becomes one function. Bands, threads and outlining ask here what that is.
#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELS_KERNEL_H
#define ONNXC_COMPILER_TRANSFORMS_KERNELS_KERNEL_H

#include "mlir/IR/Operation.h"

#include <string>

namespace onnxc {

/// Whether `op`, on buffers, is a kernel: a group, or an operation that writes to its destinations
/// and is in no group.
bool isKernel(mlir::Operation *op);

/// The kernels inside of `op`, in their order.
llvm::SmallVector<mlir::Operation *> findKernels(mlir::Operation *op);

/// The operations of a kernel, which may be a group of them.
llvm::SmallVector<mlir::Operation *> getMembers(mlir::Operation *kernel);

/// Whether `op` writes to buffers and does nothing else, so that it may be a member of a kernel.
bool writesBuffers(mlir::Operation *op);

/// The buffers that such an operation writes.
llvm::SmallVector<mlir::Value> getWritten(mlir::Operation *op);

/// A name for the function of `kernel`: its node's name as an identifier, or the operation's.
std::string getKernelName(mlir::Operation *kernel);

} // namespace onnxc

#endif
