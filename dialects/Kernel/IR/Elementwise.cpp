#include "dialects/Kernel/IR/Elementwise.h"

using namespace mlir;
using namespace onnxc;

bool kernel::isElementwiseBody(linalg::GenericOp op) {
  if (op.hasIndexSemantics() || !op.hasPureBufferSemantics())
    return false;
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &scalar) {
    return scalar.hasTrait<OpTrait::ConstantLike>() ||
           OpTrait::hasElementwiseMappableTraits(&scalar);
  });
}

bool kernel::isElementwise(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() > 0 || !isElementwiseBody(op))
    return false;
  OpOperand *init = op.getDpsInitOperand(0);
  return op.getMatchingIndexingMap(init).isIdentity() && !op.payloadUsesValueFromOperand(init) &&
         llvm::all_of(op.getDpsInputOperands(),
                      [](OpOperand *input) { return isa<MemRefType>(input->get().getType()); });
}

bool kernel::isEpilogueOf(linalg::GenericOp op, Value sums) {
  if (!isElementwise(op))
    return false;
  bool reads = false;
  for (OpOperand *input : op.getDpsInputOperands()) {
    if (input->get() != sums)
      continue;
    if (!op.getMatchingIndexingMap(input).isIdentity())
      return false;
    reads = true;
  }
  return reads;
}
