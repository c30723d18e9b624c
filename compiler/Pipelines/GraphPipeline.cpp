#include "compiler/Pipelines/GraphPipeline.h"

#include "compiler/Pipelines/Stage.h"
#include "dialects/Onnx/Transforms/Decompose/Passes.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "dialects/Onnx/Transforms/Quantize/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void onnxc::buildGraphPipeline(OpPassManager &pm, const GraphPipelineOptions &options) {
  pm.addPass(onnx::createInferShapes());
  // Before quantized weights are folded to what they stand for. Always, as this is what a quantized
  // model means: the same numbers however it is compiled.
  pm.nest<func::FuncOp>().addPass(onnx::createFuseQuantized());
  if (options.evaluate) {
    // First what takes no compiling.
    pm.nest<func::FuncOp>().addPass(onnx::createFoldConstants());
    pm.addPass(onnx::createEvaluateConstants());
  }
  // Before decomposition, in whose operators types alone say how large results are.
  pm.addPass(onnx::createTrackSizes());
  pm.nest<func::FuncOp>().addPass(onnx::createDecompose());
  pm.addPass(onnx::createInferShapes());
  OpPassManager &functions = pm.nest<func::FuncOp>();
  // Weights that a model computes are weights for the fusion too.
  functions.addPass(onnx::createFoldConstants());
  if (options.fuse) {
    functions.addPass(onnx::createFoldPad());
    // After decomposition, which makes a BatchNormalization a factor and a summand.
    if (options.fuseAffine)
      functions.addPass(onnx::createFuseAffine());
    functions.addPass(onnx::createDropTaps());
    functions.addPass(onnx::createFoldConstants());
  }
  functions.addPass(createCanonicalizerPass());
  functions.addPass(createCSEPass());
  pm.addPass(createMarkStage(Stage::Graph));
}

void onnxc::registerGraphPipeline() {
  PassPipelineRegistration<GraphPipelineOptions>(
      "onnxc-graph-pipeline", "Stage graph: onnx to core onnx",
      [](OpPassManager &pm, const GraphPipelineOptions &options) {
        buildGraphPipeline(pm, options);
      });
}
