// The constant strings of a model, and calls of functions on strings.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_TEXTTABLE_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_TEXTTABLE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/StringMap.h"

namespace onnxc {

/// Constant strings have places in one list of bytes, by which they are known
/// (runtime/text/text.h).
class TextTable {
public:
  /// Collects what the operators of `module` have.
  explicit TextTable(mlir::ModuleOp module);

  /// The string in memory; it must be there.
  int64_t getString(llvm::StringRef text) const;

  /// A list of strings as they lie in memory, at least one.
  mlir::Value buildList(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<llvm::StringRef> texts) const;

  /// The bytes of all.
  mlir::Value buildBytes(mlir::ImplicitLocOpBuilder &b) const;

private:
  void add(llvm::StringRef text);

  llvm::StringMap<int64_t> places;
  llvm::SmallVector<char> bytes;
};

/// Calls a function on `inputs`, each as a list of its elements. The results have `types`, which
/// are static and of elements in memory.
llvm::SmallVector<mlir::Value> buildText(mlir::ImplicitLocOpBuilder &b, llvm::StringRef function,
                                         mlir::ValueRange inputs,
                                         llvm::ArrayRef<mlir::RankedTensorType> types,
                                         llvm::ArrayRef<int64_t> numbers);

/// Makes tensors of strings that the program passes and gets lists of words, each view an address
/// and a size; what is inside stays as it is.
void openTexts(mlir::ModuleOp module, const TextTable &texts);

} // namespace onnxc

#endif
