// Where the weights of a contraction lie before they are packed.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_WEIGHTORDER_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_WEIGHTORDER_H

#include "dialects/Kernel/IR/KernelOps.h"

namespace onnxc {

/// How far apart in unpacked weights are two output channels, two input channels, and two steps
/// along each dimension of the kernel.
struct WeightStrides {
  int64_t filter = 0, channel = 0;
  llvm::SmallVector<int64_t> kernel;
};

WeightStrides getWeightStrides(const kernel::Contraction &contraction);

/// Where each product's weight of output channel 0 lies, in the order of the products: along the
/// kernel's dimensions, then along the input channels.
llvm::SmallVector<int64_t> getProductOffsets(const kernel::Contraction &contraction,
                                             const WeightStrides &strides);

} // namespace onnxc

#endif
