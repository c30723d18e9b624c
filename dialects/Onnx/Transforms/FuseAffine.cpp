#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_FUSEAFFINE
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

namespace {
/// What a contraction with constant weights looks like to its consumers.
struct Weighted {
  Operation *op = nullptr;
  OpOperand *weight = nullptr;
  /// The bias and the range of the operand it would be in; null where there can be none.
  Value bias;
  std::optional<MutableOperandRange> biasRange;
  /// The dimension of the output channels in the weight and in the result.
  int64_t weightAxis = 0, resultAxis = 0;
};
} // namespace

template <typename Op> static Weighted viewConv(Op op, int64_t weightAxis) {
  return {op, &op.getWeightMutable(), op.getBias(), op.getBiasMutable(), weightAxis, 1};
}

/// Whether `onnx-fold-constants` will make a constant of `value`: it is one, or what this pass
/// has made of some.
static bool isConstant(Value value) {
  if (getConstant(value))
    return true;
  Operation *op = value.getDefiningOp();
  return isa_and_nonnull<MulOp, AddOp, NegOp, ReciprocalOp, ReshapeOp>(op) &&
         llvm::all_of(op->getOperands(), isConstant);
}

/// The contraction that makes `value`, if nobody else reads it and its weight and bias are
/// constants.
static std::optional<Weighted> getWeighted(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !value.hasOneUse())
    return std::nullopt;
  std::optional<Weighted> view;
  if (auto conv = dyn_cast<ConvOp>(op))
    view = viewConv(conv, 0);
  else if (auto conv = dyn_cast<ConvTransposeOp>(op); conv && conv.getGroup() == 1)
    view = viewConv(conv, 1);
  else if (auto gemm = dyn_cast<GemmOp>(op);
           gemm && gemm.getAlpha().isExactlyValue(1.0) && gemm.getBeta().isExactlyValue(1.0))
    view = Weighted{
        op, &gemm.getBMutable(), gemm.getC(), gemm.getCMutable(), gemm.getTransB() ? 0 : 1, 1};
  else if (auto matmul = dyn_cast<MatMulOp>(op); matmul &&
                                                 getTensorType(matmul.getB()).getRank() == 2 &&
                                                 getTensorType(matmul.getA()).getRank() >= 2)
    view = Weighted{
        op, &matmul.getBMutable(), Value(), std::nullopt, 1, getTensorType(value).getRank() - 1};
  if (!view || !isConstant(view->weight->get()) || (view->bias && !isConstant(view->bias)))
    return std::nullopt;
  return view;
}

/// `factor`, which broadcasts to `type`, as a tensor of one dimension if it varies along `axis`
/// at most; null otherwise. A uniform one has one element.
static Value getPerChannel(OpBuilder &builder, Value factor, RankedTensorType type, int64_t axis) {
  RankedTensorType factorType = getTensorType(factor);
  int64_t skipped = type.getRank() - factorType.getRank();
  int64_t size = 1;
  for (auto [i, dim] : llvm::enumerate(factorType.getShape())) {
    if (dim == 1)
      continue;
    if (int64_t(i) + skipped != axis)
      return {};
    size = dim;
  }
  return reshapeTo(builder, factor.getLoc(), factor, {size});
}

static Type getElementType(Type tensor) { return cast<RankedTensorType>(tensor).getElementType(); }

/// Whether constants of `type` may be computed with one another: integers wrap, and small floats
/// would be rounded, which their operators do only once.
static bool isWideFloat(Type type) {
  auto element = dyn_cast<FloatType>(getElementType(type));
  return element && element.getWidth() >= 32;
}

namespace {
/// `product` and the constant that `consumer` combines it with, one value per channel.
struct Affine {
  Weighted product;
  Value channels;
};
} // namespace

/// ONNX wants a bias of one value per channel.
static RankedTensorType getBiasType(Operation *op, const Weighted &product) {
  RankedTensorType type = getTensorType(op->getResult(0));
  return RankedTensorType::get({type.getDimSize(product.resultAxis)}, type.getElementType());
}

/// Looks at `op`, which combines `a` and `b`, as a contraction and a constant; with a place for
/// a bias, if there must be one.
static std::optional<Affine> getAffine(PatternRewriter &rewriter, Operation *op, Value a, Value b,
                                       bool needsBias = false) {
  if (!isConstant(b))
    return std::nullopt;
  std::optional<Weighted> product = getWeighted(a);
  Type type = op->getResult(0).getType();
  if (!product || (needsBias && !product->biasRange) || a.getType() != type)
    return std::nullopt;
  // The first bias is the constant itself.
  bool isExact = needsBias && !product->bias && isa<FloatType>(getElementType(type));
  if (!isExact && !isWideFloat(type))
    return std::nullopt;
  if (needsBias && !product->bias && !isComputable(getBiasType(op, *product)))
    return std::nullopt;
  Value channels = getPerChannel(rewriter, b, cast<RankedTensorType>(type), product->resultAxis);
  if (!channels)
    return std::nullopt;
  return Affine{*product, channels};
}

/// Replaces `op` by the contraction with a new weight and bias, where they are not null.
static void absorb(PatternRewriter &rewriter, Operation *op, Weighted &product, Value weight,
                   Value bias) {
  rewriter.moveOpBefore(product.op, op);
  rewriter.modifyOpInPlace(product.op, [&] {
    if (weight)
      product.weight->set(weight);
    if (bias)
      product.biasRange->assign(bias);
  });
  rewriter.replaceOp(op, product.op->getResults());
}

static void multiplyWeights(PatternRewriter &rewriter, Operation *op, Affine &affine) {
  Weighted &product = affine.product;
  Location loc = op->getLoc();
  SmallVector<int64_t> shape(getTensorType(product.weight->get()).getRank(), 1);
  shape[product.weightAxis] = getTensorType(affine.channels).getDimSize(0);
  Value weight = MulOp::create(rewriter, loc, product.weight->get(),
                               reshapeTo(rewriter, loc, affine.channels, shape));
  Value bias = product.bias
                   ? MulOp::create(rewriter, loc, product.bias, affine.channels).getResult()
                   : Value();
  absorb(rewriter, op, product, weight, bias);
}

static void addToBias(PatternRewriter &rewriter, Operation *op, Affine &affine) {
  Weighted &product = affine.product;
  Value bias = product.bias;
  if (!bias) {
    ConstantTensor zeros(getBiasType(op, product));
    bias = ConstantOp::create(rewriter, op->getLoc(), zeros.toAttr());
  }
  absorb(rewriter, op, product, {}, AddOp::create(rewriter, op->getLoc(), bias, affine.channels));
}

namespace {
/// Multiplies weights instead of the result:
///
///   onnx.Mul (onnx.Conv %x, %w, %b), %k
/// becomes
///   onnx.Conv %x, (onnx.Mul %w, %k), (onnx.Mul %b, %k)
struct FuseMul : OpRewritePattern<MulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MulOp op, PatternRewriter &rewriter) const override {
    for (auto [a, b] : {std::pair(op.getA(), op.getB()), std::pair(op.getB(), op.getA())})
      if (std::optional<Affine> affine = getAffine(rewriter, op, a, b)) {
        multiplyWeights(rewriter, op, *affine);
        return success();
      }
    return failure();
  }
};

/// As FuseMul, by the reciprocals.
struct FuseDiv : OpRewritePattern<DivOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DivOp op, PatternRewriter &rewriter) const override {
    std::optional<Affine> affine = getAffine(rewriter, op, op.getA(), op.getB());
    if (!affine)
      return failure();
    affine->channels = ReciprocalOp::create(rewriter, op.getLoc(), affine->channels);
    multiplyWeights(rewriter, op, *affine);
    return success();
  }
};

/// Adds to the bias instead of the result:
///
///   onnx.Add (onnx.Conv %x, %w, %b), %k
/// becomes
///   onnx.Conv %x, %w, (onnx.Add %b, %k)
struct FuseAdd : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AddOp op, PatternRewriter &rewriter) const override {
    for (auto [a, b] : {std::pair(op.getA(), op.getB()), std::pair(op.getB(), op.getA())})
      if (std::optional<Affine> affine = getAffine(rewriter, op, a, b, /*needsBias=*/true)) {
        addToBias(rewriter, op, *affine);
        return success();
      }
    return failure();
  }
};

/// As FuseAdd, with the negated constant.
struct FuseSub : OpRewritePattern<SubOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SubOp op, PatternRewriter &rewriter) const override {
    std::optional<Affine> affine =
        getAffine(rewriter, op, op.getA(), op.getB(), /*needsBias=*/true);
    if (!affine)
      return failure();
    affine->channels = NegOp::create(rewriter, op.getLoc(), affine->channels);
    addToBias(rewriter, op, *affine);
    return success();
  }
};

/// Gives the product of a matrix a place for the bias:
///
///   onnx.Add (onnx.MatMul %a, %b), %c      %a: 2x3x4, %b: 4x7, %c: 7
/// becomes
///   onnx.Reshape (onnx.Gemm (onnx.Reshape %a, [6, 4]), %b, %c), [2, 3, 7]
struct FuseMatMulBias : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AddOp op, PatternRewriter &rewriter) const override {
    for (auto [a, b] : {std::pair(op.getA(), op.getB()), std::pair(op.getB(), op.getA())})
      if (succeeded(rewrite(op, a, b, rewriter)))
        return success();
    return failure();
  }

private:
  static LogicalResult rewrite(AddOp op, Value product, Value bias, PatternRewriter &rewriter) {
    auto matmul = product.getDefiningOp<MatMulOp>();
    RankedTensorType type = getTensorType(op.getResult());
    if (!matmul || !product.hasOneUse() || product.getType() != type || !type.hasStaticShape())
      return failure();
    RankedTensorType aType = getTensorType(matmul.getA());
    if (getTensorType(matmul.getB()).getRank() != 2 || aType.getRank() < 2)
      return failure();
    Location loc = matmul.getLoc();
    Value columns = getPerChannel(rewriter, bias, type, type.getRank() - 1);
    if (!columns)
      return rewriter.notifyMatchFailure(op, "not one summand per column");
    int64_t rows = ShapedType::getNumElements(aType.getShape().drop_back());
    Value a = reshapeTo(rewriter, loc, matmul.getA(), {rows, aType.getShape().back()});
    Value gemm = GemmOp::create(rewriter, loc, a, matmul.getB(), columns, APFloat(1.0f),
                                APFloat(1.0f), /*transA=*/0, /*transB=*/0);
    rewriter.replaceOp(op, reshapeTo(rewriter, loc, gemm, type.getShape()));
    return success();
  }
};

struct FuseAffinePass : onnxc::onnx::impl::FuseAffineBase<FuseAffinePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseMul, FuseDiv, FuseAdd, FuseSub, FuseMatMulBias>(&getContext());
    // Chains of any length.
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
