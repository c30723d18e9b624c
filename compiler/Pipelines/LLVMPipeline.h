#ifndef ONNXC_COMPILER_PIPELINES_LLVMPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_LLVMPIPELINE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace onnxc {

struct LLVMPipelineOptions : mlir::PassPipelineOptions<LLVMPipelineOptions> {
  Option<bool> reassociate{*this, "reassociate",
                           llvm::cl::desc("Let sums of floats be taken in any order"),
                           llvm::cl::init(true)};
};

/// Stage `llvm`: kernels on memrefs in, the LLVM dialect with bare
/// pointers out.
void buildLLVMPipeline(mlir::OpPassManager &pm, const LLVMPipelineOptions &options);

/// Registers it with a name for onnxc-opt.
void registerLLVMPipeline();

} // namespace onnxc

#endif
