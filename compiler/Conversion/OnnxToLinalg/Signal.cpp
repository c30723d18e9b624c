// Windows, Fourier transforms and generators.
#include "compiler/Conversion/OnnxToLinalg/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;

void onnxc::populateSignalToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {}
