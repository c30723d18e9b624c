// Where things lie in an object, by its format.
#ifndef ONNXC_COMPILER_TARGET_SECTIONNAMES_H
#define ONNXC_COMPILER_TARGET_SECTIONNAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/TargetParser/Triple.h"

#include <string>

namespace onnxc {

/// Constants may hold pointers, which a loader changes.
enum class Contents { Code, Constants, ConstantsWithPointers, Zeros };

/// The section of one model; empty where the format has one for all that the linker takes apart.
std::string getSectionName(const llvm::Triple &triple, Contents contents,
                           llvm::StringRef identifier);

/// The directive that begins the section of a model's weights.
std::string getWeightsSectionDirective(const llvm::Triple &triple, llvm::StringRef identifier);

/// The name of the weights' section in an ELF object.
std::string getWeightsSectionName(llvm::StringRef identifier);

/// What the names of C begin with in an object: `_` in Mach-O.
llvm::StringRef getSymbolPrefix(const llvm::Triple &triple);

} // namespace onnxc

#endif
