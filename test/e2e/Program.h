#ifndef ONNXC_TEST_E2E_PROGRAM_H
#define ONNXC_TEST_E2E_PROGRAM_H

#include "compiler/Execute/Verify.h"

#include <cstdio>

namespace onnxc::e2e {

/// How programs for a target are linked and run.
struct Toolchain {
  /// A C compiler with its flags, and an emulator with its flags or nothing.
  std::vector<std::string> compiler, emulator;
  /// Of the project: runtime/onnxc.h and test/e2e/runner.c lie there.
  std::string sourceRoot;
  std::string workFolder;
};

/// Runs a command; fails with what it printed.
llvm::Error runCommand(llvm::ArrayRef<std::string> command, llvm::StringRef workFolder,
                       unsigned timeoutSeconds);

/// Links objects, whose models have the given names, with the generic runner. Returns the
/// program's path.
llvm::Expected<std::string> linkProgram(const Toolchain &toolchain, llvm::StringRef programName,
                                        llvm::ArrayRef<std::string> objects,
                                        llvm::ArrayRef<std::string> modelNames);

/// A running program that answers as runner.c says.
class Program {
public:
  static llvm::Expected<std::unique_ptr<Program>> start(const Toolchain &toolchain,
                                                        llvm::StringRef path);
  ~Program();

  /// Asks for the description of a model.
  llvm::Expected<ModelSignature> describe(size_t model, mlir::MLIRContext *context);

  /// Runs a model once.
  llvm::Expected<std::vector<HostTensor>> run(size_t model, const ModelSignature &signature,
                                              llvm::ArrayRef<HostTensor> inputs);

private:
  Program(int processId, int input, int output);

  void request(char kind, size_t model);
  /// Reads from the program; after the first failure only zeros come.
  void read(void *data, size_t size);
  uint64_t readNumber();
  ModelValue readValue(mlir::MLIRContext *context);
  llvm::Error getError();

  int processId;
  std::FILE *toProgram, *fromProgram;
  bool isBroken = false;
};

} // namespace onnxc::e2e

#endif
