// The true way of a model: compiled by onnxc to an object, linked with a C program that runs any
// model through its descriptor, run on this machine or in an emulator, outputs compared.
#include "test/conformance/ExpectedFailures.h"
#include "test/e2e/Models.h"
#include "test/e2e/RunCases.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::e2e;
namespace cl = llvm::cl;

static cl::OptionCategory category("Options");
static cl::opt<std::string> modelsFolder("models", cl::cat(category), cl::Required,
                                         cl::value_desc("folder"), cl::desc("Folder of models"));
static cl::opt<std::string> filter("filter", cl::cat(category), cl::value_desc("regex"),
                                   cl::desc("Only models whose names match"));
static cl::opt<std::string> expectedPath("expected", cl::cat(category), cl::value_desc("file"),
                                         cl::desc("Lines 'model: reason': models that must fail "
                                                  "for this reason"));
static cl::opt<std::string>
    tolerancesPath("tolerances", cl::cat(category), cl::value_desc("file"),
                   cl::desc("Lines 'model: 1e-3, reason' or 'model: top class, reason'"));
static cl::opt<std::string> modelFlagsPath("model-flags", cl::cat(category), cl::value_desc("file"),
                                           cl::desc("Lines 'model: --flag --flag, reason'"));
static cl::opt<std::string> targetName("target", cl::cat(category), cl::init("native"),
                                       cl::value_desc("name"), cl::desc(kTargetHelp));
static cl::opt<std::string> onnxcPath("onnxc", cl::cat(category), cl::init("onnxc"),
                                      cl::value_desc("file"), cl::desc("The compiler"));
static cl::opt<std::string> onnxcFlags("onnxc-flags", cl::cat(category), cl::value_desc("flags"),
                                       cl::desc("Flags for onnxc, separated by spaces"));
static cl::opt<std::string> emulator("emulator", cl::cat(category), cl::value_desc("command"),
                                     cl::desc("Emulator and flags, instead of the target's"));
static cl::opt<std::string> sourceRoot("source-root", cl::cat(category), cl::Required,
                                       cl::value_desc("folder"), cl::desc("onnxc's sources"));
static cl::opt<std::string> workFolder("work", cl::cat(category), cl::Required,
                                       cl::value_desc("folder"), cl::desc("Where files go"));
static cl::opt<std::string> tablePath("table", cl::cat(category), cl::value_desc("file"),
                                      cl::desc("Write a table of sizes and times"));
static cl::opt<unsigned> workers("j", cl::cat(category), cl::init(2), cl::value_desc("N"),
                                 cl::desc("Processes at a time (2)"));

namespace {

using Lines = conformance::ExpectedFailures;

/// The lines of a file that says something of cases; none if the file is not given.
FailureOr<Lines> readLines(StringRef path) {
  return path.empty() ? Lines() : conformance::readExpectedFailures(path);
}

/// Turns what became of the models into what is wrong with it: a model that is expected to fail
/// must do so, and for the reason that the file gives.
LogicalResult compareWithExpectedFailures(MutableArrayRef<ModelCase> cases) {
  FailureOr<Lines> expected = readLines(expectedPath);
  if (failed(expected))
    return failure();
  for (ModelCase &modelCase : cases) {
    auto line = expected->find(modelCase.name);
    if (line == expected->end())
      continue;
    if (modelCase.failure.empty())
      modelCase.failure = "passes, but " + expectedPath + " lists it";
    else if (StringRef(modelCase.failure).contains(line->second))
      modelCase.failure.clear();
    expected->erase(line);
  }
  for (const auto &[name, reason] : *expected)
    if (filter.empty())
      return llvm::WithColor::error() << expectedPath << ": there is no model '" << name << "'\n",
             failure();
  return success();
}

/// "1e-3, reason" or "top class, reason".
LogicalResult parseTolerance(StringRef text, Tolerance &tolerance) {
  StringRef value = text.split(',').first;
  tolerance.topClass = value == "top class";
  if (!tolerance.topClass && value.getAsDouble(tolerance.absolute)) {
    llvm::WithColor::error() << tolerancesPath << ": '" << value << "' is not a tolerance\n";
    return failure();
  }
  return success();
}

/// A model's tolerance has a reason, as a case that fails has one: both files look the same.
LogicalResult setTolerances(MutableArrayRef<ModelCase> cases) {
  FailureOr<Lines> lines = readLines(tolerancesPath);
  if (failed(lines))
    return failure();
  for (ModelCase &modelCase : cases) {
    auto line = lines->find(modelCase.name);
    if (line != lines->end() && failed(parseTolerance(line->second, modelCase.tolerance)))
      return failure();
  }
  return success();
}

/// "--input=rate=16000, reason".
LogicalResult setModelFlags(MutableArrayRef<ModelCase> cases) {
  FailureOr<Lines> lines = readLines(modelFlagsPath);
  if (failed(lines))
    return failure();
  for (ModelCase &modelCase : cases)
    if (auto line = lines->find(modelCase.name); line != lines->end())
      modelCase.flags = splitCommand(StringRef(line->second).split(", ").first);
  return success();
}

LogicalResult writeTable(ArrayRef<ModelCase> cases) {
  std::error_code error;
  llvm::raw_fd_ostream os(tablePath, error);
  if (error) {
    llvm::WithColor::error() << tablePath << ": " << error.message() << "\n";
    return failure();
  }
  os << makeModelTable(cases);
  return success();
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv, "Compiles, links and runs models, and compares\n");

  FailureOr<std::vector<ModelCase>> cases = findModels(modelsFolder, filter);
  if (failed(cases) || failed(setTolerances(*cases)) || failed(setModelFlags(*cases)))
    return 1;
  if (std::error_code error = llvm::sys::fs::create_directories(workFolder)) {
    llvm::WithColor::error() << workFolder << ": " << error.message() << "\n";
    return 1;
  }
  CompileFlags flags{onnxcPath, splitCommand(onnxcFlags), workFolder, workers};
  FailureOr<Toolchain> toolchain =
      findToolchain(targetName, emulator, flags.arguments, sourceRoot, workFolder);
  if (failed(toolchain))
    return 1;
  flags.arguments.push_back("-target=" + targetName);
  compileCases(*cases, flags);
  runCases(*cases, flags, *toolchain, [&](size_t i, size_t position, Program &program) {
    return verifyOnData((*cases)[i], position, program);
  });
  if (failed(compareWithExpectedFailures(*cases)))
    return 1;

  size_t failures = 0;
  for (const ModelCase &modelCase : *cases)
    if (!modelCase.failure.empty()) {
      llvm::WithColor::error() << modelCase.name << ": " << modelCase.failure << "\n";
      ++failures;
    }
  llvm::outs() << cases->size() - failures << " of " << cases->size() << " pass\n";
  if (!tablePath.empty() && failed(writeTable(*cases)))
    return 1;
  return failures == 0 && !cases->empty() ? 0 : 1;
}
