// Which contractions of integers become kernels.
#ifndef ONNXC_DIALECTS_ONNX_IR_INTEGERCONTRACTION_H
#define ONNXC_DIALECTS_ONNX_IR_INTEGERCONTRACTION_H

#include "dialects/Onnx/IR/OnnxOps.h"

namespace onnxc::onnx {

/// Whether weights are a constant of bytes, and the input has bytes of one zero point: what kernels
/// take. All else is computed with integers of 32 bits.
bool hasConstantWeights(MatMulIntegerOp op);
bool hasConstantWeights(ConvIntegerOp op);

} // namespace onnxc::onnx

#endif
