// The few shapes of linalg operations that lowerings are made of.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_LINALGBUILDERS_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_LINALGBUILDERS_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

/// The type of a ranked tensor.
inline mlir::RankedTensorType getType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}

using ScalarBody =
    llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &builder, mlir::ValueRange scalars)>;

/// A tensor.empty of `type`'s shape with the element type of memory.
mlir::Value buildEmpty(mlir::OpBuilder &builder, mlir::Location loc, mlir::RankedTensorType type);

/// A tensor of `type` (storage elements) filled with the scalar `value`.
mlir::Value buildFilled(mlir::OpBuilder &builder, mlir::Location loc, mlir::RankedTensorType type,
                        mlir::Value value);

/// The elementwise operation with NumPy broadcasting: `operands` are tensors of storage
/// elements, `elementTypes` their ONNX element types, `resultType` the ONNX result. `body`
/// sees scalars as getScalarType has them and yields one.
mlir::Value buildElementwise(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::ValueRange operands, llvm::ArrayRef<mlir::Type> elementTypes,
                             mlir::RankedTensorType resultType, ScalarBody body);

/// The map by which an operand of `shape` is read in a loop nest over `resultShape`, as
/// NumPy broadcasts it.
mlir::AffineMap getBroadcastMap(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> resultShape,
                                mlir::MLIRContext *context);

/// Every element computed from its position: `body` gets one index per dimension and yields
/// a storage element. For gathers and generators.
mlir::Value buildFromIndices(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::RankedTensorType resultType, ScalarBody body);

/// A reduction over `axes`, with the reduced dimensions kept as 1 if `keepDims`. `combine`
/// gets the element (its scalar type) and the accumulator (an element of `init`, which is the
/// scalar initial value) and yields the next accumulator. The result has the storage of
/// `init`'s type.
mlir::Value buildReduction(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value input,
                           mlir::Type elementType, llvm::ArrayRef<int64_t> axes, bool keepDims,
                           mlir::Value init, ScalarBody combine);

/// The type that products of `elementType` are summed in: f32 for smaller floats.
mlir::Type getSumType(mlir::Type elementType);

/// The elements of `tensor` in another float type.
mlir::Value buildFloatConversion(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor,
                                 mlir::Type elementType);

/// `value`, repeated to `shape` as NumPy broadcasts it, in the type of its sums: what they start
/// with.
mlir::Value buildInit(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                      llvm::ArrayRef<int64_t> shape);

/// The same elements in another static shape.
mlir::Value buildReshape(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value input,
                         llvm::ArrayRef<int64_t> shape);

/// A transposed copy: dimension i of the result is dimension `permutation[i]` of the input.
mlir::Value buildTranspose(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value input,
                           llvm::ArrayRef<int64_t> permutation);

/// A constant index.
mlir::Value buildIndex(mlir::OpBuilder &builder, mlir::Location loc, int64_t value);

/// Element `position` of a 1-D tensor (or the element of a scalar) of an integer type as an
/// index; negative values are kept.
mlir::Value buildExtractIndex(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor,
                              int64_t position);

/// The sizes before, along and after `axis`.
llvm::SmallVector<int64_t> splitAt(llvm::ArrayRef<int64_t> shape, int64_t axis);

} // namespace onnxc

#endif
