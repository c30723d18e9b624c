// Operators with subgraphs.
#include "compiler/Conversion/OnnxToLinalg/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;

void onnxc::populateControlToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {}
