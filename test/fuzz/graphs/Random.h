// Random choices that are the same on every machine.
#ifndef ONNXC_TEST_FUZZ_GRAPHS_RANDOM_H
#define ONNXC_TEST_FUZZ_GRAPHS_RANDOM_H

#include "llvm/ADT/ArrayRef.h"

#include <cassert>
#include <random>

namespace onnxc::fuzz {

/// The distributions of the standard library differ from one library to the next.
class Random {
public:
  explicit Random(uint64_t seed) : engine(seed) {}

  /// A number from 0 to `count` - 1.
  int64_t below(int64_t count) {
    assert(count > 0 && "nothing to choose from");
    return static_cast<int64_t>(engine() % static_cast<uint64_t>(count));
  }
  /// A number from `low` to `high`.
  int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }
  /// A number from `low` up to `high`.
  double real(double low, double high) {
    return low + (high - low) * static_cast<double>(engine() >> 11) / 9007199254740992.0;
  }
  bool percent(int64_t share) { return below(100) < share; }
  template <typename T> const T &pick(llvm::ArrayRef<T> choices) {
    return choices[below(choices.size())];
  }
  template <typename T> const T &pick(const std::vector<T> &choices) {
    return pick(llvm::ArrayRef<T>(choices));
  }
  template <typename T> T pick(std::initializer_list<T> choices) {
    return *(choices.begin() + below(choices.size()));
  }
  template <typename Range> void shuffle(Range &range) {
    for (size_t i = range.size(); i > 1; --i)
      std::swap(range[i - 1], range[below(i)]);
  }

private:
  std::mt19937_64 engine;
};

} // namespace onnxc::fuzz

#endif
