#include "compiler/Support/CompareTensors.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <cstring>
#include <optional>

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

namespace {

/// Neighbouring floats become neighbouring integers; both zeros become 0.
int64_t toOrdinal(FloatType type, const char *data) {
  uint64_t bits = getElementBits(type, data);
  uint64_t sign = uint64_t(1) << (type.getWidth() - 1);
  int64_t magnitude = bits & (sign - 1);
  return bits & sign ? -magnitude : magnitude;
}

/// The number of steps from one float to the other.
double countUlps(FloatType type, const char *a, const char *b) {
  int64_t x = toOrdinal(type, a), y = toOrdinal(type, b);
  return x > y ? static_cast<uint64_t>(x) - static_cast<uint64_t>(y)
               : static_cast<uint64_t>(y) - static_cast<uint64_t>(x);
}

/// The sums behind the cosine.
struct CosineSums {
  double product = 0, actual = 0, expected = 0;

  void add(double x, double y) {
    product += x * y;
    actual += x * x;
    expected += y * y;
  }
  double get() const {
    if (actual == 0 && expected == 0)
      return 1;
    double norm = std::sqrt(actual) * std::sqrt(expected);
    return norm == 0 ? 0 : product / norm;
  }
};

std::string formatIndex(int64_t linear, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> index;
  for (int64_t size : llvm::reverse(shape)) {
    index.push_back(linear % size);
    linear /= size;
  }
  std::reverse(index.begin(), index.end());
  return formatv("[{0:$[, ]}]", llvm::make_range(index.begin(), index.end()));
}

std::string formatType(RankedTensorType type) {
  std::string text;
  llvm::raw_string_ostream(text) << Type(type);
  return text;
}

void noteMismatch(TensorComparison &result, int64_t index, Type elementType,
                  ArrayRef<int64_t> shape, const char *actual, const char *expected) {
  if (result.mismatches++ == 0)
    result.mismatch =
        formatv("at {0}: expected {1}, got {2}", formatIndex(index, shape),
                formatElement(elementType, expected), formatElement(elementType, actual));
}

void addErrors(TensorComparison &result, double x, double y) {
  double difference = std::fabs(x - y);
  result.maxAbsolute = std::max(result.maxAbsolute, difference);
  if (y != 0)
    result.maxRelative = std::max(result.maxRelative, difference / std::fabs(y));
}

void compareFloats(TensorComparison &result, FloatType type, ArrayRef<int64_t> shape,
                   const char *actual, const char *expected, const Tolerance &tolerance) {
  int64_t size = getHostElementSize(type);
  CosineSums sums;
  for (int64_t i = 0; i < result.elements; ++i, actual += size, expected += size) {
    double x = getFloatElement(type, actual), y = getFloatElement(type, expected);
    bool agrees = (std::isnan(x) && std::isnan(y)) || x == y;
    if (std::isfinite(x) && std::isfinite(y)) {
      addErrors(result, x, y);
      result.maxUlp = std::max(result.maxUlp, countUlps(type, actual, expected));
      sums.add(x, y);
      agrees = std::fabs(x - y) <= tolerance.absolute + tolerance.relative * std::fabs(y);
    }
    if (!agrees && !tolerance.topClass)
      noteMismatch(result, i, type, shape, actual, expected);
  }
  result.cosine = sums.get();
}

/// The place of the first largest element, or nothing in a row with a NaN.
std::optional<int64_t> findTopClass(FloatType type, const char *row, int64_t classes) {
  int64_t size = getHostElementSize(type), top = 0;
  for (int64_t i = 0; i < classes; ++i) {
    double element = getFloatElement(type, row + i * size);
    if (std::isnan(element))
      return std::nullopt;
    if (element > getFloatElement(type, row + top * size))
      top = i;
  }
  return top;
}

std::string nameClass(std::optional<int64_t> place) {
  return place ? std::to_string(*place) : "a NaN";
}

void compareTopClasses(TensorComparison &result, FloatType type, ArrayRef<int64_t> shape,
                       const char *actual, const char *expected) {
  int64_t classes = shape.empty() ? 1 : shape.back(), size = getHostElementSize(type);
  for (int64_t row = 0; row < result.elements; row += classes) {
    std::optional<int64_t> got = findTopClass(type, actual + row * size, classes);
    std::optional<int64_t> wanted = findTopClass(type, expected + row * size, classes);
    if (got && got == wanted)
      continue;
    if (result.mismatches++ == 0)
      result.mismatch = formatv("at {0}: expected class {1}, got {2}", formatIndex(row, shape),
                                nameClass(wanted), nameClass(got));
  }
}

void compareIntegers(TensorComparison &result, IntegerType type, ArrayRef<int64_t> shape,
                     const char *actual, const char *expected) {
  int64_t size = getHostElementSize(type);
  auto toDouble = [&](const char *data) {
    APInt value(8 * size, getElementBits(type, data));
    return type.isUnsigned() ? value.roundToDouble() : value.signedRoundToDouble();
  };
  CosineSums sums;
  for (int64_t i = 0; i < result.elements; ++i, actual += size, expected += size) {
    double x = toDouble(actual), y = toDouble(expected);
    addErrors(result, x, y);
    sums.add(x, y);
    if (std::memcmp(actual, expected, size) != 0)
      noteMismatch(result, i, type, shape, actual, expected);
  }
  result.cosine = sums.get();
}

} // namespace

TensorComparison onnxc::compareTensors(const HostTensor &actual, const HostTensor &expected,
                                       const Tolerance &tolerance) {
  TensorComparison result;
  if (actual.type != expected.type) {
    result.mismatch =
        formatv("expected {0}, got {1}", formatType(expected.type), formatType(actual.type));
    return result;
  }
  Type elementType = actual.type.getElementType();
  SmallVector<int64_t> shape(actual.type.getShape());
  if (auto complex = dyn_cast<ComplexType>(elementType)) {
    elementType = complex.getElementType();
    shape.push_back(2);
  }
  result.elements = ShapedType::getNumElements(shape);
  auto type = dyn_cast<FloatType>(elementType);
  if (!type) {
    compareIntegers(result, cast<IntegerType>(elementType), shape, actual.bytes.data(),
                    expected.bytes.data());
    return result;
  }
  compareFloats(result, type, shape, actual.bytes.data(), expected.bytes.data(), tolerance);
  if (tolerance.topClass)
    compareTopClasses(result, type, shape, actual.bytes.data(), expected.bytes.data());
  return result;
}
