#include "compiler/Pipelines/AllPasses.h"

#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "compiler/Conversion/ToLLVM/ToLLVM.h"
#include "compiler/KernelGen/Passes.h"
#include "compiler/Transforms/Passes.h"
#include "dialects/Onnx/Transforms/Decompose/Passes.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "dialects/Onnx/Transforms/Quantize/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

void onnxc::registerCompilerPasses() {
  mlir::registerTransformsPasses();
  mlir::bufferization::registerBufferizationPasses();
  mlir::func::registerFuncPasses();
  mlir::memref::registerMemRefPasses();
  onnx::registerOnnxPasses();
  onnx::registerOnnxDecomposePasses();
  onnx::registerOnnxQuantizePasses();
  registerOnnxToLinalgPasses();
  registerKernelGenEmitPasses();
  registerKernelGenPlanPasses();
  registerKernelsPasses();
  registerMathPasses();
  registerMemoryPasses();
  registerTensorsPasses();
  registerOnnxcToLLVMPasses();
}
