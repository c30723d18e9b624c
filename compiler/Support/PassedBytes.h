#ifndef ONNXC_COMPILER_SUPPORT_PASSEDBYTES_H
#define ONNXC_COMPILER_SUPPORT_PASSEDBYTES_H

#include "compiler/Support/HostTensor.h"

namespace onnxc {

/// What a compiled model gets for a tensor: its bytes, or views of its strings.
std::vector<char> getPassedBytes(const HostTensor &tensor);

/// Takes what a run has left there: all bytes, or copies of the strings that they view.
void takePassedBytes(HostTensor &tensor, llvm::ArrayRef<char> bytes);

} // namespace onnxc

#endif
