#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/QuantizationOps.cpp.inc"

void OnnxDialect::registerQuantizationOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/QuantizationOps.cpp.inc"
      >();
}
