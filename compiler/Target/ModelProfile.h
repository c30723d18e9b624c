// The table of what a compiled model measures.
#ifndef ONNXC_COMPILER_TARGET_MODELPROFILE_H
#define ONNXC_COMPILER_TARGET_MODELPROFILE_H

#include "mlir/IR/BuiltinOps.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace onnxc {

struct ModelProfile {
  /// One call of a kernel.
  struct Entry {
    std::string nodes;     // names of ONNX nodes, joined by commas
    std::string operators; // theirs, in the same way
    std::string kernel;    // the function
    std::string work;      // its main loops in words
    uint64_t flops = 0;    // of its contractions
    uint64_t bytes = 0;    // of its buffers
  };
  std::vector<Entry> entries;
  /// Where the counters lie in the arena: calls and ticks, of 64 bits each, for each entry and then
  /// for the whole run.
  uint64_t offset = 0;
};

/// Reads what onnxc-profile-kernels has left in a module; nothing if it did not run.
std::optional<ModelProfile> getModelProfile(mlir::ModuleOp module);

} // namespace onnxc

#endif
