#include "compiler/Transforms/WinogradTransform.h"

#include <cassert>
#include <cmath>

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

/// Toom-Cook interpolation, transposed: weights and output evaluate polynomials at the points and
/// at infinity, where the value is the leading coefficient; input interpolates.
WinogradTransform onnxc::getWinogradTransform(int64_t m) {
  llvm::SmallVector<double> points = getPoints(m);
  size_t count = points.size() + 1;
  WinogradTransform transform;
  transform.output.assign(m, llvm::SmallVector<double>(count, 0));
  for (size_t i = 0; i < points.size(); ++i) {
    llvm::SmallVector<double> basis = expandProduct(points, i);
    double factor = 1 / evaluate(basis, points[i]);
    basis.resize(count, 0);
    transform.input.push_back(basis);
    transform.weights.emplace_back();
    for (int64_t k = 0; k < kTaps; ++k)
      transform.weights.back().push_back(std::pow(points[i], k) * factor);
    for (int64_t k = 0; k < m; ++k)
      transform.output[k][i] = std::pow(points[i], k);
  }
  transform.input.push_back(expandProduct(points, points.size()));
  transform.weights.push_back({0, 0, 1});
  transform.output.back().back() = 1;
  return transform;
}
