#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_DECOMPOSE_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_DECOMPOSE_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

// The decompositions of each family of operators.
void populateDecomposeAttention(mlir::RewritePatternSet &patterns);
void populateDecomposeContraction(mlir::RewritePatternSet &patterns);
void populateDecomposeGather(mlir::RewritePatternSet &patterns);
void populateDecomposeConvTranspose(mlir::RewritePatternSet &patterns);
void populateDecomposeLinearAttention(mlir::RewritePatternSet &patterns);
void populateDecomposeLoss(mlir::RewritePatternSet &patterns);
void populateDecomposeMl(mlir::RewritePatternSet &patterns);
void populateDecomposeNormalization(mlir::RewritePatternSet &patterns);
void populateDecomposePooling(mlir::RewritePatternSet &patterns);

/// Pools whose window is all of the image become global ones.
void populateMakePoolsGlobal(mlir::RewritePatternSet &patterns);
void populateDecomposeQuantization(mlir::RewritePatternSet &patterns);
void populateDecomposeRandom(mlir::RewritePatternSet &patterns);
void populateDecomposeRecurrent(mlir::RewritePatternSet &patterns);
void populateDecomposeReduction(mlir::RewritePatternSet &patterns);
void populateDecomposeRotaryEmbedding(mlir::RewritePatternSet &patterns);
void populateDecomposeSignal(mlir::RewritePatternSet &patterns);
void populateDecomposeSlice(mlir::RewritePatternSet &patterns);
void populateDecomposeTensor(mlir::RewritePatternSet &patterns);
void populateDecomposeTraining(mlir::RewritePatternSet &patterns);

/// What goes before them: operators of several steps on 16-bit floats become ones on f32.
void populateWidenOperators(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif
