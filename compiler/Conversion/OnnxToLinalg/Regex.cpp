#include "compiler/Conversion/OnnxToLinalg/Regex.h"

#include "compiler/Conversion/OnnxToLinalg/RegexProgram.h"
#include "llvm/ADT/StringExtras.h"

#include <map>
#include <set>

using namespace llvm;
using namespace onnxc;

bool Automaton::matches(StringRef text) const {
  size_t state = starts[End];
  for (unsigned char byte : text.bytes())
    state = next[state * classes + classOf[byte]];
  return endsBefore(state, classes);
}

namespace {
using Side = Automaton::Side;

/// Makes a state of each list of steps that may be reached at once, with what stands before it.
/// What holds at a place depends on the next byte, too, so assertions are asked when that is read.
class Determinizer {
public:
  /// With `isSearch`, steps come in the order in which RE2 prefers them, and after a match none.
  Determinizer(const RegexProgram &program, bool isSearch) : program(program), isSearch(isSearch) {}

  Expected<Automaton> run() {
    divideBytes();
    for (Side before : {Automaton::End, Automaton::Newline, Automaton::Word, Automaton::Other})
      if (isSearch || before == Automaton::End)
        automaton.starts[before] = getState({{program.start}, before});
    automaton.dead = getState({{}, Automaton::Other});
    for (size_t i = 0; i < states.size(); ++i) {
      if (states.size() > kMostStates || states.size() * automaton.classes > kMostEntries)
        return createStringError("needs too large an automaton");
      addRow(*states[i]);
    }
    return std::move(automaton);
  }

private:
  static constexpr size_t kMostStates = 60000, kMostEntries = size_t(1) << 20;
  struct State {
    std::vector<int> steps;
    Side before;
    bool operator<(const State &other) const {
      return std::tie(steps, before) < std::tie(other.steps, other.before);
    }
  };

  static bool isWord(uint8_t byte) { return isAlnum(char(byte)) || byte == '_'; }
  static Side getSide(uint8_t byte) {
    return byte == '\n' ? Automaton::Newline : isWord(byte) ? Automaton::Word : Automaton::Other;
  }

  /// Bytes that no step tells apart are of one class.
  void divideBytes() {
    std::set<unsigned> begins = {0, '\n', '\n' + 1};
    for (unsigned byte = 1; byte < 256; ++byte)
      if (isWord(byte) != isWord(byte - 1))
        begins.insert(byte);
    for (const RegexProgram::Step &step : program.steps)
      if (step.kind == RegexProgram::Bytes && step.low <= step.high)
        begins.insert({step.low, step.high + 1u});
    begins.erase(256);
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (begins.count(byte))
        examples.push_back(uint8_t(byte));
      automaton.classOf[byte] = uint8_t(examples.size() - 1);
    }
    automaton.classes = examples.size();
  }

  static bool holds(RegexProgram::Kind kind, Side before, Side after) {
    bool isBoundary = (before == Automaton::Word) != (after == Automaton::Word);
    switch (kind) {
    case RegexProgram::BeginText:
      return before == Automaton::End;
    case RegexProgram::EndText:
      return after == Automaton::End;
    case RegexProgram::BeginLine:
      return before == Automaton::End || before == Automaton::Newline;
    case RegexProgram::EndLine:
      return after == Automaton::End || after == Automaton::Newline;
    case RegexProgram::Boundary:
      return isBoundary;
    case RegexProgram::NoBoundary:
      return !isBoundary;
    default:
      return false;
    }
  }

  /// The steps that read a byte at a place, and whether a match ends there.
  struct Closure {
    std::vector<int> steps;
    bool isMatch = false;
  };
  Closure close(const State &state, Side after) const {
    Closure closure;
    std::set<int> seen;
    // The last one is the next.
    std::vector<int> pending(state.steps.rbegin(), state.steps.rend());
    while (!pending.empty()) {
      int at = pending.back();
      pending.pop_back();
      if (!seen.insert(at).second)
        continue;
      const RegexProgram::Step &step = program.steps[at];
      if (step.kind == RegexProgram::Match) {
        closure.isMatch = true;
        if (isSearch)
          break;
      } else if (step.kind == RegexProgram::Bytes) {
        closure.steps.push_back(at);
      } else if (step.kind == RegexProgram::Split) {
        pending.push_back(step.other);
        pending.push_back(step.next);
      } else if (holds(step.kind, state.before, after)) {
        pending.push_back(step.next);
      }
    }
    return closure;
  }

  void addRow(State state) {
    for (uint8_t byte : examples) {
      Closure closure = close(state, getSide(byte));
      automaton.ends.push_back(closure.isMatch);
      automaton.next.push_back(step(closure, byte));
    }
    automaton.ends.push_back(close(state, Automaton::End).isMatch);
  }

  uint16_t step(const Closure &closure, uint8_t byte) {
    std::vector<int> next;
    for (int at : closure.steps) {
      const RegexProgram::Step &step = program.steps[at];
      if (step.low <= byte && byte <= step.high && !is_contained(next, step.next))
        next.push_back(step.next);
    }
    if (!isSearch)
      llvm::sort(next);
    // From where nothing goes on, what stands before does not matter.
    Side before = next.empty() ? Automaton::Other : getSide(byte);
    return getState({std::move(next), before});
  }

  uint16_t getState(State state) {
    auto [known, isNew] = numbers.try_emplace(std::move(state), uint16_t(states.size()));
    if (isNew)
      states.push_back(&known->first);
    return known->second;
  }

  const RegexProgram &program;
  bool isSearch;
  Automaton automaton;
  std::vector<uint8_t> examples;
  std::map<State, uint16_t> numbers;
  std::vector<const State *> states;
};
} // namespace

static Expected<Automaton> compile(StringRef pattern, bool isSearch) {
  Expected<RegexProgram> program = parseRegex(pattern);
  if (!program)
    return program.takeError();
  return Determinizer(*program, isSearch).run();
}

Expected<Automaton> onnxc::compileRegex(StringRef pattern) { return compile(pattern, false); }

Expected<Automaton> onnxc::compileSearch(StringRef pattern) { return compile(pattern, true); }
