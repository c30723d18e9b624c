// Which contractions of integers become kernels.
#ifndef ONNXC_DIALECTS_ONNX_IR_INTEGERCONTRACTION_H
#define ONNXC_DIALECTS_ONNX_IR_INTEGERCONTRACTION_H

#include "dialects/Onnx/IR/OnnxOps.h"

namespace onnxc::onnx {

/// Why a contraction is not one for a kernel, which takes weights that are a constant of bytes, and
/// an input of bytes with one zero point; empty if it is one. All others are computed with integers
/// of 32 bits.
llvm::StringRef getKernelObstacle(MatMulIntegerOp op);
llvm::StringRef getKernelObstacle(ConvIntegerOp op);

} // namespace onnxc::onnx

#endif
