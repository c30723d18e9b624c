#include "compiler/Conversion/OnnxToKernel/BlockRows.h"

#include "dialects/Onnx/IR/ConstantTensor.h"

#include <cstring>

using namespace mlir;
using namespace onnxc;

namespace {
/// The bytes of a constant of small integers, read as unsigned numbers: signed ones are moved up by
/// half of their range.
class Numbers {
public:
  explicit Numbers(Value constant)
      : data(*onnx::getConstantBytes(onnx::getConstant(constant))), offset(getOffset(constant)),
        mask((1 << onnx::getTensorType(constant).getElementTypeBitWidth()) - 1) {}

  unsigned get(int64_t i) const {
    return ((data.splat ? data.bytes.front() : data.bytes[i]) & mask) ^ offset;
  }

  /// The number that stands for zero.
  static unsigned getOffset(Value constant) {
    RankedTensorType type = onnx::getTensorType(constant);
    return type.getElementType().isUnsignedInteger() ? 0 : 1 << (type.getElementTypeBitWidth() - 1);
  }

private:
  onnx::ConstantBytes data;
  unsigned offset, mask;
};

/// Packs one output channel after another.
class RowPacker {
public:
  explicit RowPacker(const onnx::QuantizedWeights &weights)
      : weights(weights), input(weights.dequantize->getOperand(0)),
        scale(weights.dequantize->getOperand(1)), zeroPoint(getZeroPoint(weights.dequantize)),
        type(onnx::getTensorType(input)), numbers(input),
        zeros(zeroPoint ? std::optional(Numbers(zeroPoint)) : std::nullopt),
        filters(type.getDimSize(weights.filterDim)), depth(type.getNumElements() / filters),
        blocks(chooseBlocks()), layout(kernel::getBlockLayout(blocks, depth)) {}

  BlockRows run() {
    std::vector<char> bytes(filters * layout.size);
    for (int64_t filter = 0; filter < filters; ++filter)
      packRow(filter, bytes.data() + filter * layout.size);
    auto rowsType =
        RankedTensorType::get({filters, layout.size}, IntegerType::get(input.getContext(), 8));
    return {onnx::makeConstant(rowsType, bytes), blocks};
  }

private:
  static Value getZeroPoint(onnx::DequantizeLinearOp op) { return op.getZeroPoint(); }

  int64_t getBlockSize() const { return weights.blockSize == 0 ? depth : weights.blockSize; }

  /// The zero point of all blocks, as an unsigned number, if they have the same.
  std::optional<unsigned> getCommonZero() const {
    if (!zeros)
      return Numbers::getOffset(input);
    int64_t count = onnx::getTensorType(zeroPoint).getNumElements();
    for (int64_t i = 1; i < count; ++i)
      if (zeros->get(i) != zeros->get(0))
        return std::nullopt;
    return zeros->get(0);
  }

  Attribute chooseScale() const {
    RankedTensorType scaleType = onnx::getTensorType(scale);
    if (scaleType.getNumElements() == 1)
      return FloatAttr::get(Float32Type::get(input.getContext()), *onnx::getConstantFloat(scale));
    return TypeAttr::get(scaleType.getElementType());
  }

  /// A byte holds numbers of one block only, and of one pixel of a convolution.
  int64_t chooseBits() const {
    int64_t bits = type.getElementTypeBitWidth(), perByte = 8 / bits;
    bool isConv = type.getRank() > 2;
    int64_t run = isConv ? type.getDimSize(1) : getBlockSize();
    bool isWhole = !isConv && getBlockSize() >= depth;
    return run % perByte == 0 || isWhole ? bits : 8;
  }

  kernel::BlocksAttr chooseBlocks() const {
    std::optional<unsigned> zero = getCommonZero();
    return kernel::BlocksAttr::get(input.getContext(), chooseBits(), getBlockSize(), chooseScale(),
                                   zero.value_or(0), /*zeros=*/!zero);
  }

  /// Where the weight of `product` of `filter` stands. Products of a convolution go through the
  /// input channels of a pixel, then to the next pixel.
  int64_t getPosition(int64_t filter, int64_t product) const {
    if (type.getRank() == 2)
      return weights.filterDim == 0 ? filter * depth + product : product * filters + filter;
    int64_t channels = type.getDimSize(1), taps = depth / channels;
    return (filter * channels + product % channels) * taps + product / channels;
  }

  /// Where the scale and the zero point of a block stand.
  int64_t getParameter(int64_t filter, int64_t block) const {
    if (onnx::getTensorType(scale).getNumElements() == 1)
      return 0;
    if (weights.blockSize == 0)
      return filter;
    int64_t count = llvm::divideCeil(depth, weights.blockSize);
    return weights.filterDim == 0 ? filter * count + block : block * filters + filter;
  }

  void addNumber(char *section, int64_t place, unsigned number) const {
    int64_t perByte = blocks.getPerByte();
    section[place / perByte] |= char(number << (place % perByte * blocks.getBits()));
  }

  void packRow(int64_t filter, char *row) const {
    std::optional<onnx::ConstantBytes> scales = onnx::getConstantBytes(onnx::getConstant(scale));
    int64_t size = layout.scaleBytes;
    for (int64_t block = 0, end = llvm::divideCeil(depth, getBlockSize()); block < end; ++block) {
      int64_t parameter = getParameter(filter, block);
      std::memcpy(row + block * size, scales->bytes.data() + (scales->splat ? 0 : parameter * size),
                  size);
      if (blocks.getZeros())
        addNumber(row + layout.zerosBegin, block, zeros->get(parameter));
    }
    for (int64_t product = 0; product < depth; ++product)
      addNumber(row + layout.numbersBegin, product, numbers.get(getPosition(filter, product)));
  }

  const onnx::QuantizedWeights &weights;
  Value input, scale, zeroPoint;
  RankedTensorType type;
  Numbers numbers;
  std::optional<Numbers> zeros;
  int64_t filters, depth;
  kernel::BlocksAttr blocks;
  kernel::BlockLayout layout;
};
} // namespace

BlockRows onnxc::packBlockRows(const onnx::QuantizedWeights &weights) {
  return RowPacker(weights).run();
}
