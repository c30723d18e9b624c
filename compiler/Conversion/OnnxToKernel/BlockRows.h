// Quantized weights as rows of bytes that kernels unpack.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOKERNEL_BLOCKROWS_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOKERNEL_BLOCKROWS_H

#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/QuantizedWeights.h"

namespace onnxc {

/// One row of i8 for each output channel, as `blocks` says.
struct BlockRows {
  mlir::ElementsAttr bytes;
  kernel::BlocksAttr blocks;
};
BlockRows packBlockRows(const onnx::QuantizedWeights &weights);

} // namespace onnxc

#endif
