#include "compiler/KernelGen/Plan/TensorUsage.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc;

static int64_t getSize(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !type.hasStaticShape())
    return 0;
  return type.getNumElements() * onnx::getElementBytes(type.getElementType());
}

/// What an operation only shows in another form. Most transpositions vanish later.
static Value getViewed(Operation *op) {
  if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::CastOp, tensor::ExtractSliceOp>(
          op))
    return op->getOperand(0);
  if (auto transpose = dyn_cast<linalg::TransposeOp>(op))
    return transpose.getInput();
  return {};
}

/// What an operation copies into its result.
static OperandRange getParts(Operation *op) {
  if (auto pad = dyn_cast<tensor::PadOp>(op))
    return pad->getOperands().take_front();
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return insert->getOperands().take_front();
  if (isa<tensor::ConcatOp>(op))
    return op->getOperands();
  return op->getOperands().take_front(0);
}

/// Whether each element of the result needs just the same element of `operand`.
static bool isElementwiseIn(linalg::GenericOp op, OpOperand *operand) {
  return op.getNumParallelLoops() == op.getNumLoops() &&
         op.getMatchingIndexingMap(operand) == op.getMatchingIndexingMap(op.getDpsInitOperand(0));
}

TensorUsage::TensorUsage(func::FuncOp function) {
  number(function);
  addArguments(function);
  function.walk<WalkOrder::PreOrder>([&](Operation *op) { addResults(op); });
  sum();
}

int64_t TensorUsage::getPeak() const { return *llvm::max_element(usage); }

void TensorUsage::number(func::FuncOp function) {
  int64_t next = 0;
  function.walk([&](Operation *op, const WalkStage &stage) {
    if (stage.isBeforeAllRegions())
      numbers[op] = next++;
    if (stage.isAfterAllRegions())
      ends[op] = next - 1;
  });
  usage.resize(next);
}

void TensorUsage::addArguments(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments()) {
    bufferOf[argument] = buffers.size();
    buffers.push_back({getSize(argument), 0, 0, /*isOutside=*/true});
  }
}

void TensorUsage::addResults(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>() || isa<tensor::EmptyOp>(op))
    return;
  for (OpResult result : op->getResults())
    if (isa<RankedTensorType>(result.getType()))
      addResult(result);
}

void TensorUsage::addResult(OpResult result) {
  Operation *op = result.getOwner();
  size_t whole = buffers.size();
  if (Value shared = findShared(result))
    whole = bufferOf.lookup(shared);
  else
    buffers.push_back({0, numbers.lookup(op), numbers.lookup(op)});
  bufferOf[result] = whole;

  for (Value part : getParts(op))
    if (endsAt(part, op))
      join(part, whole);
  Buffer &buffer = buffers[whole];
  buffer.size = std::max(buffer.size, getSize(result));
  buffer.last = std::max(buffer.last, getLastUse(result));
  buffer.isOutside |= llvm::any_of(result.getUsers(), llvm::IsaPred<func::ReturnOp>);
}

/// The operand in whose buffer a result lies.
Value TensorUsage::findShared(OpResult result) const {
  Operation *op = result.getOwner();
  if (Value viewed = getViewed(op))
    return bufferOf.contains(viewed) ? viewed : Value();
  auto inPlace = dyn_cast<DestinationStyleOpInterface>(op);
  if (!inPlace)
    return {};
  if (Value init = inPlace.getTiedOpOperand(result)->get(); endsAt(init, op))
    return init;
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    for (OpOperand *input : generic.getDpsInputOperands())
      if (isElementwiseIn(generic, input) && endsAt(input->get(), op) &&
          getSize(input->get()) == getSize(result))
        return input->get();
  return {};
}

/// Whether the buffer of `value` is a temporary that nothing needs after `op`.
bool TensorUsage::endsAt(Value value, Operation *op) const {
  auto found = bufferOf.find(value);
  if (found == bufferOf.end())
    return false;
  const Buffer &buffer = buffers[found->second];
  return !buffer.isOutside && buffer.last <= ends.lookup(op);
}

/// An operation with regions, which may be executed repeatedly, uses a value until its end.
int64_t TensorUsage::getLastUse(Value value) const {
  int64_t last = 0;
  for (Operation *user : value.getUsers())
    last = std::max(last, ends.lookup(value.getParentBlock()->findAncestorOpInBlock(*user)));
  return last;
}

void TensorUsage::join(Value part, size_t whole) {
  size_t index = bufferOf.lookup(part);
  if (index == whole)
    return;
  buffers[whole].size = std::max(buffers[whole].size, buffers[index].size);
  buffers[whole].first = std::min(buffers[whole].first, buffers[index].first);
  buffers[index].size = 0;
}

void TensorUsage::sum() {
  SmallVector<int64_t> changes(usage.size() + 1);
  for (const Buffer &buffer : buffers) {
    changes[buffer.isOutside ? 0 : buffer.first] += buffer.size;
    changes[buffer.isOutside ? usage.size() : buffer.last + 1] -= buffer.size;
  }
  int64_t bytes = 0;
  for (auto [number, at] : llvm::enumerate(usage))
    at = bytes += changes[number];
}
