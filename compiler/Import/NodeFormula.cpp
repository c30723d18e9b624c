#include "compiler/Import/NodeFormula.h"

#include "compiler/Import/Normalize.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"

#include <numeric>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Any operator -------------------------------------------------------===//

SmallVector<Value> NodeFormula::buildAll(StringRef type, ArrayRef<Value> operands,
                                         ArrayRef<NamedAttribute> attributes, size_t results) {
  SmallVector<Value> nothing(results);
  if (broken)
    return nothing;
  FailureOr<SmallVector<Value>> values = node.build(type, operands, attributes);
  if (succeeded(values) && values->size() >= results)
    return *values;
  broken = true;
  return nothing;
}

Value NodeFormula::buildVersion(int64_t version, StringRef type, ArrayRef<Value> operands,
                                NamedAttrList attributes) {
  if (broken)
    return {};
  Node inner(node.builder, node.loc);
  inner.type = type;
  inner.version = version;
  inner.inputs.assign(operands.begin(), operands.end());
  inner.attributes = std::move(attributes);
  inner.hasOutput = {true};
  FailureOr<SmallVector<Value>> values = buildNormalized(inner, nullptr);
  broken = failed(values);
  return broken ? Value() : values->front();
}

SmallVector<Value> NodeFormula::loop(int64_t trips, ArrayRef<Value> states, size_t results,
                                     function_ref<SmallVector<Value>(Value, ValueRange)> iterate) {
  SmallVector<Value> nothing(results);
  if (broken)
    return nothing;
  OpBuilder &builder = node.builder;
  Type numberType = RankedTensorType::get({}, builder.getI64Type());
  auto truth = DenseElementsAttr::get(RankedTensorType::get({}, builder.getI1Type()), true);
  Node inner(builder, node.loc);
  inner.type = "Loop";
  inner.inputs = {node.makeInt(trips), node.makeConstant(truth)};
  inner.inputs.append(states.begin(), states.end());
  FailureOr<SmallVector<Value>> values = buildOperation(inner, [&](Operation *operation) {
    SmallVector<Type> types = {numberType, truth.getType()};
    llvm::append_range(types, ValueRange(states).getTypes());
    Region &region = operation->getRegion(0);
    Block *body = builder.createBlock(&region, region.end(), types,
                                      SmallVector<Location>(types.size(), node.loc));
    SmallVector<Value> next = iterate(body->getArgument(0), body->getArguments().drop_front(2));
    if (broken)
      return failure();
    next.insert(next.begin(), body->getArgument(1));
    onnx::YieldOp::create(builder, node.loc, next);
    return success();
  });
  broken |= failed(values) || values->size() != results;
  return broken ? nothing : *values;
}

NamedAttribute NodeFormula::with(StringRef name, int64_t value) const {
  return node.attribute(name, node.builder.getI64IntegerAttr(value));
}

NamedAttribute NodeFormula::withFloat(StringRef name, double value) const {
  return node.attribute(name, node.builder.getF32FloatAttr(static_cast<float>(value)));
}

NamedAttribute NodeFormula::with(StringRef name, StringRef value) const {
  return node.attribute(name, node.builder.getStringAttr(value));
}

NamedAttribute NodeFormula::with(StringRef name, ArrayRef<int64_t> value) const {
  return node.attribute(name, node.builder.getDenseI64ArrayAttr(value));
}

NamedAttribute NodeFormula::with(StringRef name, Type value) const {
  return node.attribute(name, TypeAttr::get(value));
}

//===-- Arithmetic ---------------------------------------------------------===//

RankedTensorType NodeFormula::getType(Value value) {
  if (broken)
    return {};
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (type && type.getElementType().isIntOrFloat())
    return type;
  fail() << "takes tensors of numbers, but got " << value.getType();
  return {};
}

Value NodeFormula::scalar(Value like, double value) {
  RankedTensorType type = getType(like);
  return type ? node.makeScalar(type.getElementType(), value) : Value();
}

Value NodeFormula::castTo(Value a, Type elementType) {
  RankedTensorType type = getType(a);
  if (!type || type.getElementType() == elementType)
    return type ? a : Value();
  return build("Cast", {a}, with("to", elementType));
}

//===-- Places -------------------------------------------------------------===//

static SmallVector<int64_t> makeOrder(int64_t rank) {
  SmallVector<int64_t> order(rank);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

Value NodeFormula::transposeMatrix(Value a) {
  RankedTensorType type = getType(a);
  if (!type)
    return {};
  if (type.getRank() < 2) {
    fail() << "expects a matrix, but got " << type;
    return {};
  }
  SmallVector<int64_t> perm = makeOrder(type.getRank());
  std::swap(perm.end()[-1], perm.end()[-2]);
  return transpose(a, perm);
}

Value NodeFormula::moveChannels(Value a, bool toLast) {
  RankedTensorType type = getType(a);
  if (!type)
    return {};
  if (type.getRank() < 3) {
    fail() << "expects an input of rank 3 or more, but got " << type;
    return {};
  }
  SmallVector<int64_t> perm = makeOrder(type.getRank());
  std::rotate(perm.begin() + 1, toLast ? perm.begin() + 2 : perm.end() - 1, perm.end());
  return transpose(a, perm);
}

SmallVector<Value> NodeFormula::split(Value a, int64_t axis, ArrayRef<int64_t> sizes) {
  return buildAll("Split", {a, ints(sizes)}, with("axis", axis), sizes.size());
}

Value NodeFormula::iota(int64_t count) {
  if (ShapedType::isDynamic(count) ||
      !onnx::isComputable(RankedTensorType::get(count, node.builder.getI64Type()))) {
    fail() << "needs a size that is known, and small enough to count in";
    return {};
  }
  return node.makeInts(makeOrder(count));
}

//===-- The end ------------------------------------------------------------===//

LogicalResult NodeFormula::finish(ArrayRef<Value> results) {
  if (broken)
    return failure();
  node.results.emplace(results);
  return success();
}

LogicalResult importer::checkInputs(Node &node, size_t first, size_t count) {
  for (size_t i = first; i < first + count; ++i)
    if (!node.getInputType(i))
      return node.emitError() << "lacks its input " << i;
  return success();
}

LogicalResult importer::checkRank(Node &node, size_t i, int64_t rank) {
  RankedTensorType type = node.getInputType(i);
  if (type && type.getRank() != rank)
    return node.emitError() << "expects input " << i << " of rank " << rank << ", but got " << type;
  return success();
}

LogicalResult importer::checkStatic(Node &node, size_t i) {
  RankedTensorType type = node.getInputType(i);
  if (type && !type.hasStaticShape())
    return node.emitError() << "needs to know the size of input " << i << ", which is " << type;
  return success();
}
