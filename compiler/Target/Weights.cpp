#include "compiler/Target/Weights.h"

#include "dialects/Kernel/IR/PassAttributes.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace onnxc;

/// Copies go through a buffer of this size, so that big constants are not copied at once.
static constexpr size_t kChunkBytes = 1 << 16;

static unsigned getNumberBytes(Type elementType) {
  if (auto complex = dyn_cast<ComplexType>(elementType))
    elementType = complex.getElementType();
  return llvm::divideCeil(elementType.getIntOrFloatBitWidth(), 8);
}

FailureOr<Weights> Weights::get(ModuleOp module) {
  Weights weights;
  auto values = module->getAttrOfType<ArrayAttr>(kWeightValuesAttr);
  auto offsets = module->getAttrOfType<DenseI64ArrayAttr>(kWeightOffsetsAttr);
  auto size = module->getAttrOfType<IntegerAttr>(kWeightsSizeAttr);
  weights.totalBytes = size ? size.getInt() : 0;
  if (!values && !offsets)
    return weights;
  if (!values || !offsets || int64_t(values.size()) != offsets.size())
    return emitError(module.getLoc(),
                     "'onnxc.weight_values' and 'onnxc.weight_offsets' do not match");

  for (auto [attribute, offset] : llvm::zip_equal(values, offsets.asArrayRef())) {
    auto elements = dyn_cast<ElementsAttr>(attribute);
    std::optional<onnx::ConstantBytes> data = onnx::getConstantBytes(attribute);
    if (!elements || !data)
      return emitError(module.getLoc(), "an entry of 'onnxc.weight_values' has no data");
    Type elementType = elements.getElementType();
    uint64_t bytes = elements.getNumElements() * onnx::getElementBytes(elementType);
    if (!data->splat && data->bytes.size() < bytes)
      return emitError(module.getLoc(), "an entry of 'onnxc.weight_values' has too little data");
    weights.parts.push_back(
        {uint64_t(offset), bytes, getNumberBytes(elementType), data->bytes, data->splat});
  }
  llvm::sort(weights.parts, [](const Part &a, const Part &b) { return a.offset < b.offset; });
  uint64_t end = 0;
  for (const Part &part : weights.parts) {
    if (part.offset < end || part.offset + part.bytes > weights.totalBytes)
      return emitError(module.getLoc(),
                       "the entries of 'onnxc.weight_values' overlap, or lie outside of "
                       "'onnxc.weights_size'");
    end = part.offset + part.bytes;
  }
  return weights;
}

static void writeZeros(uint64_t count, function_ref<void(ArrayRef<char>)> sink) {
  const std::vector<char> zeros(std::min<uint64_t>(count, kChunkBytes));
  for (; count > 0; count -= std::min<uint64_t>(count, kChunkBytes))
    sink(ArrayRef(zeros).take_front(std::min<uint64_t>(count, kChunkBytes)));
}

static void swapElements(MutableArrayRef<char> data, unsigned elementBytes) {
  for (; data.size() >= elementBytes; data = data.drop_front(elementBytes))
    std::reverse(data.begin(), data.begin() + elementBytes);
}

void Weights::writePart(const Part &part, function_ref<void(ArrayRef<char>)> sink, bool swapBytes) {
  swapBytes &= part.elementBytes > 1;
  if (!part.splat && !swapBytes)
    return sink(part.data.take_front(part.bytes));

  // The chunk is a multiple of every element's size.
  std::vector<char> chunk;
  for (uint64_t done = 0; done < part.bytes; done += chunk.size()) {
    size_t bytes = std::min<uint64_t>(part.bytes - done, kChunkBytes);
    if (part.splat) {
      chunk.resize(bytes);
      for (size_t at = 0; at < bytes; at += part.data.size())
        std::copy_n(part.data.begin(), std::min(part.data.size(), bytes - at), chunk.begin() + at);
    } else {
      ArrayRef<char> source = part.data.slice(done, bytes);
      chunk.assign(source.begin(), source.end());
    }
    if (swapBytes)
      swapElements(chunk, part.elementBytes);
    sink(chunk);
  }
}

void Weights::write(function_ref<void(ArrayRef<char>)> sink, bool swapBytes) const {
  uint64_t position = 0;
  for (const Part &part : parts) {
    writeZeros(part.offset - position, sink);
    writePart(part, sink, swapBytes);
    position = part.offset + part.bytes;
  }
  writeZeros(totalBytes - position, sink);
}
