#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"

#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

static RankedTensorType toStorageType(RankedTensorType type) {
  return RankedTensorType::get(type.getShape(), getStorageType(type.getElementType()));
}

Value onnxc::buildEmpty(OpBuilder &builder, Location loc, RankedTensorType type) {
  RankedTensorType storage = toStorageType(type);
  return tensor::EmptyOp::create(builder, loc, storage.getShape(), storage.getElementType());
}

Value onnxc::buildFilled(OpBuilder &builder, Location loc, RankedTensorType type, Value value) {
  return linalg::FillOp::create(builder, loc, value, buildEmpty(builder, loc, type)).getResult(0);
}

AffineMap onnxc::getBroadcastMap(ArrayRef<int64_t> shape, ArrayRef<int64_t> resultShape,
                                 MLIRContext *context) {
  SmallVector<AffineExpr> exprs;
  size_t skipped = resultShape.size() - shape.size();
  for (auto [i, dim] : llvm::enumerate(shape)) {
    bool broadcast = dim == 1 && resultShape[skipped + i] != 1;
    exprs.push_back(broadcast ? getAffineConstantExpr(0, context)
                              : getAffineDimExpr(skipped + i, context));
  }
  return AffineMap::get(resultShape.size(), 0, exprs, context);
}

Value onnxc::buildElementwise(OpBuilder &builder, Location loc, ValueRange operands,
                              ArrayRef<Type> elementTypes, RankedTensorType resultType,
                              ScalarBody body) {
  MLIRContext *context = builder.getContext();
  SmallVector<AffineMap> maps;
  for (Value operand : operands)
    maps.push_back(getBroadcastMap(getType(operand).getShape(), resultType.getShape(), context));
  maps.push_back(AffineMap::getMultiDimIdentityMap(resultType.getRank(), context));
  SmallVector<IteratorType> iterators(resultType.getRank(), IteratorType::parallel);
  Value empty = buildEmpty(builder, loc, resultType);
  return linalg::GenericOp::create(
             builder, loc, TypeRange{empty.getType()}, operands, ValueRange{empty}, maps, iterators,
             [&](OpBuilder &nested, Location, ValueRange args) {
               ImplicitLocOpBuilder b(loc, nested);
               SmallVector<Value> scalars;
               for (auto [arg, type] : llvm::zip(args, elementTypes))
                 scalars.push_back(fromStorage(b, loc, arg, type));
               Value result = body(b, scalars);
               linalg::YieldOp::create(b, toStorage(b, loc, result, resultType.getElementType()));
             })
      .getResult(0);
}

Value onnxc::buildFromIndices(OpBuilder &builder, Location loc, RankedTensorType resultType,
                              ScalarBody body) {
  Value empty = buildEmpty(builder, loc, resultType);
  int64_t rank = resultType.getRank();
  SmallVector<AffineMap> maps = {AffineMap::getMultiDimIdentityMap(rank, builder.getContext())};
  SmallVector<IteratorType> iterators(rank, IteratorType::parallel);
  return linalg::GenericOp::create(builder, loc, TypeRange{empty.getType()}, ValueRange{},
                                   ValueRange{empty}, maps, iterators,
                                   [&](OpBuilder &nested, Location, ValueRange) {
                                     ImplicitLocOpBuilder b(loc, nested);
                                     SmallVector<Value> indices;
                                     for (int64_t i = 0; i < rank; ++i)
                                       indices.push_back(linalg::IndexOp::create(b, i));
                                     linalg::YieldOp::create(b, body(b, indices));
                                   })
      .getResult(0);
}

Value onnxc::buildReduction(OpBuilder &builder, Location loc, Value input, Type elementType,
                            ArrayRef<int64_t> axes, bool keepDims, Value init, ScalarBody combine) {
  RankedTensorType inputType = getType(input);
  // No element meets another one: an accumulator would be an operand of an elementwise operation.
  if (axes.empty())
    return buildElementwise(builder, loc, {input}, {elementType}, inputType.clone(init.getType()),
                            [&](ImplicitLocOpBuilder &b, ValueRange scalars) {
                              return combine(b, {scalars[0], init});
                            });
  MLIRContext *context = builder.getContext();
  SmallVector<IteratorType> iterators(inputType.getRank(), IteratorType::parallel);
  SmallVector<int64_t> keptShape(inputType.getShape());
  for (int64_t axis : axes) {
    iterators[axis] = IteratorType::reduction;
    keptShape[axis] = 1;
  }
  SmallVector<int64_t> shape;
  SmallVector<AffineExpr> exprs;
  for (auto [i, iterator] : llvm::enumerate(iterators))
    if (iterator == IteratorType::parallel) {
      shape.push_back(inputType.getDimSize(i));
      exprs.push_back(getAffineDimExpr(i, context));
    }
  SmallVector<AffineMap> maps = {AffineMap::getMultiDimIdentityMap(inputType.getRank(), context),
                                 AffineMap::get(inputType.getRank(), 0, exprs, context)};
  Value filled = buildFilled(builder, loc, RankedTensorType::get(shape, init.getType()), init);
  Value reduced =
      linalg::GenericOp::create(builder, loc, TypeRange{filled.getType()}, ValueRange{input},
                                ValueRange{filled}, maps, iterators,
                                [&](OpBuilder &nested, Location, ValueRange args) {
                                  ImplicitLocOpBuilder b(loc, nested);
                                  Value element = fromStorage(b, loc, args[0], elementType);
                                  linalg::YieldOp::create(b, combine(b, {element, args[1]}));
                                })
          .getResult(0);
  return keepDims ? buildReshape(builder, loc, reduced, keptShape) : reduced;
}

Value onnxc::buildReshape(OpBuilder &builder, Location loc, Value input, ArrayRef<int64_t> shape) {
  RankedTensorType from = getType(input);
  if (from.getShape() == shape)
    return input;
  auto to = RankedTensorType::get(shape, from.getElementType());
  std::optional<SmallVector<ReassociationIndices>> reassociation;
  if (from.getRank() > to.getRank() &&
      (reassociation = getReassociationIndicesForReshape(from, to)))
    return tensor::CollapseShapeOp::create(builder, loc, to, input, *reassociation);
  if (from.getRank() < to.getRank() &&
      (reassociation = getReassociationIndicesForReshape(from, to)))
    return tensor::ExpandShapeOp::create(builder, loc, to, input, *reassociation);
  // By way of one dimension.
  auto flat = RankedTensorType::get({from.getNumElements()}, from.getElementType());
  auto allDims = [](int64_t rank) {
    SmallVector<ReassociationIndices> groups;
    if (rank > 0)
      groups.push_back(llvm::to_vector(llvm::seq<int64_t>(0, rank)));
    return groups;
  };
  if (from.getRank() == 0)
    input =
        tensor::ExpandShapeOp::create(builder, loc, flat, input, ArrayRef<ReassociationIndices>{});
  else if (from.getRank() > 1)
    input = tensor::CollapseShapeOp::create(builder, loc, flat, input, allDims(from.getRank()));
  if (to.getRank() == 0)
    return tensor::CollapseShapeOp::create(builder, loc, to, input,
                                           ArrayRef<ReassociationIndices>{});
  if (to.getRank() == 1)
    return input;
  return tensor::ExpandShapeOp::create(builder, loc, to, input, allDims(to.getRank()));
}

Type onnxc::getSumType(Type elementType) {
  if (isa<FloatType>(elementType) && elementType.getIntOrFloatBitWidth() < 32)
    return Float32Type::get(elementType.getContext());
  return elementType;
}

static Value convertFloat(ImplicitLocOpBuilder &b, Value scalar, Type type) {
  if (scalar.getType() == type)
    return scalar;
  if (scalar.getType().getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(b, type, scalar);
  return arith::TruncFOp::create(b, type, scalar);
}

Value onnxc::buildFloatConversion(OpBuilder &builder, Location loc, Value tensor,
                                  Type elementType) {
  RankedTensorType type = getType(tensor);
  if (type.getElementType() == elementType)
    return tensor;
  return buildElementwise(builder, loc, {tensor}, {type.getElementType()}, type.clone(elementType),
                          [&](ImplicitLocOpBuilder &b, ValueRange scalars) {
                            return convertFloat(b, scalars[0], elementType);
                          });
}

Value onnxc::buildInit(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> shape) {
  Type elementType = getType(value).getElementType(), sumType = getSumType(elementType);
  return buildElementwise(builder, loc, {value}, {elementType},
                          RankedTensorType::get(shape, sumType),
                          [&](ImplicitLocOpBuilder &b, ValueRange scalars) {
                            return convertFloat(b, scalars[0], sumType);
                          });
}

Value onnxc::buildTranspose(OpBuilder &builder, Location loc, Value input,
                            ArrayRef<int64_t> permutation) {
  RankedTensorType type = getType(input);
  SmallVector<int64_t> shape;
  for (int64_t from : permutation)
    shape.push_back(type.getDimSize(from));
  Value empty = buildEmpty(builder, loc, RankedTensorType::get(shape, type.getElementType()));
  return linalg::TransposeOp::create(builder, loc, input, empty, permutation)->getResult(0);
}

Value onnxc::buildIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value onnxc::buildExtractIndex(OpBuilder &builder, Location loc, Value tensor, int64_t position) {
  SmallVector<Value> indices;
  if (getType(tensor).getRank() == 1)
    indices.push_back(buildIndex(builder, loc, position));
  Value element = tensor::ExtractOp::create(builder, loc, tensor, indices);
  return arith::IndexCastOp::create(builder, loc, builder.getIndexType(), element);
}

SmallVector<int64_t> onnxc::splitAt(ArrayRef<int64_t> shape, int64_t axis) {
  return {ShapedType::getNumElements(shape.take_front(axis)), shape[axis],
          ShapedType::getNumElements(shape.drop_front(axis + 1))};
}
