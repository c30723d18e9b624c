// Counts instructions under an emulator.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_COUNTINSTRUCTIONS_H
#define ONNXC_COMPILER_TOOLS_ONNXC_COUNTINSTRUCTIONS_H

#include "compiler/Execute/HostModel.h"
#include "compiler/Target/EmitModel.h"
#include "compiler/Tools/onnxc/EmulatedMachine.h"
#include "compiler/Tools/onnxc/Session.h"

namespace onnxc {

/// What one run of a model executes.
struct InstructionCounts {
  uint64_t total = 0;
  /// By function, also of helpers of the compiler's library.
  std::map<std::string, uint64_t> functions;
};

/// Links the model of `object`, whose symbols begin with `model`, with a program that runs it on
/// `inputs` once and twice, and runs both: the difference is one run. The object and its header lie
/// in `folder`, where all other files are written, too. Prints what fails.
mlir::FailureOr<InstructionCounts> countInstructions(const EmulatedMachine &machine,
                                                     const EmittedModel &model,
                                                     llvm::ArrayRef<HostTensor> inputs,
                                                     llvm::StringRef folder);

} // namespace onnxc

#endif
