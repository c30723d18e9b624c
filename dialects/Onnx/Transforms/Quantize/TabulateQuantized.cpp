#include "dialects/Onnx/Transforms/Quantize/TabulateQuantized.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/Transforms/Formula.h"
#include "dialects/Onnx/Transforms/Quantize/QuantizedTensor.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace onnxc::onnx;

/// What takes longer for an element than to look it up.
static bool isCostly(Operation *op) {
  return isa<AcosOp, AcoshOp, AsinOp, AsinhOp, AtanOp, AtanhOp, CeluOp, CosOp, CoshOp, EluOp, ErfOp,
             ExpOp, GeluOp, LogOp, MishOp, PowOp, SeluOp, SigmoidOp, SinOp, SinhOp, SoftplusOp,
             SwishOp, TanOp, TanhOp>(op);
}

/// Operators each of whose elements follows from one element of each operand.
static bool isElementwise(Operation *op) {
  return isCostly(op) ||
         isa<AbsOp, AddOp, CeilOp, ClipOp, DivOp, FloorOp, HardSigmoidOp, HardSwishOp, LeakyReluOp,
             MaxOp, MinOp, MulOp, NegOp, PReluOp, ReciprocalOp, ReluOp, RoundOp, ShrinkOp,
             SoftsignOp, SqrtOp, SubOp, ThresholdedReluOp>(op);
}

namespace {
/// Operators that compute a value from one tensor of bytes, in their order, and constants of one
/// element.
struct ByteFunction {
  Value bytes;
  llvm::SetVector<Operation *> ops;

  /// Adds what computes `value`; false if it takes more than `bytes`.
  bool add(Value value) {
    constexpr size_t kMostOps = 32;
    Operation *op = value.getDefiningOp();
    if (!op || ops.contains(op))
      return op != nullptr;
    if (auto constant = getConstant(value))
      return constant.getNumElements() == 1;
    if (auto dequantize = dyn_cast<DequantizeLinearOp>(op)) {
      std::optional<QuantizedTensor> x = getQuantized(dequantize);
      if (!x || !x->isOfBytes() || x->scales.size() != 1 || (bytes && bytes != x->elements))
        return false;
      bytes = x->elements;
      ops.insert(op);
      return true;
    }
    if (!isElementwise(op) || ops.size() > kMostOps ||
        !llvm::all_of(op->getOperands(), [&](Value operand) { return add(operand); }))
      return false;
    ops.insert(op);
    return true;
  }
};

struct TabulateQuantized : OpRewritePattern<QuantizeLinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeLinearOp op, PatternRewriter &rewriter) const override {
    std::optional<QuantizedTensor> y = getQuantized(op);
    ByteFunction function;
    if (!y || !y->isOfBytes() || y->scales.size() != 1 || !function.add(op.getInput()) ||
        !function.bytes || getConstant(function.bytes) || llvm::none_of(function.ops, isCostly))
      return failure();
    RankedTensorType type = getTensorType(function.bytes);
    // A table would not pay for few elements.
    if (!type.hasStaticShape() || type.getNumElements() < kBytes ||
        type.getShape() != getTensorType(op).getShape())
      return failure();
    Formula f{rewriter, op.getLoc()};
    Value table = buildTable(f, function, op);
    Value indices = function.bytes;
    if (type.getElementType().isSignlessInteger())
      indices =
          BitCastOp::create(rewriter, f.loc, indices,
                            IntegerType::get(rewriter.getContext(), 8, IntegerType::Unsigned));
    rewriter.replaceOpWithNewOp<GatherOp>(op, op.getType(), table,
                                          f.castTo(indices, rewriter.getI32Type()), /*axis=*/0);
    return success();
  }

private:
  static constexpr int64_t kBytes = 256;

  /// What `op` makes of all bytes, in the order of their bits.
  static Value buildTable(Formula &f, ByteFunction &function, QuantizeLinearOp op) {
    auto bytesType =
        RankedTensorType::get({kBytes}, getTensorType(function.bytes).getElementType());
    ConstantTensor all(bytesType);
    bool isUnsigned = bytesType.getElementType().isUnsignedInteger();
    for (int64_t i = 0; i < kBytes; ++i)
      all.ints[i] = isUnsigned || i < kBytes / 2 ? i : i - kBytes;
    IRMapping mapping;
    mapping.map(function.bytes, ConstantOp::create(f.builder, f.loc, bytesType, all.toAttr()));
    for (Operation *step : function.ops)
      cloneOnBytes(f, step, mapping);
    return cloneOnBytes(f, op, mapping)->getResult(0);
  }

  static Operation *cloneOnBytes(Formula &f, Operation *op, IRMapping &mapping) {
    // Constants of one element keep the shape of the others.
    for (Value operand : op->getOperands())
      if (!mapping.contains(operand))
        mapping.map(operand, f.reshape(operand, {}));
    Operation *clone = f.builder.clone(*op, mapping);
    Value result = clone->getResult(0);
    result.setType(getTensorType(result).clone(ArrayRef{kBytes}));
    return clone;
  }
};
} // namespace

void onnxc::onnx::populateTabulateQuantized(RewritePatternSet &patterns) {
  patterns.add<TabulateQuantized>(patterns.getContext());
}
