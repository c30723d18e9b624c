// The command line of onnxc in LLVM's terms.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_COMMANDLINE_H
#define ONNXC_COMPILER_TOOLS_ONNXC_COMMANDLINE_H

#include "compiler/Target/Target.h"
#include "compiler/Tools/onnxc/FlagPages.h"
#include "compiler/Tools/onnxc/Flags.h"
#include "llvm/Support/CommandLine.h"

namespace onnxc {

namespace cl = llvm::cl;

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
  cl::opt<std::string> target{"target",         cl::init("native"),      cl::value_desc("target"),
                              cl::sub(inTop),   cl::sub(inCheck),        cl::sub(inAnalyze),
                              cl::sub(inBench), cl::cat(targetCategory), cl::desc(targets)};
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

  cl::opt<std::string> maxText{
      "max-text", cl::value_desc("bytes"), cl::sub(whereCodeIsMade), cl::cat(targetCategory),
      cl::desc("How much text one run can make, in the arena of models that make some (16K); more "
               "ends it with ONNXC_ERROR_CAPACITY")};
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
      cl::desc(
          "Sizes of symbolic dimensions; a first one called batch, N or unk__6 is 1 by default. "
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
      cl::sub(inCompare),
      cl::cat(quantizationCategory),
      cl::desc("What is subtracted from pictures, whose values go from 0 to 1: for each channel, "
               "or all (0)")};
  cl::list<double> pictureDeviation{"calib-std",
                                    cl::value_desc("0.229,..."),
                                    cl::CommaSeparated,
                                    cl::sub(inTop),
                                    cl::sub(inCompare),
                                    cl::cat(quantizationCategory),
                                    cl::desc("What they are divided by afterwards (1)")};
  cl::opt<quantize::PictureFormat::Layout> pictureLayout{
      "calib-layout",
      cl::sub(inTop),
      cl::sub(inCompare),
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
  cl::opt<std::string> emulator{
      "emulator", cl::value_desc("command"), cl::sub(inBench), cl::cat(benchmarkCategory),
      cl::desc(
          "Count instructions under this emulator, as for a -target that this machine does "
          "not run: QEMU with its flags (default: by the target, qemu-aarch64 -cpu max, ...)")};
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
  onnxc bench model.onnx -target=cortex-m4      count instructions under QEMU
  onnxc check model.onnx                        say what stops it from being compiled
  onnxc ops                                     list the operators that it compiles
  onnxc help bench                              describe a command and its flags

MLIR's own flags (--mlir-print-ir-after=<pass>, --mlir-timing, ...): onnxc --help-hidden
)"};

  Command getCommand() const;

  cl::SubCommand &findCommand(llvm::StringRef name);

  /// LLVM takes the flags of the top level after every command. Ours would mean nothing there.
  mlir::LogicalResult checkFlagsOfCommand() const;

  void printPage();

private:
  /// Those that a flag has by its type or its meaning; none if it takes any.
  std::vector<std::string> getValues(const cl::Option &option);

  const cl::OptionCategory *ourCategories[7] = {
      &outputCategory,     &targetCategory,    &modelCategory,       &insightCategory,
      &comparisonCategory, &benchmarkCategory, &quantizationCategory};

  bool isOurs(const cl::Option &option) const;
  void hideOtherFlags();
};

/// Prints what is wrong with the command line, and fails.
mlir::LogicalResult emitFlagError(const llvm::Twine &message);

/// Fills in what flags say of the model's inputs and outputs.
mlir::LogicalResult parseModelFlags(const CommandLine &line, ImportOptions &options);

/// Fills in what flags say of quantization.
mlir::LogicalResult parseQuantizationFlags(const CommandLine &line, Flags &flags);

} // namespace onnxc

#endif
