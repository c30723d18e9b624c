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

/// Compiles the model of `testCase` through the stage `last`. Writes what readResult reads.
void runCase(const Case &testCase, Stage last, llvm::raw_ostream &os);

/// What a process that called runCase tells.
CaseResult readResult(const ForkResult &result);

} // namespace onnxc::conformance

#endif
