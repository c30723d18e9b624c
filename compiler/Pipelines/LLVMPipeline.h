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

struct GeneratePipelineOptions : mlir::PassPipelineOptions<GeneratePipelineOptions> {
  Option<bool> profile{*this, "profile", llvm::cl::desc("Measure the time of each kernel"),
                       llvm::cl::init(false)};
  Option<bool> schedule{*this, "schedule",
                        llvm::cl::desc("Note the kernels and what lies in memory beside each"),
                        llvm::cl::init(false)};
  Option<bool> threads{*this, "threads",
                       llvm::cl::desc("Make parallel loops tasks for threads of the program"),
                       llvm::cl::init(false)};
};

/// Stage `generate`: linalg on memrefs in, a private function for each kernel out, and `@main` as
/// their calls.
void buildGeneratePipeline(mlir::OpPassManager &pm, const GeneratePipelineOptions &options);

/// The half of stage `emit` that MLIR does: kernels on memrefs in, the LLVM dialect with bare
/// pointers out.
void buildLLVMPipeline(mlir::OpPassManager &pm, const LLVMPipelineOptions &options);

/// Registers both with names for onnxc-opt.
void registerLLVMPipeline();

} // namespace onnxc

#endif
