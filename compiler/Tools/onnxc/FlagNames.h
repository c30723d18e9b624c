// Flags that do not exist, and what to write instead.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_FLAGNAMES_H
#define ONNXC_COMPILER_TOOLS_ONNXC_FLAGNAMES_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/CommandLine.h"

namespace onnxc {

/// Fails, with a message, at an argument that is not a flag of `command` or of the top level. LLVM
/// takes what begins with a flag of one letter for that flag (`--html` for `-h`), and suggests
/// whatever is spelled like it.
mlir::LogicalResult checkFlagNames(llvm::ArrayRef<const char *> arguments,
                                   llvm::cl::SubCommand &command);

} // namespace onnxc

#endif
