#include "compiler/Support/CompareTensors.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

namespace {

/// The bits of the element at `data`, in the low bits.
uint64_t loadBits(const char *data, int64_t size) {
  uint64_t bits = 0;
  std::memcpy(llvm::sys::IsLittleEndianHost ? reinterpret_cast<char *>(&bits)
                                            : reinterpret_cast<char *>(&bits) + 8 - size,
              data, size);
  return bits;
}

/// Reads and compares floats of one type.
class FloatElements {
public:
  explicit FloatElements(FloatType type)
      : type(type), width(type.getWidth()), size(getHostElementSize(type)) {}

  double toDouble(const char *data) const {
    uint64_t bits = loadBits(data, size);
    if (type.isF32())
      return llvm::bit_cast<float>(static_cast<uint32_t>(bits));
    if (type.isF64())
      return llvm::bit_cast<double>(bits);
    APFloat value(type.getFloatSemantics(), APInt(width, bits, /*isSigned=*/false,
                                                  /*implicitTrunc=*/true));
    bool losesInfo;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
    return value.convertToDouble();
  }

  /// The number of values of the type between two.
  double getUlps(const char *a, const char *b) const {
    int64_t x = toOrdinal(a), y = toOrdinal(b);
    return x > y ? static_cast<double>(static_cast<uint64_t>(x) - static_cast<uint64_t>(y))
                 : static_cast<double>(static_cast<uint64_t>(y) - static_cast<uint64_t>(x));
  }

private:
  /// Neighbours become neighbouring integers; both zeros become 0.
  int64_t toOrdinal(const char *data) const {
    uint64_t bits = loadBits(data, size);
    uint64_t sign = uint64_t(1) << (width - 1);
    int64_t magnitude = bits & (sign - 1);
    return bits & sign ? -magnitude : magnitude;
  }

  FloatType type;
  unsigned width;
  int64_t size;
};

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

std::string formatFloat(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.9g", value);
  return text;
}

std::string formatInteger(IntegerType type, const char *data) {
  int64_t size = getHostElementSize(type);
  APInt value(8 * size, loadBits(data, size));
  SmallString<24> text;
  value.toString(text, 10, /*Signed=*/!type.isUnsigned() && type.getWidth() > 1);
  return text.str().str();
}

std::string formatType(RankedTensorType type) {
  std::string text;
  llvm::raw_string_ostream(text) << Type(type);
  return text;
}

void noteMismatch(TensorComparison &result, int64_t index, ArrayRef<int64_t> shape,
                  llvm::function_ref<std::pair<std::string, std::string>()> getTexts) {
  if (result.mismatches++ > 0)
    return;
  auto [expected, actual] = getTexts();
  result.mismatch =
      formatv("at {0}: expected {1}, got {2}", formatIndex(index, shape), expected, actual);
}

void addErrors(TensorComparison &result, double x, double y) {
  double difference = std::fabs(x - y);
  result.maxAbsolute = std::max(result.maxAbsolute, difference);
  if (y != 0)
    result.maxRelative = std::max(result.maxRelative, difference / std::fabs(y));
}

void compareFloats(TensorComparison &result, FloatType type, ArrayRef<int64_t> shape,
                   ArrayRef<char> actual, ArrayRef<char> expected, const Tolerance &tolerance) {
  FloatElements elements(type);
  int64_t size = getHostElementSize(type);
  CosineSums sums;
  for (int64_t i = 0; i < result.elements; ++i) {
    double x = elements.toDouble(&actual[i * size]), y = elements.toDouble(&expected[i * size]);
    bool agrees = (std::isnan(x) && std::isnan(y)) || x == y;
    if (std::isfinite(x) && std::isfinite(y)) {
      addErrors(result, x, y);
      result.maxUlp =
          std::max(result.maxUlp, elements.getUlps(&actual[i * size], &expected[i * size]));
      sums.add(x, y);
      agrees = std::fabs(x - y) <= tolerance.absolute + tolerance.relative * std::fabs(y);
    }
    if (!agrees)
      noteMismatch(result, i, shape, [&] { return std::pair(formatFloat(y), formatFloat(x)); });
  }
  result.cosine = sums.get();
}

void compareIntegers(TensorComparison &result, IntegerType type, ArrayRef<int64_t> shape,
                     ArrayRef<char> actual, ArrayRef<char> expected) {
  int64_t size = getHostElementSize(type);
  auto toDouble = [&](const char *data) {
    APInt value(8 * size, loadBits(data, size));
    return type.isUnsigned() ? value.roundToDouble() : value.signedRoundToDouble();
  };
  CosineSums sums;
  for (int64_t i = 0; i < result.elements; ++i) {
    const char *x = &actual[i * size], *y = &expected[i * size];
    addErrors(result, toDouble(x), toDouble(y));
    sums.add(toDouble(x), toDouble(y));
    if (std::memcmp(x, y, size) != 0)
      noteMismatch(result, i, shape,
                   [&] { return std::pair(formatInteger(type, y), formatInteger(type, x)); });
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
  if (auto type = dyn_cast<FloatType>(elementType))
    compareFloats(result, type, shape, actual.bytes, expected.bytes, tolerance);
  else
    compareIntegers(result, cast<IntegerType>(elementType), shape, actual.bytes, expected.bytes);
  return result;
}
