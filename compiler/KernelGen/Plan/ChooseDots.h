// Which dot product of the machine computes a contraction of integers, and in what form it reads
// it.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_CHOOSEDOTS_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_CHOOSEDOTS_H

#include "dialects/Kernel/IR/KernelOps.h"

namespace onnxc {

/// A contraction, on tensors and without a tile, with the dot that it is for.
struct DotChoice {
  kernel::Contraction contraction;
  kernel::DotKind dot;
};

/// Chooses the first of `dots`, which are ranked, that can compute `contraction`, and gives input,
/// weights and sums the form that it needs:
///
/// - the input as i16, or with its bytes moved by 128 where they have the other sign; the sums
///   begin with what that adds to them.
/// - a number of input channels that groups of products divide: zeros are added to the weights, or,
///   where channels are few, those of all pixels of a row of the window are gathered.
///
/// Contractions of floats stay as they are. `contraction.op` may be replaced.
DotChoice chooseDot(const kernel::Contraction &contraction, llvm::ArrayRef<kernel::DotKind> dots);

/// Gives input, weights and sums of a contraction of bytes the form that `dot` needs.
kernel::Contraction prepareForDot(const kernel::Contraction &contraction, kernel::DotKind dot);

} // namespace onnxc

#endif
