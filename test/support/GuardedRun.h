// Runs of compiled models that notice every access outside of what they may use.
#ifndef ONNXC_TEST_SUPPORT_GUARDEDRUN_H
#define ONNXC_TEST_SUPPORT_GUARDEDRUN_H

#include "compiler/Execute/HostModel.h"
#include "llvm/Support/Error.h"

namespace onnxc::test {

/// Runs the model twice with each tensor, and the arena, between pages that must not be touched:
/// once flush with the page after it, once with the page before. Inputs cannot be written; outputs
/// and the arena start as bytes of 0xff, which are NaN. An access outside ends the process by a
/// signal. Fails with a message if both runs do not give the same bits, or one reports an error.
llvm::Expected<std::vector<HostTensor>> runGuarded(HostModel &model,
                                                   llvm::ArrayRef<HostTensor> inputs);

} // namespace onnxc::test

#endif
