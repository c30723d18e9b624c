#ifndef ONNXC_TEST_E2E_COMPILEDCASE_H
#define ONNXC_TEST_E2E_COMPILEDCASE_H

#include "test/conformance/ForkPool.h"
#include "test/e2e/Program.h"

#include "llvm/Support/JSON.h"

namespace onnxc::e2e {

/// A model with test data, and what became of it.
struct ModelCase {
  /// As "node/test_abs" or "yolox_nano/model".
  std::string name;
  std::string modelPath;
  /// Folders with data, all of the same shapes; none if the model has no open shapes.
  std::vector<std::string> dataFolders;
  Tolerance tolerance;
  /// Flags of onnxc that this model needs.
  std::vector<std::string> flags;

  /// Why it fails; empty as long as it does not.
  std::string failure;
  /// The report of onnxc.
  llvm::json::Object report;
};

struct CompileFlags {
  std::string onnxc;
  std::vector<std::string> arguments;
  std::string workFolder;
  unsigned workers = 2;
  unsigned timeoutSeconds = 300;
};

/// What the symbols of case `index` begin with.
std::string getSymbolPrefix(size_t index);
std::string getObjectPath(const CompileFlags &flags, size_t index);

/// Compiles each case with onnxc to an object and reads its report. The object must leave no
/// symbol undefined but those that start with `__aeabi_`.
void compileCases(llvm::MutableArrayRef<ModelCase> cases, const CompileFlags &flags);

} // namespace onnxc::e2e

#endif
