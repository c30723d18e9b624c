#include "test/e2e/RunCases.h"

#include "compiler/Import/ModelSummary.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "test/e2e/ExpandSingles.h"
#include "test/e2e/FixNumbers.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::e2e;

/// Programs are few, since linking costs more than running.
static constexpr size_t casesPerProgram = 32;

static void runProgram(MutableArrayRef<ModelCase> cases, ArrayRef<size_t> indices,
                       const CompileFlags &flags, const Toolchain &toolchain, VerifyCase verify) {
  std::vector<LinkedModel> models;
  for (size_t i : indices)
    models.push_back({getSymbolPrefix(i), getObjectPath(flags, i),
                      uint64_t(cases[i].report.getInteger("stack_bytes").value_or(0))});
  llvm::Expected<std::string> path =
      linkProgram(toolchain, llvm::formatv("program{0}", indices.front()).str(), models);
  if (!path) {
    std::string message = llvm::toString(path.takeError());
    for (size_t i : indices)
      cases[i].failure = message;
    return;
  }
  std::unique_ptr<Program> program;
  for (auto [position, i] : llvm::enumerate(indices)) {
    if (!program) {
      auto started = Program::start(toolchain, *path);
      if (!started) {
        cases[i].failure = llvm::toString(started.takeError());
        continue;
      }
      program = std::move(*started);
    }
    cases[i].failure = verify(i, position, *program);
    if (!cases[i].failure.empty())
      program.reset();
  }
}

void onnxc::e2e::runCases(MutableArrayRef<ModelCase> cases, const CompileFlags &flags,
                          const Toolchain &toolchain, VerifyCase verify) {
  std::vector<size_t> indices;
  for (size_t i = 0; i < cases.size(); ++i)
    if (cases[i].failure.empty())
      indices.push_back(i);
  for (ArrayRef<size_t> rest = indices; !rest.empty();) {
    size_t count = std::min(rest.size(), casesPerProgram);
    runProgram(cases, rest.take_front(count), flags, toolchain, verify);
    rest = rest.drop_front(count);
  }
}

std::string onnxc::e2e::verifyOnData(const ModelCase &modelCase, size_t index, Program &program) {
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
  FailureOr<ModelSummary> summary = readModelSummary(modelCase.modelPath, &context);
  if (failed(summary))
    return message;
  for (StringRef folder : modelCase.dataFolders) {
    FailureOr<std::vector<TestData>> sets = readTestData(folder, &context, &*summary);
    if (failed(sets))
      return message;
    for (TestData &data : *sets) {
      nameInputs(data, summary->inputs);
      expandSingles(data, signature->inputs);
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
