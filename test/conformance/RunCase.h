#ifndef ONNXC_TEST_CONFORMANCE_RUNCASE_H
#define ONNXC_TEST_CONFORMANCE_RUNCASE_H

#include "compiler/Pipelines/Compile.h"
#include "test/conformance/Cases.h"
#include "test/conformance/ForkPool.h"
#include "test/conformance/OperatorTable.h"

namespace onnxc::conformance {

struct CaseResult {
  CaseCoverage coverage;
  /// Why the case fails, in one line; empty if it passes.
  std::string reason;
};

/// Compiles the model of `testCase` in process, runs it on all its data and compares with the
/// tolerance of ONNX's own test runner; or only runs the stages through `last`, if it is given.
/// Writes what readResult reads.
void runCase(const Case &testCase, std::optional<Stage> last, llvm::raw_ostream &os);

/// What a process that called runCase tells.
CaseResult readResult(const ForkResult &result);

} // namespace onnxc::conformance

#endif
