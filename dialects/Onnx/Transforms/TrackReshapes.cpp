// Sizes of what Reshape and Flatten make.
#include "dialects/Onnx/Transforms/SizeTracker.h"

#include "dialects/Onnx/IR/TypeInference.h"
#include "dialects/Onnx/Transforms/Builders.h"

using namespace mlir;
using namespace onnxc::onnx;

SmallVector<OpenDim> SizeTracker::getDims(Value value) const {
  SmallVector<OpenDim> dims;
  for (auto [dim, room] : llvm::enumerate(getTensorType(value).getShape())) {
    const Size *size = find(value, dim);
    dims.push_back({room, size ? size->extent : Extent{room, {}}});
  }
  return dims;
}

/// The shape that `op` is given; nothing if an entry is neither a number nor a size.
std::optional<SmallVector<TargetDim>> SizeTracker::getTarget(Operation *op,
                                                             ArrayRef<OpenDim> input) const {
  SmallVector<TargetDim> target;
  if (auto flatten = dyn_cast<FlattenOp>(op)) {
    int64_t axis = flatten.getAxis() + (flatten.getAxis() < 0 ? int64_t(input.size()) : 0);
    for (ArrayRef<OpenDim> part : {input.take_front(axis), input.drop_front(axis)})
      target.push_back(getProduct(part));
    return target;
  }
  auto reshape = cast<ReshapeOp>(op);
  for (int64_t i = 0, e = getRank(op->getResult(0)); i < e; ++i) {
    ListEntry entry = traceListEntry(reshape.getShape(), i);
    bool isKept = entry.number == 0 && !reshape.getAllowzero() && i < int64_t(input.size());
    if (isKept)
      target.push_back(input[i].extent);
    else if (entry.number && *entry.number > 0)
      target.push_back(Extent{*entry.number, {}});
    else if (entry.number == -1)
      target.push_back(std::nullopt);
    else if (const Size *size = byCount.lookup(entry.maker))
      target.push_back(size->extent);
    else
      return std::nullopt;
  }
  return target;
}

/// The size of a dimension of which a run settles `open.extent` steps.
Size *SizeTracker::addProduct(Operation *op, int64_t dim, const OpenDim &open) {
  SmallVector<void *> counts;
  for (Value count : open.extent.counts)
    counts.push_back(count.getAsOpaquePointer());
  Size *&known = products[{counts, {open.extent.factor, open.room}}];
  if (known && known->count.getParentRegion()->isAncestor(op->getParentRegion()))
    return sizes[{op->getResult(0), dim}] = known;
  OpBuilder builder(op);
  Value count =
      constantScalar(builder, op->getLoc(), builder.getI64Type(), double(open.extent.factor));
  for (Value factor : open.extent.counts)
    count = MulOp::create(builder, op->getLoc(), count, factor);
  Size *size = addSize(op->getResult(0), dim, count);
  size->extent = open.extent;
  return known = size;
}

/// Follows sizes through a Reshape or Flatten that keeps in order what counts.
bool SizeTracker::reshape(Operation *op) {
  Value input = op->getOperand(0), result = op->getResult(0);
  auto isOpen = [&](int64_t dim) { return find(input, dim) != nullptr; };
  if (!hasStaticShape(input) || llvm::none_of(llvm::seq(getRank(input)), isOpen))
    return false;
  SmallVector<OpenDim> dims = getDims(input);
  std::optional<SmallVector<TargetDim>> target = getTarget(op, dims);
  std::optional<SmallVector<OpenDim>> reshaped =
      target ? reshapeSizes(dims, *target) : std::nullopt;
  if (!reshaped)
    return false;
  RankedTensorType type = getTensorType(result);
  SmallVector<int64_t> rooms;
  for (const OpenDim &dim : *reshaped)
    rooms.push_back(dim.room);
  if (!areCompatibleTypes(type.clone(rooms), type))
    return false;
  result.setType(type.clone(rooms));
  for (auto [dim, open] : llvm::enumerate(*reshaped))
    if (open.extent.isOpen())
      carryProduct(op, dim, open);
  if (auto view = dyn_cast<ReshapeOp>(op)) {
    OpBuilder builder(op);
    view.getShapeMutable().assign(constantInts(builder, op->getLoc(), rooms));
    view.setAllowzero(1);
  }
  return true;
}

/// Gives dimension `dim` of the result the size that the input has, if it is the same.
void SizeTracker::carryProduct(Operation *op, int64_t dim, const OpenDim &open) {
  for (int64_t i = 0, rank = getRank(op->getOperand(0)); i < rank; ++i) {
    Size *size = sizes.lookup({op->getOperand(0), i});
    if (size && size->room == open.room && size->extent.factor == open.extent.factor &&
        size->extent.counts == open.extent.counts) {
      sizes[{op->getResult(0), dim}] = size;
      return;
    }
  }
  addProduct(op, dim, open);
}
