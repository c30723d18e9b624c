#include "compiler/Support/HostTensor.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

int64_t onnxc::getHostElementSize(Type elementType) {
  if (auto complex = dyn_cast<ComplexType>(elementType))
    return 2 * getHostElementSize(complex.getElementType());
  return llvm::divideCeil(elementType.getIntOrFloatBitWidth(), 8);
}

onnxc::HostTensor onnxc::makeHostTensor(RankedTensorType type) {
  assert(type.hasStaticShape() && "the size of a dynamic tensor is unknown");
  size_t size = type.getNumElements() * getHostElementSize(type.getElementType());
  return {type, std::vector<char>(size)};
}
