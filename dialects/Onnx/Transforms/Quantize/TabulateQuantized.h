// Functions of one byte as tables.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_TABULATEQUANTIZED_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_TABULATEQUANTIZED_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// Makes tables of 256 bytes of what stands between DequantizeLinear and QuantizeLinear, where each
/// result is a costly function of one quantized number:
///
///   onnx.QuantizeLinear (onnx.Sigmoid (onnx.DequantizeLinear %x))
/// becomes
///   onnx.Gather (the same of all bytes), %x
///
/// The same numbers come out on every CPU, as `onnx-evaluate-constants` computes the table.
void populateTabulateQuantized(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
