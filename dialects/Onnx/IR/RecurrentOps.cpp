#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/RecurrentOps.cpp.inc"

void OnnxDialect::registerRecurrentOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/RecurrentOps.cpp.inc"
      >();
}

static bool differ(int64_t a, int64_t b) {
  return a != b && !ShapedType::isDynamic(a) && !ShapedType::isDynamic(b);
}

/// The types of Y and of a state.
template <typename Adaptor>
static LogicalResult inferRecurrent(std::optional<Location> loc, Adaptor adaptor, int64_t states,
                                    SmallVectorImpl<Type> &types) {
  RankedTensorType x = getTensorType(adaptor.getX()), w = getTensorType(adaptor.getW()),
                   r = getTensorType(adaptor.getR());
  if (x.getRank() != 3 || w.getRank() != 3 || r.getRank() != 3)
    return emitOptionalError(loc, "expects X, W and R of rank 3, but got ", x, ", ", w, " and ", r);
  int64_t directions = adaptor.getDirection() == "bidirectional" ? 2 : 1;
  int64_t hidden = r.getDimSize(2);
  bool batchFirst = adaptor.getLayout() != 0;
  int64_t time = x.getDimSize(batchFirst ? 1 : 0), batch = x.getDimSize(batchFirst ? 0 : 1);
  SmallVector<int64_t> y = {time, directions, batch, hidden}, state = {directions, batch, hidden};
  if (batchFirst) {
    y = {batch, time, directions, hidden};
    state = {batch, directions, hidden};
  }
  types.push_back(x.clone(y));
  types.append(states, x.clone(state));
  return success();
}

LogicalResult RNNOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferRecurrent(loc, adaptor, 1, types);
}
LogicalResult GRUOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferRecurrent(loc, adaptor, 1, types);
}
LogicalResult LSTMOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  return inferRecurrent(loc, adaptor, 2, types);
}

static LogicalResult verifyShape(Operation *op, StringRef name, Value value,
                                 ArrayRef<int64_t> shape) {
  if (!value)
    return success();
  RankedTensorType type = getTensorType(value);
  if (type.getRank() != int64_t(shape.size()) ||
      llvm::any_of(llvm::zip_equal(type.getShape(), shape),
                   [](auto pair) { return differ(std::get<0>(pair), std::get<1>(pair)); }))
    return op->emitOpError("expects ")
           << name << " of shape " << type.clone(shape).getShape() << ", but got " << type;
  return success();
}

/// Weights for `gates` gates, and `activations` functions per direction.
template <typename Op>
static LogicalResult verifyRecurrent(Op op, int64_t gates, size_t activations) {
  StringRef direction = op.getDirection();
  if (direction != "forward" && direction != "reverse" && direction != "bidirectional")
    return op.emitOpError("expects direction forward, reverse or bidirectional, but got ")
           << direction;
  int64_t directions = direction == "bidirectional" ? 2 : 1;
  RankedTensorType x = getTensorType(op.getX()), r = getTensorType(op.getR());
  if (failed(checkElementType(op.getLoc(), x.getElementType(),
                              {op.getW(), op.getR(), op.getB(), op.getInitialH()})))
    return failure();
  int64_t hidden = r.getDimSize(2), dynamic = ShapedType::kDynamic;
  int64_t batch = x.getDimSize(op.getLayout() ? 0 : 1);
  auto times = [&](int64_t n) { return ShapedType::isDynamic(hidden) ? dynamic : n * hidden; };
  SmallVector<int64_t> state = {directions, batch, hidden};
  if (op.getLayout())
    std::swap(state[0], state[1]);
  if (op.getHiddenSize() && differ(*op.getHiddenSize(), hidden))
    return op.emitOpError("has hidden_size ") << *op.getHiddenSize() << ", but R is " << r;
  if (op.getActivations() && op.getActivations()->size() != activations * directions)
    return op.emitOpError("expects ")
           << activations * directions << " activations, but got " << op.getActivations()->size();
  return failure(
      failed(verifyShape(op, "W", op.getW(), {directions, times(gates), x.getDimSize(2)})) ||
      failed(verifyShape(op, "R", op.getR(), {directions, times(gates), hidden})) ||
      failed(verifyShape(op, "B", op.getB(), {directions, times(2 * gates)})) ||
      failed(verifyShape(op, "sequence_lens", op.getSequenceLens(), {batch})) ||
      failed(verifyShape(op, "initial_h", op.getInitialH(), state)));
}

LogicalResult RNNOp::verify() { return verifyRecurrent(*this, 1, 1); }
LogicalResult GRUOp::verify() { return verifyRecurrent(*this, 3, 2); }
LogicalResult LSTMOp::verify() {
  if (failed(verifyRecurrent(*this, 4, 3)))
    return failure();
  SmallVector<int64_t> state(getTensorType(getYC()).getShape());
  int64_t directions = getDirection() == "bidirectional" ? 2 : 1, hidden = state.back();
  int64_t peepholes = ShapedType::isDynamic(hidden) ? hidden : 3 * hidden;
  return failure(failed(checkElementType(getLoc(), getTensorType(getX()).getElementType(),
                                         {getInitialC(), getP()})) ||
                 failed(verifyShape(*this, "initial_c", getInitialC(), state)) ||
                 failed(verifyShape(*this, "P", getP(), {directions, peepholes})));
}
