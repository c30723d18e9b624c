// The first words of a command line, before LLVM reads its flags.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_COMMANDWORDS_H
#define ONNXC_COMPILER_TOOLS_ONNXC_COMMANDWORDS_H

#include "mlir/Support/LLVM.h"

namespace onnxc {

/// Spells `onnxc help [command]` and `onnxc version` as flags. A first word that is neither a file
/// nor a command, but what others call one or nearly its name, is an error that says what was
/// meant.
mlir::LogicalResult readCommandWords(llvm::SmallVectorImpl<const char *> &arguments);

} // namespace onnxc

#endif
