#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_FUSEQUANTIZEDCONVTRANSPOSE_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_FUSEQUANTIZEDCONVTRANSPOSE_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// A pattern that makes a Conv of a ConvTranspose of quantized tensors, with constant quantized
/// filters, as the contraction of integers that it is; what it computes is quantized before its
/// phases are interleaved.
void populateFuseQuantizedConvTranspose(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
