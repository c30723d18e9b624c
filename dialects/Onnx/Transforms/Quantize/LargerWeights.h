// Weights that a compiled model stores larger than the model file.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_LARGERWEIGHTS_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_LARGERWEIGHTS_H

#include "mlir/IR/BuiltinOps.h"

namespace onnxc::onnx {

/// Warns of nodes after the stage `graph` whose quantized weights will take more bytes than the
/// model has for them.
void warnOfLargerWeights(mlir::ModuleOp module);

} // namespace onnxc::onnx

#endif
