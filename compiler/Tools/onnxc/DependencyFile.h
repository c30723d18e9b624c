// The files that a model was read from, for build systems.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_DEPENDENCYFILE_H
#define ONNXC_COMPILER_TOOLS_ONNXC_DEPENDENCYFILE_H

#include "mlir/Support/LLVM.h"

#include <string>

namespace onnxc {

/// The path beside `output`, with suffix .d.
std::string getDependencyPath(llvm::StringRef output);

/// Writes the rule `output: inputs`, as make and ninja read it.
void writeDependencies(llvm::StringRef output, llvm::ArrayRef<std::string> inputs,
                       llvm::raw_ostream &os);

} // namespace onnxc

#endif
