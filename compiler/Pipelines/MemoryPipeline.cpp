#include "compiler/Pipelines/MemoryPipeline.h"

#include "compiler/KernelGen/Passes.h"
#include "compiler/Pipelines/Stage.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace onnxc;

/// Fusion on tensors: what consecutive operations say becomes one.
static void addFusion(OpPassManager &pm, const MemoryPipelineOptions &options) {
  if (options.winograd)
    pm.nest<func::FuncOp>().addPass(createChooseWinograd());
  pm.nest<func::FuncOp>().addPass(createSplitDepth());
  pm.nest<func::FuncOp>().addPass(createPackWeights());
  pm.nest<func::FuncOp>().addPass(createAbsorbTransposes());
  pm.addPass(createCanonicalizerPass());
  if (options.reassociate)
    pm.nest<func::FuncOp>().addPass(createAddResiduals());
  pm.nest<func::FuncOp>().addPass(createFuseElementwise());
  // After folds of constants that zero points have become.
  pm.addPass(createCanonicalizerPass());
  pm.nest<func::FuncOp>().addPass(createKeepFloats());
  pm.nest<func::FuncOp>().addPass(createCSEPass());
}

void onnxc::buildMemoryPipeline(OpPassManager &pm, const MemoryPipelineOptions &options) {
  pm.nest<func::FuncOp>().addPass(createDropEmpty());
  if (options.fuse)
    addFusion(pm, options);
  pm.nest<func::FuncOp>().addPass(createInsertParts());
  pm.nest<func::FuncOp>().addPass(createSeparateInits());
  if (options.fuse) {
    // After that, as a start value of several operations belongs to no row of one of them.
    pm.nest<func::FuncOp>().addPass(createFuseRows());
    pm.nest<func::FuncOp>().addPass(createReuseOperands());
  }
  pm.nest<func::FuncOp>().addPass(createProtectInputs());
  // Parts of a tensor are written into place, and so is what was made for them.
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion = bufferization::LayoutMapOption::IdentityLayoutMap;
  bufferize.allowReturnAllocsFromLoops = true;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  // CSE first: together they remove the self copies that empty tensor elimination leaves.
  pm.addPass(createCSEPass());
  // Before canonicalization, which makes branches a choice between buffers.
  pm.nest<func::FuncOp>().addPass(createPlaceLoopState());
  pm.addPass(createCanonicalizerPass());
  pm.nest<func::FuncOp>().addPass(createPlaceParts());
  pm.nest<func::FuncOp>().addPass(createPlaceResults());
  pm.addPass(createCanonicalizerPass());
  // Before operations are repeated for bands and chunks.
  pm.addPass(createCountMultiplyAdds());
  if (options.fuse) {
    pm.nest<func::FuncOp>().addPass(createGroupKernels());
    // Before the arena is planned, as chunks need temporaries of their own. Shapes stay static, so
    // all that follows takes chunks as it takes whole kernels.
    pm.nest<func::FuncOp>().addPass(createFuseBands({options.threads}));
    pm.nest<func::FuncOp>().addPass(createPadStrides());
  }
  if (options.threads)
    pm.nest<func::FuncOp>().addPass(createSplitKernels({options.threadCount, options.slowness}));
  if (options.fuse)
    pm.nest<func::FuncOp>().addPass(createKeepSums());
  // After results have places, as sizes are told in the last one.
  pm.nest<func::FuncOp>().addPass(createPlaceText());
  pm.nest<func::FuncOp>().addPass(createPlanArena());
  pm.addPass(createPlaceWeights());
  pm.addPass(createCSEPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createMarkStage(Stage::Memory));
}

void onnxc::registerMemoryPipeline() {
  PassPipelineRegistration<MemoryPipelineOptions>("onnxc-memory-pipeline",
                                                  "Stage memory: tensors to memrefs in one arena",
                                                  buildMemoryPipeline);
}
