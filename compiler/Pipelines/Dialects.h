// The dialects that a model passes through.
#ifndef ONNXC_COMPILER_PIPELINES_DIALECTS_H
#define ONNXC_COMPILER_PIPELINES_DIALECTS_H

#include "mlir/IR/DialectRegistry.h"

namespace onnxc {

/// Registers the dialects and interfaces that the stages need, and no others.
void registerCompilerDialects(mlir::DialectRegistry &registry);

} // namespace onnxc

#endif
