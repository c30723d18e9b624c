#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_DECOMPOSEELEMENTWISE_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_DECOMPOSEELEMENTWISE_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// Elementwise operators of very many operands.
void populateDecomposeElementwise(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
