#include "compiler/Pipelines/LinalgPipeline.h"

#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "compiler/Pipelines/Stage.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void onnxc::buildLinalgPipeline(OpPassManager &pm) {
  pm.addPass(createConvertOnnxToLinalg());
  pm.nest<func::FuncOp>().addPass(createCanonicalizerPass());
  pm.nest<func::FuncOp>().addPass(createCSEPass());
  pm.addPass(createMarkStage(Stage::Linalg));
}

void onnxc::registerLinalgPipeline() {
  PassPipelineRegistration<>("onnxc-linalg-pipeline", "Stage linalg: core onnx to linalg",
                             buildLinalgPipeline);
}
