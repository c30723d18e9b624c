#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_INFEROPERANDS_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_INFEROPERANDS_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// What is known of a result of type `actual` that must be as `known`, too; `actual` where they
/// contradict each other, which the verifier reports, or no tensor is that large.
mlir::Type refineType(mlir::Type known, mlir::Type actual);

/// Patterns that tell operands what the model declares of results.
void populateInferOperandsPatterns(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
