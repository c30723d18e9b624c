#ifndef ONNXC_COMPILER_PIPELINES_MEMORYPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_MEMORYPIPELINE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace onnxc {

/// What tiles of kernels follow from.
struct MemoryPipelineOptions : mlir::PassPipelineOptions<MemoryPipelineOptions> {
  Option<int64_t> vectorBytes{*this, "vector-bytes",
                              llvm::cl::desc("Bytes of a vector register; 0 without vectors"),
                              llvm::cl::init(32)};
  Option<int64_t> vectorRegisters{*this, "vector-registers",
                                  llvm::cl::desc("Number of vector registers"), llvm::cl::init(16)};
  Option<bool> byLane{*this, "by-lane",
                      llvm::cl::desc("Whether the target multiplies by a lane of a vector"),
                      llvm::cl::init(false)};
  Option<int64_t> l1Bytes{*this, "l1-bytes", llvm::cl::desc("Bytes of the first data cache"),
                          llvm::cl::init(32768)};
  Option<int64_t> l1Ways{*this, "l1-ways", llvm::cl::desc("Ways of the first data cache"),
                         llvm::cl::init(8)};
};

/// Stage `memory`: linalg and kernels on tensors in, both on memrefs out, where `@main` has the
/// inputs, the outputs, the arena and the weights as arguments, and nothing is allocated.
void buildMemoryPipeline(mlir::OpPassManager &pm, const MemoryPipelineOptions &options);

/// Registers it with a name for onnxc-opt.
void registerMemoryPipeline();

} // namespace onnxc

#endif
