// Builders of constants that decompositions use.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_BUILDERS_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_BUILDERS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace onnxc::onnx {

/// A 1-D int64 constant, as `shape`, `axes` and their like take it.
mlir::Value constantInts(mlir::OpBuilder &builder, mlir::Location loc,
                         llvm::ArrayRef<int64_t> values);

/// A scalar (rank 0) constant of `elementType`.
mlir::Value constantScalar(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type elementType,
                           double value);

/// `value` in `shape`, which has as many elements.
mlir::Value reshapeTo(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                      llvm::ArrayRef<int64_t> shape);

} // namespace onnxc::onnx

#endif
