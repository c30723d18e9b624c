#ifndef ONNXC_TEST_KERNELS_CHECKCASE_H
#define ONNXC_TEST_KERNELS_CHECKCASE_H

#include "compiler/Support/HostTensor.h"
#include "compiler/Target/Target.h"
#include "test/kernels/KernelCase.h"

namespace onnxc::test {

/// The inputs of a case, in types of `context`.
std::vector<HostTensor> getInputs(const KernelCase &kernelCase, mlir::MLIRContext *context);

/// Why `outputs` are not those of the case; empty if they are.
std::string compareOutputs(const KernelCase &kernelCase, llvm::ArrayRef<HostTensor> outputs);

/// Compiles a case into this process and runs it; returns why it fails.
std::string checkInProcess(const KernelCase &kernelCase, Target target);

} // namespace onnxc::test

#endif
