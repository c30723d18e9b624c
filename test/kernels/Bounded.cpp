#include "test/kernels/Bounded.h"

#include "llvm/ADT/STLExtras.h"

using namespace onnxc::test;
using llvm::ArrayRef;

Shape onnxc::test::broadcastShapes(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  if (a.size() < b.size())
    std::swap(a, b);
  Shape shape(a);
  size_t skipped = a.size() - b.size();
  for (size_t i = 0; i < b.size(); ++i)
    shape[skipped + i] = a[skipped + i] == 1 ? b[i] : a[skipped + i];
  return shape;
}

/// Where the element at `position` of a tensor of `shape` lies in one of `from`, which is
/// broadcast to it.
static int64_t getBroadcastPosition(int64_t position, ArrayRef<int64_t> shape,
                                    ArrayRef<int64_t> from) {
  int64_t result = 0, step = 1;
  size_t skipped = shape.size() - from.size();
  for (size_t i = shape.size(); i-- > skipped; position /= shape[i]) {
    int64_t size = from[i - skipped];
    result += size == 1 ? 0 : position % shape[i] * step;
    step *= size;
  }
  return result;
}

BoundedTensor onnxc::test::combine(const BoundedTensor &a, const BoundedTensor &b,
                                   llvm::function_ref<Bounded(Bounded, Bounded)> combine) {
  BoundedTensor result{broadcastShapes(a.shape, b.shape), {}};
  int64_t count = countElements(result.shape);
  for (int64_t i = 0; i < count; ++i)
    result.elements.push_back(combine(a.elements[getBroadcastPosition(i, result.shape, a.shape)],
                                      b.elements[getBroadcastPosition(i, result.shape, b.shape)]));
  return result;
}

Bounded onnxc::test::add(Bounded a, Bounded b) {
  double value = a.value + b.value, error = a.error + b.error;
  return {value, error + kSingleUnit * (std::abs(value) + error)};
}

Bounded onnxc::test::multiply(Bounded a, Bounded b) {
  double value = a.value * b.value;
  double error = std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error;
  return {value, error + kSingleUnit * (std::abs(value) + error)};
}

Bounded onnxc::test::apply(Bounded x, double (*function)(double), double slope, double units) {
  double value = function(x.value);
  return {value, slope * x.error + units * kSingleUnit * (1 + std::abs(value))};
}
