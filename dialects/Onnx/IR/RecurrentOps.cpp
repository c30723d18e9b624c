#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/RecurrentOps.cpp.inc"

void OnnxDialect::registerRecurrentOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/RecurrentOps.cpp.inc"
      >();
}
