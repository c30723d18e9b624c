#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/AttentionOps.cpp.inc"

void OnnxDialect::registerAttentionOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/AttentionOps.cpp.inc"
      >();
}
