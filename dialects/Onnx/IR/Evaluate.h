#ifndef ONNXC_DIALECTS_ONNX_IR_EVALUATE_H
#define ONNXC_DIALECTS_ONNX_IR_EVALUATE_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpDefinition.h"

namespace onnxc::onnx {

/// Whether `evaluate` knows the operator: elementwise ones (but transcendental functions beyond
/// FoldElementwise.h), and those that move elements or make them from nothing.
bool canEvaluate(mlir::Operation *op);

/// The results of `op`, one for each, on constants for operands (null where an operand is none).
/// Fails where an operand is missing or the types are not static.
mlir::LogicalResult evaluate(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands,
                             llvm::SmallVectorImpl<mlir::ElementsAttr> &results);

/// The same for folding hooks, which make no constant of more than kMaxFoldElements.
mlir::OpFoldResult foldSmall(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands);
mlir::LogicalResult foldSmall(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands,
                              llvm::SmallVectorImpl<mlir::OpFoldResult> &results);

} // namespace onnxc::onnx

#endif
