#include "compiler/Transforms/Epilogue.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace onnxc;

bool onnxc::computesNothing(Operation *op) { return isPure(op) || isa<memref::AllocOp>(op); }

Operation *onnxc::getPreviousEffect(Operation *op) {
  do
    op = op->getPrevNode();
  while (op && computesNothing(op));
  return op;
}

Operation *onnxc::getNextEffect(Operation *op) {
  do
    op = op->getNextNode();
  while (op && computesNothing(op));
  return op;
}

/// Whether `op` computes each element of its one result on its own, in the order of the result's
/// dimensions, by operations that are as good on vectors as on scalars.
static bool isElementwise(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() > 0 || op.hasIndexSemantics() ||
      !op.hasPureBufferSemantics() ||
      !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity())
    return false;
  for (OpOperand *input : op.getDpsInputOperands())
    if (!isa<MemRefType>(input->get().getType()))
      return false;
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &scalar) {
    return scalar.hasTrait<OpTrait::ConstantLike>() ||
           OpTrait::hasElementwiseMappableTraits(&scalar);
  });
}

static bool readsInit(linalg::GenericOp op) {
  return op.payloadUsesValueFromOperand(op.getDpsInitOperand(0));
}

linalg::LinalgOp onnxc::getInit(const SumOfProducts &product) {
  Operation *previous = getPreviousEffect(product.op);
  if (auto fill = dyn_cast_or_null<linalg::FillOp>(previous);
      fill && fill.getDpsInitOperand(0)->get() == product.sum->get() &&
      fill.getInputs()[0].getType() == product.type)
    return fill;
  if (auto generic = dyn_cast_or_null<linalg::GenericOp>(previous);
      generic && isElementwise(generic) && !readsInit(generic) &&
      generic.getDpsInitOperand(0)->get() == product.sum->get())
    return generic;
  return {};
}

linalg::GenericOp onnxc::getEpilogue(const SumOfProducts &product) {
  auto next = dyn_cast_or_null<linalg::GenericOp>(getNextEffect(product.op));
  if (!next || !isElementwise(next) || readsInit(next))
    return {};
  bool reads = false;
  for (OpOperand *input : next.getDpsInputOperands())
    if (input->get() == product.sum->get()) {
      if (!next.getMatchingIndexingMap(input).isIdentity())
        return {};
      reads = true;
    }
  return reads ? next : linalg::GenericOp();
}

bool onnxc::isKernelOf(const SumOfProducts &product) {
  Operation *init = getInit(product), *epilogue = getEpilogue(product);
  return llvm::all_of(product.op->getBlock()->without_terminator(), [&](Operation &op) {
    return &op == product.op || &op == init || &op == epilogue || computesNothing(&op);
  });
}

Value onnxc::evaluateBody(OpBuilder &builder, linalg::GenericOp op, ValueRange inputs,
                          int64_t lanes) {
  Location loc = op.getLoc();
  IRMapping values;
  for (auto [argument, input] : llvm::zip(op.getBody()->getArguments(), inputs))
    values.map(argument, input);
  auto toLanes = [&](Value value) -> Value {
    if (lanes == 1 || isa<VectorType>(value.getType()))
      return value;
    return vector::BroadcastOp::create(builder, loc, VectorType::get({lanes}, value.getType()),
                                       value);
  };
  for (Operation &scalar : op.getBody()->without_terminator()) {
    if (scalar.hasTrait<OpTrait::ConstantLike>()) {
      builder.clone(scalar, values);
      continue;
    }
    SmallVector<Value> operands;
    for (Value operand : scalar.getOperands())
      operands.push_back(toLanes(values.lookupOrDefault(operand)));
    SmallVector<Type> types;
    for (Type type : scalar.getResultTypes())
      types.push_back(lanes == 1 ? type : VectorType::get({lanes}, type));
    OperationState state(loc, scalar.getName(), operands, types, scalar.getAttrs());
    values.map(scalar.getResults(), builder.create(state)->getResults());
  }
  return toLanes(values.lookupOrDefault(op.getBody()->getTerminator()->getOperand(0)));
}
