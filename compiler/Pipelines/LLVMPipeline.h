#ifndef ONNXC_COMPILER_PIPELINES_LLVMPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_LLVMPIPELINE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace onnxc {

/// What lowering to LLVM wants to know of the target and the user.
struct LLVMPipelineOptions : mlir::PassPipelineOptions<LLVMPipelineOptions> {
  Option<unsigned> indexBits{
      *this, "index-bits", llvm::cl::desc("Width of a pointer on the target"), llvm::cl::init(64)};
  Option<int64_t> vectorBytes{*this, "vector-bytes",
                              llvm::cl::desc("Bytes of a vector register; 0 without vectors"),
                              llvm::cl::init(32)};
  Option<int64_t> vectorRegisters{*this, "vector-registers",
                                  llvm::cl::desc("Number of vector registers"), llvm::cl::init(16)};
  Option<bool> fma{*this, "fma",
                   llvm::cl::desc("Whether the target multiplies and adds in one step"),
                   llvm::cl::init(true)};
  Option<bool> byLane{*this, "by-lane",
                      llvm::cl::desc("Whether the target multiplies a vector by a lane"),
                      llvm::cl::init(false)};
  Option<int64_t> l1Bytes{*this, "l1-bytes",
                          llvm::cl::desc("Bytes of the first data cache; 0: all memory is equally "
                                         "fast"),
                          llvm::cl::init(32768)};
  Option<bool> broadcasts{*this, "broadcasts",
                          llvm::cl::desc("Whether the target loads a number into all lanes"),
                          llvm::cl::init(true)};
  Option<bool> rowPointers{*this, "row-pointers",
                           llvm::cl::desc("Whether such a load takes no offset"),
                           llvm::cl::init(false)};
  Option<int64_t> cacheBytes{*this, "cache-bytes",
                             llvm::cl::desc("Bytes of the largest cache of a core's own; 0: all "
                                            "memory is equally fast"),
                             llvm::cl::init(524288)};
  Option<bool> nativeRound{*this, "native-round",
                           llvm::cl::desc("Whether the target rounds floats to integers"),
                           llvm::cl::init(true)};
  Option<bool> nativeMinMax{*this, "native-minmax",
                            llvm::cl::desc("Whether the target has maxnumf and its like"),
                            llvm::cl::init(true)};
  Option<bool> nativeMaximum{
      *this, "native-maximum",
      llvm::cl::desc("Whether a maximum that keeps NaN is an instruction of the target"),
      llvm::cl::init(false)};
  Option<bool> prefetch{*this, "prefetch",
                        llvm::cl::desc("Whether kernels ask for their next weights in advance"),
                        llvm::cl::init(true)};
  Option<bool> nativeSqrt{*this, "native-sqrt",
                          llvm::cl::desc("Whether the target has a square root of f32"),
                          llvm::cl::init(true)};
  Option<bool> nativeF64{*this, "native-f64", llvm::cl::desc("Whether the target computes doubles"),
                         llvm::cl::init(true)};
  Option<bool> nativeF16{*this, "native-f16", llvm::cl::desc("Whether the target computes f16"),
                         llvm::cl::init(false)};
  Option<bool> nativeF16Conversion{*this, "native-f16-conversion",
                                   llvm::cl::desc("Whether the target converts f16"),
                                   llvm::cl::init(true)};
  Option<bool> nativeBF16Conversion{*this, "native-bf16-conversion",
                                    llvm::cl::desc("Whether the target converts bf16"),
                                    llvm::cl::init(false)};
  Option<bool> reassociate{*this, "reassociate",
                           llvm::cl::desc("Let sums of floats be taken in any order"),
                           llvm::cl::init(true)};
};

struct GeneratePipelineOptions : mlir::PassPipelineOptions<GeneratePipelineOptions> {
  Option<bool> profile{*this, "profile", llvm::cl::desc("Measure the time of each kernel"),
                       llvm::cl::init(false)};
  Option<std::string> clock{*this, "clock",
                            llvm::cl::desc("What reads the clock: see onnxc-profile-kernels")};
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
