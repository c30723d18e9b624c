#include "dialects/Onnx/Transforms/Decompose/DecomposeElementwise.h"

#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"

using namespace mlir;
using namespace onnxc::onnx;

/// The most operands of one operator: the time of LLVM grows with more than the square of the
/// pointers in a loop.
static constexpr size_t kMaxOperands = 32;

/// `values` from the first to the last, some by some.
template <typename Op>
static Value combine(OpBuilder &builder, Location loc, SmallVector<Value> values) {
  Value result = values.front();
  for (ArrayRef<Value> rest = ArrayRef(values).drop_front(); !rest.empty();) {
    size_t count = std::min(rest.size(), kMaxOperands - 1);
    SmallVector<Value> operands = {result};
    llvm::append_range(operands, rest.take_front(count));
    result = Op::create(builder, loc, operands);
    rest = rest.drop_front(count);
  }
  return result;
}

/// Values of 16 bits as f32, so that the result is rounded once.
static SmallVector<Value> widen(OpBuilder &builder, Location loc, ValueRange values) {
  SmallVector<Value> wide(values);
  for (Value &value : wide)
    if (auto type = dyn_cast<FloatType>(getTensorType(value).getElementType());
        type && type.getWidth() < 32)
      value = CastOp::create(builder, loc, value, builder.getF32Type());
  return wide;
}

namespace {
/// An operator of very many operands becomes a chain of the same operator.
template <typename Op, typename Combined = Op> struct SplitOperands : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    size_t count = op->getNumOperands();
    if (count <= kMaxOperands)
      return failure();
    Value result = combine<Combined>(rewriter, loc, widen(rewriter, loc, op->getOperands()));
    Type element = getTensorType(result).getElementType();
    if (isa<MeanOp>(op))
      result = DivOp::create(rewriter, loc, result, constantScalar(rewriter, loc, element, count));
    Type wanted = getTensorType(op).getElementType();
    if (element != wanted)
      result = CastOp::create(rewriter, loc, result, wanted);
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeElementwise(RewritePatternSet &patterns) {
  patterns.add<SplitOperands<MaxOp>, SplitOperands<MinOp>, SplitOperands<SumOp>,
               SplitOperands<MeanOp, SumOp>>(patterns.getContext());
}
