#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/AttentionOps.cpp.inc"

void OnnxDialect::registerAttentionOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/AttentionOps.cpp.inc"
      >();
}

static constexpr int64_t kDynamic = ShapedType::kDynamic;

static bool differ(int64_t a, int64_t b) {
  return a != b && !ShapedType::isDynamic(a) && !ShapedType::isDynamic(b);
}

static int64_t multiplyDims(int64_t a, int64_t b) {
  return ShapedType::isDynamic(a) || ShapedType::isDynamic(b) ? kDynamic : multiplySizes(a, b);
}

/// `type`, whose last dimension holds `heads` heads side by side, as [batch, heads, length, size].
static FailureOr<RankedTensorType> splitHeads(std::optional<Location> loc, StringRef name,
                                              RankedTensorType type, std::optional<int64_t> heads) {
  if (!heads || *heads < 1)
    return emitOptionalError(loc, "expects the number of heads of ", name, " for ", type,
                             " of three dimensions");
  int64_t hidden = type.getDimSize(2);
  if (ShapedType::isDynamic(hidden))
    return type.clone({type.getDimSize(0), *heads, type.getDimSize(1), kDynamic});
  if (hidden % *heads != 0)
    return emitOptionalError(loc, *heads, " heads do not divide the ", hidden, " columns of ",
                             name);
  return type.clone({type.getDimSize(0), *heads, type.getDimSize(1), hidden / *heads});
}

/// `type` as [batch, heads, length, size], with what `expected` knows of these.
static FailureOr<RankedTensorType> inferHeads(std::optional<Location> loc, StringRef name,
                                              RankedTensorType type, int64_t rank,
                                              std::optional<int64_t> heads,
                                              ArrayRef<int64_t> expected) {
  if (type.getRank() != rank)
    return emitOptionalError(loc, "expects ", name, " of rank ", rank, ", but got ", type);
  if (rank == 3) {
    FailureOr<RankedTensorType> split = splitHeads(loc, name, type, heads);
    if (failed(split))
      return failure();
    type = *split;
  } else if (heads && differ(*heads, type.getDimSize(1))) {
    return emitOptionalError(loc, "expects ", *heads, " heads of ", name, ", but got ", type);
  }
  std::optional<RankedTensorType> merged = mergeTypes(type, type.clone(expected));
  if (!merged)
    return emitOptionalError(loc, "expects ", name, " with heads like ", type.clone(expected),
                             ", but got ", type);
  return *merged;
}

/// Each head of the keys serves a group of heads of the query.
static LogicalResult checkGroups(std::optional<Location> loc, int64_t queryHeads,
                                 int64_t keyHeads) {
  if (!ShapedType::isDynamic(queryHeads) && !ShapedType::isDynamic(keyHeads) &&
      (keyHeads == 0 || queryHeads % keyHeads != 0))
    return emitOptionalError(loc, keyHeads, " heads of key and value do not divide ", queryHeads,
                             " heads of query");
  return success();
}

namespace {
/// The operands of an Attention as [batch, heads, length, size]. `presentKey` and `presentValue`
/// have the length of what was and what is new together.
struct AttentionTypes {
  RankedTensorType query, presentKey, presentValue;
};
} // namespace

/// The type of `past` and `added` together; `length` becomes that of `past`, which it must be.
static FailureOr<RankedTensorType> inferPresent(std::optional<Location> loc, StringRef name,
                                                Value past, RankedTensorType added,
                                                int64_t &length) {
  if (!past)
    return added;
  RankedTensorType type = getTensorType(past);
  if (type.getElementType() != added.getElementType())
    return emitOptionalError(loc, "expects ", name, " of ", added.getElementType(), ", but got ",
                             type);
  FailureOr<RankedTensorType> known =
      inferHeads(loc, name, type, 4, std::nullopt,
                 {added.getDimSize(0), added.getDimSize(1), length, added.getDimSize(3)});
  if (failed(known))
    return failure();
  SmallVector<int64_t> shape(known->getShape());
  length = shape[2];
  shape[2] = ShapedType::isDynamic(length) || added.isDynamicDim(2)
                 ? kDynamic
                 : addSizes(length, added.getDimSize(2));
  return added.clone(shape);
}

template <typename Attention>
static FailureOr<AttentionTypes> inferAttention(std::optional<Location> loc, Attention op) {
  int64_t rank = getTensorType(op.getQuery()).getRank();
  if (rank != 3 && rank != 4)
    return emitOptionalError(loc, "expects a query of rank 3 or 4, but got ",
                             getTensorType(op.getQuery()));
  FailureOr<RankedTensorType> query =
      inferHeads(loc, "query", getTensorType(op.getQuery()), rank, op.getQNumHeads(),
                 {kDynamic, kDynamic, kDynamic, kDynamic});
  if (failed(query))
    return failure();
  FailureOr<RankedTensorType> key =
      inferHeads(loc, "key", getTensorType(op.getKey()), rank, op.getKvNumHeads(),
                 {query->getDimSize(0), kDynamic, kDynamic, query->getDimSize(3)});
  if (failed(key))
    return failure();
  FailureOr<RankedTensorType> value =
      inferHeads(loc, "value", getTensorType(op.getValue()), rank, op.getKvNumHeads(),
                 {key->getDimSize(0), key->getDimSize(1), key->getDimSize(2), kDynamic});
  if (failed(value))
    return failure();
  if (key->getElementType() != query->getElementType())
    return emitOptionalError(loc, "expects query and key of one element type, but got ",
                             query->getElementType(), " and ", key->getElementType());
  if (failed(checkGroups(loc, query->getDimSize(1), key->getDimSize(1))))
    return failure();
  if (bool(op.getPastKey()) != bool(op.getPastValue()))
    return emitOptionalError(loc, "expects both past_key and past_value, or none of them");

  int64_t past = kDynamic;
  FailureOr<RankedTensorType> presentKey =
      inferPresent(loc, "past_key", op.getPastKey(), *key, past);
  if (failed(presentKey))
    return failure();
  FailureOr<RankedTensorType> presentValue =
      inferPresent(loc, "past_value", op.getPastValue(), *value, past);
  if (failed(presentValue))
    return failure();
  return AttentionTypes{*query, *presentKey, *presentValue};
}

static RankedTensorType getScoresType(const AttentionTypes &types) {
  ArrayRef<int64_t> query = types.query.getShape();
  return types.query.clone({query[0], query[1], query[2], types.presentKey.getDimSize(2)});
}

LogicalResult AttentionOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  FailureOr<AttentionTypes> heads = inferAttention(loc, adaptor);
  if (failed(heads))
    return failure();
  RankedTensorType output = heads->query;
  int64_t batch = output.getDimSize(0), count = output.getDimSize(1), length = output.getDimSize(2),
          size = heads->presentValue.getDimSize(3);
  if (getTensorType(adaptor.getQuery()).getRank() == 4)
    output = output.clone({batch, count, length, size});
  else
    output = output.clone({batch, length, multiplyDims(count, size)});
  types.assign({output, heads->presentKey, heads->presentValue, getScoresType(*heads)});
  return success();
}

/// A mask broadcasts to the scores, but may end before the keys do.
static LogicalResult verifyMask(AttentionOp op, RankedTensorType scores) {
  if (!op.getAttnMask())
    return success();
  RankedTensorType mask = getTensorType(op.getAttnMask());
  bool fits = mask.getRank() <= 4;
  for (int64_t i = 1; fits && i <= mask.getRank(); ++i) {
    int64_t dim = mask.getDimSize(mask.getRank() - i), of = scores.getDimSize(4 - i);
    fits = dim == 1 || !differ(dim, of) || (i == 1 && dim < of);
  }
  if (!fits)
    return op.emitOpError("expects an attn_mask that broadcasts to ")
           << scores << ", but got " << mask;
  return success();
}

LogicalResult AttentionOp::verify() {
  FailureOr<AttentionTypes> types = inferAttention(getLoc(), *this);
  if (failed(types) || failed(verifyMask(*this, getScoresType(*types))))
    return failure();
  int64_t batch = types->query.getDimSize(0);
  if (Value count = getNonpadKvSeqlen();
      count && failed(verifyCompatibleShape({batch}, getTensorType(count).getShape())))
    return emitOpError("expects one nonpad_kv_seqlen for each of a batch of ")
           << batch << ", but got " << getTensorType(count);
  for (auto [name, size] : {std::pair<StringRef, int64_t>("left", getLeftWindowSize()),
                            std::pair<StringRef, int64_t>("right", getRightWindowSize())})
    if (size < -1)
      return emitOpError("expects a ") << name << "_window_size of -1 or more, but got " << size;
  if (int64_t mode = getQkMatmulOutputMode(); mode < 0 || mode > 3)
    return emitOpError("expects a qk_matmul_output_mode from 0 to 3, but got ") << mode;
  if (std::optional<Type> type = getSoftmaxPrecision();
      type && !type->isF16() && !type->isBF16() && !type->isF32() && !type->isF64())
    return emitOpError("expects a softmax_precision of a float type, but got ") << *type;
  return success();
}

//===-- RotaryEmbedding ----------------------------------------------------===//

/// The size of a head, or dynamic.
static FailureOr<int64_t> getHeadSize(RotaryEmbeddingOp op) {
  RankedTensorType input = getTensorType(op.getInput());
  if (input.getRank() == 4)
    return input.getDimSize(3);
  if (input.getRank() != 3)
    return op.emitOpError("expects an input of rank 3 or 4, but got ") << input;
  if (int64_t(op.getNumHeads()) < 1)
    return op.emitOpError("expects num_heads for an input of three dimensions");
  FailureOr<RankedTensorType> split =
      splitHeads(op.getLoc(), "input", input, int64_t(op.getNumHeads()));
  if (failed(split))
    return failure();
  return split->getDimSize(3);
}

/// Whether `type` is of `shape`, or broadcasts to it along the batch.
static bool fitsBatch(RankedTensorType type, ArrayRef<int64_t> shape) {
  return type.getRank() == int64_t(shape.size()) &&
         (type.getDimSize(0) == 1 || !differ(type.getDimSize(0), shape[0])) &&
         succeeded(verifyCompatibleShape(type.getShape().drop_front(), shape.drop_front()));
}

LogicalResult RotaryEmbeddingOp::verify() {
  FailureOr<int64_t> size = getHeadSize(*this);
  if (failed(size))
    return failure();
  int64_t rotated = getRotaryEmbeddingDim();
  if (rotated == 0 && ShapedType::isDynamic(*size))
    return success();
  if (rotated == 0)
    rotated = *size;
  if (rotated < 0 || rotated % 2 != 0 || (!ShapedType::isDynamic(*size) && rotated > *size))
    return emitOpError("cannot rotate pairs of ") << rotated << " of " << *size << " elements";

  RankedTensorType input = getTensorType(getInput());
  int64_t batch = input.getDimSize(0), length = input.getDimSize(input.getRank() - 2);
  SmallVector<int64_t> angles = {batch, length, rotated / 2};
  if (getPositionIds()) {
    if (RankedTensorType ids = getTensorType(getPositionIds()); !fitsBatch(ids, {batch, length}))
      return emitOpError("expects position_ids of ")
             << ids.clone({batch, length}) << ", but got " << ids;
    angles = {kDynamic, rotated / 2};
  }
  for (auto [name, cache] : {std::pair<StringRef, Value>("cos_cache", getCosCache()),
                             std::pair<StringRef, Value>("sin_cache", getSinCache())})
    if (RankedTensorType type = getTensorType(cache);
        !fitsBatch(type, angles) || type.getElementType() != input.getElementType())
      return emitOpError("expects ")
             << name << " of " << input.clone(angles) << ", but got " << type;
  return success();
}

//===-- LinearAttention ----------------------------------------------------===//

/// A factor of each step has, for each of batch and length, one of these numbers of elements.
static LogicalResult verifyFactor(LinearAttentionOp op, StringRef name, Value factor, bool isUsed,
                                  ArrayRef<int64_t> leading, ArrayRef<int64_t> counts) {
  if (bool(factor) != isUsed)
    return op.emitOpError("expects ")
           << (isUsed ? "" : "no ") << name << " with update_rule " << op.getUpdateRule();
  if (!factor)
    return success();
  RankedTensorType type = getTensorType(factor);
  if (type.getRank() != 3 ||
      failed(verifyCompatibleShape(type.getShape().take_front(2), leading)) ||
      llvm::all_of(counts, [&](int64_t count) { return differ(type.getDimSize(2), count); }))
    return op.emitOpError("expects ")
           << name << " of " << type.clone({leading[0], leading[1], counts[0]}) << " or "
           << type.clone({leading[0], leading[1], counts[1]}) << ", but got " << type;
  return success();
}

LogicalResult LinearAttentionOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                  Adaptor adaptor, SmallVectorImpl<Type> &types) {
  int64_t queryHeads = adaptor.getQNumHeads(), keyHeads = adaptor.getKvNumHeads();
  FailureOr<RankedTensorType> query =
      inferHeads(loc, "query", getTensorType(adaptor.getQuery()), 3, queryHeads,
                 {kDynamic, kDynamic, kDynamic, kDynamic});
  if (failed(query))
    return failure();
  FailureOr<RankedTensorType> key =
      inferHeads(loc, "key", getTensorType(adaptor.getKey()), 3, keyHeads,
                 {query->getDimSize(0), kDynamic, query->getDimSize(2), query->getDimSize(3)});
  if (failed(key) || failed(checkGroups(loc, queryHeads, keyHeads)))
    return failure();
  FailureOr<RankedTensorType> value =
      inferHeads(loc, "value", getTensorType(adaptor.getValue()), 3, keyHeads,
                 {key->getDimSize(0), keyHeads, key->getDimSize(2), kDynamic});
  if (failed(value))
    return failure();
  RankedTensorType state =
      query->clone({value->getDimSize(0), keyHeads, key->getDimSize(3), value->getDimSize(3)});
  if (adaptor.getPastState()) {
    FailureOr<RankedTensorType> past = inferHeads(
        loc, "past_state", getTensorType(adaptor.getPastState()), 4, keyHeads, state.getShape());
    if (failed(past))
      return failure();
    state = *past;
  }
  types.assign({query->clone({state.getDimSize(0), value->getDimSize(2),
                              multiplyDims(queryHeads, state.getDimSize(3))}),
                state});
  return success();
}

LogicalResult LinearAttentionOp::verify() {
  if (!llvm::is_contained({"linear", "gated", "delta", "gated_delta"}, getUpdateRule()))
    return emitOpError("expects update_rule linear, gated, delta or gated_delta, but got ")
           << getUpdateRule();
  SmallVector<Type> inferred;
  if (failed(inferReturnTypes(getContext(), getLoc(), *this, inferred)))
    return failure();
  ArrayRef<int64_t> output = cast<RankedTensorType>(inferred[0]).getShape();
  int64_t heads = getKvNumHeads(), size = cast<RankedTensorType>(inferred[1]).getDimSize(2);
  SmallVector<int64_t> leading(output.take_front(2));
  return failure(failed(verifyFactor(*this, "decay", getDecay(), hasDecay(), leading,
                                     {heads, multiplyDims(heads, size)})) ||
                 failed(verifyFactor(*this, "beta", getBeta(), hasDelta(), leading, {heads, 1})));
}
