#include "dialects/Onnx/Transforms/Decompose/RandomNumbers.h"

#include <cmath>
#include <random>

using namespace onnxc::onnx;

namespace {
/// The standard fixes std::mt19937, but not what its distributions make of it.
class Generator {
public:
  explicit Generator(uint32_t seed) : engine(seed) {}

  double next() {
    double high = double(engine() >> 5), low = double(engine() >> 6);
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

private:
  std::mt19937 engine;
};
} // namespace

std::vector<double> onnxc::onnx::makeUniform(uint32_t seed, int64_t count) {
  Generator generator(seed);
  std::vector<double> numbers(count);
  for (double &number : numbers)
    number = generator.next();
  return numbers;
}

std::vector<double> onnxc::onnx::makeNormal(uint32_t seed, int64_t count) {
  Generator generator(seed);
  std::vector<double> numbers;
  while (int64_t(numbers.size()) < count) {
    double x = 2 * generator.next() - 1, y = 2 * generator.next() - 1, square = x * x + y * y;
    if (square >= 1 || square == 0)
      continue;
    double factor = std::sqrt(-2 * std::log(square) / square);
    numbers.push_back(y * factor);
    numbers.push_back(x * factor);
  }
  numbers.resize(count);
  return numbers;
}
