#ifndef ONNXC_TEST_CONFORMANCE_FORKPOOL_H
#define ONNXC_TEST_CONFORMANCE_FORKPOOL_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/raw_ostream.h"

#include <functional>
#include <string>

namespace onnxc::conformance {

struct ForkPoolOptions {
  unsigned workers = 2;
  unsigned timeoutSeconds = 60;
  uint64_t memoryLimit = uint64_t(8) << 30;
};

/// How a process ended.
struct ForkResult {
  /// What it wrote, up to a crash.
  std::string output;
  /// Why it ended early: a crash, a time-out; empty if it did not.
  std::string crash;
  double seconds = 0;
};

/// Calls `work(i, os)` for each i below `count`, each in a process of its own, and hands what it
/// wrote to `done`, in the order in which they end. The caller must not have started threads.
void forkEach(size_t count, const ForkPoolOptions &options,
              const std::function<void(size_t, llvm::raw_ostream &)> &work,
              const std::function<void(size_t, const ForkResult &)> &done);

} // namespace onnxc::conformance

#endif
