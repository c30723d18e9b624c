#ifndef ONNXC_COMPILER_PIPELINES_MEMORYPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_MEMORYPIPELINE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace onnxc {

struct MemoryPipelineOptions : mlir::PassPipelineOptions<MemoryPipelineOptions> {
  Option<bool> winograd{*this, "winograd",
                        llvm::cl::desc("Do convolutions by Winograd's method where it is faster"),
                        llvm::cl::init(true)};
  Option<bool> reassociate{*this, "reassociate",
                           llvm::cl::desc("Add numbers in another order than the model"),
                           llvm::cl::init(true)};
  Option<bool> fuse{*this, "fuse",
                    llvm::cl::desc("Compute what several operations say in one kernel"),
                    llvm::cl::init(true)};
  Option<bool> threads{*this, "threads",
                       llvm::cl::desc("Split kernels for threads of the calling program"),
                       llvm::cl::init(false)};
  Option<int64_t> threadCount{*this, "thread-count",
                              llvm::cl::desc("How many threads share a run; 0: not known"),
                              llvm::cl::init(0)};
  Option<int64_t> slowness{*this, "slowness",
                           llvm::cl::desc("Take kernels for so many times slower when they are "
                                          "split for threads"),
                           llvm::cl::init(1)};
};

/// Stage `memory`: linalg and kernels on tensors in, both on memrefs out, where `@main` has the
/// inputs, the outputs, the arena and the weights as arguments, and nothing is allocated.
void buildMemoryPipeline(mlir::OpPassManager &pm, const MemoryPipelineOptions &options);

/// Registers it with a name for onnxc-opt.
void registerMemoryPipeline();

} // namespace onnxc

#endif
