#ifndef ONNXC_TEST_KERNELS_RANDOM_H
#define ONNXC_TEST_KERNELS_RANDOM_H

#include <cstdint>
#include <initializer_list>
#include <random>

namespace onnxc::test {

/// Numbers that a seed determines, with any standard library.
class Random {
public:
  Random(uint64_t seed, uint64_t index) : engine(seed * 1000003 + index) {}

  /// From 0 to `count` - 1.
  int64_t below(int64_t count) { return int64_t(engine() % uint64_t(count)); }
  int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }
  /// Once in `count` times.
  bool oneIn(int64_t count) { return below(count) == 0; }
  /// From -1 to 1.
  double unit() { return double(between(-1000000, 1000000)) / 1e6; }

  template <typename T> T pick(std::initializer_list<T> choices) {
    return choices.begin()[below(choices.size())];
  }

  /// A size next to multiples of what kernels compute at once: lanes, tiles, squares, panels.
  int64_t size(int64_t most) {
    int64_t near = pick<int64_t>({0, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128});
    int64_t size = oneIn(3) ? between(1, 20) : near + between(-1, 3);
    return size < 1 ? 1 : size > most ? between(1, most) : size;
  }

private:
  std::mt19937_64 engine;
};

} // namespace onnxc::test

#endif
