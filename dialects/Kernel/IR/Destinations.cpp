#include "dialects/Kernel/IR/Destinations.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace onnxc;

LogicalResult kernel::verifyResults(DestinationStyleOpInterface op) {
  OperandRange inits = op.getDpsInits();
  bool onTensors = isa<RankedTensorType>(inits.front().getType());
  for (Value operand : op->getOperands())
    if (isa<RankedTensorType>(operand.getType()) != onTensors)
      return op->emitOpError("has tensors and buffers as operands");
  if (!llvm::equal(op->getResultTypes(), onTensors ? TypeRange(inits) : TypeRange()))
    return op->emitOpError(
        "has results of its destinations' types on tensors, and none on buffers");
  return success();
}

LogicalResult kernel::foldCasts(Operation *op) {
  bool changed = false;
  for (OpOperand &operand : op->getOpOperands()) {
    auto cast = operand.get().getDefiningOp<memref::CastOp>();
    if (!cast || !memref::CastOp::canFoldIntoConsumerOp(cast))
      continue;
    operand.set(cast.getSource());
    changed = true;
  }
  return success(changed);
}

void kernel::addEffects(DestinationStyleOpInterface op, Effects &effects) {
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    effects.emplace_back(MemoryEffects::Read::get(), &operand);
    if (op.isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Write::get(), &operand);
  }
}
