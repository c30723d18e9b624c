#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose.h"

using namespace mlir;
using namespace onnxc::onnx;

void onnxc::onnx::populateDecomposeLoss(RewritePatternSet &patterns) {}
