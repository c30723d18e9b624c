// DynamicQuantizeLSTM of ONNX Runtime: an LSTM with weights of 8 bits, whose inputs and states are
// quantized by their range before each product.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

namespace {
/// Makes the operators of one direction of an LSTM.
class QuantizedLstm {
public:
  QuantizedLstm(Node &node, NodeFormula &f, int64_t direction)
      : node(node), f(f), direction(direction), length(node.getInputType(0).getDimSize(0)),
        batch(node.getInputType(0).getDimSize(1)), size(node.getInputType(2).getDimSize(1)) {}

  /// All states of h [length, batch, size], and the last ones of h and c [batch, size].
  SmallVector<Value> build(bool isReverse) {
    Value x = project(node.inputs[0], /*weights=*/1, /*scale=*/8);
    if (Value bias = node.getInput(3)) {
      SmallVector<Value> halves = f.split(take(bias), 0, {4 * size, 4 * size});
      x = f.add(x, f.add(halves[0], halves[1]));
    }
    Value order = isReverse ? f.sub(node.makeInt(length - 1), f.iota(length)) : Value();
    if (isReverse)
      x = f.gather(x, order, 0);
    SmallVector<Value> results =
        f.loop(length, {getStart(5), getStart(6)}, 3, [&](Value number, ValueRange states) {
          return step(f.gather(x, number, 0), states[0], states[1]);
        });
    if (isReverse)
      results[2] = f.gather(results[2], order, 0);
    return {results[2], results[0], results[1]};
  }

private:
  /// The part of this direction.
  Value take(Value all) { return f.squeeze(f.slice(all, 0, direction, direction + 1), {0}); }

  /// `value` times the weights, which are input `weights`; their scale and zero point are inputs
  /// `scale` and `scale + 1`.
  Value project(Value value, size_t weights, size_t scale) {
    SmallVector<Value> quantized = f.buildAll("DynamicQuantizeLinear", {value}, {}, 3);
    Value sums = f.build("MatMulInteger", {quantized[0], take(node.inputs[weights]), quantized[2],
                                           take(node.inputs[scale + 1])});
    Value factor = f.mul(quantized[1], take(node.inputs[scale]));
    return f.mul(f.castTo(sums, node.builder.getF32Type()), factor);
  }

  Value getStart(size_t input) {
    if (Value start = node.getInput(input))
      return take(start);
    return f.build("Expand",
                   {node.makeScalar(node.builder.getF32Type(), 0), f.ints({batch, size})});
  }

  /// The next h and c, and h once more as an element of the result. The gates are input, output,
  /// forget and cell.
  SmallVector<Value> step(Value x, Value h, Value c) {
    SmallVector<Value> gates =
        f.split(f.add(x, project(h, /*weights=*/2, /*scale=*/10)), 1, {size, size, size, size});
    auto sigmoid = [&](Value value) { return f.build("Sigmoid", {value}); };
    Value kept = f.mul(sigmoid(gates[2]), c);
    c = f.add(kept, f.mul(sigmoid(gates[0]), f.build("Tanh", {gates[3]})));
    h = f.mul(sigmoid(gates[1]), f.build("Tanh", {c}));
    return {h, c, h};
  }

  Node &node;
  NodeFormula &f;
  int64_t direction, length, batch, size;
};
} // namespace

/// What an LSTM may have, but this one does not.
static LogicalResult checkLstm(Node &node) {
  for (StringRef name : {"activations", "activation_alpha", "activation_beta", "clip"})
    if (node.has(name))
      return node.emitError() << "has attribute '" << name << "', which is not supported";
  if (node.getInt("input_forget", 0) != 0)
    return node.emitError() << "has attribute 'input_forget', which is not supported";
  if (node.getInput(4) || node.getInput(7))
    return node.emitError() << "has lengths of sequences or weights of peepholes, which are not "
                               "supported";
  return success();
}

static LogicalResult normalizeDynamicQuantizeLstm(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)) || failed(checkInputs(node, 8, 4)) || failed(checkLstm(node)))
    return failure();
  for (size_t i : {0, 1, 2})
    if (failed(checkRank(node, i, 3)) || failed(checkStatic(node, i)))
      return failure();
  std::string direction = node.getString("direction", "forward");
  SmallVector<bool> reverse = direction == "forward"         ? SmallVector<bool>{false}
                              : direction == "reverse"       ? SmallVector<bool>{true}
                              : direction == "bidirectional" ? SmallVector<bool>{false, true}
                                                             : SmallVector<bool>{};
  if (reverse.empty() || node.getInputType(1).getDimSize(0) != int64_t(reverse.size()))
    return node.emitError() << "has direction '" << direction << "' for weights of "
                            << node.getInputType(1);
  // States have the direction in front, all states after the length.
  SmallVector<Value> outputs[3];
  for (auto [i, isReverse] : llvm::enumerate(reverse)) {
    SmallVector<Value> results = QuantizedLstm(node, f, i).build(isReverse);
    for (size_t k : {0, 1, 2})
      outputs[k].push_back(f.unsqueeze(results[k], {k == 0 ? 1 : 0}));
  }
  return f.finish({f.concat(outputs[0], 1), f.concat(outputs[1], 0), f.concat(outputs[2], 0)});
}

void importer::addQuantizedRecurrentNormalizers(NormalizerMap &map) {
  map["com.microsoft.DynamicQuantizeLSTM"] = normalizeDynamicQuantizeLstm;
}
