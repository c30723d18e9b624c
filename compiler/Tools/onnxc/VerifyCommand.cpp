#include "compiler/Execute/HostModel.h"
#include "compiler/Import/ModelSummary.h"
#include "compiler/Quantize/TapFile.h"
#include "compiler/Support/PrintableText.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

namespace {

/// Compiles the model for the shapes of each set of data, once for sets of equal shapes.
class Verifier {
public:
  explicit Verifier(Session &session) : session(session) {}

  LogicalResult run();

private:
  LogicalResult runFolder(StringRef folder);
  FailureOr<std::vector<OutputComparison>> runData(const TestData &data);
  LogicalResult compile(const ImportOptions &import, const TestData &data);
  OwningOpRef<ModuleOp> load(const ImportOptions &import);
  void print(const TestData &data, const OutputComparison &output);

  Session &session;
  std::optional<Target> target;
  std::optional<HostModel> model;
  std::map<std::string, std::vector<int64_t>> shapes;
  std::map<std::string, int64_t> dims;
  /// What the data names as outputs, and those of them that are values inside the model.
  std::vector<std::string> named, inner;
  std::vector<std::string> mismatches;
};

} // namespace

OwningOpRef<ModuleOp> Verifier::load(const ImportOptions &import) {
  if (!session.flags.perNode)
    return session.load(import);
  inner = named;
  return session.times.measure(Stage::Import, [&] {
    return quantize::importTappedFile(session.flags.model, inner, import, &session.context);
  });
}

static std::vector<std::string> listNames(const TestData &data) {
  std::vector<std::string> names;
  for (const NamedTensor &output : data.outputs)
    if (!output.name.empty())
      names.push_back(output.name);
  return names;
}

LogicalResult Verifier::compile(const ImportOptions &import, const TestData &data) {
  std::vector<std::string> names = listNames(data);
  if (model && shapes == import.shapes && dims == import.dims &&
      (names == named || !session.flags.perNode))
    return success();
  named = std::move(names);
  OwningOpRef<ModuleOp> module = load(import);
  if (!module)
    return failure();
  FailureOr<HostModel> compiled = HostModel::create(*module, session.getCompileOptions(*target),
                                                    session.flags.optLevel, session.times);
  if (failed(compiled) || failed(compiled->startThreads(session.flags.threadCount)))
    return failure();
  model = std::move(*compiled);
  shapes = import.shapes;
  dims = import.dims;
  return success();
}

FailureOr<std::vector<OutputComparison>> Verifier::runData(const TestData &data) {
  ImportOptions import = session.flags.import;
  if (failed(addInputShapes(import, session.flags.model, data, &session.context)) ||
      failed(compile(import, data)))
    return failure();
  FailureOr<std::vector<OutputComparison>> outputs =
      model->verify(data, session.flags.tolerance, &session.context);
  // In the order of the graph: the first mismatch is where the model goes astray.
  if (succeeded(outputs))
    std::rotate(outputs->begin(), outputs->end() - inner.size(), outputs->end());
  return outputs;
}

void Verifier::print(const TestData &data, const OutputComparison &output) {
  const TensorComparison &result = output.comparison;
  llvm::outs() << formatv("{0}: {1}: max abs {2:e2}, max rel {3:e2}, {4:f0} ulp, cosine {5:f6}\n",
                          data.folder, toPrintable(output.name), result.maxAbsolute,
                          result.maxRelative, result.maxUlp, result.cosine);
  if (result.agrees())
    return;
  std::string nans;
  if (result.nans != result.expectedNans)
    nans = formatv("; {0} NaN instead of {1}", result.nans, result.expectedNans);
  mismatches.push_back(formatv("mismatch: {0}: output '{1}' {2} ({3} of {4} elements{5})",
                               data.folder, toPrintable(output.name), result.mismatch,
                               result.mismatches, result.elements, nans));
}

LogicalResult Verifier::runFolder(StringRef folder) {
  // MLIR text has tensors only.
  FailureOr<ModelSummary> summary = ModelSummary();
  if (!StringRef(session.flags.model).ends_with(".mlir"))
    summary = readModelSummary(session.flags.model, &session.context);
  if (failed(summary))
    return failure();
  FailureOr<std::vector<TestData>> sets = readTestData(folder, &session.context, &*summary);
  if (failed(sets))
    return failure();
  for (const TestData &data : *sets) {
    FailureOr<std::vector<OutputComparison>> outputs = runData(data);
    if (failed(outputs))
      return failure();
    for (const OutputComparison &output : *outputs)
      print(data, output);
  }
  return success();
}

LogicalResult Verifier::run() {
  FailureOr<Target> parsed = session.getTarget();
  if (failed(parsed))
    return failure();
  target = *parsed;
  for (StringRef folder : session.flags.operands)
    if (failed(runFolder(folder)))
      return failure();
  for (StringRef mismatch : mismatches)
    llvm::outs() << mismatch << "\n";
  if (mismatches.empty())
    llvm::outs() << "ok\n";
  return success(mismatches.empty());
}

LogicalResult onnxc::verifyCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = Verifier(session).run();
  session.printTimes(llvm::errs());
  return result;
}
