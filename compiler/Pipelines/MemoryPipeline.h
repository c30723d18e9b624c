#ifndef ONNXC_COMPILER_PIPELINES_MEMORYPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_MEMORYPIPELINE_H

#include "mlir/Pass/PassManager.h"

namespace onnxc {

/// Stage `memory`: linalg on tensors in, linalg on memrefs out, where `@main` has the inputs,
/// the outputs, the arena and the weights as arguments, and nothing is allocated.
void buildMemoryPipeline(mlir::OpPassManager &pm);

/// Registers it with a name for onnxc-opt.
void registerMemoryPipeline();

} // namespace onnxc

#endif
