#include "test/e2e/CompiledCase.h"

#include "compiler/Import/ModelSummary.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "test/e2e/ExpandSingles.h"
#include "test/e2e/FixNumbers.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::e2e;
using llvm::Error;
using llvm::Expected;

std::string onnxc::e2e::getSymbolPrefix(size_t index) { return "m" + std::to_string(index); }

std::string onnxc::e2e::getObjectPath(const CompileFlags &flags, size_t index) {
  return flags.workFolder + "/" + getSymbolPrefix(index) + ".o";
}

static std::string getReportPath(const CompileFlags &flags, size_t index) {
  return flags.workFolder + "/" + getSymbolPrefix(index) + ".json";
}

/// The flags that the case's data asks for: shapes and, with `isFixed`, numbers.
static std::string addDataFlags(const ModelCase &modelCase, bool isFixed,
                                std::vector<std::string> &command) {
  if (modelCase.dataFolders.empty())
    return "";
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<onnx::OnnxDialect>();
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &error) { message = error.str(); });
  FailureOr<ModelSummary> summary = readModelSummary(modelCase.modelPath, &context);
  if (failed(summary))
    return message;
  FailureOr<std::vector<TestData>> sets =
      readTestData(modelCase.dataFolders.front(), &context, &*summary);
  if (failed(sets))
    return message;
  expandSingles(sets->front(), summary->inputs);
  ImportOptions options;
  nameInputs(sets->front(), summary->inputs);
  if (isFixed)
    options.values = getFixedNumbers(sets->front());
  if (failed(addInputShapes(options, modelCase.modelPath, sets->front(), &context)))
    return message;
  for (const auto &[name, numbers] : options.values)
    command.push_back("--input=" + name + "=" + numbers);
  for (const auto &[name, size] : options.dims)
    command.push_back("--dim=" + name + "=" + std::to_string(size));
  for (const auto &[name, shape] : options.shapes) {
    std::string sizes;
    for (int64_t size : shape)
      sizes += (sizes.empty() ? "" : "x") + std::to_string(size);
    command.push_back("--shape=" + name + "=" + sizes);
  }
  return "";
}

static std::string compileCase(const ModelCase &modelCase, const CompileFlags &flags, size_t index,
                               bool isFixed) {
  std::vector<std::string> command = {flags.onnxc,
                                      modelCase.modelPath,
                                      "-o",
                                      getObjectPath(flags, index),
                                      "--name=" + getSymbolPrefix(index),
                                      "--report=" + getReportPath(flags, index)};
  llvm::append_range(command, flags.arguments);
  llvm::append_range(command, modelCase.flags);
  if (std::string message = addDataFlags(modelCase, isFixed, command); !message.empty())
    return message;
  return llvm::toString(runCommand(command, flags.workFolder, flags.timeoutSeconds));
}

static Error checkSymbols(StringRef path) {
  Expected<llvm::object::OwningBinary<llvm::object::ObjectFile>> object =
      llvm::object::ObjectFile::createObjectFile(path);
  if (!object)
    return object.takeError();
  for (const llvm::object::SymbolRef &symbol : object->getBinary()->symbols()) {
    Expected<uint32_t> symbolFlags = symbol.getFlags();
    if (!symbolFlags)
      return symbolFlags.takeError();
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    bool isUndefined = *symbolFlags & llvm::object::SymbolRef::SF_Undefined;
    if (isUndefined && !name->empty() && !name->starts_with("__aeabi_"))
      return llvm::createStringError("the object leaves '" + *name + "' undefined");
  }
  return Error::success();
}

static Error readReport(StringRef path, llvm::json::Object &report) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(path + ": " + buffer.getError().message());
  Expected<llvm::json::Value> value = llvm::json::parse((*buffer)->getBuffer());
  if (!value)
    return value.takeError();
  if (llvm::json::Object *object = value->getAsObject())
    report = std::move(*object);
  return Error::success();
}

void onnxc::e2e::compileCases(MutableArrayRef<ModelCase> cases, const CompileFlags &flags) {
  conformance::ForkPoolOptions pool;
  pool.workers = flags.workers;
  pool.timeoutSeconds = flags.timeoutSeconds;
  conformance::forkEach(
      cases.size(), pool,
      [&](size_t i, llvm::raw_ostream &os) {
        std::string message = compileCase(cases[i], flags, i, /*isFixed=*/false);
        // Where sizes hang on numbers that the model is given, they must be constants.
        if (!message.empty() && compileCase(cases[i], flags, i, /*isFixed=*/true).empty())
          message.clear();
        os << message;
      },
      [&](size_t i, const conformance::ForkResult &result) {
        cases[i].failure = result.crash.empty() ? result.output : result.crash;
        Error error = Error::success();
        if (cases[i].failure.empty())
          error = llvm::joinErrors(checkSymbols(getObjectPath(flags, i)),
                                   readReport(getReportPath(flags, i), cases[i].report));
        cases[i].failure += llvm::toString(std::move(error));
      });
}
