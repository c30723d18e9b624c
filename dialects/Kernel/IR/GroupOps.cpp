#include "dialects/Kernel/IR/Elementwise.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace onnxc::kernel;

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/GroupOps.cpp.inc"

/// Gives `region` its block.
static void addBlock(OpBuilder &builder, Region &region, Location loc) {
  OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(&region);
  GroupOp::ensureTerminator(region, builder, loc);
}

void GroupOp::build(OpBuilder &builder, OperationState &state) {
  addBlock(builder, *state.addRegion(), state.location);
  state.addRegion();
}

bool onnxc::kernel::computesNothing(Operation *op) {
  return isPure(op) || isa<memref::AllocOp, memref::AllocaOp>(op);
}

Operation *GroupOp::getEpilogueOp() {
  return getEpilogue().empty() ? nullptr : &getEpilogue().front().front();
}

void GroupOp::setEpilogueOp(Operation *op) {
  OpBuilder builder(getContext());
  addBlock(builder, getEpilogue(), op->getLoc());
  op->moveBefore(getEpilogue().front().getTerminator());
}

SmallVector<Operation *> GroupOp::getMembers() {
  SmallVector<Operation *> members = llvm::map_to_vector(getBody().front().without_terminator(),
                                                         [](Operation &op) { return &op; });
  if (Operation *epilogue = getEpilogueOp())
    members.push_back(epilogue);
  return members;
}

void GroupOp::dissolve() {
  for (Region &region : getOperation()->getRegions()) {
    if (region.empty())
      continue;
    region.front().getTerminator()->erase();
    getOperation()->getBlock()->getOperations().splice(getOperation()->getIterator(),
                                                       region.front().getOperations());
  }
  erase();
}

/// What writes one buffer at the end of `body`: null if there is no such operation.
static DestinationStyleOpInterface getLastWriter(Block &body) {
  for (Operation &op : llvm::reverse(body.without_terminator()))
    if (!computesNothing(&op)) {
      auto writer = dyn_cast<DestinationStyleOpInterface>(op);
      return writer && writer.getNumDpsInits() == 1 ? writer : DestinationStyleOpInterface();
    }
  return {};
}

static LogicalResult verifyEpilogue(GroupOp group) {
  if (group.getEpilogue().empty())
    return success();
  DestinationStyleOpInterface contraction = getLastWriter(group.getBody().front());
  if (!contraction)
    return group.emitOpError("has an epilogue of no sums");
  Value sums = contraction.getDpsInits().front();
  Block &block = group.getEpilogue().front();
  auto generic = dyn_cast<linalg::GenericOp>(block.front());
  if (!llvm::hasNItems(block.without_terminator(), 1) || !generic || !isEpilogueOf(generic, sums))
    return group.emitOpError("needs as its epilogue one linalg.generic that computes each element "
                             "of its result from the sum at its place");
  Value written = generic.getDpsInits().front();
  if (written != sums && llvm::is_contained(contraction->getOperands(), written))
    return group.emitOpError("has an epilogue that overwrites what other sums are made of");
  return success();
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
  return verifyEpilogue(*this);
}
