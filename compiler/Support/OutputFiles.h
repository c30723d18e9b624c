// The files that a command writes.
#ifndef ONNXC_COMPILER_SUPPORT_OUTPUTFILES_H
#define ONNXC_COMPILER_SUPPORT_OUTPUTFILES_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"

#include <optional>
#include <string>
#include <vector>

namespace onnxc {

using WriteFunction = llvm::function_ref<void(llvm::raw_ostream &)>;

/// Files that appear together, and complete: each is written under another name beside its place,
/// and all are renamed when the last one is done. Until then the earlier files stay as they are.
/// Devices and pipes, which no file can replace, are written directly.
class OutputFiles {
public:
  OutputFiles() = default;
  OutputFiles(OutputFiles &&) = default;
  ~OutputFiles();

  /// No output may replace the file at `path`, by whatever name.
  void addInput(llvm::StringRef path);

  /// Announces an output. Its place is an error if it is an input, another output or a folder.
  llvm::Error claim(llvm::StringRef path);

  /// Writes an output that was announced.
  llvm::Error write(llvm::StringRef path, WriteFunction write);

  /// The same for a program that writes a file by its name: `produce` gets that of the temporary
  /// file.
  llvm::Error produce(llvm::StringRef path,
                      llvm::function_ref<llvm::Error(llvm::StringRef)> produce);

  /// Puts all outputs to their places.
  llvm::Error commit();

private:
  struct Output {
    std::string path;
    std::string place; // with links resolved
    std::optional<llvm::sys::fs::TempFile> file;
  };

  Output &find(llvm::StringRef path);
  llvm::Error checkPlace(llvm::StringRef path, llvm::StringRef place) const;

  std::vector<llvm::sys::fs::UniqueID> inputs;
  std::vector<Output> outputs;
};

/// Calls `use` with the name of a file that `write` has written beside `path` and that is gone
/// afterwards.
llvm::Error withTemporaryFile(llvm::StringRef path, llvm::StringRef suffix, WriteFunction write,
                              llvm::function_ref<llvm::Error(llvm::StringRef)> use);

} // namespace onnxc

#endif
