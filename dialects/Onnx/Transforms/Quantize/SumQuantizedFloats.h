// Sums of quantized numbers that f32 takes exactly.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_SUMQUANTIZEDFLOATS_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_SUMQUANTIZEDFLOATS_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// Patterns that let products of two quantized activations and means sum the numbers less their
/// zero points, as floats, and scale what comes out. Sums below 2^24 have no rounding, so that they
/// are the same on every target, in any order, and as fast as those of other floats. Sums and
/// products of the elements of two tensors have a factor for each, and no division.
void populateSumQuantizedFloats(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
