// How long kernels take, roughly: what decides whether threads pay.
#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELS_KERNELCOST_H
#define ONNXC_COMPILER_TRANSFORMS_KERNELS_KERNELCOST_H

#include "compiler/Transforms/Kernels/KernelSlices.h"
#include "dialects/Kernel/IR/Machine.h"

namespace onnxc {

/// Ticks that `members` take on one thread of `machine`: the longer of arithmetic and of the way to
/// memory.
double getTicks(llvm::ArrayRef<mlir::Operation *> members, kernel::MachineAttr machine);

/// Ticks to read what every part along `axis` needs all of.
double getSharedTicks(const KernelAxis &axis, kernel::MachineAttr machine);

} // namespace onnxc

#endif
