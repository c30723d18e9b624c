// Which axes a reduction goes over, and what its result is.
#ifndef ONNXC_DIALECTS_ONNX_IR_REDUCEDAXES_H
#define ONNXC_DIALECTS_ONNX_IR_REDUCEDAXES_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Value.h"

#include <optional>

namespace onnxc::onnx {

/// The result type of ONNX's reductions. `axes` may be null; if it is not a constant, dimensions
/// are left open.
mlir::LogicalResult inferReduceType(std::optional<mlir::Location> loc, mlir::Value data,
                                    mlir::Value axes, bool keepDims, bool noopWithEmptyAxes,
                                    llvm::SmallVectorImpl<mlir::Type> &types);

/// The result type of ArgMax and ArgMin.
mlir::LogicalResult inferArgType(mlir::MLIRContext *context, std::optional<mlir::Location> loc,
                                 mlir::Value data, int64_t axis, bool keepDims,
                                 llvm::SmallVectorImpl<mlir::Type> &types);

/// The axes, ascending, that a reduction of `data` goes over: those of a constant operand, or
/// those that follow from the shape of the result, if it leaves no choice.
std::optional<llvm::SmallVector<int64_t>> getReducedAxes(mlir::Value data, mlir::Value axes,
                                                         bool noopWithEmptyAxes, bool keepDims,
                                                         mlir::RankedTensorType result);

} // namespace onnxc::onnx

#endif
