#ifndef ONNXC_COMPILER_PIPELINES_FUNCTIONSPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_FUNCTIONSPIPELINE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace onnxc {

struct FunctionsPipelineOptions : mlir::PassPipelineOptions<FunctionsPipelineOptions> {
  Option<bool> profile{*this, "profile", llvm::cl::desc("Measure the time of each kernel"),
                       llvm::cl::init(false)};
  Option<bool> schedule{*this, "schedule",
                        llvm::cl::desc("Note the kernels and what lies in memory beside each"),
                        llvm::cl::init(false)};
  Option<bool> threads{*this, "threads",
                       llvm::cl::desc("Make parallel loops tasks for threads of the program"),
                       llvm::cl::init(false)};
};

/// Stage `functions`: linalg on memrefs in, a private function for each kernel out, and `@main` as
/// their calls.
void buildFunctionsPipeline(mlir::OpPassManager &pm, const FunctionsPipelineOptions &options);

/// Registers it with a name for onnxc-opt.
void registerFunctionsPipeline();

} // namespace onnxc

#endif
