// What emission needs to know about an object in memory, and how weights get into it.
#ifndef ONNXC_COMPILER_TARGET_OBJECTFILE_H
#define ONNXC_COMPILER_TARGET_OBJECTFILE_H

#include "compiler/Target/Weights.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"

#include <string>
#include <vector>

namespace onnxc {

/// Assembly that defines the hidden symbol of the weights at the start of a section of its own,
/// with `contents` in it.
std::string defineWeightsSymbol(llvm::StringRef identifier, const llvm::Triple &triple,
                                llvm::StringRef contents);

/// Contents for defineWeightsSymbol that the assembler reads from a file with the `size` bytes.
std::string includeWeights(llvm::StringRef path, uint64_t size, llvm::StringRef identifier,
                           const llvm::Triple &triple);

/// ELF only, where large weights need not pass through the assembler and the memory that it takes.
/// Makes the section of the weights refer to the `size` bytes that follow the object in its
/// file, and returns the bytes to write between both: none, or padding.
llvm::Expected<uint64_t> appendWeightsSection(llvm::MutableArrayRef<char> object,
                                              llvm::StringRef identifier, uint64_t size);

struct ObjectInfo {
  struct Section {
    std::string name;
    uint64_t size;
    /// Whether it is all zeros, which a program does not store.
    bool isZeros;
  };
  std::vector<Section> sections;                           // those that are loaded
  std::vector<std::string> undefined;                      // symbols that the linker must find
  std::vector<std::pair<std::string, uint64_t>> functions; // with their sizes, by address

  /// The bytes of instructions, with constants that lie among them.
  uint64_t codeSize = 0;
};
llvm::Expected<ObjectInfo> inspectObject(llvm::ArrayRef<char> object);

/// Whether a symbol is arithmetic that compilers for the CPU bring in a library (libgcc,
/// compiler-rt), for CPUs without instructions for it.
bool isHelper(llvm::StringRef symbol, const llvm::Triple &triple);

/// Whether an object may leave a symbol undefined: helpers, and what linkers define or every
/// program has.
bool isAllowedUndefined(llvm::StringRef symbol, const llvm::Triple &triple);

} // namespace onnxc

#endif
