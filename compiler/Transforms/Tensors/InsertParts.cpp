#include "compiler/Transforms/Tensors/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_INSERTPARTS
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

namespace {
/// A part of a tensor: from `begin` on, `size` elements in each dimension.
struct Part {
  SmallVector<int64_t> begin, size;
};
} // namespace

/// The parts around the source of a padding, which do not overlap: those of a dimension cover all
/// of the later ones, and of the earlier ones what the source does.
static SmallVector<Part> getBorders(tensor::PadOp op) {
  ArrayRef<int64_t> source = op.getSourceType().getShape(), whole = op.getType().getShape();
  ArrayRef<int64_t> low = op.getStaticLow();
  SmallVector<Part> parts;
  for (size_t dim = 0; dim < whole.size(); ++dim) {
    auto addPart = [&](int64_t begin, int64_t size) {
      if (size == 0)
        return;
      Part part{SmallVector<int64_t>(whole.size(), 0), SmallVector<int64_t>(whole)};
      for (size_t earlier = 0; earlier < dim; ++earlier) {
        part.begin[earlier] = low[earlier];
        part.size[earlier] = source[earlier];
      }
      part.begin[dim] = begin;
      part.size[dim] = size;
      parts.push_back(part);
    };
    addPart(0, low[dim]);
    addPart(low[dim] + source[dim], whole[dim] - low[dim] - source[dim]);
  }
  return parts;
}

static Value insert(OpBuilder &builder, Location loc, Value part, Value whole, const Part &place) {
  SmallVector<OpFoldResult> offsets, sizes;
  for (auto [begin, size] : llvm::zip_equal(place.begin, place.size)) {
    offsets.push_back(builder.getIndexAttr(begin));
    sizes.push_back(builder.getIndexAttr(size));
  }
  SmallVector<OpFoldResult> steps(place.size.size(), builder.getIndexAttr(1));
  return tensor::InsertSliceOp::create(builder, loc, part, whole, offsets, sizes, steps);
}

/// Bufferization asks of each part whether its producer may write to the whole, which for many
/// takes long.
static bool hasFewParts(tensor::ConcatOp op) {
  constexpr size_t few = 16;
  return op.getInputs().size() <= few;
}

/// Inserts `value`, or instead of a concatenation that is there for nothing else, its parts.
static Value insertParts(OpBuilder &builder, Location loc, Value value, Value whole, Part place) {
  auto concat = value.getDefiningOp<tensor::ConcatOp>();
  if (!concat || !concat->hasOneUse() || !hasFewParts(concat))
    return insert(builder, loc, value, whole, place);
  int64_t dim = concat.getDim();
  for (Value input : concat.getInputs()) {
    place.size[dim] = cast<RankedTensorType>(input.getType()).getDimSize(dim);
    whole = insert(builder, loc, input, whole, place);
    place.begin[dim] += place.size[dim];
  }
  return whole;
}

namespace {
/// Fills only what the source does not cover.
struct FillBorders : OpRewritePattern<tensor::PadOp> {
  FillBorders(MLIRContext *context) : OpRewritePattern(context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(tensor::PadOp op, PatternRewriter &rewriter) const override {
    Value value = op.getConstantPaddingValue();
    if (!value || !op.getType().hasStaticShape() || !op.getSourceType().hasStaticShape() ||
        llvm::any_of(op.getStaticLow(), [](int64_t low) { return low < 0; }) ||
        llvm::any_of(op.getStaticHigh(), [](int64_t high) { return high < 0; }))
      return failure();
    Location loc = op.getLoc();
    Type element = op.getType().getElementType();
    Value whole = tensor::EmptyOp::create(rewriter, loc, op.getType().getShape(), element);
    for (const Part &border : getBorders(op)) {
      Value empty = tensor::EmptyOp::create(rewriter, loc, border.size, element);
      Value filled = linalg::FillOp::create(rewriter, loc, value, empty)->getResult(0);
      whole = insert(rewriter, loc, filled, whole, border);
    }
    Part source{SmallVector<int64_t>(op.getStaticLow()),
                SmallVector<int64_t>(op.getSourceType().getShape())};
    rewriter.replaceOp(op, insertParts(rewriter, loc, op.getSource(), whole, source));
    return success();
  }
};

/// Producers of a few parts write to the whole right away. Other parts are placed once there are
/// buffers, as those that have other readers, for which the whole would have to be there longer.
struct InsertFewParts : OpRewritePattern<tensor::ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ConcatOp op, PatternRewriter &rewriter) const override {
    if (!hasFewParts(op) ||
        !llvm::all_of(op.getInputs(), [](Value part) { return part.hasOneUse(); }))
      return failure();
    FailureOr<SmallVector<Value>> whole = op.decomposeOperation(rewriter);
    if (failed(whole))
      return failure();
    rewriter.replaceOp(op, *whole);
    return success();
  }
};

struct InsertPartsPass : onnxc::impl::InsertPartsBase<InsertPartsPass> {
  void runOnOperation() override {
    RewritePatternSet paddings(&getContext());
    paddings.add<FillBorders>(&getContext());
    linalg::populateDecomposePadPatterns(paddings);
    // After paddings, which take concatenations apart by themselves.
    RewritePatternSet concatenations(&getContext());
    concatenations.add<InsertFewParts>(&getContext());
    // Chains of any length.
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(getOperation(), std::move(paddings), config)) ||
        failed(applyPatternsGreedily(getOperation(), std::move(concatenations), config)))
      signalPassFailure();
  }
};
} // namespace
