// Random contractions against plain loops in double precision: in this process, or as objects in
// programs on this machine or an emulator.
#include "test/e2e/RunCases.h"
#include "test/e2e/Toolchain.h"
#include "test/kernels/CheckCase.h"

#include "dialects/Onnx/IR/OnnxDialect.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::test;
namespace cl = llvm::cl;

static cl::OptionCategory category("Options");
static cl::opt<uint64_t> seed("seed", cl::cat(category), cl::init(1), cl::value_desc("N"),
                              cl::desc("Which cases (1)"));
static cl::opt<uint64_t> count("count", cl::cat(category), cl::init(100), cl::value_desc("N"),
                               cl::desc("How many (100)"));
static cl::opt<uint64_t> first("first", cl::cat(category), cl::init(0), cl::value_desc("N"),
                               cl::desc("The number of the first one (0)"));
static cl::opt<bool> onlyIntegers("integers", cl::cat(category),
                                  cl::desc("Only products of integers"));
static cl::opt<std::string> targetName("target", cl::cat(category), cl::init("native"),
                                       cl::value_desc("target"), cl::desc("As for onnxc"));
static cl::opt<std::string> attributes("mattr", cl::cat(category), cl::value_desc("+a,-b"),
                                       cl::desc("As for onnxc"));
static cl::opt<std::string> writeFolder("write", cl::cat(category), cl::value_desc("folder"),
                                        cl::desc("Write the models that fail, or with --count=1 "
                                                 "the one, to <folder>/<number>.onnx"));
static cl::opt<unsigned> workers("j", cl::cat(category), cl::init(2), cl::value_desc("N"),
                                 cl::desc("Processes at a time (2)"));
static cl::opt<bool> verbose("v", cl::cat(category), cl::desc("Print every case"));

static cl::OptionCategory objects("As objects");
static cl::opt<bool> asObjects("objects", cl::cat(objects),
                               cl::desc("Link objects, with the compiler and emulator that are "
                                        "usual for the target"));
static cl::opt<std::string> compiler("cc", cl::cat(objects), cl::value_desc("command"),
                                     cl::desc("C compiler and flags: objects are linked"));
static cl::opt<std::string> emulator("emulator", cl::cat(objects), cl::value_desc("command"),
                                     cl::desc("Emulator and flags"));
static cl::opt<std::string> onnxcPath("onnxc", cl::cat(objects), cl::init("onnxc"),
                                      cl::value_desc("file"), cl::desc("The compiler"));
static cl::opt<std::string> sourceRoot("source-root", cl::cat(objects), cl::value_desc("folder"),
                                       cl::desc("onnxc's sources"));
static cl::opt<std::string> workFolder("work", cl::cat(objects), cl::value_desc("folder"),
                                       cl::desc("Where files go"));

static LogicalResult writeModel(const KernelCase &kernelCase, StringRef path) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (error) {
    llvm::WithColor::error() << path << ": " << error.message() << "\n";
    return failure();
  }
  os << kernelCase.model.SerializeAsString();
  return success();
}

/// What repeats the case with this number.
static std::string getCommand(uint64_t index) {
  std::string command = llvm::formatv("onnxc-kernel-fuzz --seed={0} --first={1} --count=1 "
                                      "--target={2}{3}",
                                      seed, index, targetName, onlyIntegers ? " --integers" : "");
  for (const cl::opt<std::string> *option :
       {&attributes, &compiler, &emulator, &sourceRoot, &workFolder})
    if (!option->empty())
      command += llvm::formatv(" --{0}=\"{1}\"", option->ArgStr, option->getValue());
  return command;
}

namespace {
/// Counts failures and prints them as they come.
class Report {
public:
  void add(uint64_t index, StringRef failure) {
    if (failure.empty() && !verbose)
      return;
    KernelCase kernelCase = makeKernelCase(seed, index, onlyIntegers);
    llvm::outs() << (failure.empty() ? "ok" : failure) << "\n  " << kernelCase.description << "\n  "
                 << getCommand(index) << "\n";
    llvm::outs().flush();
    failures += !failure.empty();
    if (!writeFolder.empty() && !failure.empty())
      (void)writeModel(kernelCase, llvm::formatv("{0}/{1}.onnx", writeFolder, index).str());
  }

  int finish() const {
    llvm::outs() << count - failures << " of " << count << " are right\n";
    return failures > 0;
  }

private:
  uint64_t failures = 0;
};
} // namespace

//===-- In this process ----------------------------------------------------===//

static int checkInProcess(const Target &target) {
  Report report;
  conformance::ForkPoolOptions pool;
  pool.workers = workers;
  pool.timeoutSeconds = 300;
  conformance::forkEach(
      count, pool,
      [&](size_t i, llvm::raw_ostream &os) {
        os << checkInProcess(makeKernelCase(seed, first + i, onlyIntegers), target);
      },
      [&](size_t i, const conformance::ForkResult &result) {
        report.add(first + i, result.crash.empty() ? result.output : result.crash);
      });
  return report.finish();
}

//===-- As objects ---------------------------------------------------------===//

static std::vector<std::string> getFlags(const CaseOptions &options) {
  std::vector<std::string> flags = {std::string("-O") + options.level};
  if (options.strictFloat)
    flags.push_back("--fp=strict");
  if (options.threads)
    flags.push_back("--threads=" +
                    (*options.threads ? std::to_string(*options.threads) : "caller"));
  return flags;
}

static std::string checkInProgram(uint64_t index, size_t position, e2e::Program &program) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<onnx::OnnxDialect>();
  KernelCase kernelCase = makeKernelCase(seed, index, onlyIntegers);
  llvm::Expected<ModelSignature> signature = program.describe(position, &context);
  if (!signature)
    return llvm::toString(signature.takeError());
  auto outputs = program.run(position, *signature, getInputs(kernelCase, &context));
  return outputs ? compareOutputs(kernelCase, *outputs) : llvm::toString(outputs.takeError());
}

static FailureOr<e2e::Toolchain> getToolchain(ArrayRef<std::string> flags) {
  if (compiler.empty())
    return e2e::findToolchain(targetName, emulator, flags, sourceRoot, workFolder);
  return e2e::Toolchain{e2e::splitCommand(compiler), e2e::splitCommand(emulator), sourceRoot,
                        workFolder};
}

static int checkObjects() {
  std::vector<e2e::ModelCase> cases(count);
  for (uint64_t i = 0; i < count; ++i) {
    KernelCase kernelCase = makeKernelCase(seed, first + i, onlyIntegers);
    cases[i].modelPath = llvm::formatv("{0}/{1}.onnx", workFolder, first + i);
    cases[i].flags = getFlags(kernelCase.options);
    if (failed(writeModel(kernelCase, cases[i].modelPath)))
      return 1;
  }
  std::vector<std::string> arguments = {"-target=" + targetName};
  if (!attributes.empty())
    arguments.push_back("-mattr=" + attributes);
  e2e::CompileFlags flags{onnxcPath, arguments, workFolder, workers};
  FailureOr<e2e::Toolchain> toolchain = getToolchain(arguments);
  if (failed(toolchain))
    return 1;
  e2e::compileCases(cases, flags);
  e2e::runCases(cases, flags, *toolchain, [&](size_t i, size_t position, e2e::Program &program) {
    return checkInProgram(first + i, position, program);
  });
  Report report;
  for (auto [i, modelCase] : llvm::enumerate(cases))
    report.add(first + i, modelCase.failure);
  return report.finish();
}

static bool makeFolder(StringRef folder) {
  std::error_code error =
      folder.empty() ? std::error_code() : llvm::sys::fs::create_directories(folder);
  if (error)
    llvm::WithColor::error() << folder << ": " << error.message() << "\n";
  return !error;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
  cl::HideUnrelatedOptions({&category, &objects});
  cl::ParseCommandLineOptions(argc, argv, "Random contractions against plain loops\n");
  if (!makeFolder(writeFolder) || !makeFolder(workFolder))
    return 1;
  if (count == 1 && !writeFolder.empty())
    return failed(writeModel(makeKernelCase(seed, first, onlyIntegers),
                             llvm::formatv("{0}/{1}.onnx", writeFolder, first).str()));
  if (asObjects || !compiler.empty())
    return checkObjects();
  FailureOr<Target> target = parseTarget(targetName, "", attributes, llvm::errs());
  return failed(target) ? 1 : checkInProcess(*target);
}
