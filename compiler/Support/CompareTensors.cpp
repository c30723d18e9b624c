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

/// The first and the worst mismatch, as positions in memory.
struct Mismatches {
  int64_t count = 0, first = 0, worst = 0;
  double worstDifference = -1;

  void add(int64_t index, double difference) {
    if (count++ == 0)
      first = index;
    if (difference > worstDifference) {
      worst = index;
      worstDifference = difference;
    }
  }
};

/// Two tensors of one type.
struct Pair {
  Type elementType;
  ArrayRef<int64_t> shape;
  const char *actual, *expected;

  std::string describe(int64_t index) const {
    int64_t offset = index * getHostElementSize(elementType);
    return formatv("at {0}: expected {1}, got {2}", formatIndex(index, shape),
                   formatElement(elementType, expected + offset),
                   formatElement(elementType, actual + offset));
  }
};

void describeMismatches(TensorComparison &result, const Mismatches &mismatches, const Pair &pair) {
  result.mismatches = mismatches.count;
  if (mismatches.count > 0)
    result.mismatch = pair.describe(mismatches.first);
  if (mismatches.worst != mismatches.first)
    result.mismatch += "; worst " + pair.describe(mismatches.worst);
}

void addErrors(TensorComparison &result, double x, double y) {
  double difference = std::fabs(x - y);
  result.maxAbsolute = std::max(result.maxAbsolute, difference);
  if (y != 0)
    result.maxRelative = std::max(result.maxRelative, difference / std::fabs(y));
}

void setInfinitelyFar(TensorComparison &result) {
  result.maxAbsolute = result.maxRelative = result.maxUlp = INFINITY;
}

void compareFloats(TensorComparison &result, FloatType type, const Pair &pair,
                   const Tolerance &tolerance) {
  int64_t size = getHostElementSize(type);
  const char *actual = pair.actual, *expected = pair.expected;
  CosineSums sums;
  Mismatches mismatches;
  for (int64_t i = 0; i < result.elements; ++i, actual += size, expected += size) {
    double x = getFloatElement(type, actual), y = getFloatElement(type, expected);
    result.nans += std::isnan(x);
    result.expectedNans += std::isnan(y);
    bool agrees = (std::isnan(x) && std::isnan(y)) || x == y;
    if (std::isfinite(x) && std::isfinite(y)) {
      addErrors(result, x, y);
      result.maxUlp = std::max(result.maxUlp, countUlps(type, actual, expected));
      sums.add(x, y);
      agrees = std::fabs(x - y) <= tolerance.absolute + tolerance.relative * std::fabs(y);
    } else if (!agrees) {
      setInfinitelyFar(result);
    }
    if (!agrees)
      mismatches.add(i, std::isfinite(x) && std::isfinite(y) ? std::fabs(x - y) : INFINITY);
  }
  result.cosine = std::isinf(result.maxAbsolute) ? NAN : sums.get();
  if (!tolerance.topClass)
    describeMismatches(result, mismatches, pair);
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

void compareTopClasses(TensorComparison &result, FloatType type, const Pair &pair) {
  int64_t classes = pair.shape.empty() ? 1 : pair.shape.back(), size = getHostElementSize(type);
  for (int64_t row = 0; row < result.elements; row += classes) {
    std::optional<int64_t> got = findTopClass(type, pair.actual + row * size, classes);
    std::optional<int64_t> wanted = findTopClass(type, pair.expected + row * size, classes);
    if (got && got == wanted)
      continue;
    if (result.mismatches++ == 0)
      result.mismatch = formatv("at {0}: expected class {1}, got {2}", formatIndex(row, pair.shape),
                                nameClass(wanted), nameClass(got));
  }
}

void compareIntegers(TensorComparison &result, IntegerType type, const Pair &pair) {
  int64_t size = getHostElementSize(type);
  const char *actual = pair.actual, *expected = pair.expected;
  auto toDouble = [&](const char *data) {
    APInt value(8 * size, getElementBits(type, data));
    return type.isUnsigned() ? value.roundToDouble() : value.signedRoundToDouble();
  };
  CosineSums sums;
  Mismatches mismatches;
  for (int64_t i = 0; i < result.elements; ++i, actual += size, expected += size) {
    double x = toDouble(actual), y = toDouble(expected);
    addErrors(result, x, y);
    sums.add(x, y);
    if (std::memcmp(actual, expected, size) != 0)
      mismatches.add(i, std::fabs(x - y));
  }
  result.cosine = sums.get();
  describeMismatches(result, mismatches, pair);
}

bool isNumber(StringRef text, double &number) {
  return !text.getAsDouble(number, /*AllowInexact=*/true);
}

bool agreeAsStrings(StringRef a, StringRef b, const Tolerance &tolerance) {
  double x, y;
  if (a == b)
    return true;
  return isNumber(a, x) && isNumber(b, y) &&
         std::fabs(x - y) <= tolerance.absolute + tolerance.relative * std::fabs(y);
}

void compareStrings(TensorComparison &result, const HostTensor &actual, const HostTensor &expected,
                    const Tolerance &tolerance) {
  for (int64_t i = 0; i < result.elements; ++i) {
    if (agreeAsStrings(actual.strings[i], expected.strings[i], tolerance))
      continue;
    setInfinitelyFar(result);
    if (result.mismatches++ == 0)
      result.mismatch =
          formatv("at {0}: expected {1}, got {2}", formatIndex(i, actual.type.getShape()),
                  quote(expected.strings[i]), quote(actual.strings[i]));
  }
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
  if (isString(elementType)) {
    compareStrings(result, actual, expected, tolerance);
    return result;
  }
  Pair pair{elementType, shape, actual.bytes.data(), expected.bytes.data()};
  auto type = dyn_cast<FloatType>(elementType);
  if (!type) {
    compareIntegers(result, cast<IntegerType>(elementType), pair);
    return result;
  }
  compareFloats(result, type, pair, tolerance);
  if (tolerance.topClass)
    compareTopClasses(result, type, pair);
  return result;
}
