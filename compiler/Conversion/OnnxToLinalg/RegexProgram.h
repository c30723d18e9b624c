// A regular expression as a nondeterministic automaton.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_REGEXPROGRAM_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_REGEXPROGRAM_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <vector>

namespace onnxc {

struct RegexProgram {
  enum Kind {
    Bytes,     // reads a byte of [low, high]
    Split,     // goes on at both, of which it prefers `next`
    BeginText, // the others go on where they hold
    EndText,
    BeginLine,
    EndLine,
    Boundary, // between a character of a word and another, or the text's end
    NoBoundary,
    Match,
  };
  struct Step {
    Kind kind;
    uint8_t low = 0, high = 0;
    int next = -1, other = -1;
  };
  std::vector<Step> steps;
  int start = 0;
};

llvm::Expected<RegexProgram> parseRegex(llvm::StringRef pattern);

} // namespace onnxc

#endif
