#include "compiler/Support/PrintableText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace onnxc;

/// More than any file's name has.
static constexpr size_t kLongestWord = 256;
static constexpr size_t kLongestText = 4096;

static bool isInsideCharacter(char c) { return (c & 0xC0) == 0x80; }

std::string onnxc::shorten(StringRef text, size_t limit) {
  if (text.size() <= limit)
    return text.str();
  size_t head = limit / 2, tail = text.size() - limit / 4;
  while (head > 0 && isInsideCharacter(text[head]))
    --head;
  while (tail < text.size() && isInsideCharacter(text[tail]))
    ++tail;
  return (text.take_front(head) + "..." + text.drop_front(tail)).str();
}

/// The bytes of the first character, and whether they can be printed.
static std::pair<size_t, bool> readCharacter(StringRef text) {
  const auto *begin = reinterpret_cast<const UTF8 *>(text.begin());
  const UTF8 *next = begin;
  UTF32 character;
  if (convertUTF8Sequence(&next, reinterpret_cast<const UTF8 *>(text.end()), &character,
                          strictConversion) != conversionOK)
    return {1, false};
  return {next - begin, sys::unicode::isPrintable(character)};
}

static void escape(StringRef text, raw_ostream &os) {
  while (!text.empty()) {
    auto [size, isPrintable] = readCharacter(text);
    for (char byte : text.take_front(size))
      if (isPrintable)
        os << byte;
      else
        os << "\\x" << hexdigit((byte >> 4) & 15, /*LowerCase=*/true)
           << hexdigit(byte & 15, /*LowerCase=*/true);
    text = text.drop_front(size);
  }
}

std::string onnxc::toPrintable(StringRef text) {
  std::string printable;
  raw_string_ostream os(printable);
  std::string shortened = shorten(text, kLongestText);
  ListSeparator space(" ");
  for (StringRef word : split(shortened, ' ')) {
    os << space;
    escape(shorten(word, kLongestWord), os);
  }
  return printable;
}

std::string onnxc::cutText(StringRef text, size_t width) {
  std::string printable = toPrintable(text);
  if (printable.size() <= width)
    return printable;
  size_t end = width - 3;
  while (end > 0 && isInsideCharacter(printable[end]))
    --end;
  return printable.substr(0, end) + "...";
}
