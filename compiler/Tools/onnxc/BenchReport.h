// What `onnxc bench` prints and writes.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_BENCHREPORT_H
#define ONNXC_COMPILER_TOOLS_ONNXC_BENCHREPORT_H

#include "compiler/Execute/Benchmark.h"
#include "llvm/Support/JSON.h"

namespace onnxc {

/// A benchmark, sorted by time, beside what the machine could do.
struct BenchReport {
  std::string model;
  Benchmark benchmark;
  double peak; // 10^9 operations per second
  /// Microseconds of each call of a kernel, in the model's order.
  std::vector<double> stepTimes;

  void printTable(llvm::raw_ostream &os) const;
  llvm::json::Object toJson() const;

  /// A bar for each kernel, as long as its time; the filled part is what it would take at the peak.
  void drawSvg(llvm::raw_ostream &os) const;
};

} // namespace onnxc

#endif
