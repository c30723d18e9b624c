// Constants that the sums of a contraction of integers begin and end with.
#ifndef ONNXC_COMPILER_TRANSFORMS_TENSORS_CHANNELCONSTANTS_H
#define ONNXC_COMPILER_TRANSFORMS_TENSORS_CHANNELCONSTANTS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace onnxc {

/// Adds up what all sums of an output channel share: shares of zero points before the contraction,
/// a bias after it. So each begins with one constant, and nothing is added in the end.
void foldChannelConstants(mlir::func::FuncOp function);

} // namespace onnxc

#endif
