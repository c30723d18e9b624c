#include "dialects/Kernel/IR/Destinations.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace onnxc::kernel;

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/TopKOps.cpp.inc"

LogicalResult TopKOp::verify() {
  auto input = getShaped(getInput()), values = getShaped(getValues()),
       indices = getShaped(getIndices());
  Type element = input.getElementType();
  bool isOrdered = isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(element) ||
                   (element.isInteger() && element.getIntOrFloatBitWidth() >= 8 &&
                    element.getIntOrFloatBitWidth() <= 64);
  if (!isOrdered || values.getElementType() != element || !indices.getElementType().isInteger(64))
    return emitOpError() << "needs values of the input's type, which has 8 to 64 bits, and indices "
                            "of i64, but got "
                         << input << ", " << values << " and " << indices;
  if (input.getRank() != 2 || values.getRank() != 2 || values.getShape() != indices.getShape() ||
      values.getDimSize(0) != input.getDimSize(0) || values.getDimSize(1) > input.getDimSize(1))
    return emitOpError() << "needs rows of at most as many elements as the input has, but got "
                         << input << ", " << values << " and " << indices;
  return verifyResults(cast<DestinationStyleOpInterface>(getOperation()));
}

/// Rows.
std::optional<Split> TopKOp::getSplit(unsigned dim) {
  if (dim != 0)
    return std::nullopt;
  Split split;
  split.size = getShaped(getValues()).getDimSize(0);
  split.operands.assign(getNumOperands(), OperandSlice{0});
  return split;
}

void TopKOp::getEffects(Effects &effects) { addEffects(*this, effects); }
