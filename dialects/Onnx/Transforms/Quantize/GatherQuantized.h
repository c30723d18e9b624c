// Slices of quantized constants, as embeddings are.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_GATHERQUANTIZED_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_GATHERQUANTIZED_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// Patterns that dequantize what a Gather has chosen, instead of all there is to choose from, and
/// let numbers of less than 8 bits share bytes until then. Results stay the same to the bit.
void populateGatherQuantized(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
