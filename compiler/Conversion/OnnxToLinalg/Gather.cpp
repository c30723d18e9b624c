// Operators that select elements by index, and scatter them back.
#include "compiler/Conversion/OnnxToLinalg/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;

void onnxc::populateGatherToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {}
