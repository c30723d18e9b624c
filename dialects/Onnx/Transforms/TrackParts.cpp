// Sizes of what Concat joins and Scatter writes.
#include "dialects/Onnx/Transforms/SizeTracker.h"

#include "dialects/Onnx/IR/TypeInference.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/IgnoreRest.h"

using namespace mlir;
using namespace onnxc::onnx;

//===-- Concat --------------------------------------------------------------===//

/// What Concat makes of `parts` has as many steps as they have together.
Size *SizeTracker::join(ConcatOp op, Value value, ArrayRef<Size *> parts) {
  SmallVector<std::pair<Size *, int64_t>> key;
  int64_t axis = op.getPositiveAxis();
  for (auto [part, size] : llvm::zip_equal(op.getInputs(), parts))
    key.emplace_back(size, getTensorType(part).getDimSize(axis));
  Size *known = joined[key];
  if (known && known->count.getParentRegion()->isAncestor(op->getParentRegion()))
    return sizes[{value, axis}] = known;
  OpBuilder builder(op);
  Value sum;
  for (auto [size, room] : key) {
    Value count = size ? size->count
                       : constantScalar(builder, op.getLoc(), builder.getI64Type(), double(room));
    sum = sum ? AddOp::create(builder, op.getLoc(), sum, count).getResult() : count;
  }
  return joined[key] = addSize(value, axis, sum);
}

/// Concat along a dimension that is open in its parts.
void SizeTracker::join(ConcatOp op) {
  int64_t axis = op.getPositiveAxis();
  if (op.getInputs().size() == 1) {
    if (Size *size = sizes.lookup({op.getInputs().front(), axis}))
      sizes[{op, axis}] = size;
    return;
  }
  SmallVector<Size *> parts;
  SmallVector<Value> counts;
  for (Value part : op.getInputs()) {
    parts.push_back(sizes.lookup({part, axis}));
    counts.push_back(parts.back() ? parts.back()->count : Value());
  }
  if (llvm::none_of(parts, [](Size *size) { return size; }))
    return;
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  Value value = closeGaps(builder, op.getLoc(), op, op.getInputs(), counts, axis);
  op.getResult().replaceAllUsesExcept(value, value.getDefiningOp());
  for (int64_t dim = 0, rank = getRank(op); dim < rank; ++dim)
    if (Size *size = sizes.lookup({op, dim}))
      sizes[{value, dim}] = size;
  join(op, value, parts);
}

//===-- Scatter -------------------------------------------------------------===//

/// The size of the dimension of the indices or of the tensor, in a Scatter, that has the places for
/// dimension `dim` of updates.
Size *SizeTracker::findPlaced(OpOperand &operand, int64_t dim) const {
  Operation *op = operand.getOwner();
  if (!isa<ScatterElementsOp, ScatterNDOp>(op) || operand.getOperandNumber() != 2)
    return nullptr;
  Value indices = op->getOperand(1);
  int64_t slice = dim - (getRank(indices) - 1);
  if (isa<ScatterElementsOp>(op) || slice < 0)
    return sizes.lookup({indices, dim});
  return sizes.lookup({op->getOperand(0), slice + getTensorType(indices).getShape().back()});
}

/// Negative indices count from where a run ends.
void SizeTracker::scatter(Operation *op) {
  auto isOpen = [&](int64_t dim) { return sizes.lookup({op->getOperand(0), dim}) != nullptr; };
  OpBuilder builder(op);
  auto buildSize = [&](int64_t dim) { return buildCount(op, op->getOperand(0), dim); };
  if (auto elements = dyn_cast<ScatterElementsOp>(op)) {
    int64_t axis = elements.getAxis() + (elements.getAxis() < 0 ? getRank(op->getOperand(0)) : 0);
    if (isOpen(axis))
      replaceIndices(elements,
                     countFromStart(builder, op->getLoc(), elements.getIndices(), buildSize(axis)));
    return;
  }
  auto tuples = cast<ScatterNDOp>(op);
  int64_t length = getTensorType(tuples.getIndices()).getShape().back();
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(0, length));
  if (llvm::none_of(dims, isOpen))
    return;
  SmallVector<Value> entries;
  for (int64_t dim : dims)
    entries.push_back(reshapeTo(builder, op->getLoc(), buildSize(dim), {1}));
  Value counts = ConcatOp::create(builder, op->getLoc(), entries, /*axis=*/0);
  replaceIndices(tuples, countFromStart(builder, op->getLoc(), tuples.getIndices(), counts));
}

/// Gives `scatter` indices of the same sizes.
template <typename Op> void SizeTracker::replaceIndices(Op scatter, Value indices) {
  for (int64_t dim = 0, rank = getRank(indices); dim < rank; ++dim)
    if (Size *size = sizes.lookup({scatter.getIndices(), dim}))
      sizes[{indices, dim}] = size;
  scatter.getIndicesMutable().assign(indices);
}
