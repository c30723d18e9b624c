// mlir-opt with onnxc's dialects, passes and pipelines: for lit tests and compiler engineers.
#include "compiler/Execute/JitEvaluator.h"
#include "compiler/Pipelines/AllPasses.h"
#include "compiler/Pipelines/Dialects.h"
#include "compiler/Pipelines/FunctionsPipeline.h"
#include "compiler/Pipelines/GraphPipeline.h"
#include "compiler/Pipelines/LLVMPipeline.h"
#include "compiler/Pipelines/LinalgPipeline.h"
#include "compiler/Pipelines/MemoryPipeline.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::registerAllPasses();
  onnxc::registerCompilerPasses();
  onnxc::registerGraphPipeline();
  onnxc::registerLinalgPipeline();
  onnxc::registerMemoryPipeline();
  onnxc::registerFunctionsPipeline();
  onnxc::registerLLVMPipeline();

  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  onnxc::registerCompilerDialects(registry);
  onnxc::registerJitEvaluator(registry);
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "onnxc's optimizer driver\n", registry));
}
