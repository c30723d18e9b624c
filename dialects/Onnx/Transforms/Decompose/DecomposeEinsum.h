#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_DECOMPOSEEINSUM_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_DECOMPOSEEINSUM_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// Einsum of two inputs as a product of matrices where it is one, and of more as a chain.
void populateDecomposeEinsum(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
