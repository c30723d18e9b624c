// Tensors whose bytes lie in a file of their own.
#ifndef ONNXC_COMPILER_IMPORT_EXTERNALDATA_H
#define ONNXC_COMPILER_IMPORT_EXTERNALDATA_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

#include <functional>
#include <memory>
#include <string>

namespace onnxc::importer {

/// Bytes inside a mapped file.
struct MappedBytes {
  std::shared_ptr<llvm::MemoryBuffer> file;
  llvm::ArrayRef<char> bytes;
};

/// The files beside a model, each mapped once.
class ExternalFiles {
public:
  explicit ExternalFiles(llvm::StringRef folder) : folder(folder) {}

  /// `length` bytes at `offset` of the file `location`, which must lie in the model's folder,
  /// symbolic links resolved. Errors begin with `what`.
  mlir::FailureOr<MappedBytes> map(llvm::StringRef location, uint64_t offset, uint64_t length,
                                   mlir::Location loc, llvm::StringRef what);

  /// Called with the path of each file.
  std::function<void(llvm::StringRef path)> onOpen;

private:
  mlir::FailureOr<std::shared_ptr<llvm::MemoryBuffer>>
  open(llvm::StringRef location, mlir::Location loc, llvm::StringRef what);

  std::string folder;
  llvm::StringMap<std::shared_ptr<llvm::MemoryBuffer>> files;
};

} // namespace onnxc::importer

#endif
