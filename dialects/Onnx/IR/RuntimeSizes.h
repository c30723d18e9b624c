// Dimensions whose size only a run of the model settles: which operators make them, and which hand
// them on.
#ifndef ONNXC_DIALECTS_ONNX_IR_RUNTIMESIZES_H
#define ONNXC_DIALECTS_ONNX_IR_RUNTIMESIZES_H

#include "mlir/IR/Operation.h"

#include <optional>

namespace onnxc::onnx {

/// What marks the onnx.yield of a branch that is absent, as it does not fit: no run may take it.
constexpr llvm::StringLiteral kAbsentAttr = "onnx.absent";

/// The dimension of the results of `operand`'s owner that has, step for step, what dimension `dim`
/// of `operand` has; so the first n steps of one follow from the first n of the other. Nothing if
/// there is none.
std::optional<int64_t> getCarriedDim(mlir::OpOperand &operand, int64_t dim);

/// The types of the results of `op` as its operands alone tell them; nothing if it is not an
/// operator, or they tell none.
std::optional<llvm::SmallVector<mlir::Type>> inferTypes(mlir::Operation *op);

/// Whether the operands of `op` leave a dimension of its results open.
bool isLeftOpen(mlir::Operation *op);

/// Whether the size of dimension `dim` of `value` does not follow from the types and constants that
/// it is made from: it is at most declared, or assumed.
bool isSizeOfRun(mlir::Value value, int64_t dim);

} // namespace onnxc::onnx

#endif
