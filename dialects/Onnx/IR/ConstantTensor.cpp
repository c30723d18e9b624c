#include "dialects/Onnx/IR/ConstantTensor.h"

#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"

#include <cstring>

using namespace mlir;
using namespace onnxc::onnx;

/// Constants up to this size are dense attributes, which folders and tests can read.
static constexpr int64_t kMaxDenseBytes = 1024;

int64_t onnxc::onnx::getElementBytes(Type elementType) {
  return llvm::divideCeil(elementType.getIntOrFloatBitWidth(), 8);
}

//===-- Bytes --------------------------------------------------------------===//

std::optional<ConstantBytes> onnxc::onnx::getConstantBytes(Attribute value) {
  if (auto dense = dyn_cast_or_null<DenseIntOrFPElementsAttr>(value))
    return ConstantBytes{dense.getRawData(), dense.isSplat()};
  if (auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(value))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return ConstantBytes{blob->getData(), false};
  return std::nullopt;
}

static ElementsAttr makeDenseConstant(RankedTensorType type, ArrayRef<char> bytes) {
  if (type.getElementType().isInteger(1)) {
    SmallVector<bool> bits(bytes.begin(), bytes.end());
    return DenseElementsAttr::get(type, bits);
  }
  return cast<ElementsAttr>(DenseElementsAttr::getFromRawBuffer(type, bytes));
}

ElementsAttr onnxc::onnx::makeConstant(RankedTensorType type, ArrayRef<char> bytes) {
  if (int64_t(bytes.size()) <= kMaxDenseBytes)
    return makeDenseConstant(type, bytes);
  return DenseResourceElementsAttr::get(
      type, "constant", HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 64, false));
}

ElementsAttr onnxc::onnx::makeConstant(RankedTensorType type, AsmResourceBlob blob,
                                       StringRef name) {
  if (int64_t(blob.getData().size()) <= kMaxDenseBytes)
    return makeDenseConstant(type, blob.getData());
  return DenseResourceElementsAttr::get(type, name, std::move(blob));
}

ElementsAttr onnxc::onnx::reshapeConstant(ElementsAttr value, RankedTensorType type) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  if (auto texts = dyn_cast<DenseStringElementsAttr>(value))
    return cast<ElementsAttr>(
        DenseStringElementsAttr::get(type, llvm::to_vector(texts.getValues<StringRef>())));
  return cast<DenseElementsAttr>(value).reshape(type);
}

ElementsAttr onnxc::onnx::getConstant(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  return constant ? constant.getValue() : ElementsAttr();
}

//===-- Numbers ------------------------------------------------------------===//

bool onnxc::onnx::isComputable(RankedTensorType type) {
  constexpr int64_t maxElements = int64_t(1) << 24;
  return type.hasStaticShape() && isAddressable(type) && type.getNumElements() <= maxElements;
}

ConstantTensor::ConstantTensor(RankedTensorType type) : type(type) {
  if (isFloat())
    floats.resize(type.getNumElements());
  else
    ints.resize(type.getNumElements());
}

bool ConstantTensor::isFloat() const { return isa<FloatType>(type.getElementType()); }

void ConstantTensor::copyElement(int64_t to, const ConstantTensor &other, int64_t from) {
  if (isFloat())
    floats[to] = other.floats[from];
  else
    ints[to] = other.ints[from];
}

template <typename T> static T load(const char *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

static double decodeFloat(FloatType type, const char *bytes) {
  if (type.isF32())
    return load<float>(bytes);
  if (type.isF64())
    return load<double>(bytes);
  uint64_t bits = getElementBytes(type) == 2 ? load<uint16_t>(bytes) : load<uint8_t>(bytes);
  APFloat value(type.getFloatSemantics(), APInt(type.getWidth(), bits, false, true));
  bool lossy;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lossy);
  return value.convertToDouble();
}

static int64_t decodeInt(Type type, const char *bytes) {
  unsigned width = type.getIntOrFloatBitWidth();
  uint64_t bits = 0;
  std::memcpy(&bits, bytes, getElementBytes(type));
  if (type.isUnsignedInteger() || width == 1)
    return width == 64 ? bits : bits & ((uint64_t(1) << width) - 1);
  return llvm::SignExtend64(bits, width);
}

static void encodeFloat(FloatType type, double value, char *bytes) {
  APFloat rounded(value);
  bool lossy;
  rounded.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven, &lossy);
  uint64_t bits = rounded.bitcastToAPInt().getZExtValue();
  std::memcpy(bytes, &bits, getElementBytes(type));
}

std::optional<ConstantTensor> ConstantTensor::get(Attribute value) {
  auto elements = dyn_cast_or_null<ElementsAttr>(value);
  if (!elements)
    return std::nullopt;
  auto type = dyn_cast<RankedTensorType>(elements.getType());
  if (!type || !type.getElementType().isIntOrFloat())
    return std::nullopt;

  ConstantTensor tensor(type);
  if (type.getElementType().isInteger(1) && isa<DenseElementsAttr>(elements)) {
    llvm::copy(cast<DenseElementsAttr>(elements).getValues<bool>(), tensor.ints.begin());
    return tensor;
  }
  std::optional<ConstantBytes> data = getConstantBytes(elements);
  int64_t size = getElementBytes(type.getElementType());
  if (!data || int64_t(data->bytes.size()) < (data->splat ? 1 : tensor.size()) * size)
    return std::nullopt;
  for (int64_t i = 0; i < tensor.size(); ++i) {
    const char *bytes = data->bytes.data() + (data->splat ? 0 : i * size);
    if (auto floatType = dyn_cast<FloatType>(type.getElementType()))
      tensor.floats[i] = decodeFloat(floatType, bytes);
    else
      tensor.ints[i] = decodeInt(type.getElementType(), bytes);
  }
  return tensor;
}

std::optional<ConstantTensor> ConstantTensor::get(Value value) { return get(getConstant(value)); }

ElementsAttr ConstantTensor::toAttr() const {
  Type element = type.getElementType();
  int64_t bytesEach = getElementBytes(element);
  std::vector<char> bytes(size() * bytesEach);
  for (int64_t i = 0; i < size(); ++i) {
    char *at = bytes.data() + i * bytesEach;
    if (auto floatType = dyn_cast<FloatType>(element)) {
      encodeFloat(floatType, floats[i], at);
    } else {
      unsigned width = element.getIntOrFloatBitWidth();
      uint64_t bits = width >= 8 ? ints[i] : ints[i] & ((1u << width) - 1);
      std::memcpy(at, &bits, bytesEach);
    }
  }
  return makeConstant(type, bytes);
}

std::optional<SmallVector<int64_t>> onnxc::onnx::getConstantInts(Value value) {
  std::optional<ConstantTensor> tensor = ConstantTensor::get(value);
  if (!tensor || tensor->isFloat())
    return std::nullopt;
  return SmallVector<int64_t>(tensor->ints.begin(), tensor->ints.end());
}

std::optional<SmallVector<double>> onnxc::onnx::getConstantFloats(Value value) {
  std::optional<ConstantTensor> tensor = ConstantTensor::get(value);
  if (!tensor || !tensor->isFloat())
    return std::nullopt;
  return SmallVector<double>(tensor->floats.begin(), tensor->floats.end());
}

std::optional<int64_t> onnxc::onnx::getConstantInt(Value value) {
  auto values = getConstantInts(value);
  return values && values->size() == 1 ? std::optional(values->front()) : std::nullopt;
}

std::optional<double> onnxc::onnx::getConstantFloat(Value value) {
  auto values = getConstantFloats(value);
  return values && values->size() == 1 ? std::optional(values->front()) : std::nullopt;
}
