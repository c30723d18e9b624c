// Operators that move elements move quantized ones.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_MOVEDEQUANTIZE_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_MOVEDEQUANTIZE_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// Patterns that move DequantizeLinear after and QuantizeLinear before operators that only choose
/// and arrange elements, and drop both where they meet. Results stay the same to the bit.
void populateMoveDequantize(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
