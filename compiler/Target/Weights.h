// The constants of a model, which LLVM never sees.
#ifndef ONNXC_COMPILER_TARGET_WEIGHTS_H
#define ONNXC_COMPILER_TARGET_WEIGHTS_H

#include "mlir/IR/BuiltinOps.h"

#include <vector>

namespace onnxc {

/// The elements of a module's `onnxc.weight_values`, at their `onnxc.weight_offsets` in one
/// block of `onnxc.weights_size` bytes with zeros between. They stay where they are; the module
/// must outlive this.
class Weights {
public:
  static mlir::FailureOr<Weights> get(mlir::ModuleOp module);

  uint64_t size() const { return totalBytes; }

  /// Calls `sink` with the pieces of the block, in order and without gaps. `swapBytes` turns
  /// the elements for a target of the other byte order.
  void write(llvm::function_ref<void(llvm::ArrayRef<char>)> sink, bool swapBytes = false) const;

private:
  struct Part {
    uint64_t offset;
    uint64_t bytes;        // in the block
    unsigned elementBytes; // of one number
    llvm::ArrayRef<char> data;
    bool splat; // `data` is one element, for all
  };
  static void writePart(const Part &part, llvm::function_ref<void(llvm::ArrayRef<char>)> sink,
                        bool swapBytes);

  uint64_t totalBytes = 0;
  std::vector<Part> parts;
};

} // namespace onnxc

#endif
