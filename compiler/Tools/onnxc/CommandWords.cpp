#include "compiler/Tools/onnxc/CommandWords.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

static constexpr StringLiteral kCommands[] = {"analyze", "run",   "verify", "compare",
                                              "bench",   "check", "ops"};

namespace {
/// What other tools call a command, and how it is spelled here.
struct Habit {
  StringLiteral word, advice;
};
} // namespace

static constexpr StringLiteral kCompile =
    "a model is compiled without a command: onnxc model.onnx -o model.o";

static constexpr Habit kHabits[] = {
    {"compile", kCompile},
    {"build", kCompile},
    {"convert", kCompile},
    {"quantize", "see --quantize: onnxc model.onnx --quantize=int8 --calib=samples -o model.o"},
    {"profile", "see onnxc bench"},
    {"benchmark", "see onnxc bench"},
    {"list", "see onnxc ops"},
    {"operators", "see onnxc ops"},
    {"info", "see onnxc analyze"},
    {"inspect", "see onnxc analyze"},
    {"report", "see onnxc analyze, and --report=model.html"},
    {"test", "see onnxc verify"},
    {"diff", "see onnxc compare"},
};

static LogicalResult emitUnknown(StringRef word, const Twine &advice) {
  llvm::WithColor::error() << "there is no command '" << word << "'; " << advice << "\n";
  return failure();
}

static bool isCommand(StringRef word) { return llvm::is_contained(kCommands, word); }

/// The command that differs from `word` in a letter or two; empty if there is none.
static StringRef findSimilar(StringRef word) {
  for (StringRef command : kCommands)
    if (word.edit_distance(command) <= (command.size() > 3 ? 2 : 1))
      return command;
  return "";
}

static LogicalResult checkWord(StringRef word) {
  for (const Habit &habit : kHabits)
    if (word == habit.word)
      return emitUnknown(word, habit.advice);
  StringRef similar = findSimilar(word);
  return similar.empty() ? success() : emitUnknown(word, "did you mean '" + similar + "'?");
}

/// `help` or `help command`.
static LogicalResult readHelp(SmallVectorImpl<const char *> &arguments) {
  if (arguments.size() == 2) {
    arguments[1] = "--help";
    return success();
  }
  StringRef command(arguments[2]);
  if (!isCommand(command))
    return emitUnknown(command,
                       "the commands are " + llvm::join(ArrayRef<StringLiteral>(kCommands), ", "));
  arguments[1] = arguments[2];
  arguments[2] = "--help";
  return success();
}

LogicalResult onnxc::readCommandWords(SmallVectorImpl<const char *> &arguments) {
  StringRef word = arguments.size() > 1 ? arguments[1] : "";
  if (word.empty() || word.starts_with("-") || isCommand(word) || llvm::sys::fs::exists(word))
    return success();
  if (word == "help")
    return readHelp(arguments);
  if (word == "version" && arguments.size() == 2) {
    arguments[1] = "--version";
    return success();
  }
  return checkWord(word);
}
