// Rules of type inference that several operators share. A dimension that is not known is
// ShapedType::kDynamic; every type is ranked.
#ifndef ONNXC_DIALECTS_ONNX_IR_TYPEINFERENCE_H
#define ONNXC_DIALECTS_ONNX_IR_TYPEINFERENCE_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ValueRange.h"

#include <optional>

namespace onnxc::onnx {

/// No tensor has more dimensions or elements: sizes beyond that are damage in a model.
constexpr int64_t kMaxRank = 64, kMaxElements = int64_t(1) << 40;

/// Whether `type` stays below both, whatever its unknown dimensions turn out to be.
bool isAddressable(mlir::RankedTensorType type);

/// Sums and products of what a model says, which no number in it makes overflow: they end far
/// beyond kMaxElements, where results may still be added up.
int64_t addSizes(int64_t a, int64_t b);
int64_t multiplySizes(int64_t a, int64_t b);
int64_t toSize(double size);

/// Whether an operator may have results of `actual` where inference finds `inferred`:
/// same element type and rank, and no two known dimensions that differ.
bool areCompatibleTypes(mlir::TypeRange inferred, mlir::TypeRange actual);

/// `inferred` with the sizes of `declared` where it leaves them open, whatever that says of the
/// others. Of another rank, `declared` says nothing.
mlir::RankedTensorType fillOpenSizes(mlir::RankedTensorType inferred,
                                     mlir::RankedTensorType declared);

/// The type with what both know: `declared` fills dimensions that `inferred` leaves open.
/// Nothing if they contradict each other.
std::optional<mlir::RankedTensorType> mergeTypes(mlir::RankedTensorType inferred,
                                                 mlir::RankedTensorType declared);

/// ONNX's multidirectional (NumPy) broadcasting of shapes. Emits an error and fails if
/// two dimensions do not fit.
mlir::LogicalResult inferBroadcastShape(std::optional<mlir::Location> loc,
                                        llvm::ArrayRef<llvm::ArrayRef<int64_t>> shapes,
                                        llvm::SmallVectorImpl<int64_t> &shape);

/// The positions of a window (of a convolution or a pool) along one dimension, rounded down or,
/// if `ceilMode`, up, where the last window must start inside the input or its left padding.
/// Nothing if not one window fits.
std::optional<int64_t> inferWindowDim(int64_t input, int64_t kernel, int64_t stride,
                                      int64_t dilation, int64_t padBegin, int64_t padEnd,
                                      bool ceilMode = false);

/// The result of an operator on broadcast operands: elements of operand `elementOf`, or bool. The
/// operands from that one on have one element type, unless they are `mixed`.
mlir::LogicalResult inferBroadcastType(std::optional<mlir::Location> loc, mlir::ValueRange operands,
                                       bool toBool, int elementOf, bool mixed,
                                       llvm::SmallVectorImpl<mlir::Type> &types);

/// The most parts that a tensor is split into: operands and results of one operation in MLIR are
/// not made for more, and each part takes an operation.
inline constexpr int64_t kMaxPieces = int64_t(1) << 16;

/// Makes an axis from [-rank, rank) one of [0, rank); fails with an error outside of that.
mlir::FailureOr<int64_t> normalizeAxis(std::optional<mlir::Location> loc, int64_t axis,
                                       int64_t rank);

/// As above, for several axes, in which a duplicate is an error too.
mlir::FailureOr<llvm::SmallVector<int64_t>>
normalizeAxes(std::optional<mlir::Location> loc, llvm::ArrayRef<int64_t> axes, int64_t rank);

/// The number of elements of the 1-D operand `name` that lists dimensions, axes or their like.
/// A length that no tensor has use for is an error.
mlir::FailureOr<int64_t> getListLength(std::optional<mlir::Location> loc, llvm::StringRef name,
                                       mlir::Value list);

inline mlir::RankedTensorType getTensorType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}

/// A scale or zero point `parameter` of a tensor: one element, or one for each step along `axis`;
/// of more dimensions, it broadcasts to the tensor. It may be absent.
mlir::LogicalResult checkPerAxis(std::optional<mlir::Location> loc, llvm::StringRef name,
                                 mlir::Value parameter, mlir::RankedTensorType of, int64_t axis);

/// ONNX's unidirectional broadcasting of `value`, which may be absent, to `type`.
mlir::LogicalResult checkBroadcastsTo(std::optional<mlir::Location> loc, mlir::Value value,
                                      mlir::RankedTensorType type);

/// Operands of one element type, as far as they are given.
mlir::LogicalResult checkElementType(std::optional<mlir::Location> loc, mlir::Type elementType,
                                     mlir::ValueRange operands);

/// Operands of one element, as far as they are given and their size is known.
mlir::LogicalResult checkScalars(std::optional<mlir::Location> loc, mlir::ValueRange operands);

/// Verifies that the one result of `op` has as many elements as its first operand, as far as both
/// are known: a model may claim any shape for a result that depends on data.
mlir::LogicalResult verifyElementCount(mlir::Operation *op);

} // namespace onnxc::onnx

#endif
