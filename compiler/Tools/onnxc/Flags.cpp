#include "compiler/Tools/onnxc/Flags.h"

#include "compiler/Pipelines/AllPasses.h"
#include "compiler/Target/Target.h"
#include "compiler/Tools/onnxc/FlagNames.h"
#include "compiler/Tools/onnxc/FlagPages.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/WithColor.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
namespace cl = llvm::cl;

static LogicalResult fail(const llvm::Twine &message) {
  llvm::WithColor::error() << message << "\n";
  return failure();
}

namespace {

enum class ArenaPlace { Caller, Static };
enum class FloatMode { Fast, Strict };

/// The command line in LLVM's terms. Made only when it is parsed: LLVM has flags of its own by
/// some of our names, which must go first.
struct CommandLine {
  CommandLine() { hideOtherFlags(); }

  cl::SubCommand inAnalyze{"analyze", "List the kernels of a model and what lies in memory"};
  cl::SubCommand inRun{"run", "Compile a model in process and run it on tensors"};
  cl::SubCommand inVerify{"verify", "Compile a model in process and compare its outputs"};
  cl::SubCommand inCompare{"compare", "Compile two models in process and compare their results"};
  cl::SubCommand inBench{"bench", "Compile a model in process and time its kernels"};
  cl::SubCommand inCheck{"check", "Say whether a model can be compiled"};
  cl::SubCommand inOps{"ops", "List the operators that models may have"};
  cl::SubCommand &inTop = cl::SubCommand::getTopLevel();
  cl::SubCommandGroup everywhere{&inTop,     &inAnalyze, &inRun,  &inVerify,
                                 &inCompare, &inBench,   &inCheck};
  cl::SubCommandGroup whereCodeIsMade{&inTop, &inAnalyze, &inRun, &inVerify, &inBench, &inCheck};
  cl::SubCommandGroup whereItRuns{&inRun, &inBench};
  cl::SubCommandGroup withoutOutput{&inAnalyze, &inRun,   &inVerify, &inCompare,
                                    &inBench,   &inCheck, &inOps};

  cl::OptionCategory outputCategory{"Output"};
  cl::OptionCategory targetCategory{"Target"};
  cl::OptionCategory modelCategory{"Model"};
  cl::OptionCategory insightCategory{"Insight"};
  cl::OptionCategory comparisonCategory{"Comparison"};
  cl::OptionCategory benchmarkCategory{"Benchmark"};
  cl::OptionCategory quantizationCategory{"Quantization"};

  cl::opt<std::string> model{cl::Positional, cl::desc("model.onnx"), cl::sub(everywhere)};
  cl::list<std::string> runInputs{cl::Positional, cl::desc("[input.npy | name=input.npy]..."),
                                  cl::sub(whereItRuns)};
  cl::list<std::string> dataFolders{cl::Positional, cl::desc("data/..."), cl::sub(inVerify)};
  cl::list<std::string> comparedFiles{cl::Positional, cl::desc("other.onnx samples/..."),
                                      cl::sub(inCompare)};

  cl::opt<std::string> outputFile{
      "o", cl::value_desc("file"), cl::sub(inTop), cl::cat(outputCategory),
      cl::desc("Write this file; its suffix says what: .o object, .a archive, .so shared library, "
               ".s assembly, .ll LLVM IR, .mlir MLIR, .onnx the quantized model (default: the "
               "model's name with .o)")};
  cl::opt<std::string> outputFolder{
      "o", cl::value_desc("folder"), cl::sub(inRun), cl::cat(outputCategory),
      cl::desc("Write each output to folder/<name>.npy (default: print the outputs)")};
  cl::opt<std::string> name{
      "name", cl::value_desc("name"), cl::sub(inTop), cl::cat(outputCategory),
      cl::desc("What symbols and macros begin with (default: the output file's name)")};
  cl::opt<ArenaPlace> arena{
      "arena", cl::sub(inTop), cl::cat(outputCategory),
      cl::desc("Where the memory for temporaries lies:"),
      cl::values(clEnumValN(ArenaPlace::Caller, "caller", "the caller passes it (default)"),
                 clEnumValN(ArenaPlace::Static, "static", "in the object; one run at a time"))};
  cl::opt<std::string> threads{
      "threads",
      cl::init("none"),
      cl::value_desc("none|caller|n"),
      cl::sub(inTop),
      cl::cat(outputCategory),
      cl::desc("caller: runs take a parallel_for, such as that of runtime/onnxc_pool.h; n: the "
               "same, and kernels are split for n threads; none (default): they take no threads")};
  cl::opt<unsigned> threadCount{"threads",
                                cl::value_desc("n"),
                                cl::init(1),
                                cl::sub(inRun),
                                cl::sub(inVerify),
                                cl::sub(inBench),
                                cl::cat(outputCategory),
                                cl::desc("Run on so many threads (1); bench on one, too, which it "
                                         "compares and whose kernels it lists")};
  cl::opt<bool> dependencies{
      "MD", cl::sub(inTop), cl::cat(outputCategory),
      cl::desc("Write the list of files that the model was read from, as make and ninja read it, "
               "beside the output with suffix .d")};
  cl::opt<bool> debugInfo{"g", cl::sub(inTop), cl::cat(outputCategory),
                          cl::desc("Debug information: lines are the model's nodes")};
  cl::opt<bool> profile{"profile", cl::sub(inTop), cl::cat(outputCategory),
                        cl::desc("The object measures the time of each kernel in each run")};

  std::string targetNames = listTargets();
  std::string targets = targetNames + "; the name of another CPU, or a triple (default: native)";
  cl::opt<std::string> target{
      "target",         cl::init("native"), cl::value_desc("target"), cl::sub(inTop),
      cl::sub(inCheck), cl::sub(inAnalyze), cl::cat(targetCategory),  cl::desc(targets)};
  cl::opt<std::string> cpu{"mcpu", cl::value_desc("cpu"), cl::sub(whereCodeIsMade),
                           cl::cat(targetCategory), cl::desc("The CPU, as for clang")};
  cl::opt<std::string> features{"mattr", cl::value_desc("+a,-b"), cl::sub(whereCodeIsMade),
                                cl::cat(targetCategory),
                                cl::desc("CPU features to add and remove")};
  cl::opt<std::string> floatAbi{
      "mfloat-abi", cl::value_desc("abi"), cl::sub(whereCodeIsMade), cl::cat(targetCategory),
      cl::desc("32-bit Arm: hard, softfp or soft (no instructions for floats), as for gcc")};
  cl::opt<bool> strictAlign{"mno-unaligned-access", cl::sub(whereCodeIsMade),
                            cl::cat(targetCategory),
                            cl::desc("Load and store words at multiples of their size only, for "
                                     "CPUs that trap otherwise; also -mstrict-align")};
  cl::opt<bool> strictAlignToo{"mstrict-align", cl::sub(whereCodeIsMade), cl::cat(targetCategory),
                               cl::Hidden, cl::desc("As -mno-unaligned-access")};
  cl::opt<char> optLevel{"O",
                         cl::Prefix,
                         cl::init('3'),
                         cl::value_desc("level"),
                         cl::sub(whereCodeIsMade),
                         cl::cat(targetCategory),
                         cl::desc("Optimize for speed (0 to 3, default 3) or size (s, z)")};
  cl::opt<FloatMode> floatMode{
      "fp", cl::sub(whereCodeIsMade), cl::cat(targetCategory), cl::desc("Floating point:"),
      cl::values(
          clEnumValN(FloatMode::Fast, "fast",
                     "what is added to or multiplied with a sum of products may become part of it, "
                     "convolutions by Winograd (default)"),
          clEnumValN(FloatMode::Strict, "strict", "each node rounds its result"))};

  cl::opt<bool> winograd{
      "winograd", cl::init(true), cl::sub(whereCodeIsMade), cl::cat(targetCategory),
      cl::desc("--winograd=false: no convolutions by Winograd's algorithm, whose weights and "
               "temporaries are larger")};

  cl::opt<std::string> maxFlash{"max-flash", cl::value_desc("bytes"), cl::sub(inTop),
                                cl::cat(targetCategory),
                                cl::desc("Fail if code, weights and tables take more (256K, 1M)")};
  cl::opt<std::string> maxRam{"max-ram", cl::value_desc("bytes"), cl::sub(inTop),
                              cl::cat(targetCategory),
                              cl::desc("Fail if arena and stack take more")};
  cl::opt<std::string> maxStack{"max-stack", cl::value_desc("bytes"), cl::sub(inTop),
                                cl::cat(targetCategory), cl::desc("Fail if the stack takes more")};

  cl::opt<std::string> clock{
      "clock",
      cl::value_desc("hertz"),
      cl::sub(inTop),
      cl::sub(inAnalyze),
      cl::cat(targetCategory),
      cl::desc("Estimate the time of a run at this clock of a Cortex-M (168M)")};

  cl::list<std::string> dims{
      "dim", cl::value_desc("name=size,..."), cl::sub(everywhere), cl::cat(modelCategory),
      cl::desc("Sizes of symbolic dimensions; a first one called batch or N is 1 by default. "
               "Lengths of inputs that are sequences, and 0 for an optional that holds nothing")};
  cl::list<std::string> shapes{
      "shape", cl::value_desc("input=1x3x224x224"), cl::sub(everywhere), cl::cat(modelCategory),
      cl::desc("Shape of an input (run, verify and bench take it from the data), or of an output "
               "whose size depends on data")};
  cl::list<std::string> inputTypes{
      "input-type", cl::value_desc("name=int8"), cl::sub(everywhere), cl::cat(modelCategory),
      cl::desc("Take the int8 or uint8 that the model's QuantizeLinear makes of an input")};
  cl::list<std::string> outputTypes{
      "output-type", cl::value_desc("name=int8"), cl::sub(everywhere), cl::cat(modelCategory),
      cl::desc("Give the int8 or uint8 that the model's DequantizeLinear makes an output of")};
  cl::list<std::string> inputs{
      "input", cl::value_desc("name=number"), cl::sub(everywhere), cl::cat(modelCategory),
      cl::desc("Make an input a constant of the model: one number for all of its elements, or "
               "one,two,... for each")};

  cl::opt<std::string> quantize{
      "quantize", cl::value_desc("scheme"), cl::sub(inTop), cl::cat(quantizationCategory),
      cl::desc("int8: weights and activations of 8 bits, by --calib or --ranges; int8-dynamic: "
               "matrix products of 8 bits, by scales of the run; w8, f16, bf16: smaller weights; "
               "w4[:block]: weights of matrix products of 4 bits, by blocks (32); arm64, avx2, "
               "avx512_vnni: int8, or without --calib and --ranges int8-dynamic")};
  cl::opt<std::string> calibration{
      "calib", cl::value_desc("folder"), cl::sub(inTop), cl::cat(quantizationCategory),
      cl::desc("Samples: .npy, .npz or .pb files, pictures, folders with <input>.npy, or data as "
               "of onnxc verify")};
  cl::list<double> pictureMean{
      "calib-mean",
      cl::value_desc("0.485,..."),
      cl::CommaSeparated,
      cl::sub(inTop),
      cl::cat(quantizationCategory),
      cl::desc("What is subtracted from pictures, whose values go from 0 to 1: for each channel, "
               "or all (0)")};
  cl::list<double> pictureDeviation{"calib-std",
                                    cl::value_desc("0.229,..."),
                                    cl::CommaSeparated,
                                    cl::sub(inTop),
                                    cl::cat(quantizationCategory),
                                    cl::desc("What they are divided by afterwards (1)")};
  cl::opt<quantize::PictureFormat::Layout> pictureLayout{
      "calib-layout",
      cl::sub(inTop),
      cl::cat(quantizationCategory),
      cl::init(quantize::PictureFormat::Layout::Automatic),
      cl::desc("Where the model has the channels of pictures (where there are one or three):"),
      cl::values(
          clEnumValN(quantize::PictureFormat::Layout::ChannelsFirst, "nchw", "before the rows"),
          clEnumValN(quantize::PictureFormat::Layout::ChannelsLast, "nhwc", "last"))};
  cl::opt<std::string> ranges{"ranges", cl::value_desc("file.json"), cl::sub(inTop),
                              cl::cat(quantizationCategory),
                              cl::desc("The ranges of values: written with --calib, read without")};
  cl::opt<quantize::RangeMethod::Kind> rangeMethod{
      "calib-method",
      cl::sub(inTop),
      cl::cat(quantizationCategory),
      cl::init(quantize::RangeMethod::MinMax),
      cl::desc("How ranges are chosen:"),
      cl::values(clEnumValN(quantize::RangeMethod::MinMax, "minmax", "all values (default)"),
                 clEnumValN(quantize::RangeMethod::Percentile, "percentile",
                            "all but the rarest, of which --calib-percentile says how many"),
                 clEnumValN(quantize::RangeMethod::Entropy, "entropy",
                            "least Kullback-Leibler divergence"),
                 clEnumValN(quantize::RangeMethod::Mse, "mse", "least mean square error"))};
  cl::opt<double> percentile{"calib-percentile",
                             cl::value_desc("x"),
                             cl::init(99.99),
                             cl::sub(inTop),
                             cl::cat(quantizationCategory),
                             cl::desc("How many of 100 values are inside a range (99.99)")};
  cl::opt<bool> equalize{
      "equalize", cl::sub(inTop), cl::cat(quantizationCategory),
      cl::desc("Before, move factors of channels from activations to the weights that read them")};
  cl::opt<bool> fitWeights{
      "fit-weights", cl::sub(inTop), cl::cat(quantizationCategory),
      cl::desc("Round weights to what changes the results of their layer on the samples the least, "
               "not each to its nearest neighbour (always for w4 with samples, unless false)")};
  cl::opt<bool> correctBias{
      "correct-bias", cl::sub(inTop), cl::cat(quantizationCategory),
      cl::desc(
          "Make up in biases for what rounded weights do on average on the samples (always for "
          "w4 with samples, unless false)")};
  cl::opt<double> maxError{
      "max-error", cl::value_desc("x"), cl::sub(inTop), cl::cat(quantizationCategory),
      cl::desc("The most that results may differ from those of floats, as a part of their size on "
               "the samples: the most harmful nodes stay float")};
  cl::opt<double> minAgreement{
      "min-agreement", cl::value_desc("x"), cl::sub(inTop), cl::cat(quantizationCategory),
      cl::desc("The least part of rows whose largest element is at the same place")};
  cl::opt<std::string> quantizationReport{
      "quant-report", cl::value_desc("file"), cl::sub(inTop), cl::cat(quantizationCategory),
      cl::desc("Write ranges, errors and decisions: .json or .html")};
  cl::list<std::string> keepFloat{
      "keep-float",   cl::value_desc("node,..."),    cl::CommaSeparated,
      cl::sub(inTop), cl::cat(quantizationCategory), cl::desc("Nodes that stay float")};

  cl::opt<Stage> stopAfter{
      "stop-after", cl::sub(inTop), cl::cat(insightCategory),
      cl::desc("Print the IR after a stage, without large constants, and stop:"),
      cl::values(clEnumValN(Stage::Import, "import", "operators as ONNX has them"),
                 clEnumValN(Stage::Graph, "graph", "core operators, constants folded"),
                 clEnumValN(Stage::Linalg, "linalg", "linalg on tensors"),
                 clEnumValN(Stage::Memory, "memory", "buffers in one arena"),
                 clEnumValN(Stage::Functions, "functions", "one function a kernel"),
                 clEnumValN(Stage::LLVM, "llvm", "LLVM dialect"))};
  cl::opt<std::string> report{
      "report", cl::value_desc("file.html|file.json"), cl::sub(inTop), cl::cat(insightCategory),
      cl::desc("Write sizes, kernels and memory to a file: a page to look at, or JSON")};
  cl::opt<std::string> times{
      "times", cl::value_desc("file.json"), cl::sub(inTop), cl::cat(insightCategory),
      cl::desc("Times of the kernels for --report: what onnxc bench --json has written, or a list "
               "of microseconds, one for each entry of the object's profile")};
  cl::opt<bool> quiet{"q", cl::sub(everywhere), cl::cat(insightCategory),
                      cl::desc("Print no notes, and no line about sizes")};
  cl::opt<bool> verbose{"v", cl::sub(whereCodeIsMade), cl::cat(insightCategory),
                        cl::desc("Print the time of each stage and the peak memory")};
  cl::opt<std::string> remarksFilter{
      "remarks-filter", cl::value_desc("regex"), cl::sub(inTop), cl::cat(insightCategory),
      cl::desc("Print what passes of this name decided, e.g. onnxc-pack-weights, .*")};

  cl::opt<double> relativeTolerance{"rtol",
                                    cl::value_desc("x"),
                                    cl::init(1e-3),
                                    cl::sub(inVerify),
                                    cl::cat(comparisonCategory),
                                    cl::desc("Relative tolerance of floats (1e-3)")};
  cl::opt<double> absoluteTolerance{"atol",
                                    cl::value_desc("x"),
                                    cl::init(1e-5),
                                    cl::sub(inVerify),
                                    cl::cat(comparisonCategory),
                                    cl::desc("Absolute tolerance of floats (1e-5)")};
  cl::opt<bool> perNode{"per-node", cl::sub(inCompare), cl::sub(inVerify),
                        cl::cat(comparisonCategory),
                        cl::desc("Values inside the model, too: those that the data names as "
                                 "outputs, or that both models have by one name")};
  cl::opt<bool> topClass{"top-class", cl::sub(inVerify), cl::cat(comparisonCategory),
                         cl::desc("Compare only where each row of floats is largest")};

  cl::opt<double> seconds{
      "seconds",        cl::value_desc("s"),        cl::init(1),
      cl::sub(inBench), cl::cat(benchmarkCategory), cl::desc("How long to measure (1)")};
  cl::opt<int64_t> runs{"runs", cl::value_desc("n"), cl::sub(inBench), cl::cat(benchmarkCategory),
                        cl::desc("How often to run, instead")};
  cl::opt<bool> everyCall{"every-call", cl::sub(inBench), cl::cat(benchmarkCategory),
                          cl::desc("List each call of a kernel, not only each kernel")};
  cl::opt<std::string> json{"json", cl::value_desc("file.json"), cl::sub(inBench),
                            cl::cat(benchmarkCategory), cl::desc("Write the table to a file, too")};
  cl::opt<std::string> svg{"svg", cl::value_desc("file.svg"), cl::sub(inBench),
                           cl::cat(benchmarkCategory),
                           cl::desc("Draw the time of each kernel beside that at the peak")};

  cl::opt<bool> asJson{"json", cl::sub(inOps), cl::cat(outputCategory), cl::desc("As JSON")};

  cl::opt<FlagPage> page{"print-page",
                         cl::Hidden,
                         cl::sub(inTop),
                         cl::cat(outputCategory),
                         cl::desc("Print the flags:"),
                         cl::values(clEnumValN(FlagPage::Man, "man", "for man"),
                                    clEnumValN(FlagPage::Bash, "bash", "as completions of bash"),
                                    clEnumValN(FlagPage::Zsh, "zsh", "as completions of zsh"),
                                    clEnumValN(FlagPage::Fish, "fish", "as completions of fish"))};

  cl::extrahelp examples{R"(
EXAMPLES:
  onnxc model.onnx -o model.o                   for this machine; model.h lies beside it
  onnxc model.onnx -target=aarch64 -o model.o   for any 64-bit ARM
  onnxc model.onnx -target=cortex-m4 -Os --arena=static -o model.o
  onnxc model.onnx --threads=4 -o model.o       runs take four threads of the program
  onnxc model.onnx --dim batch=1 --shape ids=1x128 -o model.o
  onnxc model.onnx --quantize=int8 --calib=samples -o model.o
  onnxc model.onnx --stop-after=graph           print the IR after a stage
  onnxc model.onnx --report=model.html          and a page about kernels and memory
  onnxc analyze model.onnx -target=cortex-m4    list kernels, sizes and memory, write nothing
  onnxc run model.onnx input.npy -o results     run once, write results/<output>.npy
  onnxc verify model.onnx test_data_set_0       compare with expected outputs
  onnxc compare model.onnx model.int8.onnx samples
  onnxc bench model.onnx --svg=time.svg         print and draw the time of each kernel
  onnxc check model.onnx                        say what stops it from being compiled
  onnxc ops                                     list the operators that it compiles

MLIR's own flags (--mlir-print-ir-after=<pass>, --mlir-timing, ...): onnxc --help-hidden
)"};

  Command getCommand() const {
    if (inAnalyze)
      return Command::Analyze;
    if (inRun)
      return Command::Run;
    if (inVerify)
      return Command::Verify;
    if (inCompare)
      return Command::Compare;
    if (inBench)
      return Command::Bench;
    if (inOps)
      return Command::Ops;
    return inCheck ? Command::Check : Command::Compile;
  }

  cl::SubCommand &findCommand(StringRef name) {
    for (cl::SubCommand *command : withoutOutput.getSubCommands())
      if (command->getName() == name)
        return *command;
    return inTop;
  }

  /// LLVM takes the flags of the top level after every command. Ours would mean nothing there.
  LogicalResult checkFlagsOfCommand() const {
    for (cl::SubCommand *command : withoutOutput.getSubCommands()) {
      if (!*command)
        continue;
      StringRef name = command->getName();
      for (auto [flag, option] : inTop.OptionsMap)
        if (option->getNumOccurrences() > 0 && isOurs(*option) && !command->OptionsMap.count(flag))
          return fail("onnxc " + name + " takes no " + (flag.size() == 1 ? "-" : "--") + flag +
                      "; see onnxc " + name + " --help");
    }
    return success();
  }

  void printPage() {
    std::vector<CommandEntry> commands;
    auto getValues = [this](const cl::Option &option) { return this->getValues(option); };
    for (cl::SubCommand *command :
         {&inTop, &inAnalyze, &inRun, &inVerify, &inCompare, &inBench, &inCheck, &inOps})
      commands.push_back(describeCommand(*command, getValues));
    printFlagPage(page, commands, examples.morehelp, llvm::outs());
  }

private:
  template <typename T> static std::vector<std::string> listValues(cl::opt<T> &option) {
    std::vector<std::string> values;
    for (unsigned i = 0; i < option.getParser().getNumOptions(); ++i)
      values.push_back(option.getParser().getOption(i).str());
    return values;
  }

  /// Those that a flag has by its type or its meaning; none if it takes any.
  std::vector<std::string> getValues(const cl::Option &option) {
    if (&option == &arena)
      return listValues(arena);
    if (&option == &floatMode)
      return listValues(floatMode);
    if (&option == &stopAfter)
      return listValues(stopAfter);
    if (&option == &rangeMethod)
      return listValues(rangeMethod);
    if (&option == &quantize)
      return {"int8", "int8-dynamic", "w8", "w4", "f16", "bf16"};
    if (&option == &winograd)
      return {"false"};
    if (&option == &optLevel)
      return {"0", "1", "2", "3", "s", "z"};
    if (&option == &floatAbi)
      return {"hard", "softfp", "soft"};
    SmallVector<StringRef> names;
    if (&option == &target)
      StringRef(targetNames).split(names, ", ");
    return {names.begin(), names.end()};
  }

  const cl::OptionCategory *ourCategories[7] = {
      &outputCategory,     &targetCategory,    &modelCategory,       &insightCategory,
      &comparisonCategory, &benchmarkCategory, &quantizationCategory};

  bool isOurs(const cl::Option &option) const {
    return llvm::is_contained(ourCategories, option.Categories.front());
  }
  void hideOtherFlags() {
    for (cl::SubCommand *command : everywhere.getSubCommands())
      cl::HideUnrelatedOptions(ourCategories, *command);
    cl::HideUnrelatedOptions(ourCategories, inOps);
  }
};

} // namespace

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

/// A first argument that is neither a file nor a command, but nearly a command.
static LogicalResult checkCommandName(StringRef first) {
  if (first.empty() || first.starts_with("-") || llvm::sys::fs::exists(first))
    return success();
  for (StringRef command : {"analyze", "run", "verify", "compare", "bench", "check", "ops"})
    if (first != command && first.edit_distance(command) <= (command.size() > 3 ? 2 : 1))
      return fail("there is no command '" + first + "'; did you mean '" + command + "'?");
  return success();
}

/// Splits `name=size`.
static bool parseDim(StringRef text, StringRef &name, int64_t &size) {
  StringRef number;
  std::tie(name, number) = text.rsplit('=');
  return !name.empty() && !number.getAsInteger(10, size) && size >= 0;
}

/// Each may hold several, with commas between them; a name may have commas, too.
static LogicalResult parseDims(ArrayRef<std::string> dims, ImportOptions &options) {
  for (StringRef list : dims) {
    std::string text;
    bool isComplete = false;
    for (StringRef part : llvm::split(list, ',')) {
      text = isComplete ? part.str() : text + (text.empty() ? "" : ",") + part.str();
      StringRef name;
      int64_t size;
      isComplete = parseDim(text, name, size);
      if (isComplete && !options.dims.try_emplace(name.str(), size).second)
        return fail("--dim gives '" + name + "' twice");
    }
    if (!isComplete)
      return fail("--dim=" + list + " is not of the form name=size");
  }
  return success();
}

static std::optional<std::vector<int64_t>> parseSizes(StringRef text) {
  std::vector<int64_t> sizes;
  if (text.empty())
    return sizes;
  for (StringRef size : llvm::split(text, 'x'))
    if (size.getAsInteger(10, sizes.emplace_back()) || sizes.back() < 0)
      return std::nullopt;
  return sizes;
}

static LogicalResult parseShapes(ArrayRef<std::string> shapes, ImportOptions &options) {
  for (StringRef shape : shapes) {
    auto [name, text] = shape.rsplit('=');
    std::optional<std::vector<int64_t>> sizes = parseSizes(text);
    if (name.empty() || !shape.contains('=') || !sizes)
      return fail("--shape=" + shape + " is not of the form input=1x3x224x224");
    if (!options.shapes.try_emplace(name.str(), std::move(*sizes)).second)
      return fail("--shape gives '" + name + "' twice");
  }
  return success();
}

static LogicalResult parseTypes(ArrayRef<std::string> texts, StringRef flag,
                                std::map<std::string, QuantizedType> &types) {
  for (StringRef text : texts) {
    auto [name, spelled] = text.rsplit('=');
    if (name.empty() || (spelled != "int8" && spelled != "uint8"))
      return fail(flag + "=" + text + " is not of the form name=int8 or name=uint8");
    auto type = spelled == "int8" ? QuantizedType::Int8 : QuantizedType::UInt8;
    if (!types.try_emplace(name.str(), type).second)
      return fail(flag + " gives '" + name + "' twice");
  }
  return success();
}

static LogicalResult parseInputs(ArrayRef<std::string> inputs, ImportOptions &options) {
  for (StringRef input : inputs) {
    auto [name, numbers] = input.rsplit('=');
    if (name.empty() || numbers.empty())
      return fail("--input=" + input + " is not of the form name=number");
    if (!options.values.try_emplace(name.str(), numbers).second)
      return fail("--input gives '" + name + "' twice");
  }
  return success();
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
  return fail(llvm::formatv("-O{0} is none of -O0 to -O3, -Os, -Oz", letter));
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
    return fail("--" + flag.ArgStr + "=" + flag +
                " is not a number of bytes, such as 3000, 256K or 1M");
  bytes = number << shift;
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
    return fail("--clock=" + flag + " is not a number of hertz, such as 168M");
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
    return fail("--threads=" + text + " is neither none nor caller nor a number");
  if (flags.threadCount < 2)
    return fail("--threads=" + text +
                ": an object for less than two threads is that of --threads=none");
  return success();
}

/// Where a model runs in process: the threads that the command starts.
static LogicalResult checkThreadCount(unsigned count, Flags &flags) {
  if (count < 1)
    return fail("--threads=0: a run needs a thread");
  flags.threads = count > 1;
  flags.threadCount = count;
  return success();
}

/// Reads `int8`, `w4`, `w4:64`, ...
static LogicalResult parseScheme(StringRef text, quantize::QuantizeOptions &options) {
  using quantize::Scheme;
  auto [name, block] = text.split(':');
  std::optional<Scheme> scheme = llvm::StringSwitch<std::optional<Scheme>>(name)
                                     .Case("int8", Scheme::Int8)
                                     .Case("int8-dynamic", Scheme::Int8Dynamic)
                                     .Case("w8", Scheme::W8)
                                     .Case("w4", Scheme::W4)
                                     .Case("f16", Scheme::F16)
                                     .Case("bf16", Scheme::BF16)
                                     .Default(std::nullopt);
  if (!scheme || (*scheme != Scheme::W4 && text.contains(':')))
    return fail("--quantize=" + text + " is none of int8, int8-dynamic, w8, w4[:block], f16, bf16");
  options.scheme = *scheme;
  bool isBlock = !text.contains(':') || !block.getAsInteger(10, options.block);
  if (!isBlock || options.block < 16 || options.block > 256 || !llvm::isPowerOf2_64(options.block))
    return fail("--quantize=" + text + ": the block is to be 16, 32, 64, 128 or 256");
  return success();
}

/// Takes the name of a processor for what Optimum means by it: integers by ranges if there are
/// some, and activations of what the processor multiplies by int8.
static bool parsePreset(const CommandLine &line, Flags &flags) {
  std::optional<bool> isSigned = llvm::StringSwitch<std::optional<bool>>(line.quantize)
                                     .Case("arm64", true)
                                     .Cases({"avx2", "avx512_vnni"}, false)
                                     .Default(std::nullopt);
  if (!isSigned)
    return false;
  bool hasRanges = !line.calibration.empty() || !line.ranges.empty();
  flags.quantize->scheme = hasRanges ? quantize::Scheme::Int8 : quantize::Scheme::Int8Dynamic;
  flags.preset = {line.quantize, *isSigned};
  return true;
}

/// Flags that say how to quantize need --quantize, and ranges a scheme that has some.
static LogicalResult checkQuantization(const CommandLine &line, const Flags &flags) {
  bool hasRanges = flags.quantize && flags.quantize->scheme == quantize::Scheme::Int8;
  bool hasSamples = hasRanges || (flags.quantize && flags.quantize->scheme == quantize::Scheme::W4);
  for (const cl::Option &option : std::initializer_list<std::reference_wrapper<const cl::Option>>{
           line.calibration, line.pictureMean, line.pictureDeviation, line.pictureLayout,
           line.fitWeights, line.correctBias}) {
    if (option.getNumOccurrences() > 0 && !hasSamples)
      return fail("--" + option.ArgStr + " needs --quantize" +
                  (flags.quantize ? "=int8 or w4" : ""));
    if (option.getNumOccurrences() > 0 && line.calibration.empty())
      return fail("--" + option.ArgStr + " needs --calib=<folder of samples>");
  }
  for (const cl::Option &option : std::initializer_list<std::reference_wrapper<const cl::Option>>{
           line.ranges, line.rangeMethod, line.percentile, line.maxError, line.minAgreement,
           line.quantizationReport, line.keepFloat, line.equalize})
    if (option.getNumOccurrences() > 0 && !hasRanges &&
        !(flags.quantize && option.ArgStr == line.keepFloat.ArgStr))
      return fail("--" + option.ArgStr + " needs --quantize" + (flags.quantize ? "=int8" : ""));
  if (hasRanges && line.calibration.empty() && line.ranges.empty())
    return fail("--quantize=int8 needs --calib=<folder of samples> or --ranges=<file>");
  for (const cl::Option &option : std::initializer_list<std::reference_wrapper<const cl::Option>>{
           line.maxError, line.minAgreement, line.quantizationReport, line.equalize})
    if (option.getNumOccurrences() > 0 && line.calibration.empty())
      return fail("--" + option.ArgStr + " needs --calib=<folder of samples>");
  if (llvm::is_contained(line.pictureDeviation, 0.0))
    return fail("--calib-std: nothing can be divided by 0");
  StringRef report = line.quantizationReport;
  if (!report.empty() && !report.ends_with(".json") && !report.ends_with(".html"))
    return fail("--quant-report=" + report + ": the suffix is neither .json nor .html");
  if (!(line.percentile > 50 && line.percentile <= 100))
    return fail("--calib-percentile is to be above 50 and at most 100");
  return success();
}

static LogicalResult parseQuantization(const CommandLine &line, Flags &flags) {
  if (line.quantize.getNumOccurrences() > 0) {
    flags.quantize.emplace();
    if (!parsePreset(line, flags) && failed(parseScheme(line.quantize, *flags.quantize)))
      return failure();
  }
  if (failed(checkQuantization(line, flags)))
    return failure();
  if (!flags.quantize)
    return success();
  flags.quantize->samples = line.calibration;
  flags.quantize->pictures.layout = line.pictureLayout;
  flags.quantize->pictures.mean.assign(line.pictureMean.begin(), line.pictureMean.end());
  flags.quantize->pictures.deviation.assign(line.pictureDeviation.begin(),
                                            line.pictureDeviation.end());
  flags.quantize->method = {line.rangeMethod, line.percentile};
  bool fits = flags.quantize->scheme == quantize::Scheme::W4;
  auto getStep = [&](const cl::opt<bool> &step) { return step.getNumOccurrences() ? step : fits; };
  flags.quantize->equalizes = line.equalize;
  flags.quantize->fit = {getStep(line.fitWeights), getStep(line.correctBias)};
  flags.quantize->keepFloat.insert(line.keepFloat.begin(), line.keepFloat.end());
  flags.ranges = line.ranges;
  flags.quantizationReport = line.quantizationReport;
  flags.quantize->wantsReport = !line.quantizationReport.empty();
  if (line.maxError.getNumOccurrences() > 0)
    flags.quantize->bound.maxRelative = line.maxError;
  if (line.minAgreement.getNumOccurrences() > 0)
    flags.quantize->bound.minAgreement = line.minAgreement;
  return success();
}

static LogicalResult checkOperands(const Flags &flags) {
  if (flags.model.empty() && flags.command != Command::Ops)
    return fail("no model is given; see onnxc --help");
  if (flags.command == Command::Verify && flags.operands.empty())
    return fail("no folder with data is given: onnxc verify model.onnx data/");
  if (flags.command == Command::Compare && flags.operands.size() < 2)
    return fail("a model or samples are missing: onnxc compare model.onnx other.onnx samples/");
  return success();
}

FailureOr<Flags> onnxc::parseFlags(int argc, char **argv) {
  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  SmallVector<const char *> arguments = {argv[0]};
  cl::expandResponseFiles(argc, argv, /*EnvVar=*/nullptr, saver, arguments);
  StringRef first = arguments.size() > 1 ? arguments[1] : "";
  if (failed(checkCommandName(first)))
    return failure();
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
  flags.everyCall = line.everyCall;
  flags.json = line.json;
  flags.svg = line.svg;
  flags.asJson = line.asJson;
  if (failed(flags.command == Command::Compile ? parseThreads(line.threads, flags)
                                               : checkThreadCount(line.threadCount, flags)) ||
      failed(parseBytes(line.maxFlash, flags.budget.flash)) ||
      failed(parseBytes(line.maxRam, flags.budget.ram)) ||
      failed(parseBytes(line.maxStack, flags.budget.stack)) ||
      failed(parseClock(line.clock, flags.clock)) || failed(checkOperands(flags)) ||
      failed(parseOptLevel(line.optLevel, flags.optLevel)) ||
      failed(parseDims(line.dims, flags.import)) ||
      failed(parseShapes(line.shapes, flags.import)) ||
      failed(parseTypes(line.inputTypes, "--input-type", flags.import.inputTypes)) ||
      failed(parseTypes(line.outputTypes, "--output-type", flags.import.outputTypes)) ||
      failed(parseInputs(line.inputs, flags.import)) || failed(parseQuantization(line, flags)))
    return failure();
  return flags;
}
