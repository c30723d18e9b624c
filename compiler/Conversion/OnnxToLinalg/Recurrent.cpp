// Recurrent layers.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;

void onnxc::populateRecurrentToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {}
