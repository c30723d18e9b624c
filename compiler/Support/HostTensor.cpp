#include "compiler/Support/HostTensor.h"

#include "compiler/Support/PrintableText.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "runtime/onnxc.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>

using namespace mlir;

bool onnxc::isString(Type elementType) { return isa<onnx::StringType>(elementType); }

int64_t onnxc::getHostElementSize(Type elementType) {
  if (isString(elementType))
    return sizeof(onnxc_string);
  if (auto complex = dyn_cast<ComplexType>(elementType))
    return 2 * getHostElementSize(complex.getElementType());
  return llvm::divideCeil(elementType.getIntOrFloatBitWidth(), 8);
}

onnxc::HostTensor onnxc::makeHostTensor(RankedTensorType type) {
  assert(type.hasStaticShape() && "the size of a dynamic tensor is unknown");
  if (isString(type.getElementType()))
    return {type, {}, std::vector<std::string>(type.getNumElements())};
  size_t size = type.getNumElements() * getHostElementSize(type.getElementType());
  return {type, std::vector<char>(size)};
}

/// Copies the part of `shape` of what `data` points to, whose dimensions are `whole`; `size`
/// entries are an element.
template <typename Entry>
static void crop(ArrayRef<int64_t> whole, ArrayRef<int64_t> shape, int64_t size, const Entry *data,
                 std::vector<Entry> &to) {
  if (whole == shape) {
    to.insert(to.end(), data, data + ShapedType::getNumElements(shape) * size);
    return;
  }
  int64_t step = ShapedType::getNumElements(whole.drop_front()) * size;
  for (int64_t i = 0; i < shape.front(); ++i)
    crop(whole.drop_front(), shape.drop_front(), size, data + i * step, to);
}

onnxc::HostTensor onnxc::cropTensor(const HostTensor &tensor, ArrayRef<int64_t> shape) {
  HostTensor result{tensor.type.clone(shape), {}};
  if (isString(tensor.type.getElementType())) {
    crop(tensor.type.getShape(), shape, 1, tensor.strings.data(), result.strings);
    return result;
  }
  crop(tensor.type.getShape(), shape, getHostElementSize(tensor.type.getElementType()),
       tensor.bytes.data(), result.bytes);
  return result;
}

uint64_t onnxc::getElementBits(Type elementType, const char *data) {
  int64_t size = getHostElementSize(elementType);
  uint64_t bits = 0;
  std::memcpy(llvm::sys::IsLittleEndianHost ? reinterpret_cast<char *>(&bits)
                                            : reinterpret_cast<char *>(&bits) + 8 - size,
              data, size);
  return bits;
}

double onnxc::getFloatElement(FloatType type, const char *data) {
  uint64_t bits = getElementBits(type, data);
  if (type.isF32())
    return llvm::bit_cast<float>(static_cast<uint32_t>(bits));
  if (type.isF64())
    return llvm::bit_cast<double>(bits);
  APFloat value(type.getFloatSemantics(), APInt(type.getWidth(), bits, /*isSigned=*/false,
                                                /*implicitTrunc=*/true));
  bool losesInfo;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
  return value.convertToDouble();
}

static std::string formatInteger(IntegerType type, const char *data) {
  APInt value(8 * onnxc::getHostElementSize(type), onnxc::getElementBits(type, data));
  SmallString<24> text;
  value.toString(text, 10, /*Signed=*/!type.isUnsigned() && type.getWidth() > 1);
  return text.str().str();
}

std::string onnxc::formatElement(Type elementType, const char *data) {
  if (auto complex = dyn_cast<ComplexType>(elementType)) {
    Type part = complex.getElementType();
    return "(" + formatElement(part, data) + "," +
           formatElement(part, data + getHostElementSize(part)) + ")";
  }
  auto type = dyn_cast<FloatType>(elementType);
  if (!type)
    return formatInteger(cast<IntegerType>(elementType), data);
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.9g", getFloatElement(type, data));
  return text;
}

std::string onnxc::quote(StringRef text) { return "\"" + toPrintable(text) + "\""; }

std::string onnxc::formatElements(const HostTensor &tensor, int64_t limit) {
  Type elementType = tensor.type.getElementType();
  int64_t count = tensor.type.getNumElements();
  std::string text = "[";
  for (int64_t i = 0; i < std::min(count, limit); ++i)
    text += (i ? ", " : "") +
            (isString(elementType)
                 ? quote(tensor.strings[i])
                 : formatElement(elementType,
                                 tensor.bytes.data() + i * getHostElementSize(elementType)));
  return text + (count > limit ? ", ...]" : "]");
}
