#include "test/kernels/CheckCase.h"

#include "compiler/Import/DataTypes.h"
#include "compiler/Pipelines/Dialects.h"
#include "compiler/Support/FormatDiagnostic.h"
#include "test/support/GuardedRun.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::test;

std::vector<HostTensor> onnxc::test::getInputs(const KernelCase &kernelCase, MLIRContext *context) {
  std::vector<HostTensor> inputs;
  for (const CaseInput &input : kernelCase.inputs)
    inputs.push_back(
        {RankedTensorType::get(input.shape, importer::getElementType(input.type, context)),
         input.bytes});
  return inputs;
}

static double getElement(Type type, const char *data) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return getFloatElement(floatType, data);
  llvm::APInt bits(type.getIntOrFloatBitWidth(), getElementBits(type, data));
  return type.isUnsignedInteger() ? double(bits.getZExtValue()) : double(bits.getSExtValue());
}

static std::string compareOutput(const BoundedTensor &expected, const HostTensor &actual) {
  if (ArrayRef<int64_t>(expected.shape) != actual.type.getShape())
    return "another shape";
  Type type = actual.type.getElementType();
  int64_t size = getHostElementSize(type), wrong = 0;
  std::string first;
  for (auto [i, element] : llvm::enumerate(expected.elements)) {
    double value = getElement(type, actual.bytes.data() + i * size);
    if (std::abs(value - element.value) <= element.error)
      continue;
    if (wrong++ == 0)
      first = llvm::formatv("element {0} is {1:e6}, not {2:e6} within {3:e1}", i, value,
                            element.value, element.error);
  }
  if (wrong == 0)
    return "";
  return llvm::formatv("{0}, and {1} of {2} are wrong", first, wrong, expected.elements.size());
}

std::string onnxc::test::compareOutputs(const KernelCase &kernelCase,
                                        ArrayRef<HostTensor> outputs) {
  if (outputs.size() != kernelCase.outputs.size())
    return "another number of outputs";
  for (auto [i, expected, actual] : llvm::enumerate(kernelCase.outputs, outputs))
    if (std::string mismatch = compareOutput(expected, actual); !mismatch.empty())
      return llvm::formatv("output {0}: {1}", i, mismatch);
  return "";
}

static OptLevel getLevel(char letter) {
  switch (letter) {
  case '0':
    return OptLevel::O0;
  case '1':
    return OptLevel::O1;
  case '2':
    return OptLevel::O2;
  case 's':
    return OptLevel::Os;
  case 'z':
    return OptLevel::Oz;
  default:
    return OptLevel::O3;
  }
}

static void setCaches(Target &target, CaseOptions::Caches caches) {
  if (caches == CaseOptions::Caches::OfTarget)
    return;
  bool none = caches == CaseOptions::Caches::None;
  target.l1Bytes = none ? 0 : 2048;
  target.l1Ways = none ? 1 : 4;
  target.l2Bytes = none ? 0 : 8192;
}

namespace {
/// Compiles and runs a case, and keeps what goes wrong.
class InProcess {
public:
  InProcess(const KernelCase &kernelCase, const Target &target)
      : kernelCase(kernelCase), target(target), registry(makeRegistry()),
        context(registry, MLIRContext::Threading::DISABLED), handler(&context) {
    handler.setHandler([this](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() == DiagnosticSeverity::Error && failure.empty())
        failure = formatDiagnostic(diagnostic);
    });
  }

  std::string check() {
    std::vector<HostTensor> outputs = run(kernelCase.options.threads);
    if (failure.empty())
      failure = compareOutputs(kernelCase, outputs);
    if (!failure.empty() || !kernelCase.options.threads)
      return failure;
    std::vector<HostTensor> alone = run(std::nullopt);
    for (auto [a, b] : llvm::zip(outputs, alone))
      if (a.bytes != b.bytes)
        return "compiled for threads, it gives other bits";
    return failure;
  }

private:
  static DialectRegistry makeRegistry() {
    DialectRegistry registry;
    registerCompilerDialects(registry);
    return registry;
  }

  std::vector<HostTensor> run(std::optional<unsigned> threads) {
    CompileOptions options;
    options.target = target;
    options.strictFloat = kernelCase.options.strictFloat;
    options.winograd = kernelCase.options.level != 's' && kernelCase.options.level != 'z';
    options.threads = threads.has_value();
    options.threadCount = threads.value_or(0);
    options.slowness = kernelCase.options.slowCore ? 200 : 1;
    OwningOpRef<ModuleOp> module =
        importModelFromMemory(kernelCase.model.SerializeAsString(), "kernel.onnx", "", &context);
    if (!module)
      return fail("is not imported");
    StageTimes times;
    FailureOr<HostModel> model =
        HostModel::create(*module, options, getLevel(kernelCase.options.level), times);
    if (failed(model))
      return fail("is not compiled");
    unsigned count = threads ? std::max(*threads, 2u) : 1;
    if (failed(model->startThreads(count)))
      return fail("gets no threads");
    auto outputs = runGuarded(*model, getInputs(kernelCase, &context));
    if (!outputs)
      return fail(llvm::toString(outputs.takeError()));
    return std::move(*outputs);
  }

  /// The first reason stays.
  std::vector<HostTensor> fail(std::string reason) {
    if (failure.empty())
      failure = std::move(reason);
    return {};
  }

  const KernelCase &kernelCase;
  const Target &target;
  DialectRegistry registry;
  MLIRContext context;
  struct Handler : ScopedDiagnosticHandler {
    using ScopedDiagnosticHandler::ScopedDiagnosticHandler;
    using ScopedDiagnosticHandler::setHandler;
  } handler;
  std::string failure;
};
} // namespace

std::string onnxc::test::checkInProcess(const KernelCase &kernelCase, Target target) {
  setCaches(target, kernelCase.options.caches);
  return InProcess(kernelCase, target).check();
}
