// How far a long run is.
#ifndef ONNXC_COMPILER_QUANTIZE_PROGRESS_H
#define ONNXC_COMPILER_QUANTIZE_PROGRESS_H

#include <chrono>
#include <cstddef>

namespace onnxc::quantize {

/// A bar on the terminal of the standard error stream, which is gone in the end; nothing if that
/// is no terminal.
class Progress {
public:
  explicit Progress(size_t total);
  ~Progress();
  Progress(const Progress &) = delete;

  void show(size_t done);

private:
  size_t total;
  bool isShown = false;
  std::chrono::steady_clock::time_point next;
};

} // namespace onnxc::quantize

#endif
