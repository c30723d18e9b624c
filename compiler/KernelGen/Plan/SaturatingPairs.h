// What makes `pmaddubsw` exact: weights with which no sum of two products leaves 16 bits.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_SATURATINGPAIRS_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_SATURATINGPAIRS_H

#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

namespace onnxc {

/// The share of steps that need an extra one, about: of the panel of `columns` output channels of
/// `weights`, which are not packed yet, that has the most.
double getExcessShare(const kernel::Contraction &contraction, const onnx::ConstantTensor &weights,
                      int64_t columns);

/// Leaves of each pair of `packed` weights that could make its sum saturate a half in place. The
/// other halves go to extra steps after those of their panel, of which all panels have as many as
/// the one that needs the most:
///
///   (100, 90) becomes (50, 45), and (50, 45) in an extra step with the same inputs
///
/// Yields `tile` with the number of extra steps.
kernel::TileAttr separateExcess(const kernel::Contraction &contraction, kernel::TileAttr tile,
                                std::vector<char> &packed);

} // namespace onnxc

#endif
