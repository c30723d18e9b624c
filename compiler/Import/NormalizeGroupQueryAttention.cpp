// GroupQueryAttention and RotaryEmbedding of ONNX Runtime, as its language models have them.
#include "compiler/Import/FusedAttention.h"
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Rotations ----------------------------------------------------------===//

namespace {
/// What RotaryEmbedding of ai.onnx needs beside its input of three dimensions.
struct Rotation {
  /// [positions, pairs], and of what size.
  Value cosines, sines;
  RankedTensorType cacheType;
  /// int64 [batch, length]
  Value positions;
  bool isInterleaved = false;

  Value build(NodeFormula &f, Value input, int64_t heads, int64_t size) const {
    SmallVector<NamedAttribute> attributes = {f.with("num_heads", heads),
                                              f.with("interleaved", int64_t(isInterleaved))};
    // A cache for less than the head rotates its first part.
    if (int64_t rotated = 2 * cacheType.getDimSize(1); rotated < size)
      attributes.push_back(f.with("rotary_embedding_dim", rotated));
    return f.build("RotaryEmbedding", {input, cosines, sines, positions}, attributes);
  }
};
} // namespace

/// Consecutive positions [batch, length] from `begins` [batch] on.
static Value countFrom(NodeFormula &f, Value begins, int64_t length) {
  return f.add(f.unsqueeze(begins, {1}), f.iota(length));
}

/// RotaryEmbedding: the heads lie side by side, or have a dimension of their own. Positions are an
/// input [batch, length], or one from which on they count.
static LogicalResult normalizeRotaryEmbedding(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 4)) || failed(checkStatic(node, 0)) ||
      failed(checkStatic(node, 1)) || failed(checkRank(node, 2, 2)) ||
      failed(checkStatic(node, 2)) || failed(checkRank(node, 3, 2)))
    return failure();
  RankedTensorType input = node.getInputType(0), cache = node.getInputType(2);
  int64_t rank = input.getRank(), heads = node.getInt("num_heads", 0);
  if (rank != 3 && rank != 4)
    return node.emitError() << "expects an input of rank 3 or 4, but got " << input;
  if (node.getInt("is_packed_batching", 0) || node.getFloat("scale", 1) != 1)
    return node.emitError() << "has is_packed_batching or a scale, which is not supported";
  int64_t length = input.getDimSize(rank == 4 ? 2 : 1), rotated = 2 * cache.getDimSize(1);
  // Without a number of heads, all of a head is rotated.
  if (rank == 3 && heads == 0) {
    if (rotated < 2 || input.getDimSize(2) % rotated != 0)
      return node.emitError() << "needs num_heads for " << input << " and a cache of " << cache;
    heads = input.getDimSize(2) / rotated;
  }
  Value positions = node.inputs[1];
  if (node.getInputType(1).getNumElements() == 1) {
    Value begin = f.build("Expand", {f.reshape(positions, {1}), f.ints({input.getDimSize(0)})});
    positions = countFrom(f, begin, length);
  }
  SmallVector<NamedAttribute> attributes = {
      f.with("interleaved", node.getInt("interleaved", 0)), f.with("num_heads", heads),
      f.with("rotary_embedding_dim", node.getInt("rotary_embedding_dim", 0))};
  return f.finish({f.build(
      "RotaryEmbedding", {node.inputs[0], node.inputs[2], node.inputs[3], positions}, attributes)});
}

//===-- GroupQueryAttention ------------------------------------------------===//

namespace {
/// Makes Attention of one GroupQueryAttention.
class GroupQueryAttention {
public:
  explicit GroupQueryAttention(Node &node) : node(node), f(node) {}

  LogicalResult normalize() {
    if (failed(readSizes()) || failed(readPresent()) || failed(splitInput()) ||
        failed(normalizeHeads()) || failed(rotate()))
      return failure();
    FusedAttention attention;
    attention.isCausal = node.getInt("causal", 1) != 0;
    attention.scale = node.getFloat("scale", 0);
    attention.softcap = node.getFloat("softcap", 0);
    // A window counts the position of the query itself.
    if (int64_t window = node.getInt("local_window_size", -1); window > 0)
      attention.leftWindow = window - 1;
    attention.query = splitHeads(f, query, heads);
    attention.key = splitHeads(f, key, keyHeads);
    attention.value = splitHeads(f, value, keyHeads);
    attention.mask = node.getInput(Inputs::Bias);
    attention.sink = getSink();
    if (past > 0) {
      attention.pastKey = lengthen(node.inputs[Inputs::PastKey]);
      attention.pastValue = lengthen(node.inputs[Inputs::PastValue]);
      attention.writeIntoPast(f, begins, queries);
    }
    return f.finish(attention.build(f));
  }

private:
  enum Inputs {
    Query,
    Key,
    Value_,
    PastKey,
    PastValue,
    Lengths,
    TotalLength,
    Cosines,
    Sines,
    Positions,
    Bias,
    Sink,
    KeyScale,
    ValueScale,
    QueryNorm,
    KeyNorm
  };

  LogicalResult checkSupport() {
    for (auto [name, unset] :
         {std::pair<StringRef, int64_t>{"sliding_window_cache", 0}, {"qk_output", 0}})
      if (node.getInt(name, unset) != unset)
        return node.emitError() << "has attribute '" << name << "', which is not supported";
    if (node.getInput(Inputs::KeyScale) || node.getInput(Inputs::ValueScale))
      return node.emitError() << "has a quantized past, which is not supported";
    return success();
  }

  LogicalResult readSizes() {
    FailureOr<int64_t> queryHeads = getHeads(node, "num_heads"),
                       otherHeads = getHeads(node, "kv_num_heads");
    if (failed(queryHeads) || failed(otherHeads) || failed(checkSupport()) ||
        failed(checkInputs(node, Inputs::Query, 1)) ||
        failed(checkInputs(node, Inputs::Lengths, 2)) ||
        failed(checkRank(node, Inputs::Query, 3)) || failed(checkStatic(node, Inputs::Query)) ||
        failed(checkRank(node, Inputs::PastKey, 4)) || failed(checkStatic(node, Inputs::PastKey)))
      return failure();
    if (bool(node.getInputType(Inputs::PastKey)) != bool(node.getInputType(Inputs::PastValue)))
      return node.emitError() << "expects both past_key and past_value, or none of them";
    heads = *queryHeads;
    keyHeads = *otherHeads;
    RankedTensorType type = node.getInputType(Inputs::Query);
    batch = type.getDimSize(0);
    queries = type.getDimSize(1);
    int64_t inRow = node.getInput(Inputs::Key) ? heads : heads + 2 * keyHeads;
    size = type.getDimSize(2) / inRow;
    if (size * inRow != type.getDimSize(2) || size == 0)
      return node.emitError() << "has " << type << " for the columns of " << inRow << " heads";
    if (RankedTensorType pastType = node.getInputType(Inputs::PastKey))
      past = pastType.getDimSize(2);
    return success();
  }

  /// How long present_key is: total_sequence_length, but not shorter than past_key.
  LogicalResult readPresent() {
    present = queries;
    if (past == 0)
      return success();
    if (std::optional<int64_t> total = onnx::getConstantInt(node.inputs[Inputs::TotalLength])) {
      present = std::max(*total, past);
      return success();
    }
    RankedTensorType declared =
        node.declaredTypes.size() > 1 ? node.declaredTypes[1] : RankedTensorType();
    if (!declared || declared.getRank() != 4 || declared.isDynamicDim(2))
      return node.emitError() << "needs to know the length of present_key: total_sequence_length "
                                 "is not constant, and the model does not declare it";
    present = declared.getDimSize(2);
    if (present < past)
      return node.emitError() << "makes a present_key of " << present << " positions from a past "
                              << "of " << past;
    return success();
  }

  LogicalResult splitInput() {
    query = node.inputs[Inputs::Query];
    key = node.getInput(Inputs::Key);
    value = node.getInput(Inputs::Value_);
    if (bool(key) != bool(value))
      return node.emitError() << "expects both key and value, or none of them";
    if (!key) {
      SmallVector<Value> parts =
          f.split(query, 2, {heads * size, keyHeads * size, keyHeads * size});
      query = parts[0], key = parts[1], value = parts[2];
    }
    // The first of the new positions: what there is in all, less what is new. A prompt may be
    // shorter than the room for it.
    Type i64 = node.builder.getI64Type();
    Value lengths = f.castTo(f.reshape(node.inputs[Inputs::Lengths], {batch}), i64);
    Value rest = f.sub(lengths, node.makeScalar(i64, double(queries - 1)));
    begins = f.build("Max", {rest, node.makeScalar(i64, 0)});
    return success();
  }

  /// RMSNormalization of each head of queries and keys, where these have weights.
  LogicalResult normalizeHeads() {
    auto normalizeEach = [&](Value &rows, Inputs weight, int64_t count) {
      if (!node.getInput(weight))
        return;
      Value split = f.reshape(rows, {0, 0, count, -1});
      Value y = f.build("RMSNormalization", {split, node.inputs[weight]},
                        f.withFloat("epsilon", node.getFloat("qk_norm_epsilon", 1e-6)));
      rows = f.reshape(y, {0, 0, -1});
    };
    normalizeEach(query, Inputs::QueryNorm, heads);
    normalizeEach(key, Inputs::KeyNorm, keyHeads);
    return success();
  }

  LogicalResult rotate() {
    if (!node.getInt("do_rotary", 0))
      return success();
    if (failed(checkInputs(node, Inputs::Cosines, 2)) ||
        failed(checkRank(node, Inputs::Cosines, 2)) || failed(checkRank(node, Inputs::Sines, 2)) ||
        failed(checkStatic(node, Inputs::Cosines)))
      return failure();
    Rotation rotation;
    rotation.cosines = node.inputs[Inputs::Cosines];
    rotation.sines = node.inputs[Inputs::Sines];
    rotation.cacheType = node.getInputType(Inputs::Cosines);
    rotation.positions = getPositions();
    rotation.isInterleaved = node.getInt("rotary_interleaved", 0) != 0;
    query = rotation.build(f, query, heads, size);
    key = rotation.build(f, key, keyHeads, size);
    return success();
  }

  /// The positions of the new rows, [batch, length].
  Value getPositions() {
    if (Value positions = node.getInput(Inputs::Positions))
      return positions;
    if (past > 0)
      return countFrom(f, begins, queries);
    Value row = f.unsqueeze(f.iota(queries), {0});
    return f.build("Expand", {row, f.ints({batch, queries})});
  }

  /// What each head adds to the sum of its exponentials, as the logarithm [heads, 1, 1].
  Value getSink() {
    if (Value sink = node.getInput(Inputs::Sink))
      return f.reshape(sink, {heads, 1, 1});
    return node.getInt("smooth_softmax", 0) == 1 ? f.scalar(query, 0) : Value();
  }

  /// `cache` with room for `present` positions.
  Value lengthen(Value cache) {
    if (present == past)
      return cache;
    return f.build("Pad", {cache, f.ints({0, 0, 0, 0, 0, 0, present - past, 0})});
  }

  Node &node;
  NodeFormula f;
  int64_t heads = 0, keyHeads = 0, batch = 0, queries = 0, size = 0, past = 0, present = 0;
  /// Rows of all heads, and where they begin in the past.
  Value query, key, value, begins;
};
} // namespace

static LogicalResult normalizeGroupQuery(Node &node) {
  return GroupQueryAttention(node).normalize();
}

//===-- SparseAttention ----------------------------------------------------===//

namespace {
/// Which blocks of keys each block of queries sees: for each layout, where the columns of each row
/// of blocks begin, and the columns.
struct BlockLayouts {
  int64_t layouts, rows, columns;
  SmallVector<int64_t> begins, blocks;

  /// [layouts, rows * size, keys]: 0 where a position sees a key, else `hidden`.
  SmallVector<float> makeMask(int64_t size, int64_t keys, float hidden) const {
    SmallVector<float> mask(layouts * rows * size * keys, hidden);
    for (int64_t layout = 0; layout < layouts; ++layout)
      for (int64_t row = 0; row < rows; ++row)
        for (int64_t i = begins[layout * (rows + 1) + row];
             i < begins[layout * (rows + 1) + row + 1]; ++i)
          show(mask, layout * rows + row, blocks[layout * columns + i], size, keys);
    return mask;
  }

private:
  static void show(MutableArrayRef<float> mask, int64_t row, int64_t block, int64_t size,
                   int64_t keys) {
    for (int64_t query = row * size; query < (row + 1) * size; ++query)
      for (int64_t key = block * size; key < std::min((block + 1) * size, keys); ++key)
        mask[query * keys + key] = 0;
  }
};
} // namespace

static FailureOr<BlockLayouts> readLayouts(Node &node, size_t i) {
  if (failed(checkInputs(node, i, 2)) || failed(checkRank(node, i, 2)) ||
      failed(checkRank(node, i + 1, 2)))
    return failure();
  std::optional<SmallVector<int64_t>> begins = onnx::getConstantInts(node.inputs[i]),
                                      blocks = onnx::getConstantInts(node.inputs[i + 1]);
  if (!begins || !blocks)
    return node.emitError() << "needs to know its blocks, which are not constant", failure();
  RankedTensorType type = node.getInputType(i), columns = node.getInputType(i + 1);
  BlockLayouts layouts{type.getDimSize(0), type.getDimSize(1) - 1, columns.getDimSize(1), *begins,
                       *blocks};
  bool fits =
      columns.getDimSize(0) == layouts.layouts && layouts.rows > 0 &&
      llvm::all_of(layouts.begins, [&](int64_t n) { return n >= 0 && n <= layouts.columns; }) &&
      llvm::all_of(layouts.blocks, [&](int64_t n) { return n >= -1 && n < layouts.rows; });
  // The columns of a row are never padding.
  for (int64_t layout = 0; fits && layout < layouts.layouts; ++layout)
    for (int64_t k = 0; fits && k < layouts.begins[(layout + 1) * (layouts.rows + 1) - 1]; ++k)
      fits = layouts.blocks[layout * layouts.columns + k] >= 0;
  if (!fits)
    return node.emitError() << "has blocks that do not fit one another: " << type << " and "
                            << columns,
           failure();
  return layouts;
}

/// SparseAttention: GroupQueryAttention to the blocks of keys that a layout shows; heads take turns
/// in the layouts.
static LogicalResult normalizeSparse(Node &node) {
  enum { PastKey = 3, Blocks = 5, Lengths = 8, Cosines = 9, Sines = 10 };
  FailureOr<int64_t> heads = getHeads(node, "num_heads");
  if (failed(heads) || failed(checkInputs(node, 0, 1)) || failed(checkRank(node, 0, 3)) ||
      failed(checkStatic(node, 0)) || failed(checkInputs(node, PastKey, 6)) ||
      failed(checkRank(node, PastKey, 4)) || failed(checkStatic(node, PastKey)))
    return failure();
  FailureOr<BlockLayouts> layouts = readLayouts(node, Blocks);
  if (failed(layouts))
    return failure();
  int64_t size = node.getInt("sparse_block_size", 0),
          keys = node.getInputType(PastKey).getDimSize(2),
          batch = node.getInputType(0).getDimSize(0), queries = node.getInputType(0).getDimSize(1),
          positions = layouts->rows * size;
  constexpr int64_t most = int64_t(1) << 26;
  if (size < 1 || size > most || positions < keys || positions * keys * layouts->layouts > most ||
      *heads % layouts->layouts != 0)
    return node.emitError() << "has " << layouts->layouts << " layouts of " << layouts->rows
                            << " blocks of " << size << " for " << *heads << " heads and " << keys
                            << " positions, which is not supported";
  NodeFormula f(node);
  Type type = node.getInputType(0).getElementType(), i64 = node.builder.getI64Type();
  constexpr float hidden = -1e30f, hiddenHalf = -6e4f;
  Value mask = f.castTo(
      f.reshape(node.makeFloats(layouts->makeMask(size, keys, type.isF16() ? hiddenHalf : hidden)),
                {layouts->layouts, positions, keys}),
      type);
  Value lengths = f.castTo(f.reshape(node.inputs[Lengths], {batch}), i64);
  Value begins = f.build(
      "Max", {f.sub(lengths, node.makeScalar(i64, double(queries))), node.makeScalar(i64, 0)});
  Value rows = f.gather(mask, countFrom(f, begins, queries), 1);
  rows = f.transpose(rows, {1, 0, 2, 3});
  rows = f.build("Tile", {rows, f.ints({1, *heads / layouts->layouts, 1, 1})});
  Value ends = f.castTo(f.sub(lengths, node.makeScalar(i64, 1)), node.builder.getI32Type());
  if (f.isBroken())
    return failure();
  SmallVector<Value> inputs(node.inputs.begin(), node.inputs.begin() + Blocks);
  // The past is the buffer, which the new keys are written into.
  inputs.append(
      {ends, node.makeInt(keys), node.getInput(Cosines), node.getInput(Sines), Value(), rows});
  node.inputs = inputs;
  return normalizeGroupQuery(node);
}

//===-- GemmaRotaryEmbedding -----------------------------------------------===//

/// GemmaRotaryEmbedding: angles [batch, length, size], and queries and keys with heads, each as
/// they are and rotated.
static LogicalResult normalizeGemmaRotary(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 5)))
    return failure();
  Type type = node.getInputType(1).getElementType();
  Value angles = f.unsqueeze(node.inputs[0], {1});
  Value cosines = f.castTo(f.build("Cos", {angles}), type),
        sines = f.castTo(f.build("Sin", {angles}), type);
  auto rotate = [&](size_t i) {
    return f.add(f.mul(node.inputs[i], cosines), f.mul(node.inputs[i + 1], sines));
  };
  return f.finish({rotate(1), rotate(3)});
}

void importer::addGroupQueryAttentionNormalizers(NormalizerMap &map) {
  map["com.microsoft.GroupQueryAttention"] = normalizeGroupQuery;
  map["com.microsoft.GemmaRotaryEmbedding"] = normalizeGemmaRotary;
  map["com.microsoft.SparseAttention"] = normalizeSparse;
  map["com.microsoft.RotaryEmbedding"] = normalizeRotaryEmbedding;
}
