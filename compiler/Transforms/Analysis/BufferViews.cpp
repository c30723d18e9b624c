#include "compiler/Transforms/Analysis/BufferViews.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

Value onnxc::getViewedBuffer(Value value) {
  while (auto view = value.getDefiningOp<ViewLikeOpInterface>())
    value = view.getViewSource();
  return value;
}

Value onnxc::getReshapedBuffer(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<memref::ExpandShapeOp, memref::CollapseShapeOp, memref::CastOp, memref::ReshapeOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

int64_t onnxc::getExtentBytes(Value part) {
  auto type = cast<MemRefType>(part.getType());
  int64_t extent = 1;
  for (auto [size, stride] : llvm::zip_equal(type.getShape(), type.getStridesAndOffset().first))
    if (!ShapedType::isDynamic(size) && !ShapedType::isDynamic(stride))
      extent = std::max(extent, size * stride);
  return extent * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

Value onnxc::viewAs(OpBuilder &builder, Location loc, Value buffer, MemRefType type) {
  if (buffer.getType() == type)
    return buffer;
  auto [strides, offset] = type.getStridesAndOffset();
  return memref::ReinterpretCastOp::create(builder, loc, type, buffer, offset, type.getShape(),
                                           strides);
}

SmallVector<Operation *> onnxc::getBufferUsers(Block *block, Value buffer) {
  SmallVector<Operation *> users;
  llvm::SetVector<Value> aliases;
  aliases.insert(buffer);
  for (size_t i = 0; i < aliases.size(); ++i)
    for (Operation *user : aliases[i].getUsers()) {
      if (auto view = dyn_cast<ViewLikeOpInterface>(user)) {
        aliases.insert(view.getViewDest());
        continue;
      }
      if (auto select = dyn_cast<arith::SelectOp>(user))
        aliases.insert(select.getResult());
      if (Operation *ancestor = block->findAncestorOpInBlock(*user))
        users.push_back(ancestor);
    }
  return users;
}
