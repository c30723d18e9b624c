#include "compiler/Target/Identifiers.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace llvm;
using namespace onnxc;

static constexpr StringLiteral kKeywords =
    "alignas alignof and and_eq asm assert auto bitand bitor bool break case catch char char16_t "
    "char32_t char8_t class co_await co_return co_yield compl complex concept const const_cast "
    "consteval constexpr constinit continue decltype default delete do double dynamic_cast else "
    "enum explicit export extern false float for friend goto if imaginary import inline int long "
    "module mutable namespace new noexcept noreturn not not_eq nullptr operator or or_eq private "
    "protected public register reinterpret_cast requires restrict return short signed sizeof "
    "static "
    "static_assert static_cast struct switch template this thread_local throw true try typedef "
    "typeid typename typeof typeof_unqual union unsigned using virtual void volatile wchar_t while "
    "xor xor_eq";

/// Of the C library and of compilers. Those with arguments do no harm: a field has none.
static constexpr StringLiteral kStandardMacros =
    "assert errno offsetof stdin stdout stderr linux unix i386 mips sparc arm vax sun hpux BUFSIZ "
    "CHAR_BIT CHAR_MAX CHAR_MIN CLOCKS_PER_SEC DBL_EPSILON DBL_MAX DBL_MIN DOMAIN EDOM EOF ERANGE "
    "EXIT_FAILURE EXIT_SUCCESS FLT_EPSILON FLT_MAX FLT_MIN FLT_RADIX HUGE_VAL I INFINITY INT_MAX "
    "INT_MIN INT8_MAX INT8_MIN INT16_MAX INT16_MIN INT32_MAX INT32_MIN INT64_MAX INT64_MIN "
    "INTPTR_MAX LONG_MAX LONG_MIN MB_CUR_MAX M_E M_LN2 M_PI NAN NDEBUG NULL OVERFLOW PATH_MAX "
    "PTRDIFF_MAX RAND_MAX SCHAR_MAX SEEK_CUR SEEK_END SEEK_SET SHRT_MAX SIGABRT SIGFPE SIGILL "
    "SIGINT SIGSEGV SIGTERM SIZE_MAX UCHAR_MAX UINT_MAX UINT8_MAX UINT16_MAX UINT32_MAX UINT64_MAX "
    "ULONG_MAX UNDERFLOW USHRT_MAX BYTE_ORDER BIG_ENDIAN LITTLE_ENDIAN PDP_ENDIAN st_atime "
    "st_ctime "
    "st_mtime sa_handler si_addr si_pid si_value s6_addr h_addr";

/// Of systems and frameworks whose headers a program may include before: X11, Qt, Arduino, CMSIS.
static constexpr StringLiteral kOtherMacros =
    "far near TRUE FALSE Above Always Below Bool Complex CursorShape False KeyPress None Status "
    "Success True Unsorted emit forever signals slots BIN DEC DEFAULT DEG_TO_RAD DISABLED DISPLAY "
    "EXTERNAL HALF_PI HEX HIGH INPUT INPUT_PULLUP INTERNAL LOW OCT OUTPUT PI PROGMEM RAD_TO_DEG "
    "RISING FALLING CHANGE SERIAL TWO_PI EULER ADC CRC DAC DMA DWT FLASH FPU ITM MPU NVIC PWR RCC "
    "RNG RTC SCB UART";

/// Types that the header itself names: a field by their name would hide them in C++.
static constexpr StringLiteral kTypes =
    "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t "
    "ptrdiff_t "
    "size_t std onnxc onnxc_model onnxc_profile onnxc_profile_counter onnxc_profile_entry "
    "onnxc_status onnxc_task onnxc_tensor onnxc_tensor_info onnxc_threaded_model onnxc_threads";

static const StringSet<> &getReservedNames() {
  static const StringSet<> names = [] {
    StringSet<> set;
    for (StringRef list : {kKeywords, kStandardMacros, kOtherMacros, kTypes})
      for (StringRef name : split(list, ' '))
        set.insert(name);
    return set;
  }();
  return names;
}

/// More than C compilers distinguish, less than any of them refuses.
static constexpr size_t kLongestIdentifier = 200;

std::string onnxc::makeIdentifier(StringRef name, StringRef prefix) {
  std::string identifier;
  for (char c : name.take_front(kLongestIdentifier)) {
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

UniqueIdentifiers::UniqueIdentifiers(StringRef model) : macroPrefix(model.upper() + "_") {
  // The header counts the entries of a profile as it does the elements of a tensor.
  taken.insert("PROFILE");
}

std::string UniqueIdentifiers::make(StringRef name, StringRef prefix) {
  std::string wanted = makeIdentifier(name, prefix);
  if (StringRef(wanted).starts_with(macroPrefix) || StringRef(wanted).starts_with("ONNXC_"))
    wanted = (prefix + "_" + wanted).str();
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
