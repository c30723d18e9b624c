// What a compiled model takes of a device, in one line, and the bounds that a user sets.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_BUDGET_H
#define ONNXC_COMPILER_TOOLS_ONNXC_BUDGET_H

#include "compiler/Target/EmitModel.h"

#include <optional>

namespace onnxc {

/// Bounds in bytes.
struct Budget {
  std::optional<uint64_t> flash, ram, stack;

  bool isSet() const { return flash || ram || stack; }
};

/// Prints one line: flash, RAM, multiplications.
void printSummary(const EmittedModel &model, llvm::StringRef path, llvm::StringRef time,
                  llvm::raw_ostream &os);

/// Says what is above its bound, and what would help; of RAM also what lies in it.
mlir::LogicalResult checkBudget(const EmittedModel &model, const Budget &budget, OptLevel level,
                                llvm::raw_ostream &os);

} // namespace onnxc

#endif
