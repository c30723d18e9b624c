// Images with their channels last, as kernels take them.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOKERNEL_CHANNELSLAST_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOKERNEL_CHANNELSLAST_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace onnxc {

/// N C D... as N D... C.
mlir::Value buildChannelsLast(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);

/// N D... C as N C D....
mlir::Value buildChannelsFirst(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);

/// `input` N D... C with as many of the scalar `padding` around its space as `pads` says: all
/// begins, then all ends.
mlir::Value buildPaddedSpace(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value input,
                             llvm::ArrayRef<int64_t> pads, mlir::Value padding);

/// The shape of `type`, N C D..., with its channels last.
llvm::SmallVector<int64_t> getChannelsLastShape(mlir::RankedTensorType type);

/// A depthwise convolution of a padded `image` N D... C with `weights` K... C, added to `sums`. In
/// `body`, arguments are an element of the image, a weight and the sum so far.
mlir::Value buildDepthwiseGeneric(
    mlir::OpBuilder &builder, mlir::Location loc, mlir::Value image, mlir::Value weights,
    mlir::Value sums, llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> dilations,
    llvm::function_ref<void(mlir::OpBuilder &, mlir::Location, mlir::ValueRange)> body);

} // namespace onnxc

#endif
