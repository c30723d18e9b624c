#include "compiler/Tools/onnxc/FlagPages.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <set>

using namespace mlir;
using namespace onnxc;
using llvm::formatv;
namespace cl = llvm::cl;

static FlagEntry describeFlag(const cl::Option &option, std::vector<std::string> values) {
  FlagEntry flag;
  flag.spelling = (option.ArgStr.size() == 1 ? "-" : "--") + option.ArgStr.str();
  flag.values = std::move(values);
  if (option.getValueExpectedFlag() == cl::ValueRequired || !flag.values.empty())
    flag.value = option.ValueStr.empty() ? llvm::join(flag.values, "|") : option.ValueStr.str();
  flag.help = option.HelpStr.str();
  flag.topic = option.Categories.front()->getName().str();
  flag.isPrefix = option.getFormattingFlag() == cl::Prefix;
  return flag;
}

CommandEntry
onnxc::describeCommand(cl::SubCommand &command,
                       function_ref<std::vector<std::string>(const cl::Option &)> getValues) {
  CommandEntry entry{command.getName().str(), command.getDescription().str(), "", {}};
  for (const cl::Option *operand : command.PositionalOpts)
    entry.operands += (entry.operands.empty() ? "" : " ") + operand->HelpStr.str();
  for (auto [name, option] : command.OptionsMap)
    if (option->getOptionHiddenFlag() == cl::NotHidden)
      entry.flags.push_back(describeFlag(*option, getValues(*option)));
  llvm::sort(entry.flags, [](const auto &a, const auto &b) { return a.spelling < b.spelling; });
  return entry;
}

/// The flag with its value, as it is written.
static std::string getUsage(const FlagEntry &flag) {
  if (flag.value.empty())
    return flag.spelling;
  bool isWord = flag.spelling.size() == 2;
  return flag.spelling + (flag.isPrefix ? "" : isWord ? " " : "=") + "<" + flag.value + ">";
}

/// The words that complete a flag, without the value that it asks for.
static std::vector<std::string> getWords(const FlagEntry &flag) {
  if (!flag.isPrefix)
    return {flag.spelling + (flag.value.empty() || flag.spelling.size() == 2 ? "" : "=")};
  std::vector<std::string> words;
  for (const std::string &value : flag.values)
    words.push_back(flag.spelling + value);
  return words;
}

/// The first words of a flag's help: a line in a list.
static StringRef getSummary(const FlagEntry &flag) {
  StringRef help = flag.help;
  return help.take_front(std::min(help.find_first_of(";:"), help.find(" ("))).rtrim('.');
}

//===----------------------------------------------------------------------===//
// man
//===----------------------------------------------------------------------===//

static std::string escapeRoff(StringRef text) {
  std::string escaped;
  for (char c : text)
    escaped += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
  // A dot or an apostrophe at the begin of a line would be a command.
  return (escaped.empty() || (escaped[0] != '.' && escaped[0] != '\'')) ? escaped : "\\&" + escaped;
}

static void printFlags(const CommandEntry &command, raw_ostream &os) {
  std::vector<StringRef> topics;
  for (const FlagEntry &flag : command.flags)
    if (!llvm::is_contained(topics, flag.topic))
      topics.push_back(flag.topic);
  for (StringRef topic : topics) {
    os << ".SS " << escapeRoff(topic) << "\n";
    for (const FlagEntry &flag : command.flags) {
      if (flag.topic != topic)
        continue;
      os << ".TP\n.B " << escapeRoff(getUsage(flag)) << "\n" << escapeRoff(flag.help);
      if (!flag.values.empty())
        os << " (" << escapeRoff(llvm::join(flag.values, ", ")) << ")";
      os << "\n";
    }
  }
}

static void printMan(ArrayRef<CommandEntry> commands, StringRef examples, raw_ostream &os) {
  os << ".TH ONNXC 1 \"\" \"onnxc " ONNXC_VERSION "\" \"User Commands\"\n"
     << ".SH NAME\nonnxc \\- compile ONNX models to objects that need no runtime\n.SH SYNOPSIS\n";
  for (const CommandEntry &command : commands)
    os << ".B onnxc" << (command.name.empty() ? "" : " ") << command.name << "\n[options] "
       << escapeRoff(command.operands) << "\n.br\n";
  os << ".SH DESCRIPTION\n"
     << "Writes an object with the code and the weights of a model, and a C/C++ header beside it.\n"
     << "The object needs no library, no heap and no threads.\n";
  for (const CommandEntry &command : commands) {
    os << ".SH " << (command.name.empty() ? "OPTIONS" : "ONNXC " + StringRef(command.name).upper())
       << "\n";
    if (!command.name.empty())
      os << escapeRoff(command.help) << ".\n";
    printFlags(command, os);
  }
  os << ".SH EXAMPLES\n.nf\n";
  for (StringRef line : llvm::split(examples.trim('\n'), '\n'))
    if (line != "EXAMPLES:")
      os << escapeRoff(line) << "\n";
  os << ".fi\n";
}

//===----------------------------------------------------------------------===//
// bash
//===----------------------------------------------------------------------===//

static std::string getNames(ArrayRef<CommandEntry> commands) {
  std::string names;
  for (const CommandEntry &command : commands.drop_front())
    names += (names.empty() ? "" : " ") + command.name;
  return names;
}

/// The values of flags that all commands share have one list, which names all.
static void printBashValues(ArrayRef<CommandEntry> commands, raw_ostream &os) {
  std::set<std::string> seen;
  for (const CommandEntry &command : commands)
    for (const FlagEntry &flag : command.flags)
      if (!flag.isPrefix && !flag.values.empty() && seen.insert(flag.spelling).second)
        os << "  " << flag.spelling << ") words=\"" << llvm::join(flag.values, " ") << "\" ;;\n";
}

static void printBash(ArrayRef<CommandEntry> commands, raw_ostream &os) {
  os << R"(# Completion of onnxc in bash.
_onnxc() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} flag= words=
  # bash splits --flag=value at the sign.
  if [[ $current == = ]]; then
    flag=$previous current=
  elif [[ $previous == = ]]; then
    flag=${COMP_WORDS[COMP_CWORD-2]}
  fi
  case $flag in
)";
  printBashValues(commands, os);
  os << R"(  esac
  if [[ -z $flag && $current == -* ]]; then
    case ${COMP_WORDS[1]} in
)";
  for (const CommandEntry &command : llvm::reverse(commands)) {
    os << "    " << (command.name.empty() ? "*" : command.name) << ") words=\"";
    for (const FlagEntry &flag : command.flags)
      os << llvm::join(getWords(flag), " ") << " ";
    os << "\" ;;\n";
  }
  os << "    esac\n  elif [[ -z $flag && $COMP_CWORD == 1 ]]; then\n    words=\""
     << getNames(commands) << R"("
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F _onnxc onnxc
)";
}

//===----------------------------------------------------------------------===//
// zsh
//===----------------------------------------------------------------------===//

static std::string escapeWith(StringRef text, StringRef special) {
  std::string escaped;
  for (char c : text) {
    if (special.contains(c))
      escaped += '\\';
    // Inside of single quotes.
    escaped += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return escaped;
}

static void printZshFlag(const FlagEntry &flag, raw_ostream &os) {
  std::string help = escapeWith(getSummary(flag), "[]:\\");
  for (StringRef word : getWords(flag)) {
    os << " \\\n      '*" << word << "[" << help << "]";
    if (!flag.value.empty() && !flag.isPrefix)
      os << ":" << escapeWith(flag.value, ":\\") << ":"
         << (flag.values.empty() ? "_files" : "(" + llvm::join(flag.values, " ") + ")");
    os << "'";
  }
}

static void printZsh(ArrayRef<CommandEntry> commands, raw_ostream &os) {
  os << "#compdef onnxc\n"
     << "# Completion of onnxc in zsh.\n"
     << "local -a commands\ncommands=(\n";
  for (const CommandEntry &command : commands.drop_front())
    os << "  '" << command.name << ":" << escapeWith(command.help, ":\\") << "'\n";
  os << ")\n"
     << "if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then\n"
     << "  _describe command commands\n  _files\n  return\nfi\ncase $words[2] in\n";
  for (const CommandEntry &command : llvm::reverse(commands)) {
    os << "  " << (command.name.empty() ? "*" : command.name) << ")\n    _arguments";
    for (const FlagEntry &flag : command.flags)
      printZshFlag(flag, os);
    os << " \\\n      '*:file:_files' ;;\n";
  }
  os << "esac\n";
}

//===----------------------------------------------------------------------===//
// fish
//===----------------------------------------------------------------------===//

static void printFishFlag(const FlagEntry &flag, StringRef condition, raw_ostream &os) {
  std::string help = escapeWith(getSummary(flag), "\\");
  if (flag.isPrefix) {
    for (const std::string &value : flag.values)
      os << formatv("complete -c onnxc -n '{0}' -o {1}{2} -d '{3}'\n", condition,
                    StringRef(flag.spelling).ltrim('-'), value, help);
    return;
  }
  os << formatv("complete -c onnxc -n '{0}' -{1} {2}", condition,
                flag.spelling.size() == 2 ? "s" : "l", StringRef(flag.spelling).ltrim('-'));
  if (!flag.value.empty())
    os << " -r";
  if (!flag.values.empty())
    os << " -f -a '" << llvm::join(flag.values, " ") << "'";
  os << " -d '" << help << "'\n";
}

static void printFish(ArrayRef<CommandEntry> commands, raw_ostream &os) {
  os << "# Completion of onnxc in fish.\n";
  for (const CommandEntry &command : commands.drop_front())
    os << formatv("complete -c onnxc -n __fish_use_subcommand -a {0} -d '{1}'\n", command.name,
                  escapeWith(command.help, "\\"));
  for (const CommandEntry &command : commands) {
    std::string condition = command.name.empty()
                                ? "not __fish_seen_subcommand_from " + getNames(commands)
                                : "__fish_seen_subcommand_from " + command.name;
    for (const FlagEntry &flag : command.flags)
      printFishFlag(flag, condition, os);
  }
}

void onnxc::printFlagPage(FlagPage page, ArrayRef<CommandEntry> commands, StringRef examples,
                          raw_ostream &os) {
  switch (page) {
  case FlagPage::Man:
    return printMan(commands, examples, os);
  case FlagPage::Bash:
    return printBash(commands, os);
  case FlagPage::Zsh:
    return printZsh(commands, os);
  case FlagPage::Fish:
    return printFish(commands, os);
  }
}
