// Attentions of ONNX Runtime that project their input, or take what was projected: Attention,
// QAttention, MultiHeadAttention, DecoderMaskedMultiHeadAttention.
#include "compiler/Import/FusedAttention.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// An error where an attribute is set that asks for what is not supported.
static LogicalResult checkUnset(Node &node, ArrayRef<StringRef> names) {
  for (StringRef name : names)
    if (node.getInt(name, 0) != 0)
      return node.emitError() << "has attribute '" << name << "', which is not supported";
  return success();
}

static LogicalResult checkAbsent(Node &node, size_t i, StringRef name) {
  if (node.getInput(i))
    return node.emitError() << "has an input " << name << ", which is not supported";
  return success();
}

//===-- Attention, QAttention ----------------------------------------------===//

/// The sizes of query, key and value, which lie side by side in `columns` columns.
static FailureOr<SmallVector<int64_t>> getHiddenSizes(Node &node, int64_t columns) {
  SmallVector<int64_t> sizes =
      node.getInts("qkv_hidden_sizes").value_or(SmallVector<int64_t>(3, columns / 3));
  if (sizes.size() != 3 || llvm::any_of(sizes, [&](int64_t n) { return n < 1 || n > columns; }) ||
      sizes[0] + sizes[1] + sizes[2] != columns || sizes[0] != sizes[1]) {
    node.emitError() << "cannot divide " << columns
                     << " columns of weights into those of query, key and value";
    return failure();
  }
  return sizes;
}

namespace {
/// The inputs of an Attention that do not project.
struct AttentionInputs {
  size_t mask, past, bias;
};
} // namespace

/// Attends to `projected`, the columns of query, key and value side by side.
static LogicalResult attend(Node &node, NodeFormula &f, Value projected, int64_t columns,
                            AttentionInputs inputs) {
  if (f.isBroken())
    return failure();
  FailureOr<int64_t> heads = getHeads(node, "num_heads");
  FailureOr<SmallVector<int64_t>> hidden = getHiddenSizes(node, columns);
  if (failed(heads) || failed(hidden) || failed(checkRank(node, inputs.past, 5)) ||
      failed(checkStatic(node, inputs.past)) ||
      failed(checkUnset(node, {"do_rotary", "past_present_share_buffer"})))
    return failure();
  FusedAttention attention;
  attention.isCausal = node.getInt("unidirectional", 0) != 0;
  attention.scale = node.getFloat("scale", 0);
  SmallVector<Value> parts = f.split(projected, 2, *hidden);
  attention.query = splitHeads(f, parts[0], *heads);
  attention.key = splitHeads(f, parts[1], *heads);
  attention.value = splitHeads(f, parts[2], *heads);
  int64_t past = 0;
  if (Value both = node.getInput(inputs.past)) {
    past = node.getInputType(inputs.past).getDimSize(3);
    SmallVector<Value> halves = f.split(both, 0, {1, 1});
    attention.pastKey = f.squeeze(halves[0], {0});
    attention.pastValue = f.squeeze(halves[1], {0});
  }
  ArrayRef<int64_t> rows = node.getInputType(0).getShape();
  AttentionShape shape{cast<RankedTensorType>(projected.getType()).getElementType(), rows[0],
                       rows[1], past, past + rows[1]};
  attention.mask = buildMask(node, f, inputs.mask, node.getInput(inputs.bias), shape);
  SmallVector<Value> results = attention.build(f);
  Value present;
  if (node.hasResult(1))
    present = f.concat({f.unsqueeze(results[1], {0}), f.unsqueeze(results[2], {0})}, 0);
  return f.finish({results[0], present});
}

/// Attention: input * weights + bias, attended to.
static LogicalResult normalizeAttention(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)) || failed(checkRank(node, 0, 3)) ||
      failed(checkStatic(node, 0)) || failed(checkRank(node, 1, 2)) || failed(checkStatic(node, 1)))
    return failure();
  int64_t columns = node.getInputType(1).getDimSize(1);
  Value projected = f.addIf(f.matMul(node.inputs[0], node.inputs[1]), node.getInput(2));
  return attend(node, f, projected, columns, {/*mask=*/3, /*past=*/4, /*bias=*/5});
}

/// QAttention: as above, with integers for input and weights.
static LogicalResult normalizeQAttention(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 5)) || failed(checkRank(node, 0, 3)) ||
      failed(checkStatic(node, 0)) || failed(checkRank(node, 1, 2)) || failed(checkStatic(node, 1)))
    return failure();
  int64_t columns = node.getInputType(1).getDimSize(1);
  Value sums = f.build("MatMulInteger",
                       {node.inputs[0], node.inputs[1], node.getInput(6), node.getInput(7)});
  Value scale = f.mul(node.inputs[3], node.inputs[4]);
  if (f.isBroken())
    return failure();
  Value product = f.mul(f.castTo(sums, node.getInputType(3).getElementType()), scale);
  constexpr size_t none = 9;
  return attend(node, f, f.add(product, node.inputs[2]), columns,
                {/*mask=*/5, /*past=*/8, /*bias=*/none});
}

//===-- MultiHeadAttention -------------------------------------------------===//

namespace {
/// Query, key and value, each [batch, length, columns], or key and value [batch, heads, length,
/// size] where they come from another attention.
struct Projected {
  Value parts[3];
  /// The columns of query and value, as far as there is a bias for them.
  int64_t columns = 0;
  int64_t queries = 0, keys = 0;
  bool hasHeads = false;
};
} // namespace

/// Takes `values` [batch, length, heads, count, size] apart, along the dimension of `count`.
static SmallVector<Value> unpack(NodeFormula &f, Value values, int64_t count) {
  SmallVector<Value> parts = f.split(values, 3, SmallVector<int64_t>(count, 1));
  for (Value &part : parts)
    part = f.reshape(part, {0, 0, -1});
  return parts;
}

/// Sorts out the forms that the inputs may have.
static FailureOr<Projected> readProjected(Node &node, NodeFormula &f) {
  RankedTensorType query = node.getInputType(0), key = node.getInputType(1),
                   value = node.getInputType(2);
  auto fail = [&] {
    InFlightDiagnostic error = node.emitError() << "does not take query, key and value like this:";
    for (RankedTensorType type : {query, key, value})
      error << " " << (type ? llvm::cast<Type>(type) : Type(node.builder.getNoneType()));
    return failure();
  };
  if (failed(checkInputs(node, 0, 1)) || failed(checkStatic(node, 0)) ||
      failed(checkStatic(node, 1)) || failed(checkStatic(node, 2)))
    return failure();
  Projected result;
  if (query.getRank() == 5 && !key && !value && query.getDimSize(3) == 3) {
    llvm::copy(unpack(f, node.inputs[0], 3), result.parts);
    result.columns = query.getDimSize(2) * query.getDimSize(4);
    result.queries = result.keys = query.getDimSize(1);
    return result;
  }
  if (query.getRank() != 3 || !key)
    return fail();
  result.columns = query.getDimSize(2);
  result.queries = query.getDimSize(1);
  result.parts[0] = node.inputs[0];
  if (key.getRank() == 5 && !value && key.getDimSize(3) == 2) {
    llvm::copy(unpack(f, node.inputs[1], 2), result.parts + 1);
    result.keys = key.getDimSize(1);
    return result;
  }
  if (!value || value.getRank() != key.getRank() || (key.getRank() != 3 && key.getRank() != 4))
    return fail();
  result.parts[1] = node.inputs[1];
  result.parts[2] = node.inputs[2];
  result.hasHeads = key.getRank() == 4;
  result.keys = key.getDimSize(result.hasHeads ? 2 : 1);
  return result;
}

/// Adds the bias of query, key and value, which stand one after the other in input `i`. Key and
/// value that have heads have their bias, too.
static LogicalResult addBias(Node &node, NodeFormula &f, size_t i, Projected &projected) {
  RankedTensorType bias = node.getInputType(i);
  if (!bias)
    return success();
  if (failed(checkRank(node, i, 1)) || failed(checkStatic(node, i)))
    return failure();
  int64_t columns = projected.columns, rest = bias.getDimSize(0) - 2 * columns;
  if (rest < 1)
    return node.emitError() << "expects a bias of more than 2 * " << columns << " numbers, but got "
                            << bias;
  SmallVector<Value> parts = f.split(node.inputs[i], 0, {columns, columns, rest});
  for (size_t part = 0; part < (projected.hasHeads ? 1 : 3); ++part)
    projected.parts[part] = f.add(projected.parts[part], parts[part]);
  return success();
}

static FusedAttention makeAttention(Node &node, NodeFormula &f, const Projected &projected,
                                    int64_t heads) {
  FusedAttention attention;
  attention.query = splitHeads(f, projected.parts[0], heads);
  auto split = [&](Value part) { return projected.hasHeads ? part : splitHeads(f, part, heads); };
  attention.key = split(projected.parts[1]);
  attention.value = split(projected.parts[2]);
  attention.isCausal = node.getInt("unidirectional", 0) != 0;
  attention.scale = node.getFloat("scale", 0);
  return attention;
}

static AttentionShape getShape(Node &node, const Projected &projected) {
  RankedTensorType query = node.getInputType(0);
  return {query.getElementType(), query.getDimSize(0), projected.queries, 0, projected.keys};
}

/// What precedes the keys is input `past`, and input `past + 1` for the values. With `length`, an
/// input, they are a buffer of which that many count.
static LogicalResult addPast(Node &node, NodeFormula &f, size_t past, Value length,
                             FusedAttention &attention, AttentionShape &shape) {
  RankedTensorType type = node.getInputType(past);
  if (bool(type) != bool(node.getInputType(past + 1)))
    return node.emitError() << "expects both past_key and past_value, or none of them";
  if (!type)
    return success();
  if (failed(checkRank(node, past, 4)) || failed(checkStatic(node, past)))
    return failure();
  attention.pastKey = node.inputs[past];
  attention.pastValue = node.inputs[past + 1];
  shape.past = type.getDimSize(2);
  if (!length) {
    shape.keys += shape.past;
    return success();
  }
  shape.keys = shape.past;
  shape.isBuffer = true;
  Value begin = f.castTo(f.reshape(length, {1}), node.builder.getI64Type());
  attention.writeIntoPast(f, f.build("Expand", {begin, f.ints({shape.batch})}), shape.queries);
  return success();
}

/// Builds `attention`, whose fourth result is the scores: what a query does not see has the lowest
/// number.
static LogicalResult finishWithScores(Node &node, NodeFormula &f, FusedAttention &attention) {
  attention.givesScores = node.hasResult(3);
  SmallVector<Value> results = attention.build(f);
  if (attention.givesScores && !f.isBroken()) {
    const llvm::fltSemantics &semantics =
        cast<FloatType>(node.getInputType(0).getElementType()).getFloatSemantics();
    double lowest = APFloat::getLargest(semantics, /*Negative=*/true).convertToDouble();
    results[3] = f.build("Max", {results[3], f.scalar(results[3], lowest)});
  }
  return f.finish(results);
}

/// MultiHeadAttention.
static LogicalResult normalizeMultiHead(Node &node) {
  NodeFormula f(node);
  FailureOr<int64_t> heads = getHeads(node, "num_heads");
  if (failed(heads) || failed(checkAbsent(node, 9, "cache_indirection")))
    return failure();
  FailureOr<Projected> projected = readProjected(node, f);
  if (failed(projected) || failed(addBias(node, f, 3, *projected)))
    return failure();
  FusedAttention attention = makeAttention(node, f, *projected, *heads);
  AttentionShape shape = getShape(node, *projected);
  if (failed(addPast(node, f, 6, node.getInput(8), attention, shape)))
    return failure();
  attention.mask = buildMask(node, f, 4, node.getInput(5), shape);
  return finishWithScores(node, f, attention);
}

/// Which rows of `batch` have the keys before `length` that each of it attends to, for each of
/// `keys` positions [batch, keys]: `beams` [groups, width, keys] counts in groups of `width`. Later
/// ones are its own.
static Value findBeams(Node &node, NodeFormula &f, Value beams, Value length, int64_t batch,
                       int64_t width, int64_t keys) {
  Type i64 = node.builder.getI64Type();
  Value own = f.iota(batch),
        group = f.mul(f.div(own, f.scalar(own, double(width))), f.scalar(own, double(width)));
  Value rows = f.castTo(f.slice(f.reshape(beams, {batch, -1}), 1, 0, keys), i64);
  rows = f.add(rows, f.unsqueeze(group, {1}));
  Value isPast = f.build("Less", {f.iota(keys), f.castTo(f.reshape(length, {1}), i64)});
  return f.where(isPast, rows, f.unsqueeze(own, {1}));
}

/// Lets each of the batch attend to the keys of the beams that input `i` names.
static LogicalResult followBeams(Node &node, NodeFormula &f, size_t i, Value length,
                                 const AttentionShape &shape, FusedAttention &attention) {
  RankedTensorType type = node.getInputType(i);
  if (failed(checkRank(node, i, 3)) || failed(checkStatic(node, i)))
    return failure();
  int64_t width = type.getDimSize(1);
  if (!shape.isBuffer || type.getDimSize(0) * width != shape.batch ||
      type.getDimSize(2) < shape.keys)
    return node.emitError() << "expects a cache_indirection of " << shape.batch << " beams and "
                            << shape.keys << " positions in a shared buffer, but got " << type;
  Value rows = findBeams(node, f, node.inputs[i], length, shape.batch, width, shape.keys);
  for (Value *cache : {&attention.key, &attention.value}) {
    if (f.isBroken())
      return failure();
    ArrayRef<int64_t> sizes = cast<RankedTensorType>(cache->getType()).getShape();
    Value places = f.build("Expand", {f.unsqueeze(rows, {1, 3}), f.ints(sizes)});
    *cache = f.build("GatherElements", {*cache, places}, f.with("axis", int64_t(0)));
  }
  return success();
}

/// DecoderMaskedMultiHeadAttention: one query for each of the batch.
static LogicalResult normalizeDecoderMasked(Node &node) {
  NodeFormula f(node);
  FailureOr<int64_t> heads = getHeads(node, "num_heads");
  constexpr size_t beams = 9;
  if (failed(heads))
    return failure();
  FailureOr<Projected> projected = readProjected(node, f);
  if (failed(projected) || failed(addBias(node, f, 10, *projected)))
    return failure();
  bool isBuffer = node.getInt("past_present_share_buffer", 0) != 0;
  if (isBuffer && !node.getInput(7))
    return node.emitError() << "shares a buffer, but lacks past_sequence_length";
  FusedAttention attention = makeAttention(node, f, *projected, *heads);
  AttentionShape shape = getShape(node, *projected);
  if (failed(addPast(node, f, 5, isBuffer ? node.inputs[7] : Value(), attention, shape)))
    return failure();
  if (shape.isBuffer && node.hasResult(3))
    return node.emitError() << "has an output qk of as many keys as a run counts, which is not "
                               "supported";
  Value presentKey = attention.key, presentValue = attention.value;
  if (node.getInput(beams) &&
      failed(followBeams(node, f, beams, node.getInput(7), shape, attention)))
    return failure();
  attention.mask = buildMask(node, f, 3, node.getInput(4), shape);
  if (!node.getInput(beams))
    return finishWithScores(node, f, attention);
  return f.finish({attention.build(f)[0], presentKey, presentValue});
}

void importer::addAttentionNormalizers(NormalizerMap &map) {
  map["com.microsoft.Attention"] = normalizeAttention;
  map["com.microsoft.DecoderMaskedMultiHeadAttention"] = normalizeDecoderMasked;
  map["com.microsoft.MultiHeadAttention"] = normalizeMultiHead;
  map["com.microsoft.QAttention"] = normalizeQAttention;
}
