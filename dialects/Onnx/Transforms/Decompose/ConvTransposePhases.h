// A ConvTranspose as a convolution of phases.
//
// With stride s, output positions of one remainder modulo s (a phase) depend on every s-th element
// of the kernel: they are an ordinary convolution with stride 1. All phases are computed by one
// Conv with s times as many filters, whose results are interleaved.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_CONVTRANSPOSEPHASES_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_CONVTRANSPOSEPHASES_H

#include "dialects/Onnx/IR/OnnxOps.h"

namespace onnxc::onnx {

/// Builds the operators of the decomposition, one after another, for an operator whose shapes are
/// static.
class ConvTransposePhases {
public:
  ConvTransposePhases(mlir::OpBuilder &builder, ConvTransposeOp op);

  /// Whether the shapes of `op` are static.
  static bool areKnown(ConvTransposeOp op);

  /// From C x F/G x K... to one filter for each phase: (G * phases * F/G) x C/G x taps..., where
  /// tap t of phase r is element (taps - 1 - t) * stride + r of the dilated kernel. The filters of
  /// a phase lie side by side, so that whole pixels are moved when phases are interleaved.
  mlir::Value buildFilters(mlir::Value weight);

  /// One copy of the bias for each phase.
  mlir::Value buildBias(mlir::Value bias);

  /// The convolution of `input` that computes all phases. `bias` may be absent.
  mlir::Value buildConv(mlir::Value input, mlir::Value weight, mlir::Value bias);

  /// What the convolution made, or something elementwise of it, as the result of the operator.
  mlir::Value interleave(mlir::Value phases);

private:
  int64_t getPhases() const { return mlir::ShapedType::getNumElements(strides); }
  mlir::Value crop(mlir::Value value);
  mlir::Value transpose(mlir::Value value, llvm::ArrayRef<int64_t> order);
  mlir::Value pad(mlir::Value value, llvm::ArrayRef<int64_t> begins, llvm::ArrayRef<int64_t> ends);
  mlir::Value dilate(mlir::Value weight, llvm::ArrayRef<int64_t> leading);
  mlir::Value reverseLast(mlir::Value value);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  int64_t rank, group, channels, filters;
  llvm::SmallVector<int64_t> kernel, strides, dilations, firstPads;
  /// The kernel of each phase of the output, and the positions of each phase.
  llvm::SmallVector<int64_t> taps, positions;
  llvm::SmallVector<int64_t> output;
};

} // namespace onnxc::onnx

#endif
