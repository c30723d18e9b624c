#ifndef ONNXC_COMPILER_EXECUTE_JITEVALUATOR_H
#define ONNXC_COMPILER_EXECUTE_JITEVALUATOR_H

#include "mlir/IR/DialectRegistry.h"

namespace onnxc {

/// Lets contexts of `registry` run operators on constants: compiled in process, for the least CPU
/// of this machine's architecture, so that models become the same bytes wherever they are compiled.
void registerJitEvaluator(mlir::DialectRegistry &registry, bool strictFloat = false);

} // namespace onnxc

#endif
