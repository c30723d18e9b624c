#include "compiler/Pipelines/LLVMPipeline.h"

#include "compiler/Conversion/ToLLVM/ToLLVM.h"
#include "compiler/KernelGen/Passes.h"
#include "compiler/Pipelines/Stage.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void onnxc::buildLLVMPipeline(OpPassManager &pm, const LLVMPipelineOptions &options) {
  // Before math functions are expanded to arithmetic that must not be relaxed.
  if (options.reassociate)
    pm.nest<func::FuncOp>().addPass(createRelaxFloats());
  pm.nest<func::FuncOp>().addPass(createLowerWinograd());
  pm.nest<func::FuncOp>().addPass(createCollapsePixels());
  pm.nest<func::FuncOp>().addPass(createLowerKernels());
  pm.nest<func::FuncOp>().addPass(createLowerTopK());
  // What is not a contraction becomes loops that LLVM vectorizes.
  pm.nest<func::FuncOp>().addPass(createLowerContractions({options.reassociate}));
  pm.nest<func::FuncOp>().addPass(createLowerReductions());
  pm.nest<func::FuncOp>().addPass(createLowerTransposes());
  pm.nest<func::FuncOp>().addPass(createLowerToLoops());
  pm.nest<func::FuncOp>().addPass(createUseMaximum());
  pm.addPass(createExpandMath());
  // After the functions, which are computed in f32.
  pm.addPass(createExpandFloatConversions());
  pm.addPass(createLowerText());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  // When what bounds and zero points are is folded.
  pm.nest<func::FuncOp>().addPass(createNarrowByHalves());
  pm.addPass(createConvertAllToLLVM());
  pm.nest<LLVM::LLVMFuncOp>().addPass(createDistributeStrides());
  pm.addPass(createCSEPass());
  pm.addPass(createDispatchTasks());
  pm.addPass(createMarkStage(Stage::LLVM));
}

void onnxc::registerLLVMPipeline() {
  PassPipelineRegistration<LLVMPipelineOptions>(
      "onnxc-llvm-pipeline", "Stage llvm: memrefs to the LLVM dialect", buildLLVMPipeline);
}
