#include "compiler/Import/PackedWeights.h"

#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

bool importer::isPackedBits(int64_t bits) { return bits == 2 || bits == 4 || bits == 8; }

Value importer::unpackWeights(Node &node, NodeFormula &f, size_t i, int64_t bits,
                              ArrayRef<int64_t> shape, int64_t stored) {
  if (shape.empty()) {
    f.fail() << "expects input " << i << " to have rows";
    return {};
  }
  Type elementType = IntegerType::get(node.getContext(), bits, IntegerType::Unsigned);
  auto type = RankedTensorType::get(shape, elementType);
  int64_t columns = shape.back(), rows = columns ? type.getNumElements() / columns : 0;
  int64_t rowBytes = llvm::divideCeil(std::max(columns, stored) * bits, 8);
  RankedTensorType packedType = node.getInputType(i);
  std::optional<onnx::ConstantBytes> packed =
      onnx::getConstantBytes(onnx::getConstant(node.getInput(i)));
  if (!packed || !packedType.getElementType().isUnsignedInteger(8) ||
      packedType.getNumElements() != rows * rowBytes) {
    f.fail() << "expects input " << i << " to be a constant of " << rows * rowBytes
             << " bytes, but got " << packedType;
    return {};
  }
  std::vector<char> values(type.getNumElements());
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column) {
      int64_t bit = column * bits, byte = packed->splat ? 0 : row * rowBytes + bit / 8;
      int value = static_cast<unsigned char>(packed->bytes[byte]) >> (bit % 8);
      values[row * columns + column] = static_cast<char>(value & ((1 << bits) - 1));
    }
  return node.makeConstant(onnx::makeConstant(type, values));
}
