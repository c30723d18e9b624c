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
  Option<int64_t> cacheBytes{*this, "cache-bytes",
                             llvm::cl::desc("Bytes of a core's second-level cache; 0 without"),
                             llvm::cl::init(512 * 1024)};
  Option<bool> f16Conversion{*this, "f16-conversion",
                             llvm::cl::desc("Whether instructions make f32 of f16"),
                             llvm::cl::init(true)};
  Option<int64_t> nearBytes{*this, "near-bytes",
                            llvm::cl::desc("Bytes of memory to compute chains of kernels in by "
                                           "bands: the second-level cache, or what is little; 0: "
                                           "no bands"),
                            llvm::cl::init(512 * 1024)};
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
