// Recurrent layers as one product of all inputs with their weights, and a Scan over time with
// the recurrent step.
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace onnxc::onnx;
using LocBuilder = ImplicitLocOpBuilder;

//===-- Small pieces -------------------------------------------------------===//

static Value like(LocBuilder &b, Value x, double value) {
  return constantScalar(b, b.getLoc(), getTensorType(x).getElementType(), value);
}
static Value add(LocBuilder &b, Value x, Value y) { return AddOp::create(b, x, y); }
static Value mul(LocBuilder &b, Value x, Value y) { return MulOp::create(b, x, y); }

/// The elements from `start` to before `end` along `axis`.
static Value cut(LocBuilder &b, Value value, int64_t axis, int64_t start, int64_t end) {
  if (start == 0 && end == getTensorType(value).getDimSize(axis))
    return value;
  auto ints = [&](int64_t x) { return constantInts(b, b.getLoc(), {x}); };
  return SliceOp::create(b, value, ints(start), ints(end), ints(axis), Value());
}

/// Entry `i` of the first dimension, without that dimension.
static Value entry(LocBuilder &b, Value value, int64_t i) {
  ArrayRef<int64_t> shape = getTensorType(value).getShape();
  return reshapeTo(b, b.getLoc(), cut(b, value, 0, i, i + 1), shape.drop_front());
}

static Value transpose(LocBuilder &b, Value value, ArrayRef<int64_t> permutation) {
  return TransposeOp::create(b, value, b.getDenseI64ArrayAttr(permutation));
}

static Value zeros(LocBuilder &b, RankedTensorType type) {
  return ConstantOp::create(b, ConstantTensor(type).toAttr());
}

//===-- Activations --------------------------------------------------------===//

namespace {
/// A function of the attribute `activations`.
struct Activation {
  StringRef name;
  double alpha = 0, beta = 0;
};
} // namespace

/// What ONNX says where activation_alpha and activation_beta say nothing.
static Activation makeActivation(StringRef name) {
  return llvm::StringSwitch<Activation>(name)
      .Case("Affine", {name, 1, 0})
      .Case("Elu", {name, 1, 0})
      .Case("HardSigmoid", {name, 0.2, 0.5})
      .Case("LeakyRelu", {name, 0.01, 0})
      .Case("ScaledTanh", {name, 1, 1})
      .Case("ThresholdedRelu", {name, 1, 0})
      .Default({name, 0, 0});
}

static Value activate(LocBuilder &b, const Activation &activation, Value x) {
  auto attr = [&](double value) { return b.getF32FloatAttr(static_cast<float>(value)); };
  StringRef name = activation.name;
  if (name == "Sigmoid")
    return SigmoidOp::create(b, x);
  if (name == "Tanh")
    return TanhOp::create(b, x);
  if (name == "Relu")
    return ReluOp::create(b, x);
  if (name == "Softsign")
    return SoftsignOp::create(b, x);
  if (name == "Softplus")
    return SoftplusOp::create(b, x);
  if (name == "Affine")
    return add(b, mul(b, x, like(b, x, activation.alpha)), like(b, x, activation.beta));
  if (name == "ScaledTanh") {
    Value scaled = TanhOp::create(b, mul(b, x, like(b, x, activation.beta)));
    return mul(b, scaled, like(b, x, activation.alpha));
  }
  if (name == "Elu")
    return EluOp::create(b, x.getType(), x, attr(activation.alpha));
  if (name == "LeakyRelu")
    return LeakyReluOp::create(b, x.getType(), x, attr(activation.alpha));
  if (name == "ThresholdedRelu")
    return ThresholdedReluOp::create(b, x.getType(), x, attr(activation.alpha));
  if (name == "HardSigmoid")
    return HardSigmoidOp::create(b, x.getType(), x, attr(activation.alpha), attr(activation.beta));
  return {};
}

static bool isKnownActivation(StringRef name) {
  return llvm::is_contained({"Affine", "Elu", "HardSigmoid", "LeakyRelu", "Relu", "ScaledTanh",
                             "Sigmoid", "Softplus", "Softsign", "Tanh", "ThresholdedRelu"},
                            name);
}

/// The functions of all directions. Those with parameters take the next given ones.
template <typename Op>
static SmallVector<Activation> getActivations(Op op, ArrayRef<StringRef> defaults) {
  SmallVector<StringRef> names;
  if (op.getActivations())
    llvm::append_range(names, op.getActivations()->template getAsValueRange<StringAttr>());
  else
    for (int i = 0, e = op.getDirection() == "bidirectional" ? 2 : 1; i < e; ++i)
      llvm::append_range(names, defaults);
  ArrayRef<float> alphas = op.getActivationAlpha().value_or(ArrayRef<float>());
  ArrayRef<float> betas = op.getActivationBeta().value_or(ArrayRef<float>());
  SmallVector<Activation> activations;
  for (StringRef name : names) {
    Activation &activation = activations.emplace_back(makeActivation(name));
    bool hasBeta = llvm::is_contained({"Affine", "HardSigmoid", "ScaledTanh"}, name);
    bool hasAlpha = hasBeta || llvm::is_contained({"Elu", "LeakyRelu", "ThresholdedRelu"}, name);
    if (hasAlpha && !alphas.empty()) {
      activation.alpha = alphas.front();
      alphas = alphas.drop_front();
    }
    if (hasBeta && !betas.empty()) {
      activation.beta = betas.front();
      betas = betas.drop_front();
    }
  }
  return activations;
}

//===-- Steps --------------------------------------------------------------===//

namespace {
/// One direction of a layer: its weights, and what the step needs besides the state.
struct Direction {
  int64_t hidden;
  ArrayRef<Activation> activations;
  std::optional<double> clip;
  /// [hidden, gates * hidden], and biases [gates * hidden] or null.
  Value recurrentWeights, inputBias, recurrentBias;
  /// LSTM: [3 * hidden] or null.
  Value peepholes;
  bool inputForget = false, linearBeforeReset = false;

  /// Columns of gate `g`.
  Value gate(LocBuilder &b, Value all, int64_t g, int64_t count = 1) const {
    int64_t axis = getTensorType(all).getRank() - 1;
    return cut(b, all, axis, g * hidden, (g + count) * hidden);
  }
  Value activated(LocBuilder &b, int64_t which, Value x) const {
    if (clip)
      x = ClipOp::create(b, x, like(b, x, -*clip), like(b, x, *clip));
    return activate(b, activations[which], x);
  }
  Value product(LocBuilder &b, Value h, Value weights) const {
    return MatMulOp::create(b, h, weights);
  }
};
} // namespace

/// The next states (the hidden one first) from the projected input of a step.
using Step = SmallVector<Value> (*)(LocBuilder &b, const Direction &direction, Value input,
                                    ValueRange states);

static SmallVector<Value> stepRnn(LocBuilder &b, const Direction &direction, Value input,
                                  ValueRange states) {
  Value sum = add(b, direction.product(b, states[0], direction.recurrentWeights), input);
  return {direction.activated(b, 0, sum)};
}

static SmallVector<Value> stepGru(LocBuilder &b, const Direction &direction, Value input,
                                  ValueRange states) {
  Value h = states[0], weights = direction.recurrentWeights;
  Value gates = add(b, direction.product(b, h, direction.gate(b, weights, 0, 2)),
                    direction.gate(b, input, 0, 2));
  Value z = direction.activated(b, 0, direction.gate(b, gates, 0));
  Value r = direction.activated(b, 0, direction.gate(b, gates, 1));
  Value hiddenWeights = direction.gate(b, weights, 2), candidate;
  if (direction.linearBeforeReset) {
    Value linear = direction.product(b, h, hiddenWeights);
    if (direction.recurrentBias)
      linear = add(b, linear, direction.gate(b, direction.recurrentBias, 2));
    candidate = mul(b, r, linear);
  } else {
    candidate = direction.product(b, mul(b, r, h), hiddenWeights);
  }
  candidate = direction.activated(b, 1, add(b, candidate, direction.gate(b, input, 2)));
  Value rest = SubOp::create(b, like(b, z, 1), z);
  return {add(b, mul(b, rest, candidate), mul(b, z, h))};
}

static SmallVector<Value> stepLstm(LocBuilder &b, const Direction &direction, Value input,
                                   ValueRange states) {
  Value c = states[1];
  Value gates = add(b, direction.product(b, states[0], direction.recurrentWeights), input);
  auto peep = [&](Value x, int64_t which, Value cell) {
    if (!direction.peepholes)
      return x;
    return add(b, x, mul(b, direction.gate(b, direction.peepholes, which), cell));
  };
  Value i = direction.activated(b, 0, peep(direction.gate(b, gates, 0), 0, c));
  Value f = direction.inputForget
                ? SubOp::create(b, like(b, i, 1), i).getResult()
                : direction.activated(b, 0, peep(direction.gate(b, gates, 2), 2, c));
  Value candidate = direction.activated(b, 1, direction.gate(b, gates, 3));
  Value next = add(b, mul(b, f, c), mul(b, i, candidate));
  Value o = direction.activated(b, 0, peep(direction.gate(b, gates, 1), 1, next));
  return {mul(b, o, activate(b, direction.activations[2], next)), next};
}

//===-- Layers -------------------------------------------------------------===//

namespace {
/// A scan over time: all hidden states [time, batch, hidden], and the last states.
struct ScanResult {
  Value all;
  SmallVector<Value> last;
};
} // namespace

/// Runs `step` along the first dimension of `inputs` ([time, batch, gates * hidden]). Batch
/// entries keep their states, and give zeros, from `lengths` ([batch], or null) on.
static ScanResult buildScan(LocBuilder &b, const Direction &direction, Step step, Value inputs,
                            Value lengths, ValueRange initial, bool backwards) {
  RankedTensorType type = getTensorType(inputs);
  RankedTensorType stateType = getTensorType(initial[0]);
  int64_t time = type.getDimSize(0), batch = type.getDimSize(1);
  RankedTensorType all = stateType.clone({time, batch, direction.hidden});
  SmallVector<Value> operands(initial);
  operands.push_back(inputs);
  if (lengths) {
    ConstantTensor times(RankedTensorType::get({time}, b.getI64Type()));
    for (int64_t i = 0; i < time; ++i)
      times.ints[i] = i;
    operands.push_back(ConstantOp::create(b, times.toAttr()));
  }

  OperationState state(b.getLoc(), ScanOp::getOperationName());
  state.addOperands(operands);
  SmallVector<int64_t> directions(operands.size() - initial.size(), 0);
  directions[0] = backwards;
  state.addAttribute("num_scan_inputs", b.getI64IntegerAttr(directions.size()));
  state.addAttribute("scan_input_directions", b.getDenseI64ArrayAttr(directions));
  state.addAttribute("scan_output_directions", b.getDenseI64ArrayAttr({int64_t(backwards)}));
  state.addTypes(SmallVector<Type>(initial.size(), stateType));
  state.addTypes(all);
  Region *body = state.addRegion();
  {
    OpBuilder::InsertionGuard guard(b);
    SmallVector<Type> types(initial.size(), stateType);
    types.push_back(type.clone(type.getShape().drop_front()));
    if (lengths)
      types.push_back(RankedTensorType::get({}, b.getI64Type()));
    Block *block = b.createBlock(body, {}, types, SmallVector<Location>(types.size(), b.getLoc()));
    ValueRange states = block->getArguments().take_front(initial.size());
    SmallVector<Value> next = step(b, direction, block->getArgument(initial.size()), states);
    SmallVector<Value> yielded(next);
    yielded.push_back(next[0]);
    if (lengths) {
      Value isInside = LessOp::create(b, block->getArguments().back(),
                                      reshapeTo(b, b.getLoc(), lengths, {batch, 1}));
      for (auto [value, old] : llvm::zip(yielded, states))
        value = WhereOp::create(b, isInside, value, old);
      yielded.back() = WhereOp::create(b, isInside, next[0], like(b, next[0], 0));
    }
    YieldOp::create(b, yielded);
  }
  Operation *scan = b.create(state);
  return {scan->getResults().back(), SmallVector<Value>(scan->getResults().drop_back())};
}

/// The sum of the biases that act alike, [gates * hidden]; the recurrent one of gate
/// `separateGate` (none: -1) stays out.
static Value buildInputBias(LocBuilder &b, Value input, Value recurrent, int64_t gates,
                            int64_t hidden, int64_t separateGate) {
  if (separateGate < 0)
    return add(b, input, recurrent);
  assert(separateGate == gates - 1 && "the last gate is the separate one");
  int64_t split = separateGate * hidden;
  Value common = add(b, cut(b, input, 0, 0, split), cut(b, recurrent, 0, 0, split));
  Value last = cut(b, input, 0, split, gates * hidden);
  return ConcatOp::create(b, ValueRange{common, last}, /*axis=*/0);
}

namespace {
/// What the three layers differ in.
struct Layer {
  int64_t gates, stateCount;
  SmallVector<StringRef> defaultActivations;
  Step step;
};

/// What a layer's operator says, in layout 0.
struct Operands {
  Value x, w, r, bias, lengths, peepholes;
  SmallVector<Value> initial; // null: zeros
};
} // namespace

/// The results of one direction.
template <typename Op>
static ScanResult buildDirection(LocBuilder &b, Op op, const Layer &layer, const Operands &operands,
                                 ArrayRef<Activation> activations, int64_t d) {
  RankedTensorType x = getTensorType(operands.x);
  int64_t batch = x.getDimSize(1), hidden = getTensorType(operands.r).getDimSize(2);
  Direction direction{hidden, activations, {}, {}, {}, {}, {}};
  if (op.getClip())
    direction.clip = op.getClip()->convertToDouble();
  if constexpr (std::is_same_v<Op, GRUOp>)
    direction.linearBeforeReset = op.getLinearBeforeReset() != 0;
  if constexpr (std::is_same_v<Op, LSTMOp>)
    direction.inputForget = op.getInputForget() != 0;
  direction.recurrentWeights = transpose(b, entry(b, operands.r, d), {1, 0});
  if (operands.peepholes)
    direction.peepholes = entry(b, operands.peepholes, d);

  Value inputs = MatMulOp::create(b, operands.x, transpose(b, entry(b, operands.w, d), {1, 0}));
  if (operands.bias) {
    Value both = entry(b, operands.bias, d);
    int64_t size = layer.gates * hidden;
    direction.recurrentBias = cut(b, both, 0, size, 2 * size);
    inputs = add(b, inputs,
                 buildInputBias(b, cut(b, both, 0, 0, size), direction.recurrentBias, layer.gates,
                                hidden, direction.linearBeforeReset ? layer.gates - 1 : -1));
  }
  SmallVector<Value> initial;
  for (Value state : operands.initial)
    initial.push_back(state ? entry(b, state, d) : zeros(b, x.clone({batch, hidden})));

  bool backwards = op.getDirection() == "reverse" || d == 1;
  // Sequences of several lengths are turned around one by one.
  bool turns = backwards && operands.lengths;
  auto turned = [&](Value value) -> Value {
    return ReverseSequenceOp::create(b, value, operands.lengths, /*batch_axis=*/1,
                                     /*time_axis=*/0);
  };
  ScanResult result = buildScan(b, direction, layer.step, turns ? turned(inputs) : inputs,
                                operands.lengths, initial, backwards && !turns);
  if (turns)
    result.all = turned(result.all);
  return result;
}

/// Joins the directions along a new dimension `axis`.
static Value join(LocBuilder &b, ArrayRef<Value> values, int64_t axis) {
  SmallVector<int64_t> shape(getTensorType(values[0]).getShape());
  shape.insert(shape.begin() + axis, 1);
  SmallVector<Value> parts;
  for (Value value : values)
    parts.push_back(reshapeTo(b, b.getLoc(), value, shape));
  return parts.size() == 1 ? parts[0] : ConcatOp::create(b, parts, axis).getResult();
}

template <typename Op> static Operands getOperands(LocBuilder &b, Op op) {
  Operands operands{op.getX(), op.getW(), op.getR(), op.getB(), op.getSequenceLens(), {}, {}};
  operands.initial.push_back(op.getInitialH());
  if constexpr (std::is_same_v<Op, LSTMOp>) {
    operands.initial.push_back(op.getInitialC());
    operands.peepholes = op.getP();
  }
  if (operands.lengths)
    operands.lengths = CastOp::create(b, operands.lengths, b.getI64Type());
  if (op.getLayout()) {
    operands.x = transpose(b, operands.x, {1, 0, 2});
    for (Value &state : operands.initial)
      if (state)
        state = transpose(b, state, {1, 0, 2});
  }
  return operands;
}

namespace {
template <typename Op> struct DecomposeLayer : OpRewritePattern<Op> {
  DecomposeLayer(MLIRContext *context, Layer layer)
      : OpRewritePattern<Op>(context), layer(std::move(layer)) {}

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    SmallVector<Activation> activations = getActivations(op, layer.defaultActivations);
    for (const Activation &activation : activations)
      if (!isKnownActivation(activation.name))
        return rewriter.notifyMatchFailure(op, "unknown activation");
    for (Value operand : op->getOperands())
      if (!getTensorType(operand).hasStaticShape())
        return rewriter.notifyMatchFailure(op, "dynamic shape");

    RankedTensorType x = getTensorType(op.getX());
    int64_t time = x.getDimSize(op.getLayout() ? 1 : 0);
    if (!isComputable(RankedTensorType::get({time}, rewriter.getI64Type())) ||
        !isComputable(getTensorType(op.getYH())))
      return rewriter.notifyMatchFailure(op, "too many steps, or too large a state");

    LocBuilder b(op.getLoc(), rewriter);
    Operands operands = getOperands(b, op);
    int64_t directions = getTensorType(op.getW()).getDimSize(0);
    ArrayRef<Activation> rest = activations;
    size_t perDirection = activations.size() / directions;
    SmallVector<Value> all;
    SmallVector<SmallVector<Value>> last(layer.stateCount);
    for (int64_t d = 0; d < directions; ++d) {
      ScanResult result =
          buildDirection(b, op, layer, operands, rest.slice(d * perDirection, perDirection), d);
      all.push_back(result.all);
      for (auto [values, value] : llvm::zip_equal(last, result.last))
        values.push_back(value);
    }
    SmallVector<Value> results = {join(b, all, 1)};
    for (ArrayRef<Value> values : last)
      results.push_back(join(b, values, 0));
    if (op.getLayout()) {
      results[0] = transpose(b, results[0], {2, 0, 1, 3});
      for (Value &state : llvm::drop_begin(results))
        state = transpose(b, state, {1, 0, 2});
    }
    rewriter.replaceOp(op, results);
    return success();
  }

private:
  Layer layer;
};
} // namespace

void onnxc::onnx::populateDecomposeRecurrent(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<DecomposeLayer<RNNOp>>(context, Layer{1, 1, {"Tanh"}, stepRnn});
  patterns.add<DecomposeLayer<GRUOp>>(context, Layer{3, 1, {"Sigmoid", "Tanh"}, stepGru});
  patterns.add<DecomposeLayer<LSTMOp>>(context, Layer{4, 2, {"Sigmoid", "Tanh", "Tanh"}, stepLstm});
}
