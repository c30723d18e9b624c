// How an operation on buffers splits into parts along one dimension of its result.
#ifndef ONNXC_DIALECTS_KERNEL_IR_SPLIT_H
#define ONNXC_DIALECTS_KERNEL_IR_SPLIT_H

#include "mlir/IR/OpDefinition.h"

#include <optional>
#include <tuple>

namespace onnxc::kernel {

/// What a part of the result needs of an operand: for `count` steps of the result's dimension from
/// `begin` on, `count * stride + rest` elements of `dim` from `begin * stride` on. The count is
/// rounded up to a multiple of `round` first.
struct OperandSlice {
  unsigned dim = 0;
  int64_t stride = 1, rest = 0, round = 1;

  bool operator==(const OperandSlice &other) const {
    return std::tie(dim, stride, rest, round) ==
           std::tie(other.dim, other.stride, other.rest, other.round);
  }
};

struct Split {
  /// Steps along the dimension.
  int64_t size = 1;
  /// Every part but the last has a multiple of `granule` steps, and is best one of `unit` steps.
  int64_t granule = 1, unit = 1;
  /// Every part has so many steps: with fewer, another loop could run along the lanes of vectors,
  /// and sums have another order.
  int64_t least = 1;
  /// Whether granules along elements that lie side by side are whole vectors.
  bool keepsVectors = false;
  /// One for each operand; nothing if each part needs all of it.
  llvm::SmallVector<std::optional<OperandSlice>> operands;
};

} // namespace onnxc::kernel

#include "dialects/Kernel/IR/SplittableOpInterface.h.inc"

#endif
