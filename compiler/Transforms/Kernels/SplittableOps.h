// Operations of other dialects that split into parts as those of the kernel dialect do.
#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELS_SPLITTABLEOPS_H
#define ONNXC_COMPILER_TRANSFORMS_KERNELS_SPLITTABLEOPS_H

#include "mlir/IR/DialectRegistry.h"

namespace onnxc {

/// Gives linalg's operations and `memref.copy` the interface `kernel::SplittableOpInterface`.
void registerSplittableOpInterfaceModels(mlir::DialectRegistry &registry);

} // namespace onnxc

#endif
