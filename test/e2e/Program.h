#ifndef ONNXC_TEST_E2E_PROGRAM_H
#define ONNXC_TEST_E2E_PROGRAM_H

#include "compiler/Execute/Verify.h"
#include "test/e2e/Toolchain.h"

#include <cstdio>

namespace onnxc::e2e {

/// Runs a command; fails with what it printed.
llvm::Error runCommand(llvm::ArrayRef<std::string> command, llvm::StringRef workFolder,
                       unsigned timeoutSeconds);

/// A compiled model as the runner's table has it.
struct LinkedModel {
  /// Of its symbols.
  std::string name;
  std::string objectPath;
  uint64_t stackSize;
};

/// Links models with the generic runner. Returns the program's path.
llvm::Expected<std::string> linkProgram(const Toolchain &toolchain, llvm::StringRef programName,
                                        llvm::ArrayRef<LinkedModel> models);

/// A running program that answers as runner/runner.c says.
class Program {
public:
  static llvm::Expected<std::unique_ptr<Program>> start(const Toolchain &toolchain,
                                                        llvm::StringRef path);
  ~Program();

  /// Asks for the description of a model.
  llvm::Expected<ModelSignature> describe(size_t model, mlir::MLIRContext *context);

  /// Runs a model, and fails if it does what the runner complains of.
  llvm::Expected<std::vector<HostTensor>> run(size_t model, const ModelSignature &signature,
                                              llvm::ArrayRef<HostTensor> inputs);

private:
  Program(int processId, int input, int output);
  bool waitForAnswer();

  void request(char kind, size_t model);
  /// Reads from the program; after the first failure only zeros come.
  void read(void *data, size_t size);
  uint64_t readNumber();
  std::string readString();
  ModelValue readValue(mlir::MLIRContext *context);
  llvm::Error getError();

  int processId;
  std::FILE *toProgram;
  int fromProgram;
  bool isBroken = false, isLate = false;
};

} // namespace onnxc::e2e

#endif
