#include "compiler/Conversion/OnnxToKernel/ChannelsLast.h"

#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

static int64_t getRank(Value value) { return cast<RankedTensorType>(value.getType()).getRank(); }

Value onnxc::buildChannelsLast(OpBuilder &builder, Location loc, Value value) {
  SmallVector<int64_t> permutation = {0};
  for (int64_t i = 2; i < getRank(value); ++i)
    permutation.push_back(i);
  permutation.push_back(1);
  return buildTranspose(builder, loc, value, permutation);
}

Value onnxc::buildChannelsFirst(OpBuilder &builder, Location loc, Value value) {
  SmallVector<int64_t> permutation = {0, getRank(value) - 1};
  for (int64_t i = 1; i < getRank(value) - 1; ++i)
    permutation.push_back(i);
  return buildTranspose(builder, loc, value, permutation);
}

Value onnxc::buildPaddedSpace(OpBuilder &builder, Location loc, Value input, ArrayRef<int64_t> pads,
                              Value padding) {
  if (llvm::all_of(pads, [](int64_t pad) { return pad == 0; }))
    return input;
  size_t space = pads.size() / 2;
  OpFoldResult none = builder.getIndexAttr(0);
  SmallVector<OpFoldResult> low = {none}, high = {none};
  for (size_t i = 0; i < space; ++i) {
    low.push_back(builder.getIndexAttr(pads[i]));
    high.push_back(builder.getIndexAttr(pads[i + space]));
  }
  low.push_back(none);
  high.push_back(none);
  return tensor::PadOp::create(builder, loc, Type(), input, low, high, padding);
}

SmallVector<int64_t> onnxc::getChannelsLastShape(RankedTensorType type) {
  SmallVector<int64_t> shape = {type.getDimSize(0)};
  llvm::append_range(shape, type.getShape().drop_front(2));
  shape.push_back(type.getDimSize(1));
  return shape;
}

/// Dimensions: batch, space, channels, kernel.
Value onnxc::buildDepthwiseGeneric(
    OpBuilder &builder, Location loc, Value image, Value weights, Value sums,
    ArrayRef<int64_t> strides, ArrayRef<int64_t> dilations,
    llvm::function_ref<void(OpBuilder &, Location, ValueRange)> body) {
  unsigned space = strides.size(), channel = space + 1, dims = 2 * space + 2;
  SmallVector<AffineExpr> imageExprs = {builder.getAffineDimExpr(0)}, weightExprs;
  for (unsigned i = 0; i < space; ++i) {
    AffineExpr pixel = builder.getAffineDimExpr(i + 1),
               tap = builder.getAffineDimExpr(space + 2 + i);
    imageExprs.push_back(pixel * strides[i] + tap * dilations[i]);
    weightExprs.push_back(tap);
  }
  imageExprs.push_back(builder.getAffineDimExpr(channel));
  weightExprs.push_back(builder.getAffineDimExpr(channel));
  MLIRContext *context = builder.getContext();
  SmallVector<AffineMap> maps = {
      AffineMap::get(dims, 0, imageExprs, context), AffineMap::get(dims, 0, weightExprs, context),
      AffineMap::getMultiDimIdentityMap(dims, context).getMajorSubMap(space + 2)};
  SmallVector<utils::IteratorType> iterators(space + 2, utils::IteratorType::parallel);
  iterators.append(space, utils::IteratorType::reduction);
  return linalg::GenericOp::create(builder, loc, TypeRange{sums.getType()},
                                   ValueRange{image, weights}, ValueRange{sums}, maps, iterators,
                                   body)
      .getResult(0);
}
