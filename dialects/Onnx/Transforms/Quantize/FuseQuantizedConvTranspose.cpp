#include "dialects/Onnx/Transforms/Quantize/FuseQuantizedConvTranspose.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/Evaluate.h"
#include "dialects/Onnx/Transforms/Decompose/ConvTransposePhases.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"

using namespace mlir;
using namespace onnxc::onnx;

/// What `op`, which moves elements, makes of constants.
static ElementsAttr evaluateMove(Operation *op, ArrayRef<Attribute> operands) {
  SmallVector<ElementsAttr> results;
  if (canEvaluate(op) && succeeded(evaluate(op, operands, results)))
    return results.front();
  SmallVector<OpFoldResult> folded;
  bool isFolded = succeeded(op->fold(operands, folded)) && folded.size() == 1;
  assert(isFolded && "shapes are static");
  (void)isFolded;
  auto constant = dyn_cast<Attribute>(folded.front());
  // A Reshape to the same shape is its operand.
  return cast<ElementsAttr>(constant ? constant : operands.front());
}

/// `value`, which operators that move elements make of constants, as a constant.
static Value evaluateAll(PatternRewriter &rewriter, Value value) {
  Operation *op = value.getDefiningOp();
  if (isa<ConstantOp>(op))
    return value;
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands())
    operands.push_back(getConstant(evaluateAll(rewriter, operand)));
  return ConstantOp::create(rewriter, op->getLoc(), value.getType(), evaluateMove(op, operands));
}

/// Numbers of `elements` along their first dimension, of which each has its scale of `scales`.
static Value dequantize(OpBuilder &builder, Location loc, Value elements, ArrayRef<float> scales) {
  SmallVector<float> repeated;
  for (int64_t i = 0; i < getTensorType(elements).getDimSize(0); ++i)
    repeated.push_back(scales[i % scales.size()]);
  auto type = RankedTensorType::get({int64_t(repeated.size())}, builder.getF32Type());
  Value scale =
      ConstantOp::create(builder, loc, type, DenseElementsAttr::get(type, ArrayRef(repeated)));
  auto resultType = getTensorType(elements).clone(builder.getF32Type());
  return DequantizeLinearOp::create(builder, loc, resultType, elements, scale,
                                    /*zero_point=*/Value(), /*axis=*/0, /*block_size=*/0,
                                    /*output_dtype=*/TypeAttr());
}

/// The one reader of `value`, if it is a `Op`.
template <typename Op> static Op getReader(Value value) {
  return value.hasOneUse() ? dyn_cast<Op>(*value.user_begin()) : Op();
}

/// `op` on `input` in place of its first operand.
static Value cloneOn(PatternRewriter &rewriter, Operation *op, Value input) {
  Operation *clone = rewriter.clone(*op);
  clone->setOperand(0, input);
  Value result = clone->getResult(0);
  result.setType(getTensorType(input).clone(getTensorType(result).getElementType()));
  return result;
}

namespace {
struct FuseQuantizedConvTranspose : OpRewritePattern<ConvTransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvTransposeOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> x =
        getQuantized(op.getInput().getDefiningOp<DequantizeLinearOp>());
    std::optional<QuantizedTensor> w = getQuantizedConstant(op.getWeight());
    if (!x || !w || x->scales.size() != 1 || !x->isOfBytes() || !w->isOfBytes() ||
        !w->zeroPoints.empty() || (w->scales.size() > 1 && w->axis != 1) ||
        !ConvTransposePhases::areKnown(op))
      return failure();
    if (op.getBias() && !canRepeat(op.getBias(), getTensorType(op.getWeight()).getDimSize(1)))
      return rewriter.notifyMatchFailure(op, "has a bias of other scales");
    ConvTransposePhases phases(rewriter, op);
    Value filters = evaluateAll(rewriter, phases.buildFilters(w->elements));
    Value bias = op.getBias() ? buildBias(rewriter, op.getBias(), phases) : Value();
    Value conv = phases.buildConv(op.getInput(),
                                  dequantize(rewriter, op.getLoc(), filters, w->scales), bias);
    finish(rewriter, op, phases, conv);
    return success();
  }

private:
  /// Whether `bias` is a constant of floats, or a quantized one. Scales of several groups would be
  /// in another order.
  static bool canRepeat(Value bias, int64_t filters) {
    if (getConstant(bias))
      return true;
    std::optional<QuantizedTensor> quantized = getQuantizedConstant(bias);
    return quantized && quantized->zeroPoints.empty() &&
           (quantized->scales.size() == 1 || int64_t(quantized->scales.size()) == filters);
  }

  /// The bias of all phases.
  static Value buildBias(PatternRewriter &rewriter, Value bias, ConvTransposePhases &phases) {
    if (getConstant(bias))
      return evaluateAll(rewriter, phases.buildBias(bias));
    QuantizedTensor quantized = *getQuantizedConstant(bias);
    return dequantize(rewriter, bias.getLoc(),
                      evaluateAll(rewriter, phases.buildBias(quantized.elements)),
                      quantized.scales);
  }

  /// An activation and QuantizeLinear that follow come before the phases are interleaved.
  static void finish(PatternRewriter &rewriter, Operation *last, ConvTransposePhases &phases,
                     Value value) {
    Operation *activation = getReader<ReluOp>(last->getResult(0));
    if (auto clip = getReader<ClipOp>(last->getResult(0));
        clip && clip.getInput() == last->getResult(0))
      activation = clip;
    Operation *before = activation ? activation : last;
    auto quantize = getReader<QuantizeLinearOp>(before->getResult(0));
    if (std::optional<QuantizedTensor> y = getQuantized(quantize); y && y->scales.size() == 1) {
      rewriter.setInsertionPoint(quantize);
      if (activation)
        value = cloneOn(rewriter, activation, value);
      value = cloneOn(rewriter, quantize, value);
      last = quantize;
    }
    rewriter.replaceOp(last, phases.interleave(value));
  }
};
} // namespace

void onnxc::onnx::populateFuseQuantizedConvTranspose(RewritePatternSet &patterns) {
  patterns.add<FuseQuantizedConvTranspose>(patterns.getContext());
}
