// C and C++ identifiers from ONNX's names, which may be any text.
#ifndef ONNXC_COMPILER_TARGET_IDENTIFIERS_H
#define ONNXC_COMPILER_TARGET_IDENTIFIERS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace onnxc {

/// An identifier that reads like `name` and is free in C99 and C++17: no keyword, no reserved
/// form, no macro or type of the standard library or of other common headers. Where `name` is not
/// free or begins with a digit, the identifier begins with `prefix`. Long names are cut.
std::string makeIdentifier(llvm::StringRef name, llvm::StringRef prefix);

/// Gives each tensor of `model` an identifier of its own; two never differ in case alone, because
/// macros are made of them, and none is a macro of the model's header.
class UniqueIdentifiers {
public:
  explicit UniqueIdentifiers(llvm::StringRef model);

  std::string make(llvm::StringRef name, llvm::StringRef prefix);

private:
  std::string macroPrefix;
  llvm::StringSet<> taken;
};

/// `name` as it may stand in a C comment or string: no quotes, control characters, ends of
/// comments or text direction marks.
std::string escapeForC(llvm::StringRef name);

} // namespace onnxc

#endif
