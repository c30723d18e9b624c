// Compiled cases as programs.
#ifndef ONNXC_TEST_E2E_RUNCASES_H
#define ONNXC_TEST_E2E_RUNCASES_H

#include "test/e2e/CompiledCase.h"
#include "test/e2e/Program.h"

namespace onnxc::e2e {

/// Runs a case, which has the given number among those of the program, and returns why it fails.
using VerifyCase = llvm::function_ref<std::string(size_t index, size_t position, Program &program)>;

/// Links the cases that were compiled into programs, a few dozen into each, and verifies them. A
/// case that crashes its program fails; the others go on in a new one.
void runCases(llvm::MutableArrayRef<ModelCase> cases, const CompileFlags &flags,
              const Toolchain &toolchain, VerifyCase verify);

/// Compares all data of a case, which is model `index` of the program; returns why it fails.
std::string verifyOnData(const ModelCase &modelCase, size_t index, Program &program);

} // namespace onnxc::e2e

#endif
