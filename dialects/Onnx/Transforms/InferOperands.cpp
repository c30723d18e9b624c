#include "dialects/Onnx/Transforms/InferOperands.h"

#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TypeInference.h"

using namespace mlir;
using namespace onnxc::onnx;

Type onnxc::onnx::refineType(Type known, Type actual) {
  auto knownTensor = dyn_cast<RankedTensorType>(known),
       actualTensor = dyn_cast<RankedTensorType>(actual);
  if (!knownTensor || !actualTensor)
    return actual;
  std::optional<RankedTensorType> merged = mergeTypes(knownTensor, actualTensor);
  return merged && isAddressable(*merged) ? *merged : actual;
}

/// Whether `operand` has the type of what a subgraph yields. A scan output of a Loop only has
/// elements of that type.
static bool isOfSubgraph(Value operand) {
  auto loop = operand.getDefiningOp<LoopOp>();
  if (loop)
    return cast<OpResult>(operand).getResultNumber() < loop.getVInitial().size();
  return operand.getDefiningOp()->getNumRegions() > 0;
}

/// Adds what `shape` says to the type of `operand`.
static LogicalResult refineOperand(Value operand, ArrayRef<int64_t> shape,
                                   PatternRewriter &rewriter) {
  Operation *maker = operand.getDefiningOp();
  auto type = dyn_cast<RankedTensorType>(operand.getType());
  if (!maker || !isa<OnnxDialect>(maker->getDialect()) || !type || isOfSubgraph(operand))
    return failure();
  Type refined = refineType(type.clone(shape), type);
  if (refined == type)
    return failure();
  rewriter.modifyOpInPlace(maker, [&] { operand.setType(refined); });
  for (Operation *user : operand.getUsers())
    rewriter.modifyOpInPlace(user, [] {});
  return success();
}

//===-- Operands of the result's shape -------------------------------------===//

/// Tells the operands of `op`, all of the shape of its result, what the model declares of that:
///
///   %0 = onnx.ReduceSum %x, %axes : (tensor<3x4x5xf32>, tensor<2xi64>) -> tensor<?xf32>
///   %1 = onnx.Log %0 : (tensor<?xf32>) -> tensor<5xf32>
/// becomes
///   %0 = onnx.ReduceSum %x, %axes : (tensor<3x4x5xf32>, tensor<2xi64>) -> tensor<5xf32>
static LogicalResult refineOperands(Operation *op, PatternRewriter &rewriter) {
  auto result = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  bool changed = false;
  for (Value operand : op->getOperands())
    changed |= result && succeeded(refineOperand(operand, result.getShape(), rewriter));
  return success(changed);
}

namespace {
struct RefineOperandsOfSameType : OpTraitRewritePattern<OpTrait::SameOperandsAndResultType> {
  using OpTraitRewritePattern::OpTraitRewritePattern;
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    return isa<OnnxDialect>(op->getDialect()) ? refineOperands(op, rewriter) : failure();
  }
};

struct RefineOperandOfCast : OpRewritePattern<CastOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CastOp op, PatternRewriter &rewriter) const override {
    return refineOperands(op, rewriter);
  }
};

/// Tells the elements of scan outputs what the model declares of these.
struct RefineScanElements : OpRewritePattern<LoopOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LoopOp op, PatternRewriter &rewriter) const override {
    bool changed = false;
    unsigned states = op.getVInitial().size();
    for (unsigned i = states; i < op->getNumResults(); ++i) {
      ArrayRef<int64_t> shape = cast<RankedTensorType>(op->getResult(i).getType()).getShape();
      changed |=
          succeeded(refineOperand(op.getYield()->getOperand(1 + i), shape.drop_front(), rewriter));
    }
    return success(changed);
  }
};

//===-- Operands that are broadcast ----------------------------------------===//

/// A dimension of a value, counted from the last: broadcasting aligns those.
using Dimension = std::pair<Value, int64_t>;
} // namespace

static int64_t getSize(Dimension dimension) {
  ArrayRef<int64_t> shape = getTensorType(dimension.first).getShape();
  return shape[shape.size() - 1 - dimension.second];
}

/// The dimensions of operands that a dimension of the result of `op` follows: not those of size 1.
static SmallVector<Dimension> getFollowed(Operation *op, int64_t fromLast) {
  SmallVector<Dimension> dimensions;
  for (Value operand : op->getOperands())
    if (fromLast < getTensorType(operand).getRank() && getSize({operand, fromLast}) != 1)
      dimensions.push_back({operand, fromLast});
  return dimensions;
}

/// The dimension that says how large `dimension` is, some elementwise operators further up.
static Dimension getOrigin(Dimension dimension) {
  for (Operation *op = dimension.first.getDefiningOp(); op; op = dimension.first.getDefiningOp()) {
    bool keepsShape = isa<OnnxDialect>(op->getDialect()) &&
                      (op->hasTrait<OpTrait::SameOperandsAndResultType>() ||
                       op->hasTrait<BroadcastsOperands>() || isa<CastOp>(op));
    SmallVector<Dimension> followed =
        keepsShape ? getFollowed(op, dimension.second) : SmallVector<Dimension>();
    if (followed.size() != 1)
      break;
    dimension = followed.front();
  }
  return dimension;
}

namespace {
/// Sizes of operands that follow from the size of a broadcast result: all are 1 if it is; else
/// those are as large which are not 1, if only one is open, or all come from one dimension:
///
///   %0 = onnx.Range %zero, %n, %one : ... -> tensor<?xf32>
///   %1 = onnx.Sin %0 : (tensor<?xf32>) -> tensor<?xf32>
///   %2 = onnx.Add %0, %1 : (tensor<?xf32>, tensor<?xf32>) -> tensor<5xf32>
/// becomes
///   %0 = onnx.Range %zero, %n, %one : ... -> tensor<5xf32>
struct RefineBroadcastOperands : OpTraitRewritePattern<BroadcastsOperands> {
  using OpTraitRewritePattern::OpTraitRewritePattern;
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    RankedTensorType result = getTensorType(op->getResult(0));
    bool changed = false;
    for (int64_t fromLast = 0; fromLast < result.getRank(); ++fromLast) {
      int64_t size = getSize({op->getResult(0), fromLast});
      if (ShapedType::isDynamic(size))
        continue;
      SmallVector<Dimension> followed = getFollowed(op, fromLast);
      bool isOpen = llvm::all_of(
          followed, [](Dimension from) { return ShapedType::isDynamic(getSize(from)); });
      if (!isOpen || (size != 1 && followed.size() > 1 && !haveOneOrigin(followed)))
        continue;
      for (auto [operand, at] : followed) {
        SmallVector<int64_t> shape(getTensorType(operand).getShape());
        shape[shape.size() - 1 - at] = size;
        changed |= succeeded(refineOperand(operand, shape, rewriter));
      }
    }
    return success(changed);
  }

private:
  static bool haveOneOrigin(ArrayRef<Dimension> dimensions) {
    return llvm::all_equal(llvm::map_range(dimensions, getOrigin));
  }
};
} // namespace

void onnxc::onnx::populateInferOperandsPatterns(RewritePatternSet &patterns) {
  patterns.add<RefineOperandsOfSameType, RefineOperandOfCast, RefineBroadcastOperands,
               RefineScanElements>(patterns.getContext());
}
