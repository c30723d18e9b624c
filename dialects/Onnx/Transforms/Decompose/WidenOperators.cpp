#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"

using namespace mlir;
using namespace onnxc::onnx;

static bool isSmallFloat(Type type) { return type.isF16() || type.isBF16(); }

static Type getElementType(Type tensor) { return cast<RankedTensorType>(tensor).getElementType(); }

static Type widened(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !isSmallFloat(tensor.getElementType()))
    return type;
  return tensor.clone(Float32Type::get(type.getContext()));
}

/// Whether `op` is computed in several steps, of which each would round. Operators whose lowering
/// sees to that by itself are none.
static bool hasSeveralSteps(Operation *op) {
  if (auto gemm = dyn_cast<GemmOp>(op))
    return !gemm.getAlpha().isExactlyValue(1.0) || !gemm.getBeta().isExactlyValue(1.0);
  if (auto einsum = dyn_cast<EinsumOp>(op))
    return einsum.getInputs().size() > 2;
  if (auto dropout = dyn_cast<DropoutOp>(op))
    return dropout.getTrainingMode() && getConstantInt(dropout.getTrainingMode()) != 0;
  if (auto scatter = dyn_cast<ScatterElementsOp>(op))
    return scatter.getReduction() != "none";
  if (auto scatter = dyn_cast<ScatterNDOp>(op))
    return scatter.getReduction() != "none";
  return isa<AdagradOp, AdamOp, BatchNormalizationOp, CausalConvWithStateOp, CumProdOp, CumSumOp,
             DeformConvOp, DFTOp, GroupNormalizationOp, GRUOp, InstanceNormalizationOp,
             LayerNormalizationOp, LogSoftmaxOp, LpNormalizationOp, LRNOp, LSTMOp,
             MeanVarianceNormalizationOp, MomentumOp, NegativeLogLikelihoodLossOp, RangeOp,
             ReduceL1Op, ReduceL2Op, ReduceLogSumExpOp, ReduceLogSumOp, ReduceSumSquareOp,
             RMSNormalizationOp, RNNOp, SoftmaxCrossEntropyLossOp, SoftmaxOp, STFTOp>(op);
}

namespace {
/// On f16 or bf16, an operator of several steps computes in f32 and rounds once:
///
///   %y = onnx.ReduceL2 %x : (tensor<4xf16>) -> tensor<f16>
/// becomes
///   %w = onnx.Cast %x : (tensor<4xf16>) -> tensor<4xf32>
///   %r = onnx.ReduceL2 %w : (tensor<4xf32>) -> tensor<f32>
///   %y = onnx.Cast %r : (tensor<f32>) -> tensor<f16>
struct WidenOperator : RewritePattern {
  /// Before any decomposition.
  explicit WidenOperator(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/10, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    auto isNarrow = [](Type type) { return widened(type) != type; };
    if (!hasSeveralSteps(op) || llvm::none_of(op->getOperandTypes(), isNarrow))
      return failure();
    Formula f{rewriter, op->getLoc()};
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(f.castTo(operand, getElementType(widened(operand.getType()))));
    OperationState state(op->getLoc(), op->getName(), operands,
                         llvm::map_to_vector(op->getResultTypes(), widened), op->getAttrs());
    state.propertiesAttr = op->getPropertiesAsAttribute();
    SmallVector<Value> results;
    for (auto [wide, type] :
         llvm::zip_equal(rewriter.create(state)->getResults(), op->getResultTypes()))
      results.push_back(f.castTo(wide, getElementType(type)));
    rewriter.replaceOp(op, results);
    return success();
  }
};
} // namespace

void onnxc::onnx::populateWidenOperators(RewritePatternSet &patterns) {
  patterns.add<WidenOperator>(patterns.getContext());
}
