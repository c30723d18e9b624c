#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_SCALARMATH_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_SCALARMATH_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

/// What an elementwise operator is to its elements: scalars in, scalar out. `types` are the
/// operands' ONNX element types, which say how integers are signed, and `resultType` is the
/// result's. Returns null if the operator has no scalar form for these types.
using ScalarBuilder = mlir::Value (*)(mlir::ImplicitLocOpBuilder &builder, mlir::Operation *op,
                                      mlir::ValueRange operands, llvm::ArrayRef<mlir::Type> types,
                                      mlir::Type resultType);

/// The scalar form of the operator with ONNX's name `name`; null if it is not elementwise.
ScalarBuilder getScalarBuilder(llvm::StringRef name);

/// ONNX's Cast of one element. `saturate` holds for 8-bit floats, `roundMode` for float8e8m0.
mlir::Value castScalar(mlir::ImplicitLocOpBuilder &builder, mlir::Value value, mlir::Type from,
                       mlir::Type to, bool saturate = true, llvm::StringRef roundMode = "up");

/// A scalar constant of `type` (integer or float).
mlir::Value scalarConstant(mlir::ImplicitLocOpBuilder &builder, mlir::Type type, double value);

/// min(max(x, low), high), where NaN stays NaN.
mlir::Value clampScalar(mlir::ImplicitLocOpBuilder &builder, mlir::Value x, mlir::Value low,
                        mlir::Value high, mlir::Type elementType);

/// The larger and the smaller of two numbers of ONNX type `elementType`; NaN if one of them is.
mlir::Value maxScalar(mlir::ImplicitLocOpBuilder &builder, mlir::Value a, mlir::Value b,
                      mlir::Type elementType);
mlir::Value minScalar(mlir::ImplicitLocOpBuilder &builder, mlir::Value a, mlir::Value b,
                      mlir::Type elementType);

/// Whether `a` is at least as large as `b` (with `isMax`) or as small. NaN is the most extreme.
mlir::Value isAsExtreme(mlir::ImplicitLocOpBuilder &builder, mlir::Value a, mlir::Value b,
                        mlir::Type elementType, bool isMax);

/// a < b for numbers of ONNX type `elementType`.
mlir::Value lessThan(mlir::ImplicitLocOpBuilder &builder, mlir::Value a, mlir::Value b,
                     mlir::Type elementType);

} // namespace onnxc

#endif
