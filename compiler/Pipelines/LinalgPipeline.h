#ifndef ONNXC_COMPILER_PIPELINES_LINALGPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_LINALGPIPELINE_H

#include "mlir/Pass/PassManager.h"

namespace onnxc {

/// Stage `linalg`: the core of `onnx` in, linalg and kernels on tensors out.
void buildLinalgPipeline(mlir::OpPassManager &pm);

/// Registers it with a name for onnxc-opt.
void registerLinalgPipeline();

} // namespace onnxc

#endif
