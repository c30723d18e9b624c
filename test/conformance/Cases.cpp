#include "test/conformance/Cases.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc::conformance;
namespace path = llvm::sys::path;

FailureOr<std::vector<Case>> onnxc::conformance::findCases(StringRef suite, StringRef filter) {
  llvm::Regex regex(filter.empty() ? "." : filter);
  std::string regexError;
  if (!regex.isValid(regexError)) {
    llvm::WithColor::error() << "--filter: " << regexError << "\n";
    return failure();
  }

  StringRef suiteName = path::filename(suite.rtrim('/'));
  std::vector<Case> cases;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(suite, error), end; !error && entry != end;
       entry.increment(error)) {
    Case found{(suiteName + "/" + path::filename(entry->path())).str(), entry->path(),
               suiteName.str()};
    if (llvm::sys::fs::exists(found.getModelPath()) && regex.match(found.name))
      cases.push_back(found);
  }
  if (error) {
    llvm::WithColor::error() << suite << ": " << error.message() << "\n";
    return failure();
  }
  llvm::sort(cases, [](const Case &a, const Case &b) { return a.name < b.name; });
  return cases;
}
