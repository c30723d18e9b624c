#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

#include <numeric>

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// Compares the indices with 0, 1, ... along the new dimension:
///
///   onnx.OneHot %i, %depth, %values
/// becomes
///   onnx.Where (onnx.Equal (%i < 0 ? %i + depth : %i), (onnx.Range 0, depth)), %on, %off
struct DecomposeOneHot : OpRewritePattern<OneHotOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(OneHotOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.hasStaticShape() || !getTensorType(op.getValues()).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    Type i64 = rewriter.getI64Type();
    int64_t axis = (op.getAxis() + type.getRank()) % type.getRank(), depth = type.getDimSize(axis);
    auto scalar = [&](int64_t value) { return constantScalar(rewriter, loc, i64, value); };

    SmallVector<int64_t> shape(type.getShape()), ladder(type.getRank(), 1);
    shape[axis] = 1;
    ladder[axis] = depth;
    Value index = CastOp::create(rewriter, loc, op.getIndices(), i64);
    index = reshapeTo(rewriter, loc, index, shape);
    Value wrapped = AddOp::create(rewriter, loc, index, scalar(depth));
    Value isNegative = LessOp::create(rewriter, loc, index, scalar(0));
    index = WhereOp::create(rewriter, loc, isNegative, wrapped, index);
    Value steps = RangeOp::create(rewriter, loc, scalar(0), scalar(depth), scalar(1));
    Value isHot = EqualOp::create(rewriter, loc, index, reshapeTo(rewriter, loc, steps, ladder));

    Value pair = reshapeTo(rewriter, loc, op.getValues(), {2});
    auto choice = [&](int64_t which) -> Value {
      return GatherOp::create(rewriter, loc, pair, scalar(which), /*axis=*/0);
    };
    rewriter.replaceOpWithNewOp<WhereOp>(op, type, isHot, choice(1), choice(0));
    return success();
  }
};

/// A constant condition is a list of indices.
struct CompressToGather : OpRewritePattern<CompressOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CompressOp op, PatternRewriter &rewriter) const override {
    std::optional<SmallVector<int64_t>> condition = getConstantInts(op.getCondition());
    RankedTensorType input = getTensorType(op.getInput());
    if (!condition || !input.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "no constant condition, or a dynamic shape");
    Value value = op.getAxis()
                      ? op.getInput()
                      : reshapeTo(rewriter, op.getLoc(), op.getInput(), {input.getNumElements()});
    SmallVector<int64_t> indices;
    for (auto [i, isTaken] : llvm::enumerate(*condition))
      if (isTaken)
        indices.push_back(i);
    rewriter.replaceOpWithNewOp<GatherOp>(op, op.getType(), value,
                                          constantInts(rewriter, op.getLoc(), indices),
                                          op.getAxis().value_or(0));
    return success();
  }
};

/// Puts each element of a block at its own place with a kernel that is 1 there:
///
///   onnx.Col2Im %x, %image, %block : ... %x: N x (C * block) x places
/// becomes
///   onnx.ConvTranspose (onnx.Reshape %x), %ones {group = C}
struct Col2ImToConvTranspose : OpRewritePattern<Col2ImOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(Col2ImOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    std::optional<SmallVector<int64_t>> block = getConstantInts(op.getBlockShape());
    if (!type.hasStaticShape() || !block || !isa<FloatType>(type.getElementType()))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or no floats");
    int64_t rank = block->size(), channels = type.getDimSize(1);
    auto orElse = [](std::optional<ArrayRef<int64_t>> values, int64_t count, int64_t value) {
      return values ? SmallVector<int64_t>(*values) : SmallVector<int64_t>(count, value);
    };
    SmallVector<int64_t> dilations = orElse(op.getDilations(), rank, 1),
                         strides = orElse(op.getStrides(), rank, 1),
                         pads = orElse(op.getPads(), 2 * rank, 0);
    auto isPositive = [](int64_t size) { return size > 0; };
    if (!llvm::all_of(strides, isPositive) || !llvm::all_of(dilations, isPositive))
      return rewriter.notifyMatchFailure(op, "strides or dilations are not positive");
    RankedTensorType kernel = getKernelType(type, channels, *block);
    if (!isComputable(kernel))
      return rewriter.notifyMatchFailure(op, "block is too large");
    SmallVector<int64_t> shape = {type.getDimSize(0), getTensorType(op.getInput()).getDimSize(1)};
    SmallVector<int64_t> outputPadding;
    for (int64_t i = 0; i < rank; ++i) {
      int64_t reach = multiplySizes(dilations[i], (*block)[i] - 1) + 1;
      int64_t room = addSizes(type.getDimSize(i + 2), addSizes(pads[i], pads[i + rank])) - reach;
      if (room < 0)
        return rewriter.notifyMatchFailure(op, "block is larger than the image");
      shape.push_back(room / strides[i] + 1);
      outputPadding.push_back(room % strides[i]);
    }
    rewriter.replaceOpWithNewOp<ConvTransposeOp>(
        op, type, reshapeTo(rewriter, op.getLoc(), op.getInput(), shape),
        buildPlacingKernel(rewriter, op.getLoc(), kernel),
        /*bias=*/Value(), strides, pads, dilations, channels, outputPadding);
    return success();
  }

private:
  /// [C * block, 1, block...]
  static RankedTensorType getKernelType(RankedTensorType image, int64_t channels,
                                        ArrayRef<int64_t> block) {
    int64_t rows = std::accumulate(block.begin(), block.end(), channels, multiplySizes);
    SmallVector<int64_t> shape = {rows, 1};
    llvm::append_range(shape, block);
    return image.clone(shape);
  }

  /// A weight with a 1 at element k of the block in row c * block + k.
  static Value buildPlacingKernel(OpBuilder &builder, Location loc, RankedTensorType type) {
    ConstantTensor weight(type);
    int64_t size = ShapedType::getNumElements(type.getShape().drop_front(2));
    for (int64_t row = 0; row < type.getDimSize(0); ++row)
      weight.floats[row * size + row % size] = 1;
    return ConstantOp::create(builder, loc, weight.toAttr());
  }
};
} // namespace

void onnxc::onnx::populateDecomposeGather(RewritePatternSet &patterns) {
  patterns.add<DecomposeOneHot, CompressToGather, Col2ImToConvTranspose>(patterns.getContext());
}
