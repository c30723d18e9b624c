// Sizes of a reshaped tensor of which a run settles dimensions.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_RESHAPEDSIZES_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_RESHAPEDSIZES_H

#include "mlir/IR/Value.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace onnxc::onnx {

/// A number of steps: `factor` times each of `counts`, which a run settles.
struct Extent {
  int64_t factor = 1;
  /// In a fixed order.
  llvm::SmallVector<mlir::Value, 2> counts;

  bool isOpen() const { return !counts.empty(); }
};

/// A dimension that has room for some steps, of which those of `extent` count.
struct OpenDim {
  int64_t room;
  Extent extent;
};

/// How many elements count in `dims`.
Extent getProduct(llvm::ArrayRef<OpenDim> dims);

/// An entry of the shape that a Reshape is given: nothing for the -1.
using TargetDim = std::optional<Extent>;

/// The dimensions that a tensor of `input` has as one of `target`, where the elements that count
/// lie in the same order, with nothing between them: sizes of a run stand first in what they are
/// merged with, as in [n, 90, 4] to [n * 90, 4]. Nothing if they do not, or numbers do not fit.
std::optional<llvm::SmallVector<OpenDim>> reshapeSizes(llvm::ArrayRef<OpenDim> input,
                                                       llvm::ArrayRef<TargetDim> target);

} // namespace onnxc::onnx

#endif
