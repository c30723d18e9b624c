#include "compiler/Quantize/Histogram.h"

#include <algorithm>
#include <cmath>

using namespace onnxc::quantize;

static constexpr size_t kHalf = 2048;
static constexpr int kSteps = 255;

Histogram::Histogram() : bins(2 * kHalf), limit(std::ldexp(1.0, -20)) {}

double Histogram::getCenter(size_t bin) const {
  return (double(bin) + 0.5 - double(kHalf)) * limit / double(kHalf);
}

/// Doubles the bins' width until they reach `magnitude`.
void Histogram::widen(double magnitude) {
  for (; limit <= magnitude; limit *= 2) {
    std::vector<uint64_t> wide(2 * kHalf);
    for (size_t i = 0; i < 2 * kHalf; ++i)
      wide[kHalf / 2 + i / 2] += bins[i];
    bins = std::move(wide);
  }
}

bool Histogram::add(llvm::ArrayRef<float> values) {
  if (values.empty())
    return true;
  float low = values.front(), high = values.front();
  bool finite = true;
  double sum = 0;
  for (float value : values) {
    finite &= std::isfinite(value);
    low = std::min(low, value);
    high = std::max(high, value);
    sum += double(value) * value;
  }
  if (!finite)
    return false;
  least = count ? std::min<double>(least, low) : low;
  most = count ? std::max<double>(most, high) : high;
  squares += sum;
  count += values.size();
  widen(std::max(std::abs(low), std::abs(high)));
  // A power of two, so products with it are exact.
  float scale = float(double(kHalf) / limit);
  for (float value : values)
    ++bins[size_t(std::floor(value * scale) + float(kHalf))];
  return true;
}

Interval Histogram::choose(const RangeMethod &method) const {
  switch (method.kind) {
  case RangeMethod::MinMax:
    return {least, most};
  case RangeMethod::Percentile:
    return choosePercentile(method.percentile);
  case RangeMethod::Entropy:
    return chooseEntropy();
  case RangeMethod::Mse:
    return chooseMse();
  }
  return {least, most};
}

Interval Histogram::choosePercentile(double percentile) const {
  double outside = double(count) * (1 - percentile / 100) / 2;
  auto findEnd = [&](auto begin, auto end) {
    double seen = 0;
    auto bin = begin;
    for (; bin != end && seen + double(*bin) <= outside; ++bin)
      seen += double(*bin);
    return bin - begin;
  };
  double width = limit / double(kHalf);
  double low = double(findEnd(bins.begin(), bins.end())) * width - limit;
  double high = limit - double(findEnd(bins.rbegin(), bins.rend())) * width;
  return {std::max(low, least), std::min(high, most)};
}

double Histogram::getMeanSquareError(Interval range) const {
  double low = std::min(range.low, 0.0), high = std::max(range.high, 0.0);
  double step = (high - low) / kSteps, rounding = step * step / 12, sum = 0;
  for (size_t i = 0; i < bins.size(); ++i) {
    if (bins[i] == 0)
      continue;
    double value = getCenter(i);
    double beyond = std::max({low - value, value - high, 0.0});
    // What lies in the bin that the range ends in is within it.
    sum += double(bins[i]) * (beyond > limit / double(kHalf) ? beyond * beyond : rounding);
  }
  return count ? sum / double(count) : 0;
}

/// Each end by itself, from all that was seen inwards.
Interval Histogram::chooseMse() const {
  constexpr int candidates = 100;
  Interval best{std::min(least, 0.0), std::max(most, 0.0)};
  for (double Interval::*end : {&Interval::high, &Interval::low, &Interval::high}) {
    double whole = end == &Interval::high ? std::max(most, 0.0) : std::min(least, 0.0);
    Interval chosen = best;
    double error = getMeanSquareError(best);
    for (int i = candidates; i > 0; --i) {
      Interval range = best;
      range.*end = whole * i / candidates;
      if (double other = getMeanSquareError(range); other < error) {
        error = other;
        chosen = range;
      }
    }
    best = chosen;
  }
  return best;
}

/// The divergence of the values within `half` bins of zero, those further out put at the ends, from
/// what is left of them in 255 steps; only of bins `first` to `last`, where values are.
static double getDivergence(llvm::ArrayRef<uint64_t> bins, size_t first, size_t last) {
  std::vector<double> kept(bins.begin() + first, bins.begin() + last);
  std::vector<double> clipped = kept;
  double total = 0, inside = 0;
  for (size_t i = 0; i < bins.size(); ++i) {
    total += double(bins[i]);
    if (i < first)
      clipped.front() += double(bins[i]);
    else if (i >= last)
      clipped.back() += double(bins[i]);
    else
      inside += double(bins[i]);
  }
  if (inside == 0)
    return INFINITY;
  std::vector<double> merged(kept.size());
  for (int step = 0; step < kSteps; ++step) {
    size_t begin = kept.size() * step / kSteps, end = kept.size() * (step + 1) / kSteps;
    double sum = 0;
    int64_t used = 0;
    for (size_t i = begin; i < end; ++i) {
      sum += kept[i];
      used += clipped[i] != 0;
    }
    for (size_t i = begin; i < end; ++i)
      if (clipped[i] != 0)
        merged[i] = sum / double(used);
  }
  double divergence = 0;
  constexpr double floor = 1e-9;
  for (size_t i = 0; i < clipped.size(); ++i)
    if (clipped[i] != 0)
      divergence +=
          clipped[i] / total * std::log(clipped[i] / total / std::max(merged[i] / inside, floor));
  return divergence;
}

Interval Histogram::chooseEntropy() const {
  double width = limit / double(kHalf);
  auto getBin = [&](double value) { return size_t(std::floor(value / width) + double(kHalf)); };
  size_t lowest = std::min(getBin(least), kHalf), highest = std::max(getBin(most), kHalf) + 1;
  // Zero itself is always exact, as often as it may occur.
  std::vector<uint64_t> counts = bins;
  counts[kHalf] = std::min(counts[kHalf], counts[kHalf + 1]);
  double best = INFINITY;
  Interval range{least, most};
  for (size_t half = kSteps / 2 + 1; half <= kHalf; half += 4) {
    size_t first = std::max(lowest, kHalf - half), last = std::min(highest, kHalf + half);
    if (last - first < size_t(kSteps))
      continue;
    double divergence = getDivergence(counts, first, last);
    if (divergence < best) {
      best = divergence;
      double bound = double(half) * width;
      range = {std::max(least, -bound), std::min(most, bound)};
    }
  }
  return range;
}
