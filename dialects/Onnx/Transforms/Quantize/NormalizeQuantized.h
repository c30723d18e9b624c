// Softmax and normalizations of quantized numbers, whose sums are exact.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_NORMALIZEQUANTIZED_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_NORMALIZEQUANTIZED_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// Patterns that let what QuantizeLinear follows compute with the numbers that DequantizeLinear
/// reads: sums of integers, one root, reciprocal or logarithm for each row, and for each element
/// products and sums of floats. All of these are the same on every target.
void populateNormalizeQuantized(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
