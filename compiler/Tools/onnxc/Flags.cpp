#include "compiler/Tools/onnxc/Flags.h"

#include "compiler/Pipelines/AllPasses.h"
#include "compiler/Tools/onnxc/CommandLine.h"
#include "compiler/Tools/onnxc/CommandWords.h"
#include "compiler/Tools/onnxc/FlagNames.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/StringSaver.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;

/// LLVM's code generator has flags that we give another meaning.
static void removeFlagsOfLLVM() {
  for (StringRef name : {"stop-after"})
    if (cl::Option *option = cl::getRegisteredOptions().lookup(name))
      option->removeArgument();
}

/// IR that passes print is to be read, too: it has no large constants, unless the user says how
/// large they may be.
static void elideLargeConstants(SmallVectorImpl<const char *> &arguments) {
  for (const char *flag :
       {"--mlir-elide-elementsattrs-if-larger=16", "--mlir-elide-resource-strings-if-larger=64"}) {
    StringRef name = StringRef(flag).split('=').first.ltrim('-');
    auto isName = [&](StringRef argument) { return argument.ltrim('-').starts_with(name); };
    if (llvm::none_of(arguments, isName))
      arguments.push_back(flag);
  }
}

static LogicalResult parseOptLevel(char letter, OptLevel &level) {
  constexpr std::pair<char, OptLevel> levels[] = {{'0', OptLevel::O0}, {'1', OptLevel::O1},
                                                  {'2', OptLevel::O2}, {'3', OptLevel::O3},
                                                  {'s', OptLevel::Os}, {'z', OptLevel::Oz}};
  for (auto [name, value] : levels)
    if (name == letter) {
      level = value;
      return success();
    }
  return emitFlagError(llvm::formatv("-O{0} is none of -O0 to -O3, -Os, -Oz", letter));
}

/// Reads `300`, `256K` or `1M`; empty if the flag is not given.
static LogicalResult parseBytes(const cl::opt<std::string> &flag, std::optional<uint64_t> &bytes) {
  if (flag.getNumOccurrences() == 0)
    return success();
  StringRef digits(flag);
  unsigned shift = digits.consume_back_insensitive("k") ? 10 : 0;
  shift = shift == 0 && digits.consume_back_insensitive("m") ? 20 : shift;
  uint64_t number;
  if (digits.getAsInteger(10, number) || number > UINT64_MAX >> shift)
    return emitFlagError("--" + flag.ArgStr + "=" + flag +
                         " is not a number of bytes, such as 3000, 256K or 1M");
  bytes = number << shift;
  return success();
}

/// Addresses of text are pointers of the target, which may have 32 bits.
static LogicalResult checkMaxText(const Flags &flags) {
  if (flags.maxText.value_or(0) > uint64_t(1) << 30)
    return emitFlagError("--max-text=" + llvm::Twine(*flags.maxText) + " is more than 1024M");
  return success();
}

/// Reads `168M`, `1.2G` or `32000000`.
static LogicalResult parseClock(const cl::opt<std::string> &flag, std::optional<double> &clock) {
  if (flag.getNumOccurrences() == 0)
    return success();
  constexpr std::pair<StringRef, double> units[] = {{"k", 1e3}, {"m", 1e6}, {"g", 1e9}};
  StringRef digits(flag);
  double unit = 1, number;
  for (auto [letter, value] : units)
    if (unit == 1 && digits.consume_back_insensitive(letter))
      unit = value;
  if (digits.getAsDouble(number) || !(number > 0) || !std::isfinite(number * unit))
    return emitFlagError("--clock=" + flag + " is not a number of hertz, such as 168M");
  clock = number * unit;
  return success();
}

/// Where an object is made: whether it takes threads of the program, and how many.
static LogicalResult parseThreads(StringRef text, Flags &flags) {
  flags.threads = text != "none";
  flags.threadCount = 0;
  if (!flags.threads || text == "caller")
    return success();
  if (text.getAsInteger(10, flags.threadCount))
    return emitFlagError("--threads=" + text + " is neither none nor caller nor a number");
  if (flags.threadCount < 2)
    return emitFlagError("--threads=" + text +
                         ": an object for less than two threads is that of --threads=none");
  return success();
}

/// Where a model runs in process: the threads that the command starts.
static LogicalResult checkThreadCount(unsigned count, Flags &flags) {
  if (count < 1)
    return emitFlagError("--threads=0: a run needs a thread");
  flags.threads = count > 1;
  flags.threadCount = count;
  return success();
}

static LogicalResult checkOperands(const Flags &flags) {
  if (flags.model.empty() && flags.command != Command::Ops)
    return emitFlagError("no model is given; see onnxc --help");
  if (flags.command == Command::Verify && flags.operands.empty())
    return emitFlagError("no folder with data is given: onnxc verify model.onnx data/");
  if (flags.command == Command::Compare && flags.operands.size() < 2)
    return emitFlagError(
        "a model or samples are missing: onnxc compare model.onnx other.onnx samples/");
  return success();
}

FailureOr<Flags> onnxc::parseFlags(int argc, char **argv) {
  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  SmallVector<const char *> arguments = {argv[0]};
  cl::expandResponseFiles(argc, argv, /*EnvVar=*/nullptr, saver, arguments);
  if (failed(readCommandWords(arguments)))
    return failure();
  StringRef first = arguments.size() > 1 ? arguments[1] : "";
  removeFlagsOfLLVM();
  registerCompilerPasses();
  elideLargeConstants(arguments);
  registerMLIRContextCLOptions();
  registerPassManagerCLOptions();
  registerDefaultTimingManagerCLOptions();
  registerAsmPrinterCLOptions();
  CommandLine line;
  cl::SetVersionPrinter([](llvm::raw_ostream &os) {
    os << "onnxc " ONNXC_VERSION " with LLVM " LLVM_VERSION_STRING "\n";
  });
  if (failed(checkFlagNames(arguments, line.findCommand(first))))
    return failure();
  cl::ParseCommandLineOptions(arguments.size(), arguments.data(),
                              "onnxc compiles ONNX models to objects that need no runtime\n");

  if (failed(line.checkFlagsOfCommand()))
    return failure();
  if (line.page.getNumOccurrences() > 0) {
    line.printPage();
    std::exit(0);
  }

  Flags flags;
  flags.command = line.getCommand();
  flags.model = line.model;
  flags.operands.assign(line.runInputs.begin(), line.runInputs.end());
  flags.operands.insert(flags.operands.end(), line.dataFolders.begin(), line.dataFolders.end());
  flags.operands.insert(flags.operands.end(), line.comparedFiles.begin(), line.comparedFiles.end());
  flags.output = flags.command == Command::Run ? line.outputFolder : line.outputFile;
  flags.target = line.target;
  flags.cpu = line.cpu;
  flags.features = line.features;
  flags.floatAbi = line.floatAbi;
  if (line.strictAlign || line.strictAlignToo)
    flags.features += ",+strict-align";
  flags.name = line.name;
  flags.staticArena = line.arena == ArenaPlace::Static;
  if (line.stopAfter.getNumOccurrences() > 0)
    flags.stopAfter = line.stopAfter;
  flags.dependencies = line.dependencies;
  flags.debugInfo = line.debugInfo;
  flags.profile = line.profile;
  flags.quiet = line.quiet;
  flags.verbose = line.verbose;
  flags.strictFloat = line.floatMode == FloatMode::Strict;
  flags.winograd = line.winograd;
  flags.report = line.report;
  flags.times = line.times;
  flags.remarksFilter = line.remarksFilter;
  flags.tolerance = {line.relativeTolerance, line.absoluteTolerance, line.topClass};
  flags.perNode = line.perNode;
  flags.benchmark = {line.seconds, line.runs};
  flags.emulator = line.emulator;
  flags.everyCall = line.everyCall;
  flags.json = line.json;
  flags.svg = line.svg;
  flags.asJson = line.asJson;
  if (failed(flags.command == Command::Compile ? parseThreads(line.threads, flags)
                                               : checkThreadCount(line.threadCount, flags)) ||
      failed(parseBytes(line.maxFlash, flags.budget.flash)) ||
      failed(parseBytes(line.maxRam, flags.budget.ram)) ||
      failed(parseBytes(line.maxStack, flags.budget.stack)) ||
      failed(parseBytes(line.maxText, flags.maxText)) || failed(checkMaxText(flags)) ||
      failed(parseClock(line.clock, flags.clock)) || failed(checkOperands(flags)) ||
      failed(parseOptLevel(line.optLevel, flags.optLevel)) ||
      failed(parseModelFlags(line, flags.import)) || failed(parseQuantizationFlags(line, flags)))
    return failure();
  return flags;
}
