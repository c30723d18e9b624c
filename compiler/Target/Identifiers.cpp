#include "compiler/Target/Identifiers.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

#include <array>

using namespace llvm;
using namespace onnxc;

/// Keywords of C and C++, and names that common headers or compilers define as macros.
static const StringSet<> &getReservedNames() {
  static const StringSet<> names = {"alignas",     "alignof",      "and",       "and_eq",
                                    "asm",         "assert",       "auto",      "bitand",
                                    "bitor",       "bool",         "break",     "case",
                                    "catch",       "char",         "char16_t",  "char32_t",
                                    "char8_t",     "class",        "co_await",  "co_return",
                                    "co_yield",    "compl",        "complex",   "concept",
                                    "const",       "const_cast",   "consteval", "constexpr",
                                    "constinit",   "continue",     "decltype",  "default",
                                    "delete",      "do",           "double",    "dynamic_cast",
                                    "else",        "enum",         "errno",     "explicit",
                                    "export",      "extern",       "false",     "far",
                                    "float",       "for",          "friend",    "goto",
                                    "i386",        "if",           "imaginary", "import",
                                    "inline",      "int",          "linux",     "long",
                                    "module",      "mutable",      "namespace", "near",
                                    "new",         "noexcept",     "noreturn",  "not",
                                    "not_eq",      "nullptr",      "offsetof",  "onnxc",
                                    "operator",    "or",           "or_eq",     "private",
                                    "protected",   "public",       "register",  "reinterpret_cast",
                                    "requires",    "restrict",     "return",    "short",
                                    "signed",      "sizeof",       "static",    "static_assert",
                                    "static_cast", "std",          "stderr",    "stdin",
                                    "stdout",      "struct",       "switch",    "template",
                                    "this",        "thread_local", "throw",     "true",
                                    "try",         "typedef",      "typeid",    "typename",
                                    "typeof",      "union",        "unix",      "unsigned",
                                    "using",       "virtual",      "void",      "volatile",
                                    "wchar_t",     "while",        "xor",       "xor_eq",
                                    "BUFSIZ",      "EOF",          "I",         "INFINITY",
                                    "NAN",         "NDEBUG",       "NULL",      "TRUE",
                                    "FALSE"};
  return names;
}

std::string onnxc::makeIdentifier(StringRef name, StringRef prefix) {
  std::string identifier;
  for (char c : name) {
    // Two underscores in a row are reserved in C++.
    if (isAlnum(c))
      identifier += c;
    else if (!identifier.empty() && identifier.back() != '_')
      identifier += '_';
  }
  while (!identifier.empty() && identifier.back() == '_')
    identifier.pop_back();
  if (identifier.empty())
    return prefix.str();
  if (isDigit(identifier.front()) || getReservedNames().contains(identifier))
    return (prefix + "_" + identifier).str();
  return identifier;
}

std::string UniqueIdentifiers::make(StringRef name, StringRef prefix) {
  const std::string wanted = makeIdentifier(name, prefix);
  std::string identifier = wanted;
  for (unsigned number = 2; !taken.insert(StringRef(identifier).upper()).second; ++number)
    identifier = wanted + "_" + std::to_string(number);
  return identifier;
}

/// Whether UTF-8 text holds a mark of U+200E to U+206F, which change the direction of text.
static bool hasDirectionMark(StringRef text) {
  return text.contains("\xE2\x80") || text.contains("\xE2\x81");
}

std::string onnxc::escapeForC(StringRef name) {
  const auto *begin = reinterpret_cast<const UTF8 *>(name.begin());
  const auto *end = reinterpret_cast<const UTF8 *>(name.end());
  bool keepsUtf8 = isLegalUTF8String(&begin, end) && !hasDirectionMark(name);
  std::string text;
  for (char c : name) {
    bool plain = isPrint(c) ? c != '"' && c != '\\' && c != '?' : keepsUtf8 && (c & 0x80);
    // Neither "/*" nor "*/" may appear in a comment.
    if ((c == '/' || c == '*') && !text.empty() && text.back() == (c == '/' ? '*' : '/'))
      plain = false;
    if (plain)
      text += c;
    else
      // Octal: unlike hexadecimal it ends after three digits.
      text += {'\\', char('0' + ((c >> 6) & 3)), char('0' + ((c >> 3) & 7)), char('0' + (c & 7))};
  }
  return text;
}
