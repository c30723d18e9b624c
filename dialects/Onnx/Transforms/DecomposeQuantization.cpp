#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose.h"

using namespace mlir;
using namespace onnxc::onnx;

//===-- Scales -------------------------------------------------------------===//

/// A tensor of one element without dimensions; others as they are.
static Value dropUnitDims(OpBuilder &builder, Location loc, Value value) {
  RankedTensorType type = getTensorType(value);
  bool isOne = type.hasStaticShape() && type.getNumElements() == 1;
  return isOne ? reshapeTo(builder, loc, value, {}) : value;
}

/// A vector as a column in front of `inner` dimensions; one value and more dimensions stay.
static Value alignVector(OpBuilder &builder, Location loc, Value value, int64_t inner) {
  value = dropUnitDims(builder, loc, value);
  RankedTensorType type = getTensorType(value);
  if (type.getRank() != 1 || inner == 0)
    return value;
  SmallVector<int64_t> shape(inner + 1, 1);
  shape[0] = type.getDimSize(0);
  return reshapeTo(builder, loc, value, shape);
}

static Value toF32(OpBuilder &builder, Location loc, Value value) {
  if (getTensorType(value).getElementType().isF32())
    return value;
  return CastOp::create(builder, loc, value, builder.getF32Type());
}

/// x_scale * w_scale / y_scale: what a sum of products is to be scaled by.
static Value buildOutputScale(OpBuilder &builder, Location loc, Value x, Value w, Value y) {
  Value product = MulOp::create(builder, loc, toF32(builder, loc, x), toF32(builder, loc, w));
  return DivOp::create(builder, loc, product, toF32(builder, loc, y));
}

namespace {
//===-- Contractions -------------------------------------------------------===//

/// Becomes ConvInteger, the bias added to its sums, and onnx.requantize.
struct DecomposeQLinearConv : OpRewritePattern<QLinearConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QLinearConvOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    int64_t spatialRank = getTensorType(op.getX()).getRank() - 2;
    auto align = [&](Value value) { return alignVector(rewriter, loc, value, spatialRank); };
    Value sums =
        ConvIntegerOp::create(rewriter, loc, getTensorType(op).clone(rewriter.getI32Type()),
                              op.getX(), op.getW(), dropUnitDims(rewriter, loc, op.getXZeroPoint()),
                              dropUnitDims(rewriter, loc, op.getWZeroPoint()), op.getStrides(),
                              op.getPads(), op.getDilations(), op.getGroup());
    if (op.getBias())
      sums = AddOp::create(rewriter, loc, sums, align(op.getBias()));
    Value scale = buildOutputScale(rewriter, loc, align(op.getXScale()), align(op.getWScale()),
                                   align(op.getYScale()));
    rewriter.replaceOpWithNewOp<RequantizeOp>(op, op.getType(), sums, scale,
                                              align(op.getYZeroPoint()));
    return success();
  }
};

/// Becomes MatMulInteger and onnx.requantize.
struct DecomposeQLinearMatMul : OpRewritePattern<QLinearMatMulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QLinearMatMulOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto rows = [&](Value value) { return alignVector(rewriter, loc, value, 1); };
    auto columns = [&](Value value) { return alignVector(rewriter, loc, value, 0); };
    Value sums = MatMulIntegerOp::create(rewriter, loc,
                                         getTensorType(op).clone(rewriter.getI32Type()), op.getA(),
                                         op.getB(), dropUnitDims(rewriter, loc, op.getAZeroPoint()),
                                         dropUnitDims(rewriter, loc, op.getBZeroPoint()));
    Value scale = buildOutputScale(rewriter, loc, rows(op.getAScale()), columns(op.getBScale()),
                                   rows(op.getYScale()));
    rewriter.replaceOpWithNewOp<RequantizeOp>(op, op.getType(), sums, scale,
                                              rows(op.getYZeroPoint()));
    return success();
  }
};

//===-- com.microsoft -------------------------------------------------------===//

static Value buildDequantize(OpBuilder &builder, Location loc, Value value, Value scale,
                             Value zeroPoint) {
  if (zeroPoint)
    zeroPoint = dropUnitDims(builder, loc, zeroPoint);
  return DequantizeLinearOp::create(builder, loc, value, dropUnitDims(builder, loc, scale),
                                    zeroPoint, /*axis=*/1, /*block_size=*/0,
                                    /*output_dtype=*/TypeAttr());
}

/// Replaces `op` by `value` in the scale of its result.
static void replaceWithQuantized(PatternRewriter &rewriter, Operation *op, Value value, Value scale,
                                 Value zeroPoint) {
  Location loc = op->getLoc();
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (zeroPoint)
    zeroPoint = dropUnitDims(rewriter, loc, zeroPoint);
  rewriter.replaceOpWithNewOp<QuantizeLinearOp>(
      op, type, value, dropUnitDims(rewriter, loc, scale), zeroPoint, /*axis=*/1,
      /*block_size=*/0, TypeAttr::get(type.getElementType()), /*precision=*/TypeAttr(),
      /*saturate=*/1);
}

template <typename Op, typename FloatOp> struct DecomposeQLinearBinary : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value a = buildDequantize(rewriter, loc, op.getA(), op.getAScale(), op.getAZeroPoint());
    Value b = buildDequantize(rewriter, loc, op.getB(), op.getBScale(), op.getBZeroPoint());
    replaceWithQuantized(rewriter, op, FloatOp::create(rewriter, loc, a, b), op.getCScale(),
                         op.getCZeroPoint());
    return success();
  }
};

static Value buildFloatOp(OpBuilder &builder, MsQLinearSigmoidOp op, Value x) {
  return SigmoidOp::create(builder, op.getLoc(), x);
}
static Value buildFloatOp(OpBuilder &builder, MsQLinearLeakyReluOp op, Value x) {
  return LeakyReluOp::create(builder, op.getLoc(), x.getType(), x, op.getAlphaAttr());
}
static Value buildFloatOp(OpBuilder &builder, MsQLinearGlobalAveragePoolOp op, Value x) {
  Location loc = op.getLoc();
  if (!op.getChannelsLast())
    return GlobalAveragePoolOp::create(builder, loc, x);
  ArrayRef<int64_t> shape = getTensorType(x).getShape();
  int64_t pixels = ShapedType::getNumElements(shape.drop_front().drop_back());
  Value flat = reshapeTo(builder, loc, x, {shape.front(), pixels, shape.back()});
  Value sums = EinsumOp::create(builder, loc, ValueRange{flat}, "npc->nc");
  Value factor = constantScalar(builder, loc, getTensorType(x).getElementType(),
                                1.0 / double(std::max<int64_t>(pixels, 1)));
  return reshapeTo(builder, loc, MulOp::create(builder, loc, sums, factor),
                   getTensorType(op).getShape());
}

template <typename Op> struct DecomposeQLinearUnary : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    if (!getTensorType(op.getX()).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Value x = buildDequantize(rewriter, op.getLoc(), op.getX(), op.getXScale(), op.getXZeroPoint());
    replaceWithQuantized(rewriter, op, buildFloatOp(rewriter, op, x), op.getYScale(),
                         op.getYZeroPoint());
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeQuantization(RewritePatternSet &patterns) {
  patterns.add<
      DecomposeQLinearConv, DecomposeQLinearMatMul, DecomposeQLinearBinary<MsQLinearAddOp, AddOp>,
      DecomposeQLinearBinary<MsQLinearMulOp, MulOp>, DecomposeQLinearUnary<MsQLinearSigmoidOp>,
      DecomposeQLinearUnary<MsQLinearLeakyReluOp>,
      DecomposeQLinearUnary<MsQLinearGlobalAveragePoolOp>>(patterns.getContext());
}
