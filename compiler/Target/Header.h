// The C and C++ header of a compiled model.
#ifndef ONNXC_COMPILER_TARGET_HEADER_H
#define ONNXC_COMPILER_TARGET_HEADER_H

#include "compiler/Target/EmitModel.h"

namespace onnxc {

/// Writes the header: C99, and C++17 with a class, complete in itself.
void writeHeader(const EmittedModel &model, const Target &target, llvm::raw_ostream &os);

} // namespace onnxc

#endif
