// How sums of quantized numbers become the result of an operator.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_QUANTIZEDEND_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_QUANTIZEDEND_H

#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/PatternMatch.h"

#include <optional>

namespace onnxc::onnx {

/// The activation and the QuantizeLinear that follow a result which nobody else reads.
struct Requantization {
  QuantizeLinearOp quantize;
  float scale;
  int64_t zeroPoint;
  /// The range of quantized numbers that the activation leaves.
  int64_t least, most;
};

/// What follows `value`; nothing if it is something else, or has no constant parameters.
std::optional<Requantization> getRequantization(mlir::Value value);

/// A constant f32 tensor of the scales that broadcasts along the channels, which have `inner`
/// dimensions after them.
mlir::Value buildScales(mlir::OpBuilder &builder, mlir::Location loc, llvm::ArrayRef<float> scales,
                        int64_t inner);

/// Replaces `op`, whose result is `scales` times `sums` (int32), and an activation and
/// QuantizeLinear after it.
void finishSums(mlir::PatternRewriter &rewriter, mlir::Operation *op, mlir::Value sums,
                llvm::ArrayRef<float> scales, int64_t inner);

/// Replaces the activation and QuantizeLinear of `end`, of what is `steps` (f32) in steps of its
/// scale.
void finishSteps(mlir::PatternRewriter &rewriter, mlir::Location loc, mlir::Value steps,
                 const Requantization &end);

} // namespace onnxc::onnx

#endif
