// The true way of a model: compiled by onnxc to an object, linked with a C program that runs any
// model through its descriptor, run on this machine or in an emulator, outputs compared.
#include "test/conformance/Cases.h"
#include "test/conformance/ExpectedFailures.h"
#include "test/e2e/CompiledCase.h"
#include "test/e2e/Models.h"
#include "test/e2e/RunCases.h"

#include "dialects/Onnx/IR/OnnxDialect.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::e2e;
namespace cl = llvm::cl;

static cl::OptionCategory category("Options");
static cl::list<std::string> suites(cl::Positional, cl::cat(category),
                                    cl::desc("<folder of conformance cases>..."));
static cl::opt<std::string> modelsFolder("models", cl::cat(category), cl::value_desc("folder"),
                                         cl::desc("Instead, all models of this folder"));
static cl::opt<std::string> filter("filter", cl::cat(category), cl::value_desc("regex"),
                                   cl::desc("Only cases or models whose names match"));
static cl::opt<unsigned> sampleSize("sample", cl::cat(category), cl::init(0), cl::value_desc("N"),
                                    cl::desc("Take N of the cases, evenly"));
static cl::opt<std::string> expectedPath("expected", cl::cat(category), cl::value_desc("file"),
                                         cl::desc("Lines 'case: reason': cases are left out; "
                                                  "models must fail for their reason"));
static cl::opt<std::string>
    tolerancesPath("tolerances", cl::cat(category), cl::value_desc("file"),
                   cl::desc("Lines 'model: 1e-3, reason' or 'model: top class, reason'"));
static cl::opt<std::string> modelFlagsPath("model-flags", cl::cat(category), cl::value_desc("file"),
                                           cl::desc("Lines 'model: --flag --flag, reason'"));
static cl::opt<std::string> onnxcPath("onnxc", cl::cat(category), cl::init("onnxc"),
                                      cl::value_desc("file"), cl::desc("The compiler"));
static cl::opt<std::string> onnxcFlags("onnxc-flags", cl::cat(category), cl::value_desc("flags"),
                                       cl::desc("Flags for onnxc, separated by spaces"));
static cl::opt<std::string> compiler("cc", cl::cat(category), cl::init("cc"),
                                     cl::value_desc("command"), cl::desc("C compiler and flags"));
static cl::opt<std::string> emulator("emulator", cl::cat(category), cl::value_desc("command"),
                                     cl::desc("Emulator and flags"));
static cl::opt<std::string> sourceRoot("source-root", cl::cat(category), cl::Required,
                                       cl::value_desc("folder"), cl::desc("onnxc's sources"));
static cl::opt<std::string> workFolder("work", cl::cat(category), cl::Required,
                                       cl::value_desc("folder"), cl::desc("Where files go"));
static cl::opt<std::string> tablePath("table", cl::cat(category), cl::value_desc("file"),
                                      cl::desc("Write a table of sizes and times"));
static cl::opt<unsigned> workers("j", cl::cat(category), cl::init(2), cl::value_desc("N"),
                                 cl::desc("Processes at a time (2)"));

namespace {

std::vector<std::string> splitCommand(StringRef text) {
  SmallVector<StringRef> words;
  text.split(words, ' ', -1, /*KeepEmpty=*/false);
  return {words.begin(), words.end()};
}

FailureOr<std::vector<ModelCase>> findConformanceCases() {
  std::vector<ModelCase> cases;
  for (StringRef suite : suites) {
    FailureOr<std::vector<conformance::Case>> found = conformance::findCases(suite, filter);
    if (failed(found))
      return failure();
    for (const conformance::Case &testCase : *found) {
      ModelCase modelCase;
      modelCase.name = testCase.name;
      modelCase.modelPath = testCase.getModelPath();
      modelCase.dataFolders = {testCase.folder};
      modelCase.tolerance = {1e-3, 1e-7};
      cases.push_back(std::move(modelCase));
    }
  }
  return cases;
}

using Lines = conformance::ExpectedFailures;

/// The lines of a file that says something of cases; none if the file is not given.
FailureOr<Lines> readLines(StringRef path) {
  return path.empty() ? Lines() : conformance::readExpectedFailures(path);
}

/// Conformance cases that are known to fail are the business of onnxc-conformance.
LogicalResult dropExpectedFailures(std::vector<ModelCase> &cases) {
  FailureOr<Lines> expected = readLines(expectedPath);
  if (failed(expected))
    return failure();
  llvm::erase_if(cases,
                 [&](const ModelCase &modelCase) { return expected->count(modelCase.name); });
  return success();
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

void takeSample(std::vector<ModelCase> &cases) {
  if (sampleSize == 0 || cases.size() <= sampleSize)
    return;
  std::vector<ModelCase> sample;
  for (size_t i = 0; i < sampleSize; ++i)
    sample.push_back(std::move(cases[i * cases.size() / sampleSize]));
  cases = std::move(sample);
}

/// Compares all data of a case; returns why it fails.
std::string verifyCase(const ModelCase &modelCase, size_t index, Program &program) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<onnx::OnnxDialect>();
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &error) { message = error.str(); });
  llvm::Expected<ModelSignature> signature = program.describe(index, &context);
  if (!signature)
    return llvm::toString(signature.takeError());
  auto run = [&](ArrayRef<HostTensor> inputs) -> FailureOr<std::vector<HostTensor>> {
    llvm::Expected<std::vector<HostTensor>> outputs = program.run(index, *signature, inputs);
    if (outputs)
      return std::move(*outputs);
    message = llvm::toString(outputs.takeError());
    return failure();
  };
  for (StringRef folder : modelCase.dataFolders) {
    FailureOr<std::vector<TestData>> sets = readTestData(folder, &context);
    if (failed(sets))
      return message;
    for (const TestData &data : *sets) {
      auto outputs = verifyModel(*signature, data, modelCase.tolerance, run, &context);
      if (failed(outputs))
        return message;
      for (const auto &[name, comparison] : *outputs)
        if (!comparison.agrees())
          return llvm::formatv("{0}: output '{1}' {2} (max abs {3:e2})", data.folder, name,
                               comparison.mismatch, comparison.maxAbsolute);
    }
  }
  return "";
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

  bool areModels = !modelsFolder.empty();
  FailureOr<std::vector<ModelCase>> cases =
      areModels ? findModels(modelsFolder, filter) : findConformanceCases();
  if (failed(cases) || (!areModels && failed(dropExpectedFailures(*cases))) ||
      failed(setTolerances(*cases)) || failed(setModelFlags(*cases)))
    return 1;
  takeSample(*cases);
  if (std::error_code error = llvm::sys::fs::create_directories(workFolder)) {
    llvm::WithColor::error() << workFolder << ": " << error.message() << "\n";
    return 1;
  }
  CompileFlags flags{onnxcPath, splitCommand(onnxcFlags), workFolder, workers};
  Toolchain toolchain{splitCommand(compiler), splitCommand(emulator), sourceRoot, workFolder};
  compileCases(*cases, flags);
  runCases(*cases, flags, toolchain, [&](size_t i, size_t position, Program &program) {
    return verifyCase((*cases)[i], position, program);
  });
  if (areModels && failed(compareWithExpectedFailures(*cases)))
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
