#ifndef ONNXC_COMPILER_PIPELINES_STAGETIMES_H
#define ONNXC_COMPILER_PIPELINES_STAGETIMES_H

#include "compiler/Pipelines/Stage.h"

#include <chrono>
#include <map>

namespace onnxc {

/// The wall time of the stages that ran.
class StageTimes {
public:
  /// Calls `work` and counts its time for `stage`.
  template <typename Work> auto measure(Stage stage, Work work) {
    auto start = std::chrono::steady_clock::now();
    auto result = work();
    std::chrono::duration<double> duration = std::chrono::steady_clock::now() - start;
    seconds[stage] += duration.count();
    return result;
  }

  const std::map<Stage, double> &getSeconds() const { return seconds; }

private:
  std::map<Stage, double> seconds;
};

} // namespace onnxc

#endif
