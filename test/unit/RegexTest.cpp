#include "compiler/Conversion/OnnxToLinalg/Regex.h"
#include "gtest/gtest.h"

using namespace onnxc;

static bool matches(llvm::StringRef pattern, llvm::StringRef text) {
  llvm::Expected<Automaton> automaton = compileRegex(pattern);
  if (!automaton) {
    ADD_FAILURE() << pattern.str() << " " << llvm::toString(automaton.takeError());
    return false;
  }
  return automaton->matches(text);
}

static std::string getError(llvm::StringRef pattern) {
  llvm::Expected<Automaton> automaton = compileRegex(pattern);
  return automaton ? "" : llvm::toString(automaton.takeError());
}

TEST(RegexTest, MatchesAllOfTheText) {
  EXPECT_TRUE(matches("a*", ""));
  EXPECT_TRUE(matches("(a|b)*abb", "ababb"));
  EXPECT_FALSE(matches("a*", "aab"));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_TRUE(matches("x|y|", ""));
}

TEST(RegexTest, CountsRepetitions) {
  EXPECT_TRUE(matches("a{2,3}", "aa"));
  EXPECT_FALSE(matches("a{2,3}", "aaaa"));
  EXPECT_TRUE(matches("a{2,}?", "aaaa"));
  EXPECT_TRUE(matches("a{,3}", "a{,3}"));
}

TEST(RegexTest, ReadsCharactersOfUtf8) {
  EXPECT_TRUE(matches(".", "\xf0\x9f\x98\x80"));
  EXPECT_FALSE(matches("..", "\xf0\x9f\x98\x80"));
  EXPECT_TRUE(matches("[^a]", "\xc3\xa4"));
  EXPECT_FALSE(matches("[^a]", "\xff"));
  EXPECT_TRUE(matches("[\xc3\xa4-\xe2\x82\xac]", "\xe1\x82\xac"));
  EXPECT_FALSE(matches("[\xc3\xa4-\xe2\x82\xac]", "\xe2\x82\xad"));
  EXPECT_TRUE(matches("\\x{1F600}", "\xf0\x9f\x98\x80"));
}

TEST(RegexTest, KnowsClassesAndEscapes) {
  EXPECT_TRUE(matches("[[:alpha:]]+", "abc"));
  EXPECT_FALSE(matches("[[:^alpha:]]+", "abc"));
  EXPECT_TRUE(matches("[\\d\\-x]+", "1-x"));
  EXPECT_TRUE(matches("[]a]+", "]a"));
  EXPECT_TRUE(matches("\\Qa.b\\E+", "a.bbb"));
  EXPECT_TRUE(matches("\\101", "A"));
}

TEST(RegexTest, KnowsFlags) {
  EXPECT_TRUE(matches("(?i)k", "\xe2\x84\xaa"));
  EXPECT_TRUE(matches("(?s)a.b", "a\nb"));
  EXPECT_FALSE(matches("a.b", "a\nb"));
  EXPECT_TRUE(matches("(?m)a\n^b$", "a\nb"));
  EXPECT_FALSE(matches("a\n^b", "a\nb"));
  EXPECT_FALSE(matches("((?i)a)b", "AB"));
}

TEST(RegexTest, AsksWhatStandsAround) {
  EXPECT_TRUE(matches("\\bfoo\\b.*", "foo bar"));
  EXPECT_FALSE(matches("\\bfoo\\b.*", "foobar"));
  EXPECT_TRUE(matches("(\\W|^)[\\w.\\-]{0,25}@(yahoo|gmail)\\.com(\\W|$)", "account@gmail.com"));
}

TEST(RegexTest, RefusesWhatRe2Refuses) {
  EXPECT_EQ(getError("("), "has a ( without its )");
  EXPECT_EQ(getError("[a-"), "has a [ without its ]");
  EXPECT_EQ(getError("a**"), "repeats a repetition");
  EXPECT_EQ(getError("a{1001}"), "has the repetition {1001}");
  EXPECT_EQ(getError("(?=a)"), "has a group (?=");
  EXPECT_EQ(getError("\\pL"), "has the escape \\p, which is not supported");
  EXPECT_EQ(getError("((a{1,100}){1,100}){1,100}"), "is too large");
}

/// The matches one after the other, as a Tokenizer finds them.
static std::string findAll(llvm::StringRef pattern, llvm::StringRef text) {
  llvm::Expected<Automaton> automaton = compileSearch(pattern);
  if (!automaton)
    return llvm::toString(automaton.takeError());
  std::string found;
  for (size_t begin = 0; begin < text.size();) {
    char before = begin ? text[begin - 1] : 0;
    size_t side = !begin                             ? Automaton::End
                  : before == '\n'                   ? Automaton::Newline
                  : isalnum(before) || before == '_' ? Automaton::Word
                                                     : Automaton::Other;
    size_t state = automaton->starts[side], end = begin;
    for (size_t at = begin; state != automaton->dead; ++at) {
      size_t follows = at < text.size() ? automaton->classOf[static_cast<unsigned char>(text[at])]
                                        : automaton->classes;
      if (automaton->endsBefore(state, follows))
        end = at;
      if (at == text.size())
        break;
      state = automaton->next[state * automaton->classes + follows];
    }
    found += end > begin ? text.slice(begin, end).str() + "|" : "";
    begin = std::max(end, begin + 1);
  }
  return found;
}

TEST(RegexTest, FindsWhatRe2Prefers) {
  EXPECT_EQ(findAll("\\b\\w\\w+\\b", "a bc, def g"), "bc|def|");
  EXPECT_EQ(findAll("a|ab", "ab"), "a|");
  EXPECT_EQ(findAll("ab|a", "ab"), "ab|");
  EXPECT_EQ(findAll("(a?)(ab)?", "ab"), "a|");
  EXPECT_EQ(findAll("a+?", "aaa"), "a|a|a|");
  EXPECT_EQ(findAll("x*?y", "xxy"), "xxy|");
  EXPECT_EQ(findAll("^a", "aa"), "a|");
  EXPECT_EQ(findAll("\\d{2,3}", "12345"), "123|45|");
}
