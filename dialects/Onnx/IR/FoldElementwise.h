#ifndef ONNXC_DIALECTS_ONNX_IR_FOLDELEMENTWISE_H
#define ONNXC_DIALECTS_ONNX_IR_FOLDELEMENTWISE_H

#include "mlir/IR/OpDefinition.h"

namespace onnxc::onnx {

/// The value of an elementwise operator whose operands are all constants. Only the
/// arithmetic that shape computations are made of is known here, and only tensors up to
/// kMaxFoldElements: larger constants are left to the pass `onnx-fold-constants`.
mlir::OpFoldResult foldElementwise(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands);

/// Folding hooks make no constant of more elements than this.
inline constexpr int64_t kMaxFoldElements = 65536;

} // namespace onnxc::onnx

#endif
