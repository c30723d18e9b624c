#include "compiler/Pipelines/LLVMPipeline.h"

#include "compiler/Conversion/ToLLVM/ToLLVM.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Dialect/Func/Transforms/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void onnxc::buildGeneratePipeline(OpPassManager &pm, const GeneratePipelineOptions &options) {
  pm.addPass(createOutlineKernels());
  if (options.threads)
    pm.addPass(createOutlineTasks());
  // Before equal kernels are merged: each call keeps its own nodes.
  if (options.profile)
    pm.addPass(createDescribeKernels());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(func::createDuplicateFunctionEliminationPass());
  pm.addPass(createSymbolDCEPass());
  if (options.profile)
    pm.addPass(createProfileKernels({options.clock}));
}

void onnxc::buildLLVMPipeline(OpPassManager &pm, const LLVMPipelineOptions &options) {
  // Before math functions are expanded to arithmetic that must not be relaxed.
  if (options.reassociate)
    pm.nest<func::FuncOp>().addPass(createRelaxFloats());
  pm.nest<func::FuncOp>().addPass(createLowerWinograd({options.fma}));
  pm.nest<func::FuncOp>().addPass(createCollapsePixels());
  pm.nest<func::FuncOp>().addPass(createLowerKernels(
      {options.fma, options.byLane, options.rowPointers, options.cacheBytes, options.prefetch}));
  pm.nest<func::FuncOp>().addPass(createLowerTopK({options.vectorBytes}));
  // What is no contraction becomes loops that LLVM vectorizes.
  pm.nest<func::FuncOp>().addPass(
      createLowerContractions({options.vectorBytes, options.vectorRegisters, options.fma,
                               options.byLane, options.broadcasts, options.rowPointers,
                               options.reassociate, options.l1Bytes, options.cacheBytes}));
  pm.nest<func::FuncOp>().addPass(createLowerReductions({options.vectorBytes}));
  pm.nest<func::FuncOp>().addPass(createLowerTransposes({options.vectorBytes}));
  pm.nest<func::FuncOp>().addPass(createLowerToLoops());
  if (options.nativeMaximum)
    pm.nest<func::FuncOp>().addPass(createUseMaximum());
  pm.addPass(createExpandMath({options.nativeRound, options.nativeMinMax, options.fma,
                               options.nativeSqrt, options.nativeF64}));
  // Behind the functions, which are computed in f32.
  pm.addPass(createExpandFloatConversions(
      {options.nativeF16, options.nativeF16Conversion, options.nativeBF16Conversion}));
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(
      createConvertAllToLLVM({options.indexBits, !options.nativeF16 && !options.nativeF16Conversion,
                              !options.nativeBF16Conversion}));
  pm.nest<LLVM::LLVMFuncOp>().addPass(createDistributeStrides());
  pm.addPass(createCSEPass());
  pm.addPass(createDispatchTasks());
}

void onnxc::registerLLVMPipeline() {
  PassPipelineRegistration<GeneratePipelineOptions>(
      "onnxc-generate-pipeline", "Stage generate: each operation on buffers a function",
      buildGeneratePipeline);
  PassPipelineRegistration<LLVMPipelineOptions>("onnxc-llvm-pipeline",
                                                "Memrefs to the LLVM dialect", buildLLVMPipeline);
}
