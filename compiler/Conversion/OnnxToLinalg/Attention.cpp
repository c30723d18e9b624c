// Attention and what belongs to it.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;

void onnxc::populateAttentionToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {}
