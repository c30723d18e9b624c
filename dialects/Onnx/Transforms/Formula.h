#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_FORMULA_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_FORMULA_H

#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"

namespace onnxc::onnx {

/// Formulas, written operator by operator at one location.
struct Formula {
  mlir::OpBuilder &builder;
  mlir::Location loc;

  mlir::Value add(mlir::Value a, mlir::Value b) { return AddOp::create(builder, loc, a, b); }
  mlir::Value sub(mlir::Value a, mlir::Value b) { return SubOp::create(builder, loc, a, b); }
  mlir::Value mul(mlir::Value a, mlir::Value b) { return MulOp::create(builder, loc, a, b); }
  mlir::Value div(mlir::Value a, mlir::Value b) { return DivOp::create(builder, loc, a, b); }
  mlir::Value max(mlir::Value a, mlir::Value b) {
    return MaxOp::create(builder, loc, mlir::ValueRange{a, b});
  }
  mlir::Value matMul(mlir::Value a, mlir::Value b) { return MatMulOp::create(builder, loc, a, b); }
  mlir::Value where(mlir::Value test, mlir::Value a, mlir::Value b) {
    return WhereOp::create(builder, loc, test, a, b);
  }
  mlir::Value sqrt(mlir::Value a) { return SqrtOp::create(builder, loc, a); }
  mlir::Value reciprocal(mlir::Value a) { return ReciprocalOp::create(builder, loc, a); }
  mlir::Value exp(mlir::Value a) { return ExpOp::create(builder, loc, a); }
  mlir::Value log(mlir::Value a) { return LogOp::create(builder, loc, a); }
  mlir::Value tanh(mlir::Value a) { return TanhOp::create(builder, loc, a); }

  /// A scalar of the element type of `like`.
  mlir::Value scalar(mlir::Value like, double value) {
    return constantScalar(builder, loc, getTensorType(like).getElementType(), value);
  }
  mlir::Value castTo(mlir::Value a, mlir::Type elementType) {
    if (getTensorType(a).getElementType() == elementType)
      return a;
    return CastOp::create(builder, loc, a, elementType);
  }
  mlir::Value reshape(mlir::Value a, llvm::ArrayRef<int64_t> shape) {
    return reshapeTo(builder, loc, a, shape);
  }
  mlir::Value transpose(mlir::Value a, llvm::ArrayRef<int64_t> perm) {
    return TransposeOp::create(builder, loc, a, builder.getDenseI64ArrayAttr(perm));
  }
  /// The elements from `start` to before `end` along `axis`.
  mlir::Value slice(mlir::Value a, int64_t axis, int64_t start, int64_t end) {
    if (start == 0 && end == getTensorType(a).getDimSize(axis))
      return a;
    auto list = [&](int64_t x) { return constantInts(builder, loc, x); };
    return SliceOp::create(builder, loc, a, list(start), list(end), list(axis), mlir::Value());
  }
  mlir::Value concat(mlir::ValueRange parts, int64_t axis) {
    return ConcatOp::create(builder, loc, parts, axis);
  }

  /// A reduction that keeps the dimensions.
  template <typename Op> mlir::Value reduce(mlir::Value a, llvm::ArrayRef<int64_t> axes) {
    return Op::create(builder, loc, a, constantInts(builder, loc, axes), /*keepdims=*/1,
                      /*noop_with_empty_axes=*/0);
  }
  mlir::Value mean(mlir::Value a, llvm::ArrayRef<int64_t> axes) {
    return reduce<ReduceMeanOp>(a, axes);
  }

  /// One value per channel (dimension 1), shaped to broadcast over `like`.
  mlir::Value perChannel(mlir::Value a, mlir::Value like) {
    llvm::SmallVector<int64_t> shape(getTensorType(like).getRank() - 1, 1);
    shape[0] = getTensorType(a).getDimSize(0);
    return reshape(a, shape);
  }

  /// 1 / sqrt(variance + epsilon)
  mlir::Value inverseDeviation(mlir::Value variance, double epsilon) {
    return reciprocal(sqrt(add(variance, scalar(variance, epsilon))));
  }
};

} // namespace onnxc::onnx

#endif
