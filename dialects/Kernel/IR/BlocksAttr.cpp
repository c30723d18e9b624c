#include "dialects/Kernel/IR/KernelOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc::kernel;

LogicalResult BlocksAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t bits,
                                 int64_t size, Attribute scale, int64_t zero, bool zeros) {
  if (bits != 2 && bits != 4 && bits != 8)
    return emitError() << "expected numbers of 2, 4 or 8 bits, but got " << bits;
  if (size < 1)
    return emitError() << "expected blocks of at least one number, but got " << size;
  auto type = dyn_cast<TypeAttr>(scale);
  if (!isa<FloatAttr>(scale) &&
      !(type && isa<Float32Type, Float16Type, BFloat16Type>(type.getValue())))
    return emitError() << "expected a float or a float type as scale, but got " << scale;
  if (zeros && zero != 0)
    return emitError() << "has zero points of blocks, and the zero point " << zero << " of all";
  return success();
}

BlockLayout onnxc::kernel::getBlockLayout(BlocksAttr blocks, int64_t depth) {
  int64_t count = llvm::divideCeil(depth, blocks.getSize());
  BlockLayout layout;
  if (auto type = dyn_cast<TypeAttr>(blocks.getScale()))
    layout.scaleBytes = type.getValue().getIntOrFloatBitWidth() / 8;
  layout.zerosBegin = count * layout.scaleBytes;
  int64_t zeroBytes = blocks.getZeros() ? llvm::divideCeil(count, blocks.getPerByte()) : 0;
  layout.numbersBegin = layout.zerosBegin + zeroBytes;
  layout.size = layout.numbersBegin + llvm::divideCeil(depth, blocks.getPerByte());
  return layout;
}
