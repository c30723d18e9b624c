// Functions that are too long for LLVM.
#ifndef ONNXC_COMPILER_TARGET_LONGBLOCKS_H
#define ONNXC_COMPILER_TARGET_LONGBLOCKS_H

#include "llvm/IR/Function.h"

namespace onnxc {

/// Cuts blocks of thousands of instructions into functions that are called one after the other:
/// the time of LLVM's instruction selection and scheduling grows with the square of a block. Each
/// function computes the addresses that it uses.
void splitLongBlocks(llvm::Function &function);

} // namespace onnxc

#endif
