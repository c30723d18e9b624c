// Regular expressions in RE2's syntax as automata.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_REGEX_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_REGEX_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <array>
#include <cstdint>
#include <vector>

namespace onnxc {

/// A deterministic automaton over bytes. What is read is a match where the state says so.
struct Automaton {
  /// What may stand before a place: nothing, or a byte of a kind.
  enum Side { End, Newline, Word, Other };
  /// The states to begin in after each.
  std::array<uint16_t, 4> starts = {};
  /// The state from which no match is reached.
  uint16_t dead = 0;

  /// The class of each byte: bytes of one class lead to the same states.
  std::array<uint8_t, 256> classOf;
  size_t classes = 0;
  /// The state after another one, for each class.
  std::vector<uint16_t> next;
  /// Whether what was read is a match if a byte of each class follows, or, last, the end.
  std::vector<uint8_t> ends;

  bool endsBefore(size_t state, size_t follows) const {
    return ends[state * (classes + 1) + follows];
  }
  /// Whether all of the text is a match.
  bool matches(llvm::StringRef text) const;
};

/// The automaton that tells whether all of a text matches, from its begin. Fails for what RE2
/// refuses, for classes of Unicode's properties (\p), and where the automaton would be too large.
llvm::Expected<Automaton> compileRegex(llvm::StringRef pattern);

/// The automaton that finds matches: of all that begin at one place, the last that it meets is the
/// one that RE2 prefers.
llvm::Expected<Automaton> compileSearch(llvm::StringRef pattern);

} // namespace onnxc

#endif
