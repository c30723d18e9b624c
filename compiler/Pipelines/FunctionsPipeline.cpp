#include "compiler/Pipelines/FunctionsPipeline.h"

#include "compiler/Pipelines/Stage.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Dialect/Func/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void onnxc::buildFunctionsPipeline(OpPassManager &pm, const FunctionsPipelineOptions &options) {
  pm.addPass(createOutlineKernels());
  if (options.threads)
    pm.addPass(createOutlineTasks());
  // Before equal kernels are merged: each call keeps its own nodes.
  if (options.profile || options.schedule)
    pm.addPass(createDescribeKernels());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(func::createDuplicateFunctionEliminationPass());
  pm.addPass(createSymbolDCEPass());
  if (options.schedule)
    pm.addPass(createRecordSchedule({/*keepNotes=*/options.profile}));
  if (options.profile)
    pm.addPass(createProfileKernels());
  pm.addPass(createMarkStage(Stage::Functions));
}

void onnxc::registerFunctionsPipeline() {
  PassPipelineRegistration<FunctionsPipelineOptions>(
      "onnxc-functions-pipeline", "Stage functions: each operation on buffers a function",
      buildFunctionsPipeline);
}
