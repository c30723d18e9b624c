#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/Evaluate.h"
#include "dialects/Onnx/IR/ListEntry.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/TensorOps.cpp.inc"

void OnnxDialect::registerTensorOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/TensorOps.cpp.inc"
      >();
}

//===-- Constant, Identity --------------------------------------------------===//

LogicalResult ConstantOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  types.push_back(adaptor.getValue().getType());
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult IdentityOp::fold(FoldAdaptor) { return getInput(); }

//===-- Reshape ------------------------------------------------------------===//

/// Resolves 0 and -1 of a `shape`, of which entries may be dynamic.
static FailureOr<SmallVector<int64_t>> resolveShape(std::optional<Location> loc,
                                                    ArrayRef<int64_t> shape, RankedTensorType input,
                                                    bool allowZero) {
  SmallVector<int64_t> resolved(shape);
  int64_t known = 1;
  bool isKnown = input.hasStaticShape();
  std::optional<size_t> open;
  for (auto [i, dim] : llvm::enumerate(resolved)) {
    isKnown &= !ShapedType::isDynamic(dim);
    if (dim == 0 && !allowZero) {
      if (int64_t(i) >= input.getRank())
        return emitOptionalError(loc, "shape keeps dimension ", i, " of an input of rank ",
                                 input.getRank());
      dim = input.getDimSize(i);
    }
    if (dim == -1 && open)
      return emitOptionalError(loc, "shape has more than one -1");
    if (dim < -1 && !ShapedType::isDynamic(dim))
      return emitOptionalError(loc, "shape has dimension ", dim);
    if (dim == -1)
      open = i;
    else
      known = multiplySizes(known, ShapedType::isDynamic(dim) ? 1 : dim);
  }
  if (open)
    resolved[*open] = isKnown && known != 0 ? input.getNumElements() / known : ShapedType::kDynamic;
  auto type = RankedTensorType::get(resolved, input.getElementType());
  if (input.hasStaticShape() && type.hasStaticShape() &&
      (!isAddressable(type) || type.getNumElements() != input.getNumElements()))
    return emitOptionalError(loc, "cannot reshape ", input, " to ", type);
  return resolved;
}

LogicalResult ReshapeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  FailureOr<int64_t> rank = getListLength(loc, "shape", adaptor.getShape());
  if (failed(rank))
    return failure();
  FailureOr<SmallVector<int64_t>> shape =
      resolveShape(loc, getKnownEntries(adaptor.getShape()), input, adaptor.getAllowzero());
  if (failed(shape))
    return failure();
  types.push_back(RankedTensorType::get(*shape, input.getElementType()));
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (isLeftOpen(*this))
    return {};
  auto type = cast<RankedTensorType>(getType());
  if (type == getInput().getType() && type.hasStaticShape())
    return getInput();
  if (auto value = dyn_cast_or_null<ElementsAttr>(adaptor.getInput()))
    if (type.hasStaticShape())
      return reshapeConstant(value, type);
  return {};
}

namespace {
/// A computed shape dies where the operands' types say what it is, and only the last of several
/// reshapes counts:
///
///   onnx.Reshape (onnx.Reshape %x, %s), %t : ... -> tensor<2x3xf32>
/// becomes
///   onnx.Reshape %x, [2, 3]
struct SimplifyReshape : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape())
      return failure();
    auto inner = op.getInput().getDefiningOp<ReshapeOp>();
    Value source = inner ? inner.getInput() : op.getInput();
    if (!inner && getConstant(op.getShape()))
      return failure();
    if (!getConstant(op.getShape()) && isLeftOpen(op))
      return rewriter.notifyMatchFailure(op, "the model declares what a run settles");
    if (source.getType() == type) {
      rewriter.replaceOp(op, source);
      return success();
    }
    Value shape =
        ConstantOp::create(rewriter, op.getLoc(), rewriter.getI64TensorAttr(type.getShape()));
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, type, source, shape, /*allowzero=*/1);
    return success();
  }
};
} // namespace

void ReshapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<SimplifyReshape>(context);
}

//===-- Shape, Size ----------------------------------------------------------===//

static std::pair<int64_t, int64_t> resolveRange(int64_t start, std::optional<int64_t> end,
                                                int64_t rank) {
  auto clamp = [&](int64_t bound) {
    return std::clamp<int64_t>(bound < 0 ? bound + rank : bound, 0, rank);
  };
  int64_t first = clamp(start);
  return {first, std::max(first, end ? clamp(*end) : rank)};
}

std::pair<int64_t, int64_t> ShapeOp::getRange() {
  return resolveRange(getStart(), getEnd(), getTensorType(getInput()).getRank());
}

LogicalResult ShapeOp::inferReturnTypes(MLIRContext *context, std::optional<Location>,
                                        Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto [first, end] = resolveRange(adaptor.getStart(), adaptor.getEnd(),
                                   getTensorType(adaptor.getInput()).getRank());
  types.push_back(RankedTensorType::get({end - first}, IntegerType::get(context, 64)));
  return success();
}

OpFoldResult ShapeOp::fold(FoldAdaptor) {
  auto [first, end] = getRange();
  ArrayRef<int64_t> dims = getTensorType(getInput()).getShape().slice(first, end - first);
  if (ShapedType::isDynamicShape(dims) || llvm::any_of(llvm::seq(first, end), [&](int64_t dim) {
        return isSizeOfRun(getInput(), dim);
      }))
    return {};
  return DenseIntElementsAttr::get(cast<RankedTensorType>(getType()), dims);
}

LogicalResult SizeOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, Adaptor,
                                       SmallVectorImpl<Type> &types) {
  types.push_back(RankedTensorType::get({}, IntegerType::get(context, 64)));
  return success();
}

OpFoldResult SizeOp::fold(FoldAdaptor) {
  RankedTensorType input = getTensorType(getInput());
  if (!input.hasStaticShape() || llvm::any_of(llvm::seq(input.getRank()), [&](int64_t dim) {
        return isSizeOfRun(getInput(), dim);
      }))
    return {};
  return DenseIntElementsAttr::get(cast<RankedTensorType>(getType()), input.getNumElements());
}

//===-- Range --------------------------------------------------------------===//

/// ONNX's max(ceil((limit - start) / delta), 0).
static std::optional<int64_t> countRange(Value start, Value limit, Value delta) {
  if (auto from = getConstantInt(start), to = getConstantInt(limit), step = getConstantInt(delta);
      from && to && step && *step != 0) {
    // In __int128, as the ends may be 2^64 apart.
    __int128 distance = *step > 0 ? __int128(*to) - *from : __int128(*from) - *to;
    __int128 stride = *step > 0 ? __int128(*step) : -__int128(*step);
    __int128 count = distance <= 0 ? 0 : (distance + stride - 1) / stride;
    return int64_t(std::min<__int128>(count, kMaxElements + 1));
  }
  if (auto from = getConstantFloat(start), to = getConstantFloat(limit),
      step = getConstantFloat(delta);
      from && to && step && *step != 0)
    return std::max<int64_t>(toSize(std::ceil((*to - *from) / *step)), 0);
  return std::nullopt;
}

LogicalResult RangeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  for (Value operand : adaptor.getOperands())
    if (RankedTensorType type = getTensorType(operand);
        type.hasStaticShape() && type.getNumElements() != 1)
      return emitOptionalError(loc, "expects scalars, but got ", type);
  std::optional<int64_t> count =
      countRange(adaptor.getStart(), adaptor.getLimit(), adaptor.getDelta());
  types.push_back(RankedTensorType::get({count.value_or(ShapedType::kDynamic)},
                                        getTensorType(adaptor.getStart()).getElementType()));
  return success();
}

OpFoldResult RangeOp::fold(FoldAdaptor adaptor) { return foldSmall(*this, adaptor.getOperands()); }

//===-- ConstantOfShape, EyeLike ---------------------------------------------===//

LogicalResult ConstantOfShapeOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                                  Adaptor adaptor, SmallVectorImpl<Type> &types) {
  FailureOr<int64_t> rank = getListLength(loc, "shape", adaptor.getShape());
  if (failed(rank))
    return failure();
  Type elementType = Float32Type::get(context);
  if (std::optional<ElementsAttr> value = adaptor.getValue()) {
    elementType = value->getElementType();
    if (value->getNumElements() != 1)
      return emitOptionalError(loc, "expects a value of one element, but got ", value->getType());
  }
  SmallVector<int64_t> shape = getKnownEntries(adaptor.getShape());
  for (int64_t dim : shape)
    if (dim < 0 && !ShapedType::isDynamic(dim))
      return emitOptionalError(loc, "shape has dimension ", dim);
  types.push_back(RankedTensorType::get(shape, elementType));
  return success();
}

OpFoldResult ConstantOfShapeOp::fold(FoldAdaptor adaptor) {
  return foldSmall(*this, adaptor.getOperands());
}

namespace {
/// The type of the result says all that the shape does, so a computed one dies.
struct ForgetComputedShape : OpRewritePattern<ConstantOfShapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConstantOfShapeOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape() || getConstant(op.getShape()) || isLeftOpen(op))
      return failure();
    Value shape =
        ConstantOp::create(rewriter, op.getLoc(), rewriter.getI64TensorAttr(type.getShape()));
    rewriter.modifyOpInPlace(op, [&] { op.getShapeMutable().assign(shape); });
    return success();
  }
};
} // namespace

void ConstantOfShapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                                    MLIRContext *context) {
  patterns.add<ForgetComputedShape>(context);
}

LogicalResult EyeLikeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (input.getRank() != 2)
    return emitOptionalError(loc, "expects an input of rank 2, but got ", input);
  types.push_back(adaptor.getDtype() ? input.clone(*adaptor.getDtype()) : input);
  return success();
}

//===-- Elements in place ----------------------------------------------------===//

LogicalResult TriluOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (input.getRank() < 2)
    return emitOptionalError(loc, "expects matrices, but got ", input);
  types.push_back(input);
  return checkScalars(loc, adaptor.getK());
}

LogicalResult DropoutOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (failed(checkScalars(loc, {adaptor.getRatio(), adaptor.getTrainingMode()})))
    return failure();
  types.append({input, input.clone(IntegerType::get(context, 1))});
  return success();
}

LogicalResult CastLikeOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  Type to = getTensorType(adaptor.getTargetType()).getElementType();
  types.push_back(getTensorType(adaptor.getInput()).clone(to));
  return success();
}

/// How many bits an element has; a bool has a byte.
static unsigned getBitWidth(Type type) {
  return type.isInteger(1) ? 8 : type.getIntOrFloatBitWidth();
}

LogicalResult BitCastOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  Type to = adaptor.getTo();
  if (!to.isIntOrFloat() || getBitWidth(to) != getBitWidth(input.getElementType()))
    return emitOptionalError(loc, "cannot take the bits of ", input.getElementType(), " for ", to);
  types.push_back(input.clone(to));
  return success();
}

LogicalResult ReshapeOp::verify() { return verifyElementCount(*this); }
