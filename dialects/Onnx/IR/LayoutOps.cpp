#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/Evaluate.h"
#include "dialects/Onnx/IR/ListEntry.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/IR/OpImplementation.h"

#include <numeric>

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/LayoutOps.cpp.inc"

void OnnxDialect::registerLayoutOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/LayoutOps.cpp.inc"
      >();
}

/// A product of dimensions, unknown if one of them is and none is 0.
static int64_t multiplyDims(ArrayRef<int64_t> dims) {
  if (llvm::is_contained(dims, 0))
    return 0;
  if (ShapedType::isDynamicShape(dims))
    return ShapedType::kDynamic;
  return std::accumulate(dims.begin(), dims.end(), int64_t(1), multiplySizes);
}

/// The fold of an operator that keeps the order of elements: its operand, if the type is the
/// same too, or a constant in another shape. A shape that a run settles is only declared.
static OpFoldResult foldView(Operation *op, Attribute operand) {
  if (isLeftOpen(op))
    return {};
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (op->getOperand(0).getType() == type && type.hasStaticShape())
    return op->getOperand(0);
  auto value = dyn_cast_or_null<ElementsAttr>(operand);
  return value && type.hasStaticShape() ? reshapeConstant(value, type) : OpFoldResult();
}

//===-- Transpose ----------------------------------------------------------===//

static SmallVector<int64_t> resolvePermutation(std::optional<ArrayRef<int64_t>> perm,
                                               int64_t rank) {
  if (perm)
    return SmallVector<int64_t>(*perm);
  return llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, rank)));
}

SmallVector<int64_t> TransposeOp::getPermutation() {
  return resolvePermutation(getPerm(), getTensorType(getInput()).getRank());
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  SmallVector<int64_t> perm = resolvePermutation(adaptor.getPerm(), input.getRank());
  if (int64_t(perm.size()) != input.getRank())
    return emitOptionalError(loc, "perm has ", perm.size(), " entries for an input of rank ",
                             input.getRank());
  FailureOr<SmallVector<int64_t>> axes = normalizeAxes(loc, perm, input.getRank());
  if (failed(axes) || llvm::any_of(perm, [](int64_t axis) { return axis < 0; }))
    return emitOptionalError(loc, "perm is not a permutation");
  SmallVector<int64_t> shape;
  for (int64_t axis : perm)
    shape.push_back(input.getDimSize(axis));
  types.push_back(input.clone(shape));
  return success();
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  if (llvm::equal(getPermutation(), llvm::seq<int64_t>(0, getTensorType(getInput()).getRank())) &&
      getType() == getInput().getType())
    return getInput();
  return foldSmall(*this, adaptor.getOperands());
}

namespace {
///   onnx.Transpose (onnx.Transpose %x {perm = a}) {perm = b}
/// becomes
///   onnx.Transpose %x {perm = a at b}
struct ComposeTransposes : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TransposeOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<TransposeOp>();
    if (!inner)
      return failure();
    SmallVector<int64_t> first = inner.getPermutation(), perm;
    for (int64_t axis : op.getPermutation())
      perm.push_back(first[axis]);
    rewriter.replaceOpWithNewOp<TransposeOp>(op, op.getType(), inner.getInput(),
                                             rewriter.getDenseI64ArrayAttr(perm));
    return success();
  }
};

/// A transpose that keeps the order of all dimensions but those of 1 moves no element:
///
///   onnx.Transpose %x {perm = [0, 2, 1]} : (tensor<2x1x3xf32>) -> tensor<2x3x1xf32>
/// becomes
///   onnx.Reshape %x, [2, 3, 1]
struct TransposeToReshape : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TransposeOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape())
      return failure();
    SmallVector<int64_t> moved;
    for (int64_t axis : op.getPermutation())
      if (getTensorType(op.getInput()).getDimSize(axis) != 1)
        moved.push_back(axis);
    if (!llvm::is_sorted(moved))
      return failure();
    Value shape =
        ConstantOp::create(rewriter, op.getLoc(), rewriter.getI64TensorAttr(type.getShape()));
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, type, op.getInput(), shape, /*allowzero=*/1);
    return success();
  }
};
} // namespace

void TransposeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ComposeTransposes, TransposeToReshape>(context);
}

//===-- Flatten, Squeeze, Unsqueeze ------------------------------------------===//

LogicalResult FlattenOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t axis = adaptor.getAxis(), rank = input.getRank();
  if (axis < -rank || axis > rank)
    return emitOptionalError(loc, "axis ", axis, " is out of range for rank ", rank);
  axis += axis < 0 ? rank : 0;
  types.push_back(input.clone({multiplyDims(input.getShape().take_front(axis)),
                               multiplyDims(input.getShape().drop_front(axis))}));
  return success();
}

OpFoldResult FlattenOp::fold(FoldAdaptor adaptor) { return foldView(*this, adaptor.getInput()); }

LogicalResult SqueezeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  SmallVector<int64_t> shape;
  if (!adaptor.getAxes()) {
    if (!input.hasStaticShape())
      return emitOptionalError(loc, "needs axes to squeeze ", input);
    llvm::copy_if(input.getShape(), std::back_inserter(shape), [](int64_t d) { return d != 1; });
    types.push_back(input.clone(shape));
    return success();
  }
  FailureOr<int64_t> count = getListLength(loc, "axes", adaptor.getAxes());
  if (failed(count))
    return failure();
  std::optional<SmallVector<int64_t>> axes = getConstantInts(adaptor.getAxes());
  if (!axes) {
    if (*count > input.getRank())
      return emitOptionalError(loc, "cannot squeeze ", *count, " dimensions of ", input);
    types.push_back(
        input.clone(SmallVector<int64_t>(input.getRank() - *count, ShapedType::kDynamic)));
    return success();
  }
  FailureOr<SmallVector<int64_t>> normalized = normalizeAxes(loc, *axes, input.getRank());
  if (failed(normalized))
    return failure();
  for (auto [i, dim] : llvm::enumerate(input.getShape())) {
    if (!llvm::is_contained(*normalized, int64_t(i)))
      shape.push_back(dim);
    else if (dim != 1 && !ShapedType::isDynamic(dim))
      return emitOptionalError(loc, "cannot squeeze dimension ", i, " of ", input);
  }
  types.push_back(input.clone(shape));
  return success();
}

OpFoldResult SqueezeOp::fold(FoldAdaptor adaptor) { return foldView(*this, adaptor.getInput()); }

LogicalResult UnsqueezeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> count = getTensorType(adaptor.getAxes()).getRank() == 0
                                 ? FailureOr<int64_t>(1)
                                 : getListLength(loc, "axes", adaptor.getAxes());
  if (failed(count))
    return failure();
  int64_t rank = input.getRank() + *count;
  std::optional<SmallVector<int64_t>> axes = getConstantInts(adaptor.getAxes());
  if (!axes) {
    types.push_back(input.clone(SmallVector<int64_t>(rank, ShapedType::kDynamic)));
    return success();
  }
  FailureOr<SmallVector<int64_t>> normalized = normalizeAxes(loc, *axes, rank);
  if (failed(normalized))
    return failure();
  SmallVector<int64_t> shape;
  ArrayRef<int64_t> rest = input.getShape();
  for (int64_t i = 0; i < rank; ++i) {
    bool isNew = llvm::is_contained(*normalized, i);
    shape.push_back(isNew ? 1 : rest.front());
    rest = rest.drop_front(!isNew);
  }
  types.push_back(input.clone(shape));
  return success();
}

OpFoldResult UnsqueezeOp::fold(FoldAdaptor adaptor) { return foldView(*this, adaptor.getInput()); }

//===-- Expand, Tile ---------------------------------------------------------===//

LogicalResult ExpandOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> rank = getListLength(loc, "shape", adaptor.getShape());
  if (failed(rank))
    return failure();
  SmallVector<int64_t> shape = getKnownEntries(adaptor.getShape()), result;
  for (int64_t dim : shape)
    if (dim < 0 && !ShapedType::isDynamic(dim))
      return emitOptionalError(loc, "shape has dimension ", dim);
  if (failed(inferBroadcastShape(loc, {input.getShape(), shape}, result)))
    return failure();
  types.push_back(input.clone(result));
  return success();
}

OpFoldResult ExpandOp::fold(FoldAdaptor adaptor) {
  auto type = cast<RankedTensorType>(getType());
  if (type == getInput().getType() && type.hasStaticShape() && !isLeftOpen(*this))
    return getInput();
  return foldSmall(*this, adaptor.getOperands());
}

namespace {
/// Where the operands' types say all that the shape does, a computed one dies.
struct ForgetComputedShape : OpRewritePattern<ExpandOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ExpandOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape() || getConstant(op.getShape()) || isLeftOpen(op))
      return failure();
    Value shape =
        ConstantOp::create(rewriter, op.getLoc(), rewriter.getI64TensorAttr(type.getShape()));
    rewriter.modifyOpInPlace(op, [&] { op.getShapeMutable().assign(shape); });
    return success();
  }
};

/// Only the outermost of two expansions counts.
struct ComposeExpands : OpRewritePattern<ExpandOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ExpandOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<ExpandOp>();
    auto type = cast<RankedTensorType>(op.getType());
    if (!inner || !type.hasStaticShape() || isLeftOpen(op))
      return failure();
    Value shape =
        ConstantOp::create(rewriter, op.getLoc(), rewriter.getI64TensorAttr(type.getShape()));
    rewriter.replaceOpWithNewOp<ExpandOp>(op, type, inner.getInput(), shape);
    return success();
  }
};

/// A reader that broadcasts needs no expanded operand, if the others give it the shape:
///
///   onnx.Add %x, (onnx.Expand %y, [2, 3]) : (tensor<2x3xf32>, tensor<2x3xf32>)
/// becomes
///   onnx.Add %x, %y
struct DropExpandOfBroadcast : OpRewritePattern<ExpandOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ExpandOp op, PatternRewriter &rewriter) const override {
    bool changed = false;
    if (isLeftOpen(op))
      return rewriter.notifyMatchFailure(op, "a run settles the size");
    for (OpOperand &use : llvm::make_early_inc_range(op->getUses()))
      if (broadcastsWithout(op, use)) {
        rewriter.modifyOpInPlace(use.getOwner(), [&] { use.set(op.getInput()); });
        changed = true;
      }
    return success(changed);
  }

private:
  static bool broadcastsWithout(ExpandOp op, OpOperand &use) {
    if (!isa<AddOp, AndOp, BitwiseAndOp, BitwiseOrOp, BitwiseXorOp, DivOp, EqualOp, GreaterOp,
             GreaterOrEqualOp, LessOp, LessOrEqualOp, MaxOp, MinOp, ModOp, MulOp, OrOp, PowOp,
             SubOp, WhereOp, XorOp>(use.getOwner()))
      return false;
    SmallVector<ArrayRef<int64_t>> shapes;
    for (OpOperand &operand : use.getOwner()->getOpOperands())
      shapes.push_back(getTensorType(&operand == &use ? op.getInput() : operand.get()).getShape());
    auto type = cast<RankedTensorType>(use.getOwner()->getResult(0).getType());
    SmallVector<int64_t> shape;
    return type.hasStaticShape() && succeeded(inferBroadcastShape(std::nullopt, shapes, shape)) &&
           type.getShape() == ArrayRef<int64_t>(shape);
  }
};
} // namespace

void ExpandOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ForgetComputedShape, ComposeExpands, DropExpandOfBroadcast>(context);
}

LogicalResult TileOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> count = getListLength(loc, "repeats", adaptor.getRepeats());
  if (failed(count))
    return failure();
  if (*count != input.getRank())
    return emitOptionalError(loc, "has ", *count, " repeats for an input of rank ",
                             input.getRank());
  SmallVector<int64_t> shape(input.getRank(), ShapedType::kDynamic);
  if (auto repeats = getConstantInts(adaptor.getRepeats()))
    for (auto [to, from, repeat] : llvm::zip_equal(shape, input.getShape(), *repeats)) {
      if (repeat < 0)
        return emitOptionalError(loc, "repeats has an entry of ", repeat);
      to = multiplyDims({from, repeat});
    }
  types.push_back(input.clone(shape));
  return success();
}

/// With repeats at run time, the result has the sizes that the model declares.
LogicalResult TileOp::verify() {
  RankedTensorType input = getTensorType(getInput()), result = getTensorType(getResult());
  if (input.getRank() != result.getRank())
    return emitOpError() << "makes " << result << " of " << input;
  for (auto [from, to] : llvm::zip_equal(input.getShape(), result.getShape()))
    if (!ShapedType::isDynamic(from) && !ShapedType::isDynamic(to) &&
        (from == 0 ? to != 0 : to % from != 0))
      return emitOpError() << "makes " << to << " elements of " << from << " in one dimension";
  return success();
}

OpFoldResult TileOp::fold(FoldAdaptor adaptor) {
  auto type = cast<RankedTensorType>(getType());
  if (type == getInput().getType() && type.hasStaticShape())
    return getInput();
  return foldSmall(*this, adaptor.getOperands());
}

//===-- DepthToSpace, SpaceToDepth -------------------------------------------===//

/// Checks the operands of both: four dimensions and a block of at least one pixel.
static LogicalResult checkBlocks(std::optional<Location> loc, RankedTensorType input,
                                 int64_t blockSize) {
  if (input.getRank() != 4)
    return emitOptionalError(loc, "expects an input of rank 4, but got ", input);
  if (blockSize < 1)
    return emitOptionalError(loc, "blocksize is ", blockSize);
  return success();
}

/// `dim` divided by `divisor`, if it can be.
static FailureOr<int64_t> divideDim(std::optional<Location> loc, int64_t dim, int64_t divisor) {
  if (ShapedType::isDynamic(dim))
    return dim;
  if (dim % divisor != 0)
    return emitOptionalError(loc, "dimension ", dim, " is not a multiple of ", divisor);
  return dim / divisor;
}

LogicalResult DepthToSpaceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t block = adaptor.getBlocksize();
  if (failed(checkBlocks(loc, input, block)))
    return failure();
  if (adaptor.getMode() != "DCR" && adaptor.getMode() != "CRD")
    return emitOptionalError(loc, "mode is '", adaptor.getMode(), "', not DCR or CRD");
  FailureOr<int64_t> channels = divideDim(loc, input.getDimSize(1), multiplySizes(block, block));
  if (failed(channels))
    return failure();
  types.push_back(
      input.clone({input.getDimSize(0), *channels, multiplyDims({input.getDimSize(2), block}),
                   multiplyDims({input.getDimSize(3), block})}));
  return success();
}

LogicalResult SpaceToDepthOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t block = adaptor.getBlocksize();
  if (failed(checkBlocks(loc, input, block)))
    return failure();
  FailureOr<int64_t> height = divideDim(loc, input.getDimSize(2), block);
  FailureOr<int64_t> width = divideDim(loc, input.getDimSize(3), block);
  if (failed(height) || failed(width))
    return failure();
  types.push_back(input.clone(
      {input.getDimSize(0), multiplyDims({input.getDimSize(1), block, block}), *height, *width}));
  return success();
}

LogicalResult FlattenOp::verify() { return verifyElementCount(*this); }
LogicalResult SqueezeOp::verify() { return verifyElementCount(*this); }
LogicalResult UnsqueezeOp::verify() { return verifyElementCount(*this); }
