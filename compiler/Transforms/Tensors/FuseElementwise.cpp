#include "compiler/Transforms/Tensors/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

/// The product of the sizes of all loops; nothing if one is not constant.
static std::optional<int64_t> getIterations(linalg::LinalgOp op) {
  int64_t product = 1;
  for (int64_t size : op.getStaticLoopRanges()) {
    if (ShapedType::isDynamic(size))
      return std::nullopt;
    product *= size;
  }
  return product;
}

/// Whether the body costs no more than a few cycles for an element.
static bool isCheap(linalg::GenericOp op) {
  for (Operation &scalar : op.getBody()->without_terminator())
    if (isa<math::MathDialect>(scalar.getDialect()) ||
        isa<arith::DivFOp, arith::DivSIOp, arith::DivUIOp, arith::RemFOp, arith::RemSIOp,
            arith::RemUIOp, tensor::ExtractOp>(scalar))
      return false;
  return op.getBody()->getOperations().size() <= 8;
}

/// Whether the body computes with what the result begins with. A consumer that reads an element
/// several times would do so each time, on top of what it has left there.
static bool readsInit(linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInitsMutable(),
                      [&](OpOperand &init) { return op.payloadUsesValueFromOperand(&init); });
}

/// Loops that compute so much for an element gain nothing by more, but each fusion takes time for
/// all of the body: that of thousands of operators would grow with their square. So does LLVM's
/// time with the buffers of a loop.
static bool isLarge(linalg::GenericOp producer, linalg::GenericOp consumer) {
  constexpr size_t maxBody = 128;
  constexpr int64_t maxInputs = 64;
  return producer.getBody()->getOperations().size() + consumer.getBody()->getOperations().size() >
             maxBody ||
         producer.getNumDpsInputs() + consumer.getNumDpsInputs() > maxInputs;
}

static bool isContraction(Operation *op) {
  auto generic = dyn_cast_or_null<linalg::GenericOp>(op);
  return onnxc::kernel::getContraction(op) ||
         (generic && generic.getNumReductionLoops() > 0 && generic.getNumDpsInputs() == 2);
}

/// The contraction whose sums `value` is, or is narrower numbers of. Others may seem to read these:
/// what has been fused is still there.
static Operation *getNarrowed(Value value) {
  auto bitsOf = [](Value tensor) {
    return cast<RankedTensorType>(tensor.getType()).getElementTypeBitWidth();
  };
  Operation *op = value.getDefiningOp();
  if (isContraction(op))
    return op;
  auto generic = dyn_cast_or_null<linalg::GenericOp>(op);
  if (!generic || generic.getNumReductionLoops() > 0)
    return nullptr;
  for (Value input : generic.getInputs())
    if (isContraction(input.getDefiningOp()) && bitsOf(value) < bitsOf(input))
      return input.getDefiningOp();
  return nullptr;
}

/// Whether the consumer ends a later contraction, so that what it reads of this one should leave it
/// as narrow as it can.
static bool endsLaterContraction(OpOperand *operand) {
  Operation *own = getNarrowed(operand->get());
  if (!own || isContraction(operand->get().getDefiningOp()))
    return false;
  return llvm::any_of(operand->getOwner()->getOperands(), [&](Value other) {
    Operation *contraction = other == operand->get() ? nullptr : getNarrowed(other);
    return contraction && contraction->getBlock() == own->getBlock() &&
           own->isBeforeInBlock(contraction);
  });
}

/// Whether the consumer of narrow numbers of a contraction cannot end it as narrow: then the sums,
/// or what is as wide, would be stored for it.
static bool widensContraction(OpOperand *operand) {
  auto consumer = cast<linalg::GenericOp>(operand->getOwner());
  auto bitsOf = [](Value tensor) {
    return cast<RankedTensorType>(tensor.getType()).getElementTypeBitWidth();
  };
  if (!getNarrowed(operand->get()) || isContraction(operand->get().getDefiningOp()))
    return false;
  return consumer.getNumReductionLoops() > 0 ||
         bitsOf(consumer.getResult(0)) > bitsOf(operand->get());
}

/// Whether nothing else uses what `operand` reads. What has been fused may still be there, unused.
static bool isOnlyUse(OpOperand *operand) {
  return llvm::all_of(operand->get().getDefiningOp()->getUses(), [&](OpOperand &use) {
    return &use == operand || isOpTriviallyDead(use.getOwner());
  });
}

static bool shouldFuse(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  if (!producer || !consumer || !isOnlyUse(operand) || readsInit(producer) ||
      isLarge(producer, consumer) || endsLaterContraction(operand) || widensContraction(operand))
    return false;
  std::optional<int64_t> produced = getIterations(producer), consumed = getIterations(consumer);
  if (!produced || !consumed)
    return false;
  // Sums of products read each operand many times.
  if (consumer.getNumReductionLoops() > 0 && consumer.getNumDpsInputs() > 1)
    return false;
  return *consumed <= *produced || isCheap(producer);
}

/// Whether one operation reads the result of `op`, but for what has been fused and is still there.
static bool hasOneReader(Operation *op) {
  return llvm::count_if(op->getUsers(), [](Operation *user) { return !isOpTriviallyDead(user); }) ==
         1;
}

/// Whether `op`, or what it is a reshaped result of, is a contraction, or an elementwise operation
/// on what only it reads of one.
static bool endsContraction(Operation *op) {
  while (isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
    op = op->getOperand(0).getDefiningOp();
  if (isContraction(op))
    return hasOneReader(op);
  auto generic = dyn_cast_or_null<linalg::GenericOp>(op);
  return generic && generic.getNumReductionLoops() == 0 && hasOneReader(generic) &&
         llvm::any_of(generic.getInputs(),
                      [](Value input) { return endsContraction(input.getDefiningOp()); });
}

/// Whether `operand` is what a contraction ends with, seen in another shape.
static bool isReshapedContraction(OpOperand *operand) {
  auto reshape = operand->get().getDefiningOp<tensor::ExpandShapeOp>();
  return reshape && hasOneReader(reshape) && endsContraction(reshape.getSrc().getDefiningOp());
}

/// For each dimension of `reshape`'s result, the dimension of its source that it is; nothing for
/// dimensions of size 1 that were added. Nothing at all if a dimension is split.
static std::optional<SmallVector<std::optional<unsigned>>>
getAddedUnits(tensor::ExpandShapeOp reshape) {
  ArrayRef<int64_t> shape = reshape.getResultType().getShape();
  SmallVector<std::optional<unsigned>> sources(shape.size());
  for (auto [source, group] : llvm::enumerate(reshape.getReassociationIndices())) {
    int64_t *kept = llvm::find_if(group, [&](int64_t dim) { return shape[dim] != 1; });
    if (kept == group.end())
      kept = group.begin();
    if (shape[*kept] != reshape.getSrcType().getShape()[source])
      return std::nullopt;
    sources[*kept] = source;
  }
  return sources;
}

namespace {
/// An operation reads a tensor without the dimensions of size 1 that were added to it:
///
///   %e = tensor.expand_shape %x [[0, 1]] output_shape [8, 1]
///   linalg.generic {indexing_maps = [(d0, d1) -> (d0, 0), ...]} ins(%e, ...)
/// becomes
///   linalg.generic {indexing_maps = [(d0, d1) -> (d0), ...]} ins(%x, ...)
struct ReadWithoutUnits : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    for (OpOperand *input : op.getDpsInputOperands()) {
      auto reshape = input->get().getDefiningOp<tensor::ExpandShapeOp>();
      // Consumers of contractions are reshaped instead, to join their kernels.
      if (!reshape || isReshapedContraction(input) ||
          isContraction(reshape.getSrc().getDefiningOp()))
        continue;
      auto sources = getAddedUnits(reshape);
      if (!sources)
        continue;
      SmallVector<AffineMap> maps = op.getIndexingMapsArray();
      AffineMap &map = maps[input->getOperandNumber()];
      SmallVector<AffineExpr> results(reshape.getSrcType().getRank());
      for (auto [result, source] : llvm::zip_equal(map.getResults(), *sources))
        if (source)
          results[*source] = result;
      map = AffineMap::get(map.getNumDims(), map.getNumSymbols(), results, op.getContext());
      // Each loop must still be a dimension of some operand.
      if (!inversePermutation(concatAffineMaps(maps, op.getContext())))
        continue;
      rewriter.modifyOpInPlace(op, [&] {
        input->set(reshape.getSrc());
        op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
      });
      return success();
    }
    return failure();
  }
};

/// Puts `op` right after the contraction whose result it reads, or after the last of what else it
/// needs: then both can be one kernel.
void moveBehindContraction(linalg::GenericOp op) {
  llvm::SetVector<Value> needed(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), needed);
  Operation *last = nullptr;
  bool follows = false;
  for (Value value : needed) {
    Operation *maker = value.getDefiningOp();
    if (!maker || maker->getBlock() != op->getBlock())
      continue;
    follows |= isContraction(maker) && maker->hasOneUse();
    last = last && maker->isBeforeInBlock(last) ? last : maker;
  }
  if (follows)
    op->moveAfter(last);
}

struct FuseElementwisePass : onnxc::impl::FuseElementwiseBase<FuseElementwisePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    // Computes with a contraction's result in the shape that it is made in.
    linalg::populateFoldReshapeOpsByCollapsingPatterns(patterns, isReshapedContraction);
    patterns.add<ReadWithoutUnits>(&getContext());
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    // Chains of any length.
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      return signalPassFailure();
    SmallVector<linalg::GenericOp> elementwise;
    getOperation().walk([&](linalg::GenericOp op) {
      if (op.getNumReductionLoops() == 0)
        elementwise.push_back(op);
    });
    for (linalg::GenericOp op : elementwise)
      moveBehindContraction(op);
  }
};
} // namespace
