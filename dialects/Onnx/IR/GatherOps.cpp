#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/Evaluate.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"
#include "mlir/IR/OpImplementation.h"

#include <cmath>
#include <set>

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/GatherOps.cpp.inc"

void OnnxDialect::registerGatherOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/GatherOps.cpp.inc"
      >();
}

//===-- Gather -------------------------------------------------------------===//

int64_t GatherOp::getPositiveAxis() {
  int64_t axis = getAxis();
  return axis < 0 ? axis + getTensorType(getInput()).getRank() : axis;
}

LogicalResult GatherOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> axis = normalizeAxis(loc, adaptor.getAxis(), input.getRank());
  if (failed(axis))
    return failure();
  SmallVector<int64_t> shape(input.getShape().take_front(*axis));
  llvm::append_range(shape, getTensorType(adaptor.getIndices()).getShape());
  llvm::append_range(shape, input.getShape().drop_front(*axis + 1));
  types.push_back(input.clone(shape));
  return success();
}

/// One element of what `onnx.Shape` will say, where that dimension is known though others are
/// not.
static OpFoldResult foldDimension(GatherOp op, Attribute indices) {
  auto shape = op.getInput().getDefiningOp<ShapeOp>();
  std::optional<ConstantTensor> tensor = ConstantTensor::get(indices);
  if (!shape || !tensor)
    return {};
  auto [first, end] = shape.getRange();
  ArrayRef<int64_t> dims = getTensorType(shape.getInput()).getShape().slice(first, end - first);
  ConstantTensor result(cast<RankedTensorType>(op.getType()));
  for (int64_t i = 0; i < result.size(); ++i) {
    int64_t index = tensor->ints[i] + (tensor->ints[i] < 0 ? dims.size() : 0);
    if (index < 0 || index >= int64_t(dims.size()) || ShapedType::isDynamic(dims[index]) ||
        isSizeOfRun(shape.getInput(), first + index))
      return {};
    result.ints[i] = dims[index];
  }
  return result.toAttr();
}

OpFoldResult GatherOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult folded = foldSmall(*this, adaptor.getOperands()))
    return folded;
  return foldDimension(*this, adaptor.getIndices());
}

namespace {
/// Constant indices that walk in even steps are a slice:
///
///   onnx.Gather %x, 2 {axis = 1} : (tensor<4x5x6xf32>, tensor<i64>) -> tensor<4x6xf32>
/// becomes
///   onnx.Reshape (onnx.Slice %x, [2], [3], [1], [1]), [4, 6]
struct GatherToSlice : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(GatherOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType input = getTensorType(op.getInput());
    int64_t axis = op.getPositiveAxis(), dim = input.getDimSize(axis);
    std::optional<SmallVector<int64_t>> indices = getConstantInts(op.getIndices());
    if (!indices || indices->empty() || !type.hasStaticShape() || ShapedType::isDynamic(dim))
      return failure();
    for (int64_t &index : *indices) {
      index += index < 0 ? dim : 0;
      if (index < 0 || index >= dim)
        return rewriter.notifyMatchFailure(op, "an index is out of range");
    }
    int64_t step = indices->size() > 1 ? (*indices)[1] - (*indices)[0] : 1;
    for (size_t i = 1; i < indices->size(); ++i)
      if ((*indices)[i] - (*indices)[i - 1] != step || step == 0)
        return rewriter.notifyMatchFailure(op, "indices have no even step");
    int64_t end = indices->back() + (step > 0 ? 1 : -1);
    auto constant = [&](ArrayRef<int64_t> values) -> Value {
      return ConstantOp::create(rewriter, op.getLoc(), rewriter.getI64TensorAttr(values));
    };
    Value slice = SliceOp::create(rewriter, op.getLoc(), op.getInput(), constant(indices->front()),
                                  // An end before the first element, not the last one.
                                  constant(end < 0 ? std::numeric_limits<int64_t>::min() : end),
                                  constant(axis), constant(step));
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, type, slice, constant(type.getShape()),
                                           /*allowzero=*/1);
    return success();
  }
};
} // namespace

void GatherOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<GatherToSlice>(context);
}

//===-- GatherElements, GatherND ---------------------------------------------===//

LogicalResult GatherElementsOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                 Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput()),
                   indices = getTensorType(adaptor.getIndices());
  if (failed(normalizeAxis(loc, adaptor.getAxis(), input.getRank())))
    return failure();
  if (indices.getRank() != input.getRank())
    return emitOptionalError(loc, "cannot gather from ", input, " by ", indices);
  types.push_back(indices.clone(input.getElementType()));
  return success();
}

LogicalResult GatherNDOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                           Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput()),
                   indices = getTensorType(adaptor.getIndices());
  int64_t batchDims = adaptor.getBatchDims();
  int64_t depth = indices.getRank() > 0 ? indices.getShape().back() : ShapedType::kDynamic;
  if (batchDims < 0 || batchDims >= indices.getRank() || ShapedType::isDynamic(depth) ||
      depth + batchDims > input.getRank())
    return emitOptionalError(loc, "cannot take index tuples from ", indices, " for ", input,
                             " with ", batchDims, " batch dimensions");
  if (failed(verifyCompatibleShape(indices.getShape().take_front(batchDims),
                                   input.getShape().take_front(batchDims))))
    return emitOptionalError(loc, "batch dimensions of ", input, " and ", indices, " differ");
  SmallVector<int64_t> shape(indices.getShape().drop_back());
  llvm::append_range(shape, input.getShape().drop_front(batchDims + depth));
  types.push_back(input.clone(shape));
  return success();
}

//===-- OneHot -------------------------------------------------------------===//

LogicalResult OneHotOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType indices = getTensorType(adaptor.getIndices()),
                   values = getTensorType(adaptor.getValues());
  FailureOr<int64_t> axis = normalizeAxis(loc, adaptor.getAxis(), indices.getRank() + 1);
  if (failed(axis) || failed(checkScalars(loc, adaptor.getDepth())))
    return failure();
  if (values.hasStaticShape() && values.getNumElements() != 2)
    return emitOptionalError(loc, "expects values of 2 elements, but got ", values);
  int64_t depth = ShapedType::kDynamic;
  if (std::optional<int64_t> constant = getConstantInt(adaptor.getDepth()))
    depth = *constant;
  else if (std::optional<double> constant = getConstantFloat(adaptor.getDepth()))
    depth = toSize(*constant);
  if (depth < 0 && !ShapedType::isDynamic(depth))
    return emitOptionalError(loc, "depth is ", depth);
  SmallVector<int64_t> shape(indices.getShape());
  shape.insert(shape.begin() + *axis, depth);
  types.push_back(values.clone(shape));
  return success();
}

//===-- Compress, NonZero, NonMaxSuppression, Unique -------------------------===//

LogicalResult CompressOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                           Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (getTensorType(adaptor.getCondition()).getRank() != 1)
    return emitOptionalError(loc, "expects a condition of rank 1, but got ",
                             getTensorType(adaptor.getCondition()));
  int64_t count = ShapedType::kDynamic;
  if (auto condition = getConstantInts(adaptor.getCondition()))
    count = llvm::count(*condition, 1);
  if (!adaptor.getAxis()) {
    types.push_back(input.clone({count}));
    return success();
  }
  FailureOr<int64_t> axis = normalizeAxis(loc, *adaptor.getAxis(), input.getRank());
  if (failed(axis))
    return failure();
  SmallVector<int64_t> shape(input.getShape());
  shape[*axis] = count;
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult NonZeroOp::inferReturnTypes(MLIRContext *context, std::optional<Location>,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t count = ShapedType::kDynamic;
  if (std::optional<ConstantTensor> constant = ConstantTensor::get(adaptor.getInput()))
    count = constant->isFloat() ? input.getNumElements() - llvm::count(constant->floats, 0.0)
                                : input.getNumElements() - llvm::count(constant->ints, 0);
  types.push_back(RankedTensorType::get({input.getRank(), count}, IntegerType::get(context, 64)));
  return success();
}

OpFoldResult NonZeroOp::fold(FoldAdaptor adaptor) {
  return foldSmall(*this, adaptor.getOperands());
}

LogicalResult NonMaxSuppressionOp::inferReturnTypes(MLIRContext *context,
                                                    std::optional<Location> loc, Adaptor adaptor,
                                                    SmallVectorImpl<Type> &types) {
  RankedTensorType boxes = getTensorType(adaptor.getBoxes()),
                   scores = getTensorType(adaptor.getScores());
  auto differ = [](int64_t a, int64_t b) {
    return a != b && !ShapedType::isDynamic(a) && !ShapedType::isDynamic(b);
  };
  if (boxes.getRank() != 3 || differ(boxes.getDimSize(2), 4))
    return emitOptionalError(loc, "expects boxes of batch, number and 4 coordinates, but got ",
                             boxes);
  if (scores.getRank() != 3 || differ(scores.getDimSize(0), boxes.getDimSize(0)) ||
      differ(scores.getDimSize(2), boxes.getDimSize(1)))
    return emitOptionalError(loc, "expects scores of batch, class and box, but got ", scores,
                             " for boxes ", boxes);
  for (Value parameter : {adaptor.getMaxOutputBoxesPerClass(), adaptor.getIouThreshold(),
                          adaptor.getScoreThreshold()})
    if (parameter && getTensorType(parameter).hasStaticShape() &&
        getTensorType(parameter).getNumElements() != 1)
      return emitOptionalError(loc, "expects limits of one element, but got ",
                               getTensorType(parameter));
  // Without a limit, ONNX's default of 0 is one.
  Value limit = adaptor.getMaxOutputBoxesPerClass();
  bool isEmpty = !limit || getConstantInt(limit) == 0;
  types.push_back(RankedTensorType::get({isEmpty ? 0 : ShapedType::kDynamic, 3},
                                        IntegerType::get(context, 64)));
  return success();
}

/// How many of the slices that the middle one of three dimensions counts are different. NaN is
/// equal to itself.
static int64_t countDifferent(const ConstantTensor &input, ArrayRef<int64_t> shape) {
  using Element = std::pair<int64_t, double>;
  auto read = [&](int64_t i) {
    if (!input.isFloat())
      return Element(input.ints[i], 0);
    bool isNaN = std::isnan(input.floats[i]);
    return Element(isNaN, isNaN ? 0 : input.floats[i]);
  };
  std::set<std::vector<Element>> slices;
  for (int64_t place = 0; place < shape[1]; ++place) {
    std::vector<Element> slice;
    for (int64_t outer = 0; outer < shape[0]; ++outer)
      for (int64_t inner = 0; inner < shape[2]; ++inner)
        slice.push_back(read((outer * shape[1] + place) * shape[2] + inner));
    slices.insert(std::move(slice));
  }
  return slices.size();
}

LogicalResult UniqueOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  SmallVector<int64_t> shape = {ShapedType::kDynamic};
  int64_t places = input.hasStaticShape() ? input.getNumElements() : ShapedType::kDynamic;
  int64_t axis = 0;
  if (adaptor.getAxis()) {
    FailureOr<int64_t> normalized = normalizeAxis(loc, *adaptor.getAxis(), input.getRank());
    if (failed(normalized))
      return failure();
    axis = *normalized;
    shape.assign(input.getShape().begin(), input.getShape().end());
    places = shape[axis];
  }
  // Of one slice, or none, as many are different.
  int64_t different = places == 0 || places == 1 ? places : ShapedType::kDynamic;
  if (std::optional<ConstantTensor> constant = ConstantTensor::get(adaptor.getInput())) {
    ArrayRef<int64_t> sizes = input.getShape();
    int64_t outer = adaptor.getAxis() ? ShapedType::getNumElements(sizes.take_front(axis)) : 1,
            inner = adaptor.getAxis() ? ShapedType::getNumElements(sizes.drop_front(axis + 1)) : 1;
    different = countDifferent(*constant, {outer, places, inner});
  }
  shape[axis] = different;
  auto positions = [&](int64_t count) {
    return RankedTensorType::get({count}, IntegerType::get(context, 64));
  };
  types.append({input.clone(shape), positions(different), positions(places), positions(different)});
  return success();
}
