#include "test/fuzz/graphs/CheckGraph.h"

#include "compiler/Execute/JitEvaluator.h"
#include "compiler/Pipelines/Dialects.h"
#include "compiler/Support/FormatDiagnostic.h"
#include "test/conformance/ForkPool.h"
#include "test/support/GuardedRun.h"
#include "llvm/Support/Error.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::fuzz;
using Kind = CheckResult::Kind;

static constexpr std::pair<OptLevel, StringLiteral> levels[] = {
    {OptLevel::O0, "-O0"}, {OptLevel::O1, "-O1"}, {OptLevel::O2, "-O2"},
    {OptLevel::O3, "-O3"}, {OptLevel::Os, "-Os"},
};

std::string Configuration::describe() const {
  const auto *name = llvm::find_if(levels, [&](auto pair) { return pair.first == level; });
  std::string text =
      name->second.str() + (strictFloat ? " --fp=strict" : "") + " -target=" + target;
  if (threads > 0)
    text += " --threads=" + (threads == 1 ? "caller" : std::to_string(threads));
  return text + (smallMachine ? " with a small machine" : "");
}

bool Configuration::isSameButThreads(const Configuration &other) const {
  Configuration same(other);
  same.threads = threads;
  return same.describe() == describe();
}

/// Targets of x86-64, with the last of the features that a machine gained to run them.
static constexpr std::pair<StringLiteral, StringLiteral> levelsOfX86[] = {
    {"x86-64-v2", "sse4.2"}, {"x86-64-v3", "avx2"}, {"x86-64-v4", "avx512vl"}};

/// This machine, and the more general targets that it runs.
static std::vector<std::string> getTargets() {
  std::vector<std::string> names{"native"};
  FailureOr<Target> native = parseTarget("native", "", "", llvm::nulls());
  for (auto [name, feature] : levelsOfX86)
    if (succeeded(native) && native->hasFeature(feature))
      names.push_back(name.str());
  return names;
}

std::vector<Configuration> fuzz::getConfigurations() {
  std::vector<Configuration> all;
  for (const std::string &target : getTargets())
    for (auto [level, name] : levels)
      for (bool strict : {false, true})
        for (bool smallMachine : {false, true})
          for (unsigned threads : {0, 1, 2, 4})
            all.push_back({level, strict, target, smallMachine, threads, {}});
  return all;
}

std::vector<Configuration> fuzz::chooseConfigurations(Random &random, unsigned pairs) {
  static const std::vector<Configuration> all = getConfigurations();
  std::vector<Configuration> chosen;
  for (unsigned i = 0; i < pairs; ++i) {
    Configuration one = random.pick(all);
    one.threads = 0;
    chosen.push_back(one);
    one.threads = random.pick({1, 2, 4});
    chosen.push_back(one);
  }
  return chosen;
}

namespace {

/// The first error of a context.
class FirstError : public ScopedDiagnosticHandler {
public:
  explicit FirstError(MLIRContext *context) : ScopedDiagnosticHandler(context) {
    setHandler([this](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() == DiagnosticSeverity::Error && text.empty())
        text = formatDiagnostic(diagnostic);
    });
  }
  std::string text;
};

/// Compares what configurations give with the reference and with each other.
class Checker {
public:
  Checker(const proto::ModelProto &model, const TensorBytes &inputs)
      : model(model), inputs(inputs) {
    registerCompilerDialects(registry);
    registerJitEvaluator(registry);
    context.appendDialectRegistry(registry);
  }

  /// `begin` is called before each configuration.
  CheckResult check(ArrayRef<Configuration> configurations,
                    const std::function<void(size_t)> &begin) {
    FirstError error(&context);
    FailureOr<Target> native = parseTarget("native", "", "", llvm::errs());
    FailureOr<Reference> made = Reference::create(model, inputs, *native, &context);
    if (failed(made))
      return {Kind::Refused, error.text, std::nullopt};
    reference = &*made;
    reference->addNoise(6);
    if (llvm::none_of(model.graph().output(), [&](const proto::ValueInfoProto &output) {
          return reference->getTolerance(output.name());
        }))
      return {Kind::Dropped, "", std::nullopt};
    for (auto [index, configuration] : llvm::enumerate(configurations)) {
      begin(index);
      CheckResult result = checkOne(configuration);
      result.configuration = configuration;
      if (result.isFailure())
        return result;
    }
    return {};
  }

private:
  CheckResult checkOne(const Configuration &configuration) {
    FirstError error(&context);
    FailureOr<HostModel> host = compile(configuration);
    if (failed(host))
      return {Kind::Refused, error.text, configuration};
    // More threads than the object knows of, or fewer, may run it as well.
    unsigned threads = configuration.threads == 1 ? 3 : configuration.threads;
    if (failed(host->startThreads(threads)))
      return {Kind::Refused, "cannot start threads", configuration};
    llvm::Expected<std::vector<HostTensor>> outputs = test::runGuarded(*host, getInputs(*host));
    if (!outputs)
      return {Kind::Wrong, llvm::toString(outputs.takeError()), configuration};
    return compareOutputs(configuration, host->getSignature(), *outputs);
  }

  FailureOr<HostModel> compile(const Configuration &configuration) {
    OwningOpRef<ModuleOp> module =
        importModelFromMemory(getBytes(configuration.fault), "random.onnx", "", &context);
    FailureOr<Target> target = parseTarget(configuration.target, "", "", llvm::errs());
    if (!module || failed(target))
      return failure();
    CompileOptions options;
    options.target = *target;
    if (configuration.smallMachine) {
      options.target.l1Bytes = 1024;
      options.target.l2Bytes = 4096;
      options.slowness = 200;
    }
    options.strictFloat = configuration.strictFloat;
    options.threads = configuration.threads > 0;
    options.threadCount = configuration.threads > 1 ? configuration.threads : 0;
    StageTimes times;
    return HostModel::create(*module, options, configuration.level, times);
  }

  std::string getBytes(const std::pair<std::string, std::string> &fault) const {
    proto::ModelProto compiled(model);
    for (proto::NodeProto &node : *compiled.mutable_graph()->mutable_node())
      if (node.op_type() == fault.first)
        node.set_op_type(fault.second);
    return compiled.SerializeAsString();
  }

  std::vector<HostTensor> getInputs(const HostModel &host) const {
    std::vector<HostTensor> tensors;
    for (const ModelValue &input : host.getSignature().inputs) {
      const std::string &data = inputs.at(input.name);
      tensors.push_back({input.type, {data.begin(), data.end()}});
    }
    return tensors;
  }

  CheckResult compareOutputs(const Configuration &configuration, const ModelSignature &signature,
                             std::vector<HostTensor> &outputs) {
    for (auto [output, tensor] : llvm::zip_equal(signature.outputs, outputs)) {
      std::string mismatch = compareWithReference(output.name, tensor);
      // Few runs with noise may have missed a decision that is close.
      if (!mismatch.empty()) {
        reference->addNoise(60);
        mismatch = compareWithReference(output.name, tensor);
      }
      if (!mismatch.empty())
        return {Kind::Wrong, "output '" + output.name + "' " + mismatch, configuration};
    }
    if (last && last->isSameButThreads(configuration))
      for (auto [output, before, tensor] : llvm::zip_equal(signature.outputs, lastOutputs, outputs))
        if (before.bytes != tensor.bytes)
          return {Kind::Wrong,
                  "output '" + output.name + "' has other bits than with " + last->describe(),
                  configuration};
    last = configuration;
    lastOutputs = std::move(outputs);
    return {};
  }

  std::string compareWithReference(StringRef name, const HostTensor &tensor) const {
    std::optional<double> tolerance = reference->getTolerance(name);
    if (!tolerance)
      return "";
    return compareTensors(tensor, reference->getValue(name), {/*relative=*/0, *tolerance}).mismatch;
  }

  const proto::ModelProto &model;
  const TensorBytes &inputs;
  DialectRegistry registry;
  /// One for all, so that equal types are the same.
  MLIRContext context{MLIRContext::Threading::DISABLED};
  Reference *reference = nullptr;
  std::optional<Configuration> last;
  std::vector<HostTensor> lastOutputs;
};

} // namespace

/// Runs `work` in a process of its own.
static conformance::ForkResult fork(const std::function<void(llvm::raw_ostream &)> &work) {
  conformance::ForkPoolOptions pool;
  pool.timeoutSeconds = 120;
  conformance::ForkResult result;
  conformance::forkEach(
      1, pool, [&](size_t, llvm::raw_ostream &os) { work(os); },
      [&](size_t, const conformance::ForkResult &ended) { result = ended; });
  return result;
}

CheckResult fuzz::checkGraph(const proto::ModelProto &model, const TensorBytes &inputs,
                             ArrayRef<Configuration> configurations) {
  // Lines with the number of the configuration under way, then one with the kind and the message.
  conformance::ForkResult ended = fork([&](llvm::raw_ostream &os) {
    CheckResult result =
        Checker(model, inputs).check(configurations, [&](size_t index) { os << index << "\n"; });
    os << "end " << static_cast<int>(result.kind) << " " << result.message << "\n";
  });
  auto [before, end] = StringRef(ended.output).split("end ");
  StringRef last = before.rtrim().rsplit('\n').second;
  size_t index = configurations.size();
  CheckResult result;
  if (!(last.empty() ? before.rtrim() : last).getAsInteger(10, index))
    result.configuration = configurations[index];
  if (end.empty() || !ended.crash.empty()) {
    result.kind = Kind::Crash;
    result.message = ended.crash;
    return result;
  }
  int kind = 0;
  end.consumeInteger(10, kind);
  result.kind = static_cast<Kind>(kind);
  result.message = end.trim().str();
  return result;
}

std::optional<TensorBytes> fuzz::computeValues(const proto::ModelProto &model,
                                               const TensorBytes &inputs) {
  conformance::ForkResult ended = fork([&](llvm::raw_ostream &os) {
    DialectRegistry registry;
    registerCompilerDialects(registry);
    MLIRContext context(registry, MLIRContext::Threading::DISABLED);
    FirstError error(&context);
    FailureOr<Target> native = parseTarget("native", "", "", llvm::errs());
    FailureOr<Reference> reference = Reference::create(model, inputs, *native, &context);
    if (failed(reference))
      return;
    proto::GraphProto tensors;
    for (auto &[name, bytes] : reference->takeValues()) {
      proto::TensorProto &tensor = *tensors.add_initializer();
      tensor.set_name(name);
      tensor.set_raw_data(bytes);
    }
    os << tensors.SerializeAsString();
  });
  proto::GraphProto tensors;
  if (!ended.crash.empty() || !tensors.ParseFromString(ended.output) ||
      tensors.initializer_size() == 0)
    return std::nullopt;
  TensorBytes values;
  for (const proto::TensorProto &tensor : tensors.initializer())
    values[tensor.name()] = tensor.raw_data();
  return values;
}
