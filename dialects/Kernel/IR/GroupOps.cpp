#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace onnxc::kernel;

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/GroupOps.cpp.inc"

void GroupOp::build(OpBuilder &builder, OperationState &state) {
  OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(state.addRegion());
  ensureTerminator(*state.regions[0], builder, state.location);
}

bool onnxc::kernel::computesNothing(Operation *op) {
  return isPure(op) || isa<memref::AllocOp, memref::AllocaOp>(op);
}

SmallVector<Operation *> GroupOp::getMembers() {
  return llvm::map_to_vector(getBody().front().without_terminator(),
                             [](Operation &op) { return &op; });
}

LogicalResult GroupOp::verify() {
  SmallVector<Operation *> members = getMembers();
  if (llvm::all_of(members, computesNothing))
    return emitOpError("computes nothing");
  for (Operation *member : members) {
    if (computesNothing(member))
      continue;
    if (isa<GroupOp>(member))
      return member->emitOpError("is inside of another group");
    if (llvm::any_of(member->getOperandTypes(), llvm::IsaPred<TensorType>))
      return member->emitOpError("is in a group, but does not write to buffers");
  }
  return success();
}
