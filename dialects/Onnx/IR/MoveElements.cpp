#include "dialects/Onnx/IR/MoveElements.h"

#include "dialects/Onnx/IR/ConstantTensor.h"

#include <cstring>

using namespace mlir;
using namespace onnxc::onnx;

SmallVector<int64_t> onnxc::onnx::getStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size());
  int64_t stride = 1;
  for (size_t i = shape.size(); i-- > 0; stride *= shape[i])
    strides[i] = stride;
  return strides;
}

namespace {
/// The bytes of a constant, one element after the other; a splat has one.
struct Elements {
  explicit Elements(ElementsAttr value) {
    auto dense = dyn_cast<DenseElementsAttr>(value);
    if (dense && dense.getElementType().isInteger(1)) {
      splat = dense.isSplat();
      if (splat)
        unpacked.push_back(dense.getSplatValue<bool>());
      else
        llvm::append_range(unpacked, dense.getValues<bool>());
      bytes = unpacked;
    } else if (std::optional<ConstantBytes> raw = getConstantBytes(value)) {
      splat = raw->splat;
      bytes = raw->bytes;
    }
  }
  Elements(const Elements &) = delete;

  std::vector<char> unpacked;
  ArrayRef<char> bytes;
  bool splat = false;
};
} // namespace

static void copyBox(char *to, ArrayRef<int64_t> toStrides, const char *from,
                    ArrayRef<int64_t> fromStrides, ArrayRef<int64_t> shape, int64_t elementBytes) {
  if (shape.empty()) {
    std::memcpy(to, from, elementBytes);
    return;
  }
  if (shape.size() == 1 && toStrides[0] == 1 && fromStrides[0] == 1) {
    std::memcpy(to, from, shape[0] * elementBytes);
    return;
  }
  for (int64_t i = 0; i < shape[0]; ++i)
    copyBox(to + i * toStrides[0] * elementBytes, toStrides.drop_front(),
            from + i * fromStrides[0] * elementBytes, fromStrides.drop_front(), shape.drop_front(),
            elementBytes);
}

/// Strings have no bytes.
static int64_t getBytesOrNone(Type elementType) {
  return elementType.isIntOrFloat() ? getElementBytes(elementType) : 0;
}

ElementsBuilder::ElementsBuilder(RankedTensorType type)
    : type(type), elementBytes(getBytesOrNone(type.getElementType())),
      bytes(type.getNumElements() * elementBytes) {}

bool ElementsBuilder::copy(const ElementView &to, ElementsAttr input, const ElementView &from,
                           ArrayRef<int64_t> shape) {
  if (elementBytes == 0)
    return false;
  Elements elements(input);
  if (ShapedType::getNumElements(shape) == 0)
    return true;
  if (elements.bytes.empty())
    return false;
  SmallVector<int64_t> fromStrides(from.strides);
  if (elements.splat)
    fromStrides.assign(shape.size(), 0);
  copyBox(bytes.data() + to.offset * elementBytes, to.strides,
          elements.bytes.data() + (elements.splat ? 0 : from.offset) * elementBytes, fromStrides,
          shape, elementBytes);
  return true;
}

ElementsAttr ElementsBuilder::build() const {
  return elementBytes ? makeConstant(type, bytes) : ElementsAttr();
}

ElementsAttr onnxc::onnx::viewElements(ElementsAttr input, const ElementView &view,
                                       RankedTensorType type) {
  if (!type.getElementType().isIntOrFloat())
    return {};
  if (auto dense = dyn_cast<DenseElementsAttr>(input); dense && dense.isSplat())
    return dense.resizeSplat(type);
  ElementsBuilder builder(type);
  if (!builder.copy({0, getStrides(type.getShape())}, input, view, type.getShape()))
    return {};
  return builder.build();
}
