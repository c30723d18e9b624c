#ifndef ONNXC_COMPILER_EXECUTE_BENCHMARK_H
#define ONNXC_COMPILER_EXECUTE_BENCHMARK_H

#include "compiler/Execute/HostModel.h"

namespace onnxc {

struct BenchmarkOptions {
  double seconds = 1;
  /// If not 0, as many runs as this, however long they take.
  int64_t runs = 0;
};

/// How long a model and its kernels took, in microseconds.
struct Benchmark {
  struct Kernel {
    ModelProfile::Entry entry;
    uint64_t calls = 0; // in one run
    double us = 0;      // of all of them, the median of the runs
    double minimum = 0; // and the fastest run
  };
  int64_t runs = 0;
  double median = 0, minimum = 0;
  std::vector<Kernel> kernels;
  /// What a run takes beside its kernels, the median of the runs.
  double between = 0;

  /// All kernels and what is between them. Less than `median` where something else disturbed
  /// most runs, but not always the same kernel.
  double getSum() const;

  /// If the model was also timed on several threads: how many, and the median.
  unsigned threads = 1;
  double medianOnThreads = 0;
};

/// Inputs as a benchmark gives them where it has no data: floats in [0, 1), integers 0 and 1,
/// strings "text".
HostTensor makeBenchmarkInput(mlir::RankedTensorType type);

/// Runs a model that was compiled with a profile.
Benchmark runBenchmark(HostModel &model, llvm::ArrayRef<HostTensor> inputs,
                       const BenchmarkOptions &options);

/// The median of the times of a model's runs, which take the threads that it has started, in
/// microseconds.
double getMedianOfRuns(HostModel &model, llvm::ArrayRef<HostTensor> inputs,
                       const BenchmarkOptions &options);

/// Merges what is the same kernel.
std::vector<Benchmark::Kernel> sumByKernel(llvm::ArrayRef<Benchmark::Kernel> calls);

/// The most single-precision operations that one core of this machine was seen to carry out, in
/// 10^9 per second: multiply-adds in the target's vectors that wait for nothing else.
mlir::FailureOr<double> measurePeak(const Target &target, mlir::MLIRContext *context);

} // namespace onnxc

#endif
