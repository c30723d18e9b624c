#include "compiler/Quantize/OutputError.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

using namespace onnxc;
using namespace onnxc::quantize;
using llvm::ArrayRef;

static ArrayRef<float> getFloats(const HostTensor &tensor) {
  if (!tensor.type.getElementType().isF32())
    return {};
  return {reinterpret_cast<const float *>(tensor.bytes.data()),
          tensor.bytes.size() / sizeof(float)};
}

void OutputError::add(ArrayRef<HostTensor> expected, ArrayRef<HostTensor> actual) {
  for (auto [a, b] : llvm::zip_equal(expected, actual)) {
    ArrayRef<float> x = getFloats(a), y = getFloats(b);
    for (auto [u, v] : llvm::zip(x, y)) {
      signal += double(u) * u;
      noise += (double(u) - v) * (double(u) - v);
      power += double(v) * v;
      product += double(u) * v;
    }
    int64_t width = a.type.getRank() ? a.type.getShape().back() : 1;
    if (width < 2 || x.size() != y.size())
      continue;
    for (; !x.empty(); x = x.drop_front(width), y = y.drop_front(width)) {
      auto find = [&](ArrayRef<float> row) {
        return std::max_element(row.begin(), row.begin() + width) - row.begin();
      };
      ++rows;
      agreeing += find(x) == find(y);
    }
  }
}

double OutputError::getRelative() const { return noise == 0 ? 0 : std::sqrt(noise / signal); }

double OutputError::getCosine() const {
  return signal == 0 && power == 0 ? 1 : product / std::sqrt(signal * power);
}

double OutputError::getSqnr() const { return -20 * std::log10(getRelative()); }
