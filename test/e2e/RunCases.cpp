#include "test/e2e/RunCases.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc::e2e;

/// Programs are few, since linking costs more than running.
static constexpr size_t casesPerProgram = 32;

static void runProgram(MutableArrayRef<ModelCase> cases, ArrayRef<size_t> indices,
                       const CompileFlags &flags, const Toolchain &toolchain, VerifyCase verify) {
  std::vector<std::string> objects, names;
  for (size_t i : indices) {
    objects.push_back(getObjectPath(flags, i));
    names.push_back(getSymbolPrefix(i));
  }
  llvm::Expected<std::string> path =
      linkProgram(toolchain, llvm::formatv("program{0}", indices.front()).str(), objects, names);
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
