// How often values of a tensor occur, and which of them a quantized tensor should reach.
#ifndef ONNXC_COMPILER_QUANTIZE_HISTOGRAM_H
#define ONNXC_COMPILER_QUANTIZE_HISTOGRAM_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <vector>

namespace onnxc::quantize {

/// The least and the largest number that a quantized tensor represents.
struct Interval {
  double low = 0, high = 0;
};

/// How a range is chosen.
struct RangeMethod {
  enum Kind {
    MinMax,     // all that was seen
    Percentile, // all but the rarest values at both ends
    Entropy,    // least Kullback-Leibler divergence, within a symmetric bound
    Mse,        // least mean square error
  };
  Kind kind = MinMax;
  /// For Percentile: how many of 100 values are inside.
  double percentile = 99.99;
};

/// Counts values in bins of one width, half of them below zero. A value further out doubles the
/// width, so that the memory does not depend on how many values come.
class Histogram {
public:
  Histogram();

  /// Takes finite values; returns false if there is another.
  bool add(llvm::ArrayRef<float> values);

  uint64_t getCount() const { return count; }
  double getLeast() const { return least; }
  double getMost() const { return most; }

  Interval choose(const RangeMethod &method) const;

  /// The mean square of the differences that `range` in 255 steps would make.
  double getMeanSquareError(Interval range) const;

  /// The mean of the values' squares.
  double getMeanSquare() const { return count ? squares / double(count) : 0; }

  llvm::ArrayRef<uint64_t> getBins() const { return bins; }
  /// What the bins reach at both ends.
  double getLimit() const { return limit; }

private:
  Interval choosePercentile(double percentile) const;
  Interval chooseEntropy() const;
  Interval chooseMse() const;
  void widen(double magnitude);
  double getCenter(size_t bin) const;

  std::vector<uint64_t> bins;
  double limit;
  double least = 0, most = 0, squares = 0;
  uint64_t count = 0;
};

} // namespace onnxc::quantize

#endif
