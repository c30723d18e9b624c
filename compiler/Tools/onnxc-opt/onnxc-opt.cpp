// mlir-opt with onnxc's dialects, passes and pipelines: for lit tests and compiler engineers.
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "compiler/Conversion/ToLLVM/ToLLVM.h"
#include "compiler/Pipelines/Dialects.h"
#include "compiler/Pipelines/GraphPipeline.h"
#include "compiler/Pipelines/LLVMPipeline.h"
#include "compiler/Pipelines/MemoryPipeline.h"
#include "compiler/Transforms/Passes.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::registerAllPasses();
  onnxc::registerOnnxToLinalgPasses();
  onnxc::onnx::registerOnnxPasses();
  onnxc::registerOnnxcToLLVMPasses();
  onnxc::registerOnnxcTransformsPasses();
  onnxc::registerGraphPipelines();
  onnxc::registerMemoryPipeline();
  onnxc::registerLLVMPipeline();

  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  onnxc::registerCompilerDialects(registry);
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "onnxc's optimizer driver\n", registry));
}
