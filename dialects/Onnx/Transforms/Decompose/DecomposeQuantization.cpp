#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

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

static Value transposeIf(OpBuilder &builder, Location loc, bool doTranspose, Value matrix) {
  if (!doTranspose)
    return matrix;
  RankedTensorType type = getTensorType(matrix);
  return TransposeOp::create(builder, loc,
                             type.clone(ArrayRef{type.getDimSize(1), type.getDimSize(0)}), matrix,
                             builder.getDenseI64ArrayAttr({1, 0}));
}

/// Becomes MatMulInteger, C added to its sums, and onnx.requantize, or a product with the scale.
struct DecomposeQGemm : OpRewritePattern<MsQGemmOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MsQGemmOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto align = [&](Value value) { return dropUnitDims(rewriter, loc, value); };
    Value sums =
        MatMulIntegerOp::create(rewriter, loc, getTensorType(op).clone(rewriter.getI32Type()),
                                transposeIf(rewriter, loc, op.getTransA(), op.getA()),
                                transposeIf(rewriter, loc, op.getTransB(), op.getB()),
                                align(op.getAZeroPoint()), align(op.getBZeroPoint()));
    if (op.getC())
      sums = AddOp::create(rewriter, loc, sums, op.getC());
    Value scale = buildScale(op, rewriter);
    if (op.getYScale())
      rewriter.replaceOpWithNewOp<RequantizeOp>(op, op.getType(), sums, scale,
                                                getZeroPoint(op, rewriter));
    else
      rewriter.replaceOpWithNewOp<MulOp>(op, toF32(rewriter, loc, sums), scale);
    return success();
  }

private:
  /// alpha * a_scale * b_scale, divided by y_scale if there is one.
  static Value buildScale(MsQGemmOp op, PatternRewriter &rewriter) {
    Location loc = op.getLoc();
    auto align = [&](Value value) {
      return toF32(rewriter, loc, dropUnitDims(rewriter, loc, value));
    };
    Value scale = MulOp::create(rewriter, loc, align(op.getAScale()), align(op.getBScale()));
    if (double alpha = op.getAlpha().convertToDouble(); alpha != 1)
      scale = MulOp::create(rewriter, loc, scale,
                            constantScalar(rewriter, loc, rewriter.getF32Type(), alpha));
    if (op.getYScale())
      scale = DivOp::create(rewriter, loc, scale, align(op.getYScale()));
    return scale;
  }
  static Value getZeroPoint(MsQGemmOp op, PatternRewriter &rewriter) {
    if (op.getYZeroPoint())
      return dropUnitDims(rewriter, op.getLoc(), op.getYZeroPoint());
    return constantScalar(rewriter, op.getLoc(), getTensorType(op).getElementType(), 0);
  }
};
} // namespace

void onnxc::onnx::populateDecomposeQuantization(RewritePatternSet &patterns) {
  patterns.add<DecomposeQLinearConv, DecomposeQLinearMatMul, DecomposeQGemm>(patterns.getContext());
}
