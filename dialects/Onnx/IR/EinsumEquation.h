#ifndef ONNXC_DIALECTS_ONNX_IR_EINSUMEQUATION_H
#define ONNXC_DIALECTS_ONNX_IR_EINSUMEQUATION_H

#include "mlir/IR/Diagnostics.h"

namespace onnxc::onnx {

/// An Einsum equation with its letters (and the dimensions of an ellipsis) numbered. Those
/// of the output come first, in its order; the others are summed over.
struct EinsumEquation {
  /// The numbered dimension of each dimension of each input.
  llvm::SmallVector<llvm::SmallVector<int64_t>> inputs;
  llvm::SmallVector<int64_t> output;
  /// The size of each numbered dimension.
  llvm::SmallVector<int64_t> sizes;
};

/// Parses `equation` against the shapes of the inputs; emits an error if they do not fit.
mlir::FailureOr<EinsumEquation> parseEinsumEquation(std::optional<mlir::Location> loc,
                                                    llvm::StringRef equation,
                                                    llvm::ArrayRef<llvm::ArrayRef<int64_t>> shapes);

} // namespace onnxc::onnx

#endif
