#include "compiler/Tools/onnxc/DependencyFile.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace onnxc;

std::string onnxc::getDependencyPath(StringRef output) {
  SmallString<128> path(output);
  llvm::sys::path::replace_extension(path, ".d");
  return std::string(path);
}

/// The characters that end a name or mean something else, in the way of make.
static std::string escape(StringRef path) {
  std::string escaped;
  for (char c : path) {
    if (c == ' ' || c == '#')
      escaped += '\\';
    if (c == '$')
      escaped += '$';
    escaped += c;
  }
  return escaped;
}

void onnxc::writeDependencies(StringRef output, ArrayRef<std::string> inputs, raw_ostream &os) {
  os << escape(output) << ":";
  for (const std::string &input : inputs)
    os << " \\\n  " << escape(input);
  os << "\n";
}
