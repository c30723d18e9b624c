// Entries of lists of integers that operators on shapes put together, as far as they can be known
// before a run: that of a shape, or of the axes that an operator takes.
#ifndef ONNXC_DIALECTS_ONNX_IR_LISTENTRY_H
#define ONNXC_DIALECTS_ONNX_IR_LISTENTRY_H

#include "mlir/IR/Value.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace onnxc::onnx {

/// What an entry of a list is.
struct ListEntry {
  /// The number, if it is known.
  std::optional<int64_t> number;
  /// Else a value of which it is an element.
  mlir::Value maker = {};
  /// Whether it is the size of a dimension, so that it is not negative.
  bool isSize = false;
};

/// Follows element `place` of `list` through what joins, takes and reshapes lists, and chooses
/// between them:
///
///   %0 = onnx.Concat %n, %c : ...               // [n, 256]
///   %1 = onnx.Equal %0, [-1, -1]
///   %2 = onnx.Where %1, %ones, %0               // its last entry is 256; its first one is n
///
/// if `isSize` holds for %n. Values for which it does are not followed further.
ListEntry traceEntry(mlir::Value list, int64_t place, llvm::function_ref<bool(mlir::Value)> isSize);

/// The entries of `list`, of known length, as numbers; those that are not known are dynamic.
llvm::SmallVector<int64_t> getKnownEntries(mlir::Value list);

} // namespace onnxc::onnx

#endif
