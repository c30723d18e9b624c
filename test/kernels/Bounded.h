// Numbers that know how far a computation may be from them.
#ifndef ONNXC_TEST_KERNELS_BOUNDED_H
#define ONNXC_TEST_KERNELS_BOUNDED_H

#include "test/support/GraphBuilder.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <cmath>
#include <vector>

namespace onnxc::test {

/// The exact value of something that is computed in floating point, and a bound of its error.
struct Bounded {
  double value = 0;
  double error = 0;
};

/// What one operation in f32 adds to an error, relative to its result.
inline constexpr double kSingleUnit = 0x1p-24;

/// A dense tensor in row-major order.
struct BoundedTensor {
  Shape shape;
  std::vector<Bounded> elements;
};

/// The shape of NumPy's broadcast of both.
Shape broadcastShapes(llvm::ArrayRef<int64_t> a, llvm::ArrayRef<int64_t> b);

/// `combine` of all pairs of elements that NumPy's broadcast makes.
BoundedTensor combine(const BoundedTensor &a, const BoundedTensor &b,
                      llvm::function_ref<Bounded(Bounded, Bounded)> combine);

Bounded add(Bounded a, Bounded b);
Bounded multiply(Bounded a, Bounded b);

/// A function of slope at most `slope`, computed with a relative error of `units` of f32 and an
/// absolute one of as many for results up to 1.
Bounded apply(Bounded x, double (*function)(double), double slope, double units);

} // namespace onnxc::test

#endif
