#include "compiler/Conversion/OnnxToLinalg/RegexProgram.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"

#include <map>

using namespace llvm;
using namespace onnxc;

//===-- Sets of characters -------------------------------------------------===//

namespace {
constexpr uint32_t kLast = 0x10ffff;

/// Sorted ranges that do not touch.
class CharacterSet {
public:
  using Range = std::pair<uint32_t, uint32_t>;

  CharacterSet() = default;
  CharacterSet(std::initializer_list<Range> ranges) : ranges(ranges) { normalize(); }

  void add(uint32_t low, uint32_t high) {
    ranges.emplace_back(low, high);
    normalize();
  }
  void add(const CharacterSet &other) {
    ranges.append(other.ranges);
    normalize();
  }
  CharacterSet invert() const {
    CharacterSet result;
    uint32_t begin = 0;
    for (auto [low, high] : ranges) {
      if (low > begin)
        result.ranges.emplace_back(begin, low - 1);
      begin = high + 1;
    }
    if (begin <= kLast)
      result.ranges.emplace_back(begin, kLast);
    return result;
  }
  /// With all characters that differ from one of these by case.
  CharacterSet ignoreCase() const;

  ArrayRef<Range> get() const { return ranges; }

private:
  void normalize() {
    llvm::sort(ranges);
    SmallVector<Range> merged;
    for (Range range : ranges)
      if (!merged.empty() && range.first <= merged.back().second + 1)
        merged.back().second = std::max(merged.back().second, range.second);
      else
        merged.push_back(range);
    ranges = std::move(merged);
  }

  SmallVector<Range> ranges;
};
} // namespace

CharacterSet CharacterSet::ignoreCase() const {
  static const std::map<int, SmallVector<uint32_t>> kAlike = [] {
    std::map<int, SmallVector<uint32_t>> alike;
    for (uint32_t c = 0; c <= kLast; ++c)
      if (int folded = sys::unicode::foldCharSimple(int(c)); folded != int(c))
        alike[folded].push_back(c);
    return alike;
  }();
  CharacterSet result = *this;
  auto contains = [&](uint32_t c) {
    return llvm::any_of(ranges, [&](Range r) { return r.first <= c && c <= r.second; });
  };
  SmallVector<Range> added;
  for (const auto &[folded, others] : kAlike) {
    if (!contains(folded) && llvm::none_of(others, contains))
      continue;
    added.emplace_back(folded, folded);
    for (uint32_t other : others)
      added.emplace_back(other, other);
  }
  result.ranges.append(added);
  result.normalize();
  return result;
}

static CharacterSet getDigits() { return {{'0', '9'}}; }
static CharacterSet getSpaces() { return {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}}; }
static CharacterSet getWords() { return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}; }

/// The set of \d and its like; nothing for other letters.
static std::optional<CharacterSet> getPerlClass(char letter) {
  switch (letter) {
  case 'd':
    return getDigits();
  case 'D':
    return getDigits().invert();
  case 's':
    return getSpaces();
  case 'S':
    return getSpaces().invert();
  case 'w':
    return getWords();
  case 'W':
    return getWords().invert();
  default:
    return std::nullopt;
  }
}

static std::optional<CharacterSet> getPosixClass(StringRef name) {
  return StringSwitch<std::optional<CharacterSet>>(name)
      .Case("alnum", CharacterSet{{'0', '9'}, {'A', 'Z'}, {'a', 'z'}})
      .Case("alpha", CharacterSet{{'A', 'Z'}, {'a', 'z'}})
      .Case("ascii", CharacterSet{{0, 0x7f}})
      .Case("blank", CharacterSet{{'\t', '\t'}, {' ', ' '}})
      .Case("cntrl", CharacterSet{{0, 0x1f}, {0x7f, 0x7f}})
      .Case("digit", getDigits())
      .Case("graph", CharacterSet{{'!', '~'}})
      .Case("lower", CharacterSet{{'a', 'z'}})
      .Case("print", CharacterSet{{' ', '~'}})
      .Case("punct", CharacterSet{{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}})
      .Case("space", CharacterSet{{'\t', '\r'}, {' ', ' '}})
      .Case("upper", CharacterSet{{'A', 'Z'}})
      .Case("word", getWords())
      .Case("xdigit", CharacterSet{{'0', '9'}, {'A', 'F'}, {'a', 'f'}})
      .Default(std::nullopt);
}

//===-- Parser -------------------------------------------------------------===//

namespace {
/// A part of the expression: alternatives, sequences, repetitions and characters.
struct Part {
  enum Kind { Empty, Characters, Byte, Assertion, Sequence, Alternatives, Repetition } kind = Empty;
  CharacterSet characters = {};
  RegexProgram::Kind assertion = RegexProgram::Match;
  std::vector<Part> parts = {};
  int least = 0, most = -1; // -1: any number
  bool isLazy = false;      // prefers fewer
};

struct ParserFlags {
  bool ignoreCase = false, lines = false, dotIsAll = false;
};

class RegexParser {
public:
  explicit RegexParser(StringRef pattern) : rest(pattern) {}

  Expected<Part> parse() {
    Part part = parseAlternatives();
    if (problem.empty() && !rest.empty())
      fail("has a ) without its (");
    if (!problem.empty())
      return createStringError(problem);
    return part;
  }

private:
  static constexpr int kMostRepetitions = 1000, kDeepest = 500;

  Part fail(const Twine &message) {
    if (problem.empty())
      problem = message.str();
    rest = "";
    return {};
  }

  Part parseAlternatives() {
    if (++depth > kDeepest)
      return fail("is nested too deeply");
    ParserFlags outside = flags;
    Part choice{Part::Alternatives};
    do
      choice.parts.push_back(parseSequence());
    while (rest.consume_front("|"));
    flags = outside;
    --depth;
    return choice;
  }

  Part parseSequence() {
    Part sequence{Part::Sequence};
    while (!rest.empty() && rest.front() != '|' && rest.front() != ')')
      parseItem(sequence);
    return sequence;
  }

  /// One item with what repeats it; `\Q...\E` is as many as it has characters.
  void parseItem(Part &sequence) {
    if (rest.consume_front("\\Q")) {
      size_t end = rest.find("\\E");
      StringRef text = rest.take_front(end), after = rest.substr(std::min(end, rest.size()));
      after.consume_front("\\E");
      for (rest = text; !rest.empty();)
        sequence.parts.push_back(makeCharacters(readCharacter()));
      rest = after;
    } else {
      sequence.parts.push_back(parseAtom());
    }
    bool isRepeated = false;
    while (!sequence.parts.empty() && problem.empty()) {
      int least, most;
      if (!readRepetition(least, most))
        return;
      bool isLazy = rest.consume_front("?");
      if (isRepeated) {
        fail("repeats a repetition");
        return;
      }
      isRepeated = true;
      Part repeated{Part::Repetition};
      repeated.least = least;
      repeated.most = most;
      repeated.isLazy = isLazy;
      repeated.parts.push_back(std::move(sequence.parts.back()));
      sequence.parts.back() = std::move(repeated);
    }
  }

  /// `*`, `+`, `?` or `{n,m}`.
  bool readRepetition(int &least, int &most) {
    if (rest.empty())
      return false;
    switch (rest.front()) {
    case '*':
      std::tie(least, most) = std::pair(0, -1);
      break;
    case '+':
      std::tie(least, most) = std::pair(1, -1);
      break;
    case '?':
      std::tie(least, most) = std::pair(0, 1);
      break;
    case '{':
      return readBounds(least, most);
    default:
      return false;
    }
    rest = rest.drop_front();
    return true;
  }

  /// Braces that are no bounds are characters.
  bool readBounds(int &least, int &most) {
    size_t end = rest.find('}');
    if (end == StringRef::npos)
      return false;
    auto [low, high] = rest.slice(1, end).split(',');
    bool hasComma = rest.slice(1, end).contains(',');
    if (low.empty() || !llvm::all_of(low, isDigit) || !llvm::all_of(high, isDigit))
      return false;
    most = -1;
    bool isHuge = low.getAsInteger(10, least) || (!high.empty() && high.getAsInteger(10, most));
    if (!hasComma)
      most = least;
    if (isHuge || least > kMostRepetitions || most > kMostRepetitions ||
        (most >= 0 && most < least)) {
      fail("has the repetition " + rest.take_front(end + 1));
      return true;
    }
    rest = rest.drop_front(end + 1);
    return true;
  }

  Part parseAtom() {
    switch (rest.front()) {
    case '(':
      rest = rest.drop_front();
      return parseGroup();
    case '[':
      rest = rest.drop_front();
      return parseClass();
    case '\\':
      rest = rest.drop_front();
      return parseEscape();
    case '*':
    case '+':
    case '?':
      return fail("repeats nothing");
    case '.':
      rest = rest.drop_front();
      return makeSet(flags.dotIsAll ? CharacterSet{{0, kLast}}
                                    : CharacterSet{{'\n', '\n'}}.invert());
    case '^':
      rest = rest.drop_front();
      return makeAssertion(flags.lines ? RegexProgram::BeginLine : RegexProgram::BeginText);
    case '$':
      rest = rest.drop_front();
      return makeAssertion(flags.lines ? RegexProgram::EndLine : RegexProgram::EndText);
    default:
      return makeCharacters(readCharacter());
    }
  }

  Part parseGroup() {
    ParserFlags outside = flags;
    if (rest.consume_front("?P<") || (rest.starts_with("?<") && !rest.starts_with("?<=") &&
                                      !rest.starts_with("?<!") && rest.consume_front("?<"))) {
      size_t end = rest.find('>');
      if (end == StringRef::npos || end == 0)
        return fail("has a group whose name does not end");
      rest = rest.drop_front(end + 1);
    } else if (rest.consume_front("?")) {
      if (!parseFlags())
        return {};
      if (rest.consume_front(")"))
        return {};
      if (!rest.consume_front(":"))
        return fail("has a group (?" + rest.take_front(1));
    }
    Part inside = parseAlternatives();
    flags = outside;
    if (!rest.consume_front(")"))
      return fail("has a ( without its )");
    return inside;
  }

  bool parseFlags() {
    bool isOn = true, isKnown = true;
    while (isKnown && !rest.empty() && rest.front() != ')' && rest.front() != ':') {
      char letter = rest.front();
      if (letter == 'i')
        flags.ignoreCase = isOn;
      else if (letter == 'm')
        flags.lines = isOn;
      else if (letter == 's')
        flags.dotIsAll = isOn;
      else if (letter == '-' && isOn)
        isOn = false;
      else
        isKnown = false;
      if (isKnown)
        rest = rest.drop_front();
    }
    if (!isKnown)
      fail("has a group (?" + rest.take_front(1));
    return isKnown;
  }

  Part parseEscape() {
    if (rest.empty())
      return fail("ends in a backslash");
    char letter = rest.front();
    if (std::optional<CharacterSet> set = getPerlClass(letter)) {
      rest = rest.drop_front();
      return makeSet(*set);
    }
    switch (letter) {
    case 'A':
      rest = rest.drop_front();
      return makeAssertion(RegexProgram::BeginText);
    case 'z':
      rest = rest.drop_front();
      return makeAssertion(RegexProgram::EndText);
    case 'b':
      rest = rest.drop_front();
      return makeAssertion(RegexProgram::Boundary);
    case 'B':
      rest = rest.drop_front();
      return makeAssertion(RegexProgram::NoBoundary);
    case 'C':
      rest = rest.drop_front();
      return Part{Part::Byte};
    default:
      return makeCharacters(readEscapedCharacter());
    }
  }

  /// After the backslash.
  uint32_t readEscapedCharacter() {
    char letter = rest.empty() ? 0 : rest.front();
    static constexpr StringLiteral kLetters("aftnrv"), kMeaning("\a\f\t\n\r\v");
    if (size_t at = kLetters.find(letter); letter && at != StringRef::npos) {
      rest = rest.drop_front();
      return kMeaning[at];
    }
    if (rest.consume_front("x"))
      return readHexadecimal();
    if (letter >= '0' && letter <= '7')
      return readOctal();
    if (letter == 0 || isAlnum(letter)) {
      fail(Twine("has the escape \\") + rest.take_front(1) + ", which is not supported");
      return 0;
    }
    return readCharacter();
  }

  uint32_t readHexadecimal() {
    StringRef digits = rest.take_front(2);
    size_t length = 2;
    if (rest.consume_front("{")) {
      digits = rest.take_until([](char c) { return c == '}'; });
      length = digits.size() + 1;
    }
    uint32_t value;
    if (digits.empty() || digits.getAsInteger(16, value) || value > kLast || length > rest.size()) {
      fail("has a \\x without a character's number");
      return 0;
    }
    rest = rest.drop_front(length);
    return value;
  }

  /// One digit other than 0 would be a reference to a group.
  uint32_t readOctal() {
    StringRef digits = rest.take_front(3).take_while([](char c) { return c >= '0' && c <= '7'; });
    uint32_t value = 0;
    if (digits.size() == 1 && digits != "0") {
      fail("has the escape \\" + digits + ", which is not supported");
      return 0;
    }
    (void)digits.getAsInteger(8, value);
    rest = rest.drop_front(digits.size());
    return value;
  }

  uint32_t readCharacter() {
    const auto *begin = reinterpret_cast<const UTF8 *>(rest.begin()), *at = begin;
    UTF32 character = 0;
    if (rest.empty() || convertUTF8Sequence(&at, reinterpret_cast<const UTF8 *>(rest.end()),
                                            &character, strictConversion) != conversionOK) {
      fail("is not UTF-8");
      return 0;
    }
    rest = rest.drop_front(at - begin);
    return character;
  }

  /// After its bracket.
  Part parseClass() {
    bool isInverted = rest.consume_front("^"), isFirst = true;
    CharacterSet set;
    while (isFirst || !rest.starts_with("]")) {
      if (rest.empty())
        return fail("has a [ without its ]");
      isFirst = false;
      if (!addNamedClass(set))
        addRange(set);
      if (!problem.empty())
        return {};
    }
    rest = rest.drop_front();
    if (flags.ignoreCase)
      set = set.ignoreCase();
    Part part{Part::Characters};
    part.characters = isInverted ? set.invert() : set;
    return part;
  }

  bool addNamedClass(CharacterSet &set) {
    if (rest.starts_with("[:")) {
      size_t end = rest.find(":]");
      if (end == StringRef::npos)
        return false;
      StringRef name = rest.slice(2, end);
      bool isInverted = name.consume_front("^");
      std::optional<CharacterSet> named = getPosixClass(name);
      if (!named) {
        fail("has the class [:" + name + ":]");
        return true;
      }
      set.add(isInverted ? named->invert() : *named);
      rest = rest.drop_front(end + 2);
      return true;
    }
    std::optional<CharacterSet> named =
        rest.starts_with("\\") && rest.size() > 1 ? getPerlClass(rest[1]) : std::nullopt;
    if (!named)
      return false;
    set.add(*named);
    rest = rest.drop_front(2);
    return true;
  }

  uint32_t readClassCharacter() {
    return rest.consume_front("\\") ? readEscapedCharacter() : readCharacter();
  }

  void addRange(CharacterSet &set) {
    uint32_t low = readClassCharacter(), high = low;
    if (rest.starts_with("-") && rest.size() > 1 && rest[1] != ']') {
      rest = rest.drop_front();
      high = readClassCharacter();
    }
    if (low > high)
      fail("has a range whose end is before its begin");
    else
      set.add(low, high);
  }

  Part makeSet(const CharacterSet &set) {
    Part part{Part::Characters};
    part.characters = set;
    return part;
  }
  Part makeCharacters(uint32_t character) {
    CharacterSet set{{character, character}};
    return makeSet(flags.ignoreCase ? set.ignoreCase() : set);
  }
  static Part makeAssertion(RegexProgram::Kind kind) {
    Part part{Part::Assertion};
    part.assertion = kind;
    return part;
  }

  StringRef rest;
  ParserFlags flags;
  std::string problem;
  int depth = 0;
};

//===-- Program ------------------------------------------------------------===//

/// Writes steps from the end to the begin: each part gets where to go on.
class ProgramWriter {
public:
  Expected<RegexProgram> write(const Part &part) {
    int end = add({RegexProgram::Match});
    program.start = write(part, end);
    if (program.steps.size() > kMostSteps)
      return createStringError("is too large");
    return std::move(program);
  }

private:
  static constexpr size_t kMostSteps = 100000;

  int add(RegexProgram::Step step) {
    program.steps.push_back(step);
    return int(program.steps.size()) - 1;
  }

  int write(const Part &part, int next) {
    // What is too large is an error at the end.
    if (program.steps.size() > kMostSteps)
      return next;
    switch (part.kind) {
    case Part::Empty:
      return next;
    case Part::Characters:
      return writeSet(part.characters, next);
    case Part::Byte:
      return add({RegexProgram::Bytes, 0, 0xff, next});
    case Part::Assertion:
      return add({part.assertion, 0, 0, next});
    case Part::Sequence:
      for (const Part &each : llvm::reverse(part.parts))
        next = write(each, next);
      return next;
    case Part::Alternatives: {
      int start = -1;
      for (const Part &each : llvm::reverse(part.parts))
        start = join(write(each, next), start);
      return start;
    }
    case Part::Repetition:
      return repeat(part, next);
    }
    llvm_unreachable("all kinds are listed");
  }

  int join(int a, int b) { return b < 0 ? a : add({RegexProgram::Split, 0, 0, a, b}); }

  int repeat(const Part &part, int next) {
    const Part &inside = part.parts.front();
    if (part.most < 0) {
      int loop = add({RegexProgram::Split, 0, 0, next, next});
      int body = write(inside, loop);
      (part.isLazy ? program.steps[loop].other : program.steps[loop].next) = body;
      next = loop;
    } else {
      int end = next;
      for (int i = part.least; i < part.most; ++i)
        next = part.isLazy ? join(end, write(inside, next)) : join(write(inside, next), end);
    }
    for (int i = 0; i < part.least; ++i)
      next = write(inside, next);
    return next;
  }

  /// Sequences of UTF-8. An empty set leads nowhere.
  int writeSet(const CharacterSet &set, int next) {
    int start = -1;
    for (auto [low, high] : set.get())
      start = join(writeRange(low, high, next), start);
    return start < 0 ? add({RegexProgram::Bytes, 1, 0, next}) : start;
  }

  static unsigned countBytes(uint32_t c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }

  int writeRange(uint32_t low, uint32_t high, int next) {
    int start = -1;
    static constexpr uint32_t kEnds[] = {0x7f, 0x7ff, 0xffff, kLast};
    while (low <= high) {
      uint32_t end = std::min(high, kEnds[countBytes(low) - 1]);
      // No character is a surrogate.
      if (low >= 0xd800 && low < 0xe000) {
        low = 0xe000;
        continue;
      }
      if (low < 0xd800 && end >= 0xd800)
        end = 0xd7ff;
      start = join(writeSameLength(low, end, next), start);
      low = end + 1;
    }
    return start < 0 ? add({RegexProgram::Bytes, 1, 0, next}) : start;
  }

  /// Characters of as many bytes, in parts in which only trailing bytes are free.
  int writeSameLength(uint32_t low, uint32_t high, int next) {
    for (unsigned i = 1; i < countBytes(low); ++i) {
      uint32_t mask = (1u << (6 * i)) - 1;
      if ((low & ~mask) == (high & ~mask))
        continue;
      if ((low & mask) != 0)
        return join(writeSameLength(low, low | mask, next),
                    writeSameLength((low | mask) + 1, high, next));
      if ((high & mask) != mask)
        return join(writeSameLength(low, (high & ~mask) - 1, next),
                    writeSameLength(high & ~mask, high, next));
    }
    unsigned bytes = countBytes(low);
    for (unsigned i = 0; i < bytes; ++i, low >>= 6, high >>= 6) {
      bool isFirst = i + 1 == bytes;
      static constexpr uint8_t kMarks[] = {0, 0, 0xc0, 0xe0, 0xf0};
      uint8_t mark = isFirst ? kMarks[bytes] : 0x80, mask = isFirst ? 0xff : 0x3f;
      next = add(
          {RegexProgram::Bytes, uint8_t(mark | (low & mask)), uint8_t(mark | (high & mask)), next});
    }
    return next;
  }

  RegexProgram program;
};
} // namespace

Expected<RegexProgram> onnxc::parseRegex(StringRef pattern) {
  Expected<Part> part = RegexParser(pattern).parse();
  if (!part)
    return part.takeError();
  return ProgramWriter().write(*part);
}
