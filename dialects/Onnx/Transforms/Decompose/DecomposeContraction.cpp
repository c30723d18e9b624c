#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/IntegerContraction.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"
#include "mlir/IR/Remarks.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
//===-- Gemm ---------------------------------------------------------------===//

/// Moves `alpha` and `beta` to operands, where they vanish from constants:
///
///   onnx.Gemm %a, %b, %c {alpha = 2, beta = 3}
/// becomes
///   onnx.Gemm %a, (onnx.Mul %b, 2), (onnx.Mul %c, 3)
struct ScaleGemmOperands : OpRewritePattern<GemmOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GemmOp gemm, PatternRewriter &rewriter) const override {
    double alpha = gemm.getAlpha().convertToDouble(), beta = gemm.getBeta().convertToDouble();
    bool scaleC = gemm.getC() && beta != 1;
    if (alpha == 1 && beta == 1)
      return failure();
    auto scaled = [&](Value value, double factor) -> Value {
      if (factor == 1)
        return value;
      Type elementType = getTensorType(value).getElementType();
      return MulOp::create(rewriter, gemm.getLoc(), value,
                           constantScalar(rewriter, gemm.getLoc(), elementType, factor));
    };
    bool scaleA = getConstant(gemm.getA()) && !getConstant(gemm.getB());
    Value a = scaled(gemm.getA(), scaleA ? alpha : 1);
    Value b = scaled(gemm.getB(), scaleA ? 1 : alpha);
    Value c = scaleC ? scaled(gemm.getC(), beta) : gemm.getC();
    rewriter.modifyOpInPlace(gemm, [&] {
      gemm.getAMutable().assign(a);
      gemm.getBMutable().assign(b);
      if (c)
        gemm.getCMutable().assign(c);
      gemm.setAlpha(APFloat(1.0f));
      gemm.setBeta(APFloat(1.0f));
    });
    return success();
  }
};

//===-- CausalConvWithState ------------------------------------------------===//

struct DecomposeCausalConv : OpRewritePattern<CausalConvWithStateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(CausalConvWithStateOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType input = getTensorType(op.getInput());
    int64_t kernel = getTensorType(op.getWeight()).getDimSize(2);
    if (!input.hasStaticShape() || input.getNumElements() == 0 || ShapedType::isDynamic(kernel))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or no elements");
    Formula f{rewriter, op.getLoc()};
    Value all = op.getInput();
    if (kernel > 1)
      all =
          op.getPastState() ? f.concat({op.getPastState(), all}, 2) : padFront(f, all, kernel - 1);
    auto ones = rewriter.getDenseI64ArrayAttr({1}), pads = rewriter.getDenseI64ArrayAttr({0, 0});
    Value sums = ConvOp::create(rewriter, op.getLoc(), all, op.getWeight(), op.getBias(), ones,
                                pads, ones, input.getDimSize(1));
    if (op.getActivation() != "none")
      sums = f.mul(sums, SigmoidOp::create(rewriter, op.getLoc(), sums));
    int64_t length = getTensorType(all).getDimSize(2);
    rewriter.replaceOp(op, {sums, f.slice(all, 2, length - (kernel - 1), length)});
    return success();
  }

private:
  static Value padFront(Formula &f, Value value, int64_t count) {
    return PadOp::create(f.builder, f.loc, value,
                         constantInts(f.builder, f.loc, {0, 0, count, 0, 0, 0}), Value(), Value(),
                         f.builder.getStringAttr("constant"));
  }
};

//===-- Integers -----------------------------------------------------------===//

/// `value` less its zero point, in int32: one element, or of one dimension along `axis` of `value`;
/// of more it broadcasts by itself.
static Value subtractZeroPoint(OpBuilder &builder, Location loc, Value value, Value zeroPoint,
                               int64_t axis) {
  Type i32 = builder.getI32Type();
  Value wide = CastOp::create(builder, loc, value, i32);
  if (!zeroPoint)
    return wide;
  RankedTensorType type = getTensorType(zeroPoint);
  if (type.hasStaticShape() && type.getNumElements() == 1) {
    zeroPoint = reshapeTo(builder, loc, zeroPoint, {});
  } else if (type.getRank() == 1) {
    SmallVector<int64_t> shape(getTensorType(value).getRank(), 1);
    shape[axis] = type.getDimSize(0);
    zeroPoint = reshapeTo(builder, loc, zeroPoint, shape);
  }
  return SubOp::create(builder, loc, wide, CastOp::create(builder, loc, zeroPoint, i32));
}

/// Kernels of bytes are what users of quantized models expect.
static void reportNoKernel(Operation *op, StringRef obstacle) {
  remark::missed(op->getLoc(), remark::RemarkOpts::name("Kernel").category("onnx-decompose"))
      << ("does not become a kernel of bytes: " + obstacle).str();
}

struct DecomposeMatMulInteger : OpRewritePattern<MatMulIntegerOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatMulIntegerOp op, PatternRewriter &rewriter) const override {
    StringRef obstacle = getKernelObstacle(op);
    if (obstacle.empty())
      return rewriter.notifyMatchFailure(op, "it becomes a kernel");
    reportNoKernel(op, obstacle);
    int64_t aRank = getTensorType(op.getA()).getRank(), bRank = getTensorType(op.getB()).getRank();
    Value a = subtractZeroPoint(rewriter, op.getLoc(), op.getA(), op.getAZeroPoint(),
                                std::max<int64_t>(aRank - 2, 0));
    Value b = subtractZeroPoint(rewriter, op.getLoc(), op.getB(), op.getBZeroPoint(), bRank - 1);
    rewriter.replaceOpWithNewOp<MatMulOp>(op, op.getType(), a, b);
    return success();
  }
};

/// Padding is with zero points, which are zero after the subtraction.
struct DecomposeConvInteger : OpRewritePattern<ConvIntegerOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvIntegerOp op, PatternRewriter &rewriter) const override {
    StringRef obstacle = getKernelObstacle(op);
    if (obstacle.empty())
      return rewriter.notifyMatchFailure(op, "it becomes a kernel");
    reportNoKernel(op, obstacle);
    Value input =
        subtractZeroPoint(rewriter, op.getLoc(), op.getInput(), op.getInputZeroPoint(), /*axis=*/1);
    Value weight = subtractZeroPoint(rewriter, op.getLoc(), op.getWeight(), op.getWeightZeroPoint(),
                                     /*axis=*/0);
    rewriter.replaceOpWithNewOp<ConvOp>(op, op.getType(), input, weight, /*bias=*/Value(),
                                        op.getStrides(), op.getPads(), op.getDilations(),
                                        op.getGroup());
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeContraction(RewritePatternSet &patterns) {
  patterns
      .add<ScaleGemmOperands, DecomposeCausalConv, DecomposeMatMulInteger, DecomposeConvInteger>(
          patterns.getContext());
}
