#ifndef ONNXC_DIALECTS_ONNX_IR_FOLDELEMENTWISE_H
#define ONNXC_DIALECTS_ONNX_IR_FOLDELEMENTWISE_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpDefinition.h"

namespace onnxc::onnx {

/// The value of an elementwise operator whose operands are all constants. Only the
/// arithmetic that shape computations are made of is known here, and only tensors up to
/// kMaxFoldElements: larger constants are left to the pass `onnx-fold-constants`.
mlir::OpFoldResult foldElementwise(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands);

/// The same for tensors of any size; null where it cannot be told.
mlir::ElementsAttr evaluateElementwise(mlir::Operation *op,
                                       llvm::ArrayRef<mlir::Attribute> operands);

/// Whether evaluateElementwise knows the operator.
bool canEvaluateElementwise(mlir::Operation *op);

/// Folding hooks make no constant of more elements than this.
inline constexpr int64_t kMaxFoldElements = 65536;
/// The same where the constant would be larger than what it is made from.
inline constexpr int64_t kMaxGrownElements = 1024;

} // namespace onnxc::onnx

#endif
