#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

/// Small floats are computed in f32.
static Type widen(Type type) {
  return type.getIntOrFloatBitWidth() < 32 ? Float32Type::get(type.getContext()) : type;
}

namespace {
/// What a step reads, each [batch, heads, rows, columns]: the query has a row for each head of
/// its group, the others have one. Decay and beta may be null.
struct Inputs {
  Value query, key, value, decay, beta;
};

/// The output of a step and the state after it.
struct StepResult {
  Value output, state;
};
} // namespace

static StepResult step(Formula &f, const Inputs &inputs, Value state) {
  auto turned = [&](Value row) {
    ArrayRef<int64_t> shape = getTensorType(row).getShape();
    return f.reshape(row, {shape[0], shape[1], shape[3], shape[2]});
  };
  Value value = inputs.value;
  if (inputs.decay)
    state = f.mul(state, turned(inputs.decay));
  if (inputs.beta)
    value = f.mul(inputs.beta, f.sub(value, f.matMul(inputs.key, state)));
  state = f.add(state, f.mul(turned(inputs.key), value));
  return {f.matMul(inputs.query, state), state};
}

namespace {
/// The recurrence becomes a Scan along the length, or one step without any:
///
///   %y, %s = onnx.LinearAttention %q, %k, %v, %past, %decay, %beta
/// becomes
///   %s, %y = onnx.Scan %past, %q, %k, %v, (onnx.Exp %decay), %beta { a step }
struct DecomposeLinearAttention : OpRewritePattern<LinearAttentionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LinearAttentionOp op, PatternRewriter &rewriter) const override {
    auto isStatic = [](Type type) { return cast<RankedTensorType>(type).hasStaticShape(); };
    if (!llvm::all_of(op->getOperandTypes(), isStatic) ||
        !llvm::all_of(op->getResultTypes(), isStatic))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    RankedTensorType type = getTensorType(op.getOutput());
    RankedTensorType stateType = getTensorType(op.getPresentState());
    if (type.getNumElements() == 0 || stateType.getNumElements() == 0)
      return rewriter.notifyMatchFailure(op, "no elements");
    Type wide = widen(type.getElementType());
    if (!op.getPastState() && !isComputable(stateType))
      return rewriter.notifyMatchFailure(op, "the state is too large");

    Formula f{rewriter, op.getLoc()};
    Value past = op.getPastState()
                     ? f.castTo(op.getPastState(), wide)
                     : ConstantOp::create(rewriter, op.getLoc(),
                                          ConstantTensor(stateType.clone(wide)).toAttr());
    Inputs inputs = getInputs(f, op, wide);
    StepResult result =
        type.getDimSize(1) == 1 ? runOneStep(f, inputs, past) : runScan(f, inputs, past);
    rewriter.replaceOp(op,
                       {f.reshape(f.castTo(result.output, type.getElementType()), type.getShape()),
                        f.castTo(result.state, stateType.getElementType())});
    return success();
  }

private:
  /// The inputs of all steps, [batch, length, heads, rows, columns].
  static Inputs getInputs(Formula &f, LinearAttentionOp op, Type wide) {
    ArrayRef<int64_t> state = getTensorType(op.getPresentState()).getShape();
    int64_t heads = state[1], group = int64_t(op.getQNumHeads()) / heads, size = state[2];
    auto split = [&](Value packed, int64_t heads, int64_t rows) {
      ArrayRef<int64_t> shape = getTensorType(packed).getShape();
      return f.reshape(f.castTo(packed, wide),
                       {shape[0], shape[1], heads, rows, shape[2] / (heads * rows)});
    };
    double scale = op.getScale().convertToDouble();
    if (scale == 0)
      scale = 1 / std::sqrt(size);
    Value query = split(op.getQuery(), heads, group);
    query = f.mul(query, f.scalar(query, scale));
    Value decay, beta;
    if (op.getDecay())
      decay = f.exp(split(op.getDecay(), heads, 1));
    if (op.getBeta())
      beta = split(op.getBeta(), getTensorType(op.getBeta()).getDimSize(2), 1);
    return {query, split(op.getKey(), heads, 1), split(op.getValue(), heads, 1), decay, beta};
  }

  static StepResult runOneStep(Formula &f, Inputs inputs, Value state) {
    for (Value *input : getPresent(inputs)) {
      SmallVector<int64_t> shape(getTensorType(*input).getShape());
      shape.erase(shape.begin() + 1);
      *input = f.reshape(*input, shape);
    }
    return step(f, inputs, state);
  }

  static StepResult runScan(Formula &f, Inputs inputs, Value initial) {
    SmallVector<Value> operands = {initial};
    SmallVector<Type> types = {initial.getType()};
    for (Value *input : getPresent(inputs)) {
      RankedTensorType type = getTensorType(*input);
      SmallVector<int64_t> shape(type.getShape());
      shape.erase(shape.begin() + 1);
      operands.push_back(*input);
      types.push_back(type.clone(shape));
    }
    SmallVector<int64_t> axes(operands.size() - 1, 1);
    OperationState scan(f.loc, ScanOp::getOperationName());
    scan.addOperands(operands);
    scan.addAttribute("num_scan_inputs", f.builder.getI64IntegerAttr(axes.size()));
    scan.addAttribute("scan_input_axes", f.builder.getDenseI64ArrayAttr(axes));
    scan.addAttribute("scan_output_axes", f.builder.getDenseI64ArrayAttr({1}));

    StepResult next;
    {
      OpBuilder::InsertionGuard guard(f.builder);
      Block *block = f.builder.createBlock(scan.addRegion(), {}, types,
                                           SmallVector<Location>(types.size(), f.loc));
      for (auto [input, slice] :
           llvm::zip_equal(getPresent(inputs), llvm::drop_begin(block->getArguments())))
        *input = slice;
      next = step(f, inputs, block->getArgument(0));
      YieldOp::create(f.builder, f.loc, ValueRange{next.state, next.output});
    }
    RankedTensorType output = getTensorType(next.output);
    SmallVector<int64_t> all(output.getShape());
    all.insert(all.begin() + 1, getTensorType(operands[1]).getDimSize(1));
    scan.addTypes({initial.getType(), output.clone(all)});
    Operation *result = f.builder.create(scan);
    return {result->getResult(1), result->getResult(0)};
  }

  static SmallVector<Value *> getPresent(Inputs &inputs) {
    SmallVector<Value *> present = {&inputs.query, &inputs.key, &inputs.value};
    for (Value *factor : {&inputs.decay, &inputs.beta})
      if (*factor)
        present.push_back(factor);
    return present;
  }
};
} // namespace

void onnxc::onnx::populateDecomposeLinearAttention(RewritePatternSet &patterns) {
  patterns.add<DecomposeLinearAttention>(patterns.getContext());
}
