#ifndef ONNXC_TEST_CONFORMANCE_RUNONTARGET_H
#define ONNXC_TEST_CONFORMANCE_RUNONTARGET_H

#include "test/conformance/Cases.h"
#include "test/e2e/CompiledCase.h"

namespace onnxc::conformance {

/// Compiles the cases with onnxc to objects, links them into programs, runs these on the target
/// or its emulator, and compares. Returns why each case fails; empty strings for those that pass.
std::vector<std::string> runOnTarget(llvm::ArrayRef<Case> cases, const e2e::CompileFlags &flags,
                                     const e2e::Toolchain &toolchain);

} // namespace onnxc::conformance

#endif
