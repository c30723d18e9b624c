#include "compiler/KernelGen/Plan/WinogradTransform.h"

#include <cassert>
#include <cmath>
#include <numeric>

using namespace onnxc;

static constexpr int64_t kTaps = 3;

/// Where the polynomials are evaluated, apart from infinity. Pairs of opposite points share most of
/// their arithmetic. For four outputs, 3/4 and 3/2 lose a third of the accuracy that 1 and 2 lose.
static llvm::SmallVector<double> getPoints(int64_t m) {
  assert((m == 2 || m == 4) && "no points for this size");
  if (m == 2)
    return {0, 1, -1};
  return {0, 0.75, -0.75, 1.5, -1.5};
}

/// The coefficients of the product of (x - r) over all `roots` but number `without`, the lowest
/// first.
static llvm::SmallVector<double> expandProduct(llvm::ArrayRef<double> roots, size_t without) {
  llvm::SmallVector<double> coefficients = {1};
  for (size_t i = 0; i < roots.size(); ++i) {
    if (i == without)
      continue;
    coefficients.insert(coefficients.begin(), 0);
    for (size_t k = 0; k + 1 < coefficients.size(); ++k)
      coefficients[k] -= roots[i] * coefficients[k + 1];
  }
  return coefficients;
}

static double evaluate(llvm::ArrayRef<double> coefficients, double x) {
  double value = 0;
  for (size_t k = coefficients.size(); k-- > 0;)
    value = value * x + coefficients[k];
  return value;
}

/// Toom-Cook interpolation at `points` and at infinity, transposed: weights and output evaluate
/// polynomials there, where the value at infinity is the leading coefficient; input interpolates.
/// Without the denominators of interpolation, of which `denominators` has one for each point.
static WinogradTransform interpolate(llvm::ArrayRef<double> points, int64_t m,
                                     llvm::SmallVector<double> &denominators) {
  size_t count = points.size() + 1;
  WinogradTransform transform;
  transform.output.assign(m, llvm::SmallVector<double>(count, 0));
  for (size_t i = 0; i < points.size(); ++i) {
    llvm::SmallVector<double> basis = expandProduct(points, i);
    denominators.push_back(evaluate(basis, points[i]));
    basis.resize(count, 0);
    transform.input.push_back(basis);
    transform.weights.emplace_back();
    for (int64_t k = 0; k < kTaps; ++k)
      transform.weights.back().push_back(std::pow(points[i], k));
    for (int64_t k = 0; k < m; ++k)
      transform.output[k][i] = std::pow(points[i], k);
  }
  denominators.push_back(1);
  transform.input.push_back(expandProduct(points, points.size()));
  transform.weights.push_back({0, 0, 1});
  transform.output.back().back() = 1;
  return transform;
}

WinogradTransform onnxc::getWinogradTransform(int64_t m) {
  llvm::SmallVector<double> denominators;
  WinogradTransform transform = interpolate(getPoints(m), m, denominators);
  for (size_t i = 0; i < denominators.size(); ++i)
    for (double &entry : transform.weights[i])
      entry *= 1 / denominators[i];
  return transform;
}

WinogradTransform onnxc::getIntegerWinogradTransform(int64_t m) {
  assert((m == 2 || m == 4) && "no points for this size");
  const double points[] = {0, 1, -1, 2, -2};
  llvm::SmallVector<double> denominators;
  WinogradTransform transform =
      interpolate(llvm::ArrayRef(points).take_front(m + 1), m, denominators);
  for (double denominator : denominators)
    transform.divisor = std::lcm(transform.divisor, int64_t(denominator));
  for (size_t i = 0; i < denominators.size(); ++i)
    for (auto &row : transform.output)
      row[i] *= transform.divisor / denominators[i];
  return transform;
}
