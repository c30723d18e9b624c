// Measured times of kernels in the report.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_STEPTIMES_H
#define ONNXC_COMPILER_TOOLS_ONNXC_STEPTIMES_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace onnxc {

/// Adds the microseconds in the file `path` to the steps of `report`. The file has what
/// `onnxc bench --json` writes, or only a list of numbers, one for each step: those of a program
/// that was compiled with --profile.
llvm::Error addStepTimes(llvm::StringRef path, llvm::json::Object &report);

} // namespace onnxc

#endif
