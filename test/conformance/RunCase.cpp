#include "test/conformance/RunCase.h"

#include "compiler/Execute/HostModel.h"
#include "compiler/Execute/JitEvaluator.h"
#include "compiler/Import/ModelSummary.h"
#include "compiler/Pipelines/Dialects.h"
#include "compiler/Support/FormatDiagnostic.h"
#include "test/e2e/ExpandSingles.h"
#include "test/e2e/FixNumbers.h"
#include "test/support/GuardedRun.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::conformance;

namespace {

/// The first error of a context, in one line.
class FirstError : public ScopedDiagnosticHandler {
public:
  explicit FirstError(MLIRContext *context) : ScopedDiagnosticHandler(context) {
    setHandler([this](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() == DiagnosticSeverity::Error && text.empty())
        text = StringRef(formatDiagnostic(diagnostic)).split('\n').first.str();
    });
  }

  std::string get() const { return text.empty() ? "fails without a message" : text; }

private:
  std::string text;
};

std::string getTypeName(Type type) {
  if (isString(type))
    return "string";
  std::string name;
  llvm::raw_string_ostream(name) << type;
  if (type.isInteger(1))
    return "bool";
  return isa<IntegerType>(type) && type.isSignlessInteger() ? "s" + name : name;
}

llvm::json::Object describeCoverage(const ModelSummary &summary) {
  std::set<std::string> types;
  for (const ModelValue &input : summary.inputs)
    if (input.type)
      types.insert(getTypeName(input.type.getElementType()));
  auto set = summary.operatorSets.find("");
  return llvm::json::Object{
      {"operators", llvm::json::Array(summary.operators)},
      {"types", llvm::json::Array(types)},
      {"set", set == summary.operatorSets.end() ? 1 : set->second},
  };
}

/// Why an output is wrong; empty if all are right.
std::string describeMismatch(ArrayRef<OutputComparison> outputs) {
  for (const auto &[name, comparison] : outputs)
    if (!comparison.agrees())
      return "output '" + name + "' " + comparison.mismatch;
  return "";
}

/// Compiles the model for the shapes of `data` and runs it, unless an earlier stage is the last.
/// Returns why the case fails, or an empty string.
std::string runData(const Case &testCase, const TestData &data, std::optional<Stage> last,
                    MLIRContext &context, ImportOptions import = {}) {
  FirstError error(&context);
  StageTimes times;
  CompileOptions options;
  FailureOr<Target> target = parseTarget("native", "", "", llvm::errs());
  if (failed(target))
    return "this machine is not a target";
  options.target = *target;
  if (failed(addInputShapes(import, testCase.getModelPath(), data, &context)))
    return error.get();
  OwningOpRef<ModuleOp> module = loadModel(testCase.getModelPath(), &context, import);
  if (!module)
    return error.get();
  if (last)
    return succeeded(runStages(*module, *last, options, times)) ? "" : error.get();

  FailureOr<HostModel> model = HostModel::create(*module, options, OptLevel::O1, times);
  if (failed(model))
    return error.get();
  auto run = [&](ArrayRef<HostTensor> inputs) -> FailureOr<std::vector<HostTensor>> {
    llvm::Expected<std::vector<HostTensor>> outputs = test::runGuarded(*model, inputs);
    if (outputs)
      return std::move(*outputs);
    return emitError(UnknownLoc::get(&context)) << llvm::toString(outputs.takeError()), failure();
  };
  FailureOr<std::vector<OutputComparison>> outputs =
      verifyModel(model->getSignature(), data, kTolerance, run, &context);
  return failed(outputs) ? error.get() : describeMismatch(*outputs);
}

std::string runSets(const Case &testCase, const ModelSummary &summary, std::optional<Stage> last,
                    MLIRContext &context) {
  FirstError error(&context);
  FailureOr<std::vector<TestData>> sets = readTestData(testCase.folder, &context, &summary);
  if (failed(sets))
    return error.get();
  for (TestData &data : *sets) {
    e2e::expandSingles(data, summary.inputs);
    std::string reason = runData(testCase, data, last, context);
    if (reason.empty())
      continue;
    // Where sizes hang on numbers that the model is given, they must be constants.
    ImportOptions fixed;
    e2e::nameInputs(data, summary.inputs);
    fixed.values = e2e::getFixedNumbers(data);
    if (fixed.values.empty() || !runData(testCase, data, last, context, fixed).empty())
      return reason;
  }
  return "";
}

void insertStrings(const llvm::json::Object &object, StringRef key,
                   std::set<std::string> &strings) {
  if (const llvm::json::Array *array = object.getArray(key))
    for (const llvm::json::Value &value : *array)
      strings.insert(value.getAsString().value_or("").str());
}

} // namespace

void onnxc::conformance::runCase(const Case &testCase, std::optional<Stage> last,
                                 llvm::raw_ostream &os) {
  DialectRegistry registry;
  registerCompilerDialects(registry);
  registerJitEvaluator(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  FailureOr<ModelSummary> summary = failure();
  {
    FirstError error(&context);
    summary = readModelSummary(testCase.getModelPath(), &context);
    if (failed(summary)) {
      os << "{}\n" << error.get() << "\n";
      return;
    }
  }
  os << llvm::json::Value(describeCoverage(*summary)) << "\n";
  os << runSets(testCase, *summary, last, context) << "\n";
}

CaseResult onnxc::conformance::readResult(const ForkResult &result) {
  auto [coverageText, reason] = StringRef(result.output).split('\n');
  CaseResult caseResult;
  llvm::Expected<llvm::json::Value> coverage = llvm::json::parse(coverageText);
  if (!coverage) {
    llvm::consumeError(coverage.takeError());
  } else if (const llvm::json::Object *object = coverage->getAsObject()) {
    insertStrings(*object, "operators", caseResult.coverage.operators);
    insertStrings(*object, "types", caseResult.coverage.elementTypes);
    caseResult.coverage.operatorSet = object->getInteger("set").value_or(0);
  }
  caseResult.reason = result.crash.empty() ? reason.trim().str() : result.crash;
  caseResult.coverage.passes = caseResult.reason.empty();
  return caseResult;
}
