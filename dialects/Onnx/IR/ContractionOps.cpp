#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ContractionOps.cpp.inc"

void OnnxDialect::registerContractionOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/ContractionOps.cpp.inc"
      >();
}
