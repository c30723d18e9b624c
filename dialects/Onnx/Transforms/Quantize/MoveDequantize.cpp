#include "dialects/Onnx/Transforms/Quantize/MoveDequantize.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"

using namespace mlir;
using namespace onnxc::onnx;

/// Whether each element of `op`'s first result is one of its first operand, which other operands do
/// not depend on. A largest element stays the largest as scales are positive.
static bool movesElements(Operation *op) {
  if (auto pool = dyn_cast_or_null<MaxPoolOp>(op))
    return pool.getIndices().use_empty();
  if (auto resize = dyn_cast_or_null<ResizeOp>(op))
    return resize.getMode() == "nearest" &&
           resize.getCoordinateTransformationMode() != "tf_crop_and_resize";
  return isa_and_nonnull<DepthToSpaceOp, ExpandOp, FlattenOp, GatherOp, GlobalMaxPoolOp, IdentityOp,
                         ReduceMaxOp, ReduceMinOp, ReshapeOp, SliceOp, SpaceToDepthOp, SqueezeOp,
                         TileOp, TransposeOp, UnsqueezeOp>(op);
}

/// Whether `op` leaves elements out, so that it pays to compute only with what is left.
static bool dropsElements(Operation *op) {
  return isa<GatherOp, ReduceMaxOp, ReduceMinOp, SliceOp>(op);
}

/// Integers of the types that operators on elements know, of one scale.
static bool isOfOneScale(const std::optional<QuantizedTensor> &view) {
  return view && view->scales.size() == 1 &&
         getTensorType(view->elements).getElementTypeBitWidth() >= 8;
}

/// `op` on other elements: those of `operands` at its first operands.
static Operation *cloneOn(PatternRewriter &rewriter, Operation *op, ValueRange operands) {
  SmallVector<Value> all(op->getOperands());
  llvm::copy(operands, all.begin());
  OperationState state(op->getLoc(), op->getName(), all, op->getResultTypes(), op->getAttrs());
  state.types[0] =
      getTensorType(op->getResult(0)).clone(getTensorType(operands.front()).getElementType());
  return rewriter.create(state);
}

/// Whether `pad` adds no other constants than zeros.
static bool padsWithZeros(PadOp pad) {
  return !pad.getConstantValue() || getConstantFloat(pad.getConstantValue()) == 0.0;
}

/// `pad` of `elements`, which have the parameters of `view`: zeros become zero points.
static Value padElements(PatternRewriter &rewriter, PadOp pad, const QuantizedTensor &view,
                         Value elements) {
  Value zero;
  if (pad.getMode() == "constant")
    zero = view.buildZeroPoint(rewriter, pad.getLoc());
  auto type = getTensorType(pad).clone(getTensorType(elements).getElementType());
  return PadOp::create(rewriter, pad.getLoc(), type, elements, pad.getPads(), zero, pad.getAxes(),
                       pad.getMode());
}

/// DequantizeLinear of `elements` with the parameters of `like`.
static Value dequantizeAs(PatternRewriter &rewriter, DequantizeLinearOp like, Value elements,
                          Type type) {
  auto dequantize = cast<DequantizeLinearOp>(rewriter.clone(*like));
  dequantize.getInputMutable().assign(elements);
  dequantize.getOutput().setType(cast<RankedTensorType>(type));
  return dequantize;
}

namespace {
/// onnx.Reshape (onnx.DequantizeLinear %x) becomes onnx.DequantizeLinear (onnx.Reshape %x).
struct MoveDequantizeDown : RewritePattern {
  explicit MoveDequantizeDown(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!movesElements(op))
      return failure();
    auto dequantize = op->getOperand(0).getDefiningOp<DequantizeLinearOp>();
    std::optional<QuantizedTensor> x = getQuantized(dequantize);
    if (!isOfOneScale(x))
      return failure();
    Value moved = cloneOn(rewriter, op, x->elements)->getResult(0);
    rewriter.replaceAllUsesWith(
        op->getResult(0), dequantizeAs(rewriter, dequantize, moved, op->getResult(0).getType()));
    rewriter.eraseOp(op);
    return success();
  }
};

/// onnx.QuantizeLinear (onnx.Reshape %x) becomes onnx.Reshape (onnx.QuantizeLinear %x).
struct MoveQuantizeUp : OpRewritePattern<QuantizeLinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeLinearOp op, PatternRewriter &rewriter) const override {
    Operation *move = op.getInput().getDefiningOp();
    std::optional<QuantizedTensor> view = getQuantized(op);
    if (!movesElements(move) || dropsElements(move) || !op.getInput().hasOneUse() ||
        !isOfOneScale(view))
      return failure();
    rewriter.replaceOp(
        op, cloneOn(rewriter, move, quantizeAs(rewriter, op, move->getOperand(0)))->getResult(0));
    return success();
  }

  /// QuantizeLinear of `value` with the parameters of `like`.
  static Value quantizeAs(PatternRewriter &rewriter, QuantizeLinearOp like, Value value) {
    auto quantize = cast<QuantizeLinearOp>(rewriter.clone(*like));
    quantize.getInputMutable().assign(value);
    quantize.getOutput().setType(getTensorType(value).clone(getTensorType(like).getElementType()));
    return quantize;
  }
};

/// onnx.Pad (onnx.DequantizeLinear %x) becomes onnx.DequantizeLinear (onnx.Pad %x).
struct MoveDequantizeBelowPad : OpRewritePattern<PadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(PadOp op, PatternRewriter &rewriter) const override {
    auto dequantize = op.getInput().getDefiningOp<DequantizeLinearOp>();
    std::optional<QuantizedTensor> x = getQuantized(dequantize);
    if (!isOfOneScale(x) || !padsWithZeros(op))
      return failure();
    Value padded = padElements(rewriter, op, *x, x->elements);
    rewriter.replaceOp(op, dequantizeAs(rewriter, dequantize, padded, op.getType()));
    return success();
  }
};

/// onnx.QuantizeLinear (onnx.Pad %x) becomes onnx.Pad (onnx.QuantizeLinear %x).
struct MoveQuantizeAbovePad : OpRewritePattern<QuantizeLinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeLinearOp op, PatternRewriter &rewriter) const override {
    auto pad = op.getInput().getDefiningOp<PadOp>();
    std::optional<QuantizedTensor> view = getQuantized(op);
    if (!pad || !pad->hasOneUse() || !isOfOneScale(view) || !padsWithZeros(pad))
      return failure();
    Value quantized = MoveQuantizeUp::quantizeAs(rewriter, op, pad.getInput());
    rewriter.replaceOp(op, padElements(rewriter, pad, *view, quantized));
    return success();
  }
};

/// Concat does so if QuantizeLinear follows, for each of its operands.
struct MoveQuantizeAboveConcat : OpRewritePattern<QuantizeLinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeLinearOp op, PatternRewriter &rewriter) const override {
    auto concat = op.getInput().getDefiningOp<ConcatOp>();
    if (!concat || !concat->hasOneUse() || !isOfOneScale(getQuantized(op)))
      return failure();
    SmallVector<Value> parts;
    for (Value part : concat->getOperands())
      parts.push_back(MoveQuantizeUp::quantizeAs(rewriter, op, part));
    rewriter.replaceOp(op, cloneOn(rewriter, concat, parts)->getResult(0));
    return success();
  }
};

/// A quantized number survives DequantizeLinear and QuantizeLinear in the same steps.
struct DropRoundTrip : OpRewritePattern<QuantizeLinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeLinearOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x =
        getQuantized(op.getInput().getDefiningOp<DequantizeLinearOp>());
    std::optional<QuantizedTensor> y = getQuantized(op);
    if (!x || !y || !x->hasParametersOf(*y))
      return failure();
    rewriter.replaceOp(op, x->elements);
    return success();
  }
};
} // namespace

void onnxc::onnx::populateMoveDequantize(RewritePatternSet &patterns) {
  patterns.add<MoveDequantizeDown, MoveDequantizeBelowPad, MoveQuantizeUp, MoveQuantizeAbovePad,
               MoveQuantizeAboveConcat, DropRoundTrip>(patterns.getContext());
}
