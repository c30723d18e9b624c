// The kernels of a model in their order, and what lies in memory beside each.
#ifndef ONNXC_COMPILER_TARGET_MODELSCHEDULE_H
#define ONNXC_COMPILER_TARGET_MODELSCHEDULE_H

#include "mlir/IR/BuiltinOps.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace onnxc {

struct ModelSchedule {
  /// One call of a kernel.
  struct Step {
    std::string nodes;     // names of ONNX nodes, joined by commas
    std::string operators; // theirs, in the same way
    std::string kernel;    // the function
    std::string work;      // its main loops in words
    std::string output;    // `1x64x56x56 f32`; empty if not known
    uint64_t multiplyAdds = 0;
    uint64_t weights = 0; // bytes
    uint64_t alive = 0;   // bytes of temporaries
  };
  /// A temporary that lives from step `first` to step `last`.
  struct Buffer {
    uint64_t bytes, offset, first, last;
    std::string type;
    std::string nodes; // that make it
  };
  std::vector<Step> steps;
  std::vector<Buffer> buffers;
};

/// `1x64x56x56 f32`
std::string describeType(mlir::MemRefType type);

/// Reads what onnxc-record-schedule has left in a module; nothing if it did not run.
std::optional<ModelSchedule> getModelSchedule(mlir::ModuleOp module);

} // namespace onnxc

#endif
