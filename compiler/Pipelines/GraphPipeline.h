#ifndef ONNXC_COMPILER_PIPELINES_GRAPHPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_GRAPHPIPELINE_H

#include "mlir/Pass/PassManager.h"

namespace onnxc {

/// Stage `graph`: any operator of the `onnx` dialect in, its core out, with constants folded
/// and no dead code. Unless `fuse`, no operator takes over what another one does.
void buildGraphPipeline(mlir::OpPassManager &pm, bool fuse = true);

/// Stage `kernels`: the core of `onnx` in, linalg on tensors out.
void buildKernelsPipeline(mlir::OpPassManager &pm);

/// Registers both with names for onnxc-opt.
void registerGraphPipelines();

} // namespace onnxc

#endif
