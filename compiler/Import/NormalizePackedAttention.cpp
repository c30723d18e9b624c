// ONNX Runtime's attention on sequences without padding: the tokens of all of a batch one after
// the other, and for each the place that it has with padding. After the places of the tokens stand
// those of the padding.
#include "compiler/Import/FusedAttention.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// [tokens, columns] as [batch * length, columns], with zeros as padding.
static Value addPadding(Node &node, NodeFormula &f, Value tokens, Value places, int64_t count,
                        int64_t room) {
  if (f.isBroken())
    return {};
  auto type = cast<RankedTensorType>(tokens.getType());
  Value zeros = f.build(
      "Expand", {node.makeScalar(type.getElementType(), 0), f.ints({room, type.getDimSize(1)})});
  Value used = f.castTo(f.slice(f.reshape(places, {-1}), 0, 0, count), node.builder.getI64Type());
  return f.build("ScatterND", {zeros, f.unsqueeze(used, {1}), tokens});
}

static Value takeTokens(NodeFormula &f, Value padded, Value places, int64_t count) {
  return f.gather(padded, f.slice(f.reshape(places, {-1}), 0, 0, count), 0);
}

/// RestorePadding: [tokens, columns] as [batch, length, columns].
static LogicalResult normalizeRestorePadding(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)) || failed(checkRank(node, 0, 2)) ||
      failed(checkStatic(node, 0)) || failed(checkRank(node, 1, 2)) || failed(checkStatic(node, 1)))
    return failure();
  RankedTensorType places = node.getInputType(1);
  Value y = addPadding(node, f, node.inputs[0], node.inputs[1], node.getInputType(0).getDimSize(0),
                       places.getNumElements());
  return f.finish({f.reshape(y, {places.getDimSize(0), places.getDimSize(1), -1})});
}

/// RemovePadding: the tokens, their places, how many there are before each of the batch and after
/// the last one, and how many the longest has.
static LogicalResult normalizeRemovePadding(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)) || failed(checkRank(node, 0, 3)) ||
      failed(checkStatic(node, 0)) || failed(checkRank(node, 1, 1)))
    return failure();
  RankedTensorType type = node.getInputType(0);
  int64_t batch = type.getDimSize(0), length = type.getDimSize(1);
  Type i32 = node.builder.getI32Type(), i64 = node.builder.getI64Type();
  Value counts = f.castTo(node.inputs[1], i64);
  Value isToken = f.reshape(f.build("Less", {f.iota(length), f.unsqueeze(counts, {1})}), {-1});
  Value positions = f.iota(batch * length);
  Value behind = f.add(positions, node.makeScalar(i64, double(batch * length)));
  Value order = f.where(isToken, positions, behind);
  Value places =
      f.buildAll("TopK", {order, f.ints({batch * length})}, f.with("largest", int64_t(0)), 2)[1];
  Value tokens = f.squeeze(f.build("NonZero", {isToken}), {0});
  Value output = f.gather(f.reshape(node.inputs[0], {batch * length, -1}), tokens, 0);
  Value sums = f.build("CumSum", {counts, node.makeInt(0)});
  Value begins = f.castTo(f.concat({f.ints({0}), sums}, 0), i32);
  Value longest = f.castTo(f.build("ReduceMax", {counts, f.ints({0})}), i32);
  return f.finish({output, f.castTo(f.reshape(places, {batch, length}), i32), begins, longest});
}

namespace {
/// Attention to what is packed.
class PackedAttention {
public:
  PackedAttention(Node &node, size_t places, size_t bias)
      : node(node), f(node), places(places), bias(bias) {}

  LogicalResult check(int64_t tokens) {
    if (failed(checkInputs(node, places, 2)) || failed(checkRank(node, places, 2)) ||
        failed(checkStatic(node, places)) || failed(checkRank(node, places + 1, 1)))
      return failure();
    FailureOr<int64_t> number = getHeads(node, "num_heads");
    if (failed(number))
      return failure();
    heads = *number;
    count = tokens;
    batch = node.getInputType(places).getDimSize(0);
    length = node.getInputType(places).getDimSize(1);
    if (count > batch * length)
      return node.emitError() << "has " << count << " tokens, but only " << batch * length
                              << " places";
    return success();
  }

  /// Query, key and value are [tokens, columns].
  LogicalResult attend(Value query, Value key, Value value) {
    FusedAttention attention;
    attention.query = pad(query);
    attention.key = pad(key);
    attention.value = pad(value);
    attention.scale = node.getFloat("scale", 0);
    attention.mask = makeMask();
    Value padded = f.reshape(attention.build(f)[0], {batch * length, -1});
    return f.finish({takeTokens(f, padded, node.inputs[places], count)});
  }

  NodeFormula &formula() { return f; }

private:
  Value pad(Value tokens) {
    Value padded = addPadding(node, f, tokens, node.inputs[places], count, batch * length);
    return splitHeads(f, f.reshape(padded, {batch, length, -1}), heads);
  }

  /// Hides the keys after the end of each of the batch.
  Value makeMask() {
    Value sums = f.castTo(node.inputs[places + 1], node.builder.getI64Type());
    Value lengths = f.sub(f.slice(sums, 0, 1, batch + 1), f.slice(sums, 0, 0, batch));
    Value counts = f.build("Less", {f.iota(length), f.reshape(lengths, {batch, 1, 1, 1})});
    Type type = node.getInputType(0).getElementType();
    double lowest = -10000;
    Value hidden = f.where(counts, node.makeScalar(type, 0), node.makeScalar(type, lowest));
    return f.addIf(hidden, node.getInput(bias));
  }

  Node &node;
  NodeFormula f;
  size_t places, bias;
  int64_t heads = 0, count = 0, batch = 0, length = 0;
};
} // namespace

/// PackedAttention: input * weights + bias, attended to.
static LogicalResult normalizePackedAttention(Node &node) {
  PackedAttention attention(node, /*places=*/3, /*bias=*/5);
  if (failed(checkInputs(node, 0, 3)) || failed(checkRank(node, 0, 2)) ||
      failed(checkStatic(node, 0)) || failed(checkRank(node, 1, 2)) ||
      failed(checkStatic(node, 1)) || failed(attention.check(node.getInputType(0).getDimSize(0))))
    return failure();
  int64_t columns = node.getInputType(1).getDimSize(1);
  SmallVector<int64_t> sizes =
      node.getInts("qkv_hidden_sizes").value_or(SmallVector<int64_t>(3, columns / 3));
  if (sizes.size() != 3 || llvm::any_of(sizes, [](int64_t size) { return size < 1; }) ||
      sizes[0] + sizes[1] + sizes[2] != columns || sizes[0] != sizes[1])
    return node.emitError() << "cannot divide " << columns
                            << " columns of weights into those of query, key and value";
  NodeFormula &f = attention.formula();
  Value projected = f.add(f.matMul(node.inputs[0], node.inputs[1]), node.inputs[2]);
  SmallVector<Value> parts = f.split(projected, 1, sizes);
  return attention.attend(parts[0], parts[1], parts[2]);
}

/// PackedMultiHeadAttention: query, key and value [tokens, columns], or as one tensor [tokens,
/// heads, 3, size].
static LogicalResult normalizePackedMultiHead(Node &node) {
  PackedAttention attention(node, /*places=*/4, /*bias=*/6);
  if (failed(checkInputs(node, 0, 1)) || failed(checkStatic(node, 0)) ||
      failed(attention.check(node.getInputType(0).getDimSize(0))))
    return failure();
  NodeFormula &f = attention.formula();
  RankedTensorType type = node.getInputType(0);
  SmallVector<Value> parts;
  if (type.getRank() == 4 && type.getDimSize(2) == 3 && !node.getInput(1) && !node.getInput(2)) {
    parts = f.split(node.inputs[0], 2, {1, 1, 1});
    for (Value &part : parts)
      part = f.reshape(part, {0, -1});
  } else if (type.getRank() == 2 && node.getInput(1) && node.getInput(2)) {
    parts.assign(node.inputs.begin(), node.inputs.begin() + 3);
  } else {
    return node.emitError() << "does not take " << type << " as query";
  }
  if (node.getInput(3)) {
    if (failed(checkRank(node, 3, 1)) || failed(checkStatic(node, 3)) || f.isBroken())
      return failure();
    int64_t columns = cast<RankedTensorType>(parts[0].getType()).getDimSize(1),
            rest = node.getInputType(3).getDimSize(0) - 2 * columns;
    if (rest < 1)
      return node.emitError() << "expects a bias for query, key and value, but got "
                              << node.getInputType(3);
    SmallVector<Value> biases = f.split(node.inputs[3], 0, {columns, columns, rest});
    for (auto [part, bias] : llvm::zip_equal(parts, biases))
      part = f.add(part, bias);
  }
  return attention.attend(parts[0], parts[1], parts[2]);
}

void importer::addPackedAttentionNormalizers(NormalizerMap &map) {
  map["com.microsoft.PackedAttention"] = normalizePackedAttention;
  map["com.microsoft.PackedMultiHeadAttention"] = normalizePackedMultiHead;
  map["com.microsoft.RemovePadding"] = normalizeRemovePadding;
  map["com.microsoft.RestorePadding"] = normalizeRestorePadding;
}
