// Runs the cases of ONNX's conformance suite, each in a process of its own or as programs for a
// target, and compares what passes with the list of cases that are expected to fail.
#include "compiler/Pipelines/Dialects.h"
#include "test/conformance/Cases.h"
#include "test/conformance/ExpectedFailures.h"
#include "test/conformance/RunCase.h"
#include "test/conformance/RunOnTarget.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/WithColor.h"

#include <chrono>

using namespace onnxc;
using namespace onnxc::conformance;
using namespace mlir;
namespace cl = llvm::cl;

static cl::OptionCategory category("Conformance options");
static cl::list<std::string> suites(cl::Positional, cl::OneOrMore, cl::cat(category),
                                    cl::desc("<folder of cases>..."));
static cl::opt<std::string> filter("filter", cl::cat(category), cl::value_desc("regex"),
                                   cl::desc("Run only cases whose suite/name matches"));
static cl::opt<std::string> expectedPath("expected", cl::cat(category), cl::value_desc("file"),
                                         cl::Required,
                                         cl::desc("The list of cases that fail, with reasons"));
static cl::opt<std::string> operatorsPath("operators", cl::cat(category), cl::value_desc("file"),
                                          cl::desc("The table of operators, which must agree"));
static cl::opt<bool> update("update", cl::cat(category),
                            cl::desc("Rewrite the list and the table instead of checking them"));
static cl::opt<bool> verbose("v", cl::cat(category), cl::desc("Print each case as it ends"));
static cl::opt<Stage>
    lastStage("stage", cl::cat(category),
              cl::desc("Run nothing: cases pass when this stage succeeds:"),
              cl::values(clEnumValN(Stage::Import, "import", "the importer takes the model"),
                         clEnumValN(Stage::Graph, "graph", "the graph passes succeed"),
                         clEnumValN(Stage::Linalg, "linalg", "all operators are lowered"),
                         clEnumValN(Stage::Memory, "memory", "no allocation is left"),
                         clEnumValN(Stage::Functions, "functions", "each kernel is a function"),
                         clEnumValN(Stage::LLVM, "llvm", "all is in the LLVM dialect")));
static cl::opt<unsigned> workers("j", cl::cat(category), cl::init(2), cl::value_desc("N"),
                                 cl::desc("Processes at a time (2)"));
static cl::opt<unsigned> timeout("timeout", cl::cat(category), cl::init(60),
                                 cl::value_desc("seconds"), cl::desc("Limit for one case (60)"));

static cl::opt<std::string> targetName("target", cl::cat(category), cl::value_desc("name"),
                                       cl::desc(e2e::kTargetHelp));
static cl::opt<std::string> emulator("emulator", cl::cat(category), cl::value_desc("command"),
                                     cl::desc("With --target: instead of its usual emulator"));
static cl::opt<std::string> onnxcPath("onnxc", cl::cat(category), cl::init("onnxc"),
                                      cl::value_desc("file"),
                                      cl::desc("With --target: the compiler"));
static cl::opt<std::string> onnxcFlags("onnxc-flags", cl::cat(category), cl::value_desc("flags"),
                                       cl::desc("With --target: more flags for the compiler"));
static cl::opt<std::string> sourceRoot("source-root", cl::cat(category), cl::value_desc("folder"),
                                       cl::desc("With --target: onnxc's sources"));
static cl::opt<std::string> workFolder("work", cl::cat(category), cl::value_desc("folder"),
                                       cl::desc("With --target: where files go"));
static cl::opt<unsigned> sampleSize("sample", cl::cat(category), cl::init(0), cl::value_desc("N"),
                                    cl::desc("Run N of the cases, evenly"));

namespace {

struct SuiteCount {
  int64_t cases = 0, passing = 0;
};

void printProgress(const Case &testCase, const CaseResult &result, double seconds) {
  llvm::outs() << llvm::formatv("{0} {1} ({2:f2} s){3}{4}\n",
                                result.reason.empty() ? "pass" : "FAIL", testCase.name, seconds,
                                result.reason.empty() ? "" : ": ", result.reason);
  llvm::outs().flush();
}

std::optional<Stage> getLastStage() {
  return lastStage.getNumOccurrences() ? std::optional<Stage>(lastStage) : std::nullopt;
}

std::vector<CaseResult> runCases(ArrayRef<Case> cases) {
  std::vector<CaseResult> results(cases.size());
  ForkPoolOptions options;
  options.workers = workers;
  options.timeoutSeconds = timeout;
  forkEach(
      cases.size(), options,
      [&](size_t i, llvm::raw_ostream &os) { runCase(cases[i], getLastStage(), os); },
      [&](size_t i, const ForkResult &result) {
        results[i] = readResult(result);
        if (verbose)
          printProgress(cases[i], results[i], result.seconds);
      });
  return results;
}

void printSummary(ArrayRef<Case> cases, ArrayRef<CaseResult> results, double seconds) {
  std::map<std::string, SuiteCount> suiteCounts;
  for (auto [testCase, result] : llvm::zip_equal(cases, results)) {
    SuiteCount &count = suiteCounts[testCase.suite];
    ++count.cases;
    count.passing += result.reason.empty();
  }
  for (const auto &[suite, count] : suiteCounts)
    llvm::outs() << llvm::formatv("{0,-20} {1} of {2} pass\n", suite, count.passing, count.cases);
  llvm::outs() << llvm::formatv("{0} cases in {1:f1} s\n", cases.size(), seconds);
}

/// The failures among the cases that ran, and those expected of cases that did not run.
ExpectedFailures mergeFailures(ArrayRef<Case> cases, ArrayRef<CaseResult> results,
                               ExpectedFailures failures) {
  // A full run forgets cases that no longer exist.
  if (filter.empty() && sampleSize == 0)
    failures.clear();
  for (auto [testCase, result] : llvm::zip_equal(cases, results)) {
    failures.erase(testCase.name);
    if (!result.reason.empty())
      failures[testCase.name] = result.reason;
  }
  return failures;
}

/// Reports the differences between two lists of failures.
bool checkFailures(const ExpectedFailures &expected, const ExpectedFailures &actual) {
  bool agrees = true;
  for (const auto &[name, reason] : actual)
    if (!expected.count(name)) {
      llvm::WithColor::error() << name << " fails unexpectedly: " << reason << "\n";
      agrees = false;
    }
  for (const auto &[name, reason] : expected)
    if (!actual.count(name)) {
      llvm::WithColor::error() << name << " passes, or is gone, but " << expectedPath
                               << " lists it (" << reason << ")\n";
      agrees = false;
    }
  return agrees;
}

bool writeFile(StringRef path, StringRef text) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (error) {
    llvm::WithColor::error() << path << ": " << error.message() << "\n";
    return false;
  }
  os << text;
  return true;
}

/// The table of operators counts all cases, so a filtered run leaves it alone.
bool checkOperators(ArrayRef<CaseResult> results) {
  if (operatorsPath.empty() || !filter.empty() || sampleSize != 0)
    return true;
  SmallVector<CaseCoverage> coverage;
  for (const CaseResult &result : results)
    coverage.push_back(result.coverage);
  DialectRegistry registry;
  registerCompilerDialects(registry);
  MLIRContext context(registry);
  std::string table = makeOperatorTable(coverage, listOperators(&context));
  if (update)
    return writeFile(operatorsPath, table);
  auto buffer = llvm::MemoryBuffer::getFile(operatorsPath);
  if (buffer && (*buffer)->getBuffer() == table)
    return true;
  llvm::WithColor::error() << operatorsPath << " is not current; run with --update\n";
  return false;
}

void takeSample(std::vector<Case> &cases) {
  if (sampleSize == 0 || cases.size() <= sampleSize)
    return;
  for (size_t i = 0; i < sampleSize; ++i)
    std::swap(cases[i], cases[i * cases.size() / sampleSize]);
  cases.resize(sampleSize);
}

/// As programs for a target. What fails on the host is left out.
int runOnTarget(std::vector<Case> cases, const ExpectedFailures &expected) {
  llvm::erase_if(cases, [&](const Case &testCase) { return expected.count(testCase.name); });
  takeSample(cases);
  if (std::error_code error = llvm::sys::fs::create_directories(workFolder)) {
    llvm::WithColor::error() << workFolder << ": " << error.message() << "\n";
    return 1;
  }
  e2e::CompileFlags flags{onnxcPath, e2e::splitCommand(onnxcFlags), workFolder, workers};
  FailureOr<e2e::Toolchain> toolchain =
      e2e::findToolchain(targetName, emulator, flags.arguments, sourceRoot, workFolder);
  if (failed(toolchain))
    return 1;
  flags.arguments.push_back("-target=" + targetName);
  size_t passing = cases.size();
  std::vector<std::string> failures = conformance::runOnTarget(cases, flags, *toolchain);
  for (auto [testCase, failure] : llvm::zip_equal(cases, failures))
    if (!failure.empty()) {
      llvm::WithColor::error() << testCase.name << ": " << failure << "\n";
      --passing;
    }
  llvm::outs() << passing << " of " << cases.size() << " pass\n";
  return passing == cases.size() && !cases.empty() ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv, "Runs ONNX's conformance cases through onnxc, in process or on a target\n");
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();

  std::vector<Case> cases;
  for (StringRef suite : suites) {
    FailureOr<std::vector<Case>> found = findCases(suite, filter);
    if (failed(found))
      return 1;
    llvm::append_range(cases, *found);
  }
  FailureOr<ExpectedFailures> expected = readExpectedFailures(expectedPath);
  if (failed(expected))
    return 1;
  if (!targetName.empty())
    return runOnTarget(std::move(cases), *expected);
  takeSample(cases);

  auto start = std::chrono::steady_clock::now();
  std::vector<CaseResult> results = runCases(cases);
  std::chrono::duration<double> duration = std::chrono::steady_clock::now() - start;
  printSummary(cases, results, duration.count());

  ExpectedFailures actual = mergeFailures(cases, results, *expected);
  bool isGood = update ? succeeded(writeExpectedFailures(expectedPath, actual))
                       : checkFailures(*expected, actual);
  isGood &= checkOperators(results);
  return isGood ? 0 : 1;
}
