// The functions on strings that a model calls, from runtime/text.
#ifndef ONNXC_COMPILER_TARGET_TEXT_H
#define ONNXC_COMPILER_TARGET_TEXT_H

#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

namespace onnxc {

/// Links what `module` declares of them into it, with all that these need.
llvm::Error linkTextFunctions(llvm::Module &module);

} // namespace onnxc

#endif
