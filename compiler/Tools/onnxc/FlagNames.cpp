#include "compiler/Tools/onnxc/FlagNames.h"

#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
namespace cl = llvm::cl;

namespace {

/// A flag of another compiler or converter, and what does here what it does there.
struct Habit {
  StringLiteral flag;
  StringLiteral advice;
};

constexpr StringLiteral kOutput = "use -o";
constexpr StringLiteral kCpu = "use -mcpu=<cpu>";
constexpr StringLiteral kTarget = "use -target=<target>";
constexpr StringLiteral kShape = "use --shape <input>=1x3x224x224";
constexpr StringLiteral kBatch = "use --dim <name>=<size>, with the dimension's name in the model";
constexpr StringLiteral kThreads = "use --threads=<n>";

constexpr Habit kHabits[] = {
    {"march", "use -mcpu=<cpu>, or -target=<target> for another architecture"},
    {"mtune", kCpu},
    {"cpu", kCpu},
    {"arch", kTarget},
    {"mtriple", kTarget},
    {"triple", kTarget},
    {"mfpu", "use -mattr=+<feature>"},
    {"c", "an object is the default; its name is given by -o model.o"},
    {"S", "assembly is what -o model.s writes"},
    {"emit-llvm", "LLVM IR is what -o model.ll writes"},
    {"emit-mlir", "MLIR is what -o model.mlir writes"},
    {"shared", "a shared library is what -o model.so writes"},
    {"static", "a static library is what -o model.a writes"},
    {"fPIC", "code for an operating system is independent of its place anyway"},
    {"header", "the header lies beside the output, with its name and .h"},
    {"output", kOutput},
    {"out", kOutput},
    {"outfile", kOutput},
    {"output-file", kOutput},
    {"output_file", kOutput},
    {"outdir", "use -o with the folder"},
    {"output-dir", "use -o with the folder"},
    {"shapes", kShape},
    {"input-shape", kShape},
    {"input_shape", kShape},
    {"batch", kBatch},
    {"batch-size", kBatch},
    {"batch_size", kBatch},
    {"ffast-math", "--fp=fast is the default"},
    {"fno-fast-math", "use --fp=strict"},
    {"j", kThreads},
    {"jobs", kThreads},
    {"num-threads", kThreads},
    {"verbose", "use -v"},
    {"debug", "use -g for debug information, --stop-after for the IR"},
    {"iterations", "use --runs=<n> of onnxc bench"},
    {"list-ops", "see onnxc ops"},
};

using Options = llvm::DenseMap<StringRef, cl::Option *>;

} // namespace

/// The flag that the text of an argument before its `=` names, or whose value follows the name
/// directly (`-O3`).
static cl::Option *findFlag(StringRef name, const Options &options) {
  if (cl::Option *option = options.lookup(name))
    return option;
  for (auto [flag, option] : options)
    if (option->getFormattingFlag() == cl::Prefix && name.starts_with(flag))
      return option;
  return nullptr;
}

/// A flag that help lists and that differs in a letter or two, but not in most of them.
static StringRef findSimilarFlag(StringRef name, const Options &options) {
  StringRef similar;
  unsigned best = std::min<size_t>(2, name.size() / 3) + 1;
  for (auto [flag, option] : options) {
    if (option->getOptionHiddenFlag() != cl::NotHidden)
      continue;
    unsigned distance = name.edit_distance(flag, /*AllowReplacements=*/true, best);
    if (distance < best || (distance == best && !similar.empty() && flag < similar)) {
      best = distance;
      similar = flag;
    }
  }
  return similar;
}

static std::string getAdvice(StringRef name, cl::SubCommand &command) {
  for (const Habit &habit : kHabits)
    if (habit.flag == name)
      return habit.advice.str();
  StringRef similar = findSimilarFlag(name, command.OptionsMap);
  if (!similar.empty())
    return ("did you mean " + llvm::Twine(similar.size() == 1 ? "-" : "--") + similar + "?").str();
  StringRef space = command.getName().empty() ? "" : " ";
  return ("see onnxc" + space + command.getName() + " --help").str();
}

LogicalResult onnxc::checkFlagNames(ArrayRef<const char *> arguments, cl::SubCommand &command) {
  const Options &top = cl::SubCommand::getTopLevel().OptionsMap;
  for (size_t i = 1; i < arguments.size(); ++i) {
    StringRef argument(arguments[i]);
    if (argument == "--")
      return success();
    if (!argument.starts_with("-") || argument.size() == 1)
      continue;
    StringRef name = argument.ltrim('-').split('=').first;
    // LLVM adds its alias of --help when it parses.
    if (argument == "-h" || argument == "--h")
      continue;
    cl::Option *option = findFlag(name, command.OptionsMap);
    if (!option)
      option = findFlag(name, top);
    if (!option) {
      llvm::WithColor::error() << "there is no flag '" << argument << "'; "
                               << getAdvice(name, command) << "\n";
      return failure();
    }
    // What follows is the flag's value, even if it begins with a dash.
    i += option->getValueExpectedFlag() == cl::ValueRequired && !argument.contains('=') &&
         option->ArgStr == name;
  }
  return success();
}
