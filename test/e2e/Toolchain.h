// How programs for a target are linked and run.
#ifndef ONNXC_TEST_E2E_TOOLCHAIN_H
#define ONNXC_TEST_E2E_TOOLCHAIN_H

#include "mlir/Support/LLVM.h"

#include <string>
#include <vector>

namespace onnxc::e2e {

struct Toolchain {
  /// A C compiler with its flags, and an emulator with its flags or nothing.
  std::vector<std::string> compiler, emulator;
  /// Of the project: runtime/onnxc.h and test/e2e/runner lie there.
  std::string sourceRoot;
  std::string workFolder;
  /// The file of test/e2e/runner that knows the machine.
  std::string machine = "posix";
};

extern const char *const kTargetHelp;

std::vector<std::string> splitCommand(llvm::StringRef text);

/// The toolchain for `target`, for objects that were compiled with `onnxcFlags`, with the command
/// `emulator`, or if that is empty, the usual one. A target without a known toolchain is an error
/// on the standard error stream.
mlir::FailureOr<Toolchain> findToolchain(llvm::StringRef target, llvm::StringRef emulator,
                                         llvm::ArrayRef<std::string> onnxcFlags,
                                         llvm::StringRef sourceRoot, llvm::StringRef workFolder);

} // namespace onnxc::e2e

#endif
