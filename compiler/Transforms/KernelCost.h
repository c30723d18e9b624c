// How long kernels take, roughly: what decides whether threads pay.
#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELCOST_H
#define ONNXC_COMPILER_TRANSFORMS_KERNELCOST_H

#include "compiler/Transforms/KernelSlices.h"

namespace onnxc {

/// Nanoseconds that `members` take on one thread of a core of today, with vectors of `vectorBytes`
/// bytes and a cache of `cacheBytes`: the longer of arithmetic and of the way to memory.
double getNanoseconds(llvm::ArrayRef<mlir::Operation *> members, int64_t vectorBytes,
                      int64_t cacheBytes);

/// Nanoseconds to read what every part along `axis` needs all of.
double getSharedNanoseconds(const KernelAxis &axis, int64_t cacheBytes);

} // namespace onnxc

#endif
