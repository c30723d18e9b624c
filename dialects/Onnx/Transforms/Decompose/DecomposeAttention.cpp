#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

static Type getElementType(Value value) { return getTensorType(value).getElementType(); }

/// `type`, or f32 for a smaller float.
static Type widen(Type type) {
  return type.getIntOrFloatBitWidth() < 32 ? Float32Type::get(type.getContext()) : type;
}

/// A float type that holds the values of both.
static Type getCommonType(Type a, Type b) {
  if (a == b)
    return a;
  a = widen(a), b = widen(b);
  return a.getIntOrFloatBitWidth() < b.getIntOrFloatBitWidth() ? b : a;
}

namespace {
/// How heads lie in the products of an Attention, where each head of the keys serves a group of
/// heads of the query:
///
///   query and scores [batch, heads of keys, group, queries, ...]
///   keys             [batch, heads of keys, 1, ...]
///
/// With groups of one head, their dimension is left out. With one query, that of the queries is:
/// the heads of a group are the rows of one product.
struct HeadLayout {
  int64_t keyHeads, group, queries;

  bool hasGroups() const { return group > 1 && queries > 1; }
  bool hasGroupsAsRows() const { return group > 1 && queries == 1; }

  /// The shape of a tensor of `shape` [batch, heads, queries, size], in which each may be 1.
  SmallVector<int64_t> getQueryShape(ArrayRef<int64_t> shape) const {
    bool oneHead = shape[1] == 1;
    int64_t heads = oneHead ? 1 : keyHeads, members = oneHead ? 1 : group;
    if (hasGroups())
      return {shape[0], heads, members, shape[2], shape[3]};
    return {shape[0], heads, hasGroupsAsRows() ? members : shape[2], shape[3]};
  }
  SmallVector<int64_t> getKeyShape(ArrayRef<int64_t> shape) const {
    if (hasGroups())
      return {shape[0], shape[1], 1, shape[2], shape[3]};
    return SmallVector<int64_t>(shape);
  }
};

/// Writes the operators that do the work of one Attention.
class AttentionWriter {
public:
  AttentionWriter(AttentionOp op, OpBuilder &builder)
      : op(op), f{builder, op.getLoc()}, elementType(getElementType(op.getQuery())),
        shape(getTensorType(op.getQkMatmulOutput()).getShape()),
        layout{getTensorType(op.getPresentKey()).getDimSize(1), 0, shape[2]} {
    layout.group = shape[1] / layout.keyHeads;
  }

  SmallVector<Value> write() {
    Value presentKey = append(op.getPastKey(), splitHeads(op.getKey(), op.getPresentKey()));
    Value presentValue = append(op.getPastValue(), splitHeads(op.getValue(), op.getPresentValue()));
    Value query = scaleQuery(), keys = transposeMatrix(toLayout(op.getKey(), presentKey));
    Value scores = f.matMul(query, f.castTo(keys, widen(elementType)));
    Value capped = cap(scores);
    Value masked = mask(capped);
    Value probabilities = softmax(masked);
    Value values = toLayout(op.getValue(), presentValue);
    Type type = getCommonType(getElementType(probabilities), getElementType(values));
    Value output = f.matMul(f.castTo(probabilities, type), f.castTo(values, type));

    Value stages[] = {scores, capped, masked, probabilities};
    Value stage = f.castTo(stages[op.getQkMatmulOutputMode()], elementType);
    return {mergeHeads(f.castTo(output, elementType)), presentKey, presentValue,
            f.reshape(stage, shape)};
  }

private:
  //===-- Heads ------------------------------------------------------------===//

  bool isPacked() { return getTensorType(op.getQuery()).getRank() == 3; }
  bool hasPast() { return op.getPastKey() && offset() > 0; }

  /// A packed `value` [batch, length, heads * size] as `split`, with the heads before the length.
  Value unpack(Value value, SmallVector<int64_t> split) {
    if (getTensorType(value).getDimSize(1) == 1)
      return f.reshape(value, split);
    SmallVector<int64_t> perm = llvm::to_vector(llvm::seq<int64_t>(split.size()));
    std::rotate(split.begin() + 1, split.end() - 2, split.end() - 1);
    std::rotate(perm.begin() + 1, perm.begin() + 2, perm.end() - 1);
    return f.transpose(f.reshape(value, split), perm);
  }

  /// `value` as [batch, heads, length, size]; `like` has these sizes, but for the length.
  Value splitHeads(Value value, Value like) {
    if (!isPacked())
      return value;
    SmallVector<int64_t> heads(getTensorType(like).getShape());
    heads[2] = getTensorType(value).getDimSize(1);
    return unpack(value, heads);
  }

  Value append(Value past, Value added) { return hasPast() ? f.concat({past, added}, 2) : added; }

  /// `present` in the layout of keys. Without a past that is `added`, of which a transposition
  /// without a reshape after it becomes a part of the product.
  Value toLayout(Value added, Value present) {
    SmallVector<int64_t> keys = layout.getKeyShape(getTensorType(present).getShape());
    return isPacked() && !hasPast() ? unpack(added, keys) : f.reshape(present, keys);
  }

  Value mergeHeads(Value output) {
    int64_t rank = getTensorType(output).getRank();
    if (isPacked() && layout.queries > 1) {
      SmallVector<int64_t> perm = llvm::to_vector(llvm::seq<int64_t>(rank));
      std::rotate(perm.begin() + 1, perm.end() - 2, perm.end() - 1);
      output = f.transpose(output, perm);
    }
    return f.reshape(output, op.getOutput().getType().getShape());
  }

  Value transposeMatrix(Value value) {
    SmallVector<int64_t> perm = llvm::to_vector(llvm::seq<int64_t>(getTensorType(value).getRank()));
    std::swap(perm.end()[-1], perm.end()[-2]);
    return f.transpose(value, perm);
  }

  //===-- Scores -----------------------------------------------------------===//

  Value scaleQuery() {
    int64_t size = op.getPresentKey().getType().getDimSize(3);
    SmallVector<int64_t> split = layout.getQueryShape({shape[0], shape[1], shape[2], size});
    Value query = isPacked() ? unpack(op.getQuery(), split) : f.reshape(op.getQuery(), split);
    query = f.castTo(query, widen(elementType));
    double scale = op.getScale() ? op.getScale()->convertToDouble() : 1 / std::sqrt(size);
    return scale == 1 ? query : f.mul(query, f.scalar(query, scale));
  }

  Value cap(Value scores) {
    double softcap = op.getSoftcap().convertToDouble();
    if (!(softcap > 0))
      return scores;
    Value ratio = f.mul(scores, f.scalar(scores, 1 / softcap));
    return f.mul(f.tanh(ratio), f.scalar(scores, softcap));
  }

  /// A row whose elements are all -inf becomes zeros: its largest element counts as a finite
  /// number, and its sum as 1, which is the least that another row can have.
  Value softmax(Value x) {
    x = f.castTo(x, op.getSoftmaxPrecision().value_or(getElementType(x)));
    int64_t axis = getTensorType(x).getRank() - 1;
    Value largest = f.reduce<ReduceMaxOp>(x, axis);
    if (canMaskAllKeys) {
      auto lowest = APFloat::getLargest(cast<FloatType>(getElementType(x)).getFloatSemantics(),
                                        /*Negative=*/true);
      largest = f.max(largest, f.scalar(x, lowest.convertToDouble()));
    }
    Value exp = f.exp(f.sub(x, largest));
    Value sum = f.reduce<ReduceSumOp>(exp, axis);
    if (canMaskAllKeys)
      sum = f.max(sum, f.scalar(x, 1));
    return f.mul(exp, f.reciprocal(sum));
  }

  //===-- Masks ------------------------------------------------------------===//

  Value mask(Value scores) {
    scores = maskBySequence(maskByTensor(scores));
    if (!op.getNonpadKvSeqlen())
      return scores;
    canMaskAllKeys = true;
    return keepWhere(LessOp::create(f.builder, f.loc, keyPositions(), presentLengths()), scores);
  }

  Value keepWhere(Value test, Value scores) {
    return f.where(test, scores, f.scalar(scores, -kInfinity));
  }
  Value dropWhere(Value test, Value scores) {
    return f.where(test, f.scalar(scores, -kInfinity), scores);
  }

  Value maskByTensor(Value scores) {
    Value mask = op.getAttnMask();
    if (!mask)
      return scores;
    canMaskAllKeys = true;
    bool isBool = getElementType(mask).isInteger(1);
    if (!isBool)
      mask = f.castTo(mask, getElementType(scores));
    mask = alignMask(mask, f.scalar(mask, isBool ? 0 : -kInfinity));
    return isBool ? keepWhere(mask, scores) : f.add(scores, mask);
  }

  /// `mask` with four dimensions and `filler` after its end, in the layout of the scores.
  Value alignMask(Value mask, Value filler) {
    SmallVector<int64_t> dims(getTensorType(mask).getShape());
    bool endsEarly = !dims.empty() && dims.back() < shape[3];
    dims.insert(dims.begin(), 4 - dims.size(), 1);
    mask = f.reshape(mask, dims);
    if (endsEarly) {
      SmallVector<int64_t> pads(8, 0);
      pads[7] = shape[3] - dims[3];
      mask = PadOp::create(f.builder, f.loc, mask, constantInts(f.builder, f.loc, pads), filler,
                           Value(), f.builder.getStringAttr("constant"));
      dims[3] = shape[3];
    }
    return f.reshape(mask, layout.getQueryShape(dims));
  }

  /// Masks keys by their distance from the query.
  Value maskBySequence(Value scores) {
    // Where nothing is as far away as that, there is no limit.
    int64_t farthest = shape[2] + shape[3];
    int64_t left = op.getLeftWindowSize(), right = op.getRightWindowSize();
    if (op.getIsCausal())
      right = 0;
    if (right >= 0 && right < farthest && !(isOffsetKnown() && right + offset() >= shape[3] - 1)) {
      canMaskAllKeys |= !isOffsetKnown();
      scores = dropWhere(GreaterOp::create(f.builder, f.loc, keyPositions(), queryPositions(right)),
                         scores);
    }
    if (left >= 0 && left < farthest && !(isOffsetKnown() && offset() + shape[2] - 1 <= left)) {
      // A query may stand after all keys that there are.
      canMaskAllKeys = true;
      scores = dropWhere(LessOp::create(f.builder, f.loc, keyPositions(), queryPositions(-left)),
                         scores);
    }
    return scores;
  }

  /// Whether the position of the first query does not depend on `nonpad_kv_seqlen`.
  bool isOffsetKnown() { return op.getPastKey() || !op.getNonpadKvSeqlen(); }
  int64_t offset() { return op.getPastKey() ? getTensorType(op.getPastKey()).getDimSize(2) : 0; }

  /// The int32 numbers from `first` on along dimension `dim` of scores.
  Value positions(int64_t first, int64_t dim) {
    SmallVector<int64_t> dims(4, 1);
    dims[dim] = shape[dim];
    std::vector<int32_t> numbers(shape[dim]);
    std::iota(numbers.begin(), numbers.end(), first);
    auto type = RankedTensorType::get(layout.getQueryShape(dims), f.builder.getI32Type());
    ArrayRef<char> bytes(reinterpret_cast<const char *>(numbers.data()),
                         numbers.size() * sizeof(int32_t));
    return ConstantOp::create(f.builder, f.loc, makeConstant(type, bytes));
  }
  Value keyPositions() { return positions(0, 3); }

  /// The positions of the queries, `shift` farther on.
  Value queryPositions(int64_t shift) {
    if (isOffsetKnown())
      return positions(offset() + shift, 2);
    return f.add(positions(shift - shape[2], 2), presentLengths());
  }

  /// `nonpad_kv_seqlen` as the scores have it.
  Value presentLengths() {
    Value lengths = f.castTo(op.getNonpadKvSeqlen(), f.builder.getI32Type());
    return f.reshape(lengths, layout.getQueryShape({shape[0], 1, 1, 1}));
  }

  static constexpr double kInfinity = std::numeric_limits<double>::infinity();

  AttentionOp op;
  Formula f;
  Type elementType;
  /// The scores' [batch, heads, queries, keys].
  ArrayRef<int64_t> shape;
  HeadLayout layout;
  /// Whether a query may be left without keys.
  bool canMaskAllKeys = false;
};

/// Attention becomes products, a softmax and what lies between them, which `onnxc-fuse-rows` puts
/// into one loop again:
///
///   %y = onnx.Attention %q, %k, %v {is_causal = 1, scale = 0.5}
/// becomes
///   %s = onnx.MatMul (onnx.Mul %q, 0.5), (onnx.Transpose %k)
///   %m = onnx.Where (onnx.Greater %keys, %queries), -inf, %s
///   %y = onnx.MatMul (softmax of %m), %v
struct DecomposeAttention : OpRewritePattern<AttentionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AttentionOp op, PatternRewriter &rewriter) const override {
    auto isStatic = [](Type type) { return cast<RankedTensorType>(type).hasStaticShape(); };
    if (!llvm::all_of(op->getOperandTypes(), isStatic) ||
        !llvm::all_of(op->getResultTypes(), isStatic))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ArrayRef<int64_t> scores = getTensorType(op.getQkMatmulOutput()).getShape();
    if (llvm::is_contained(scores, 0) || getTensorType(op.getOutput()).getNumElements() == 0 ||
        getTensorType(op.getPresentKey()).getNumElements() == 0)
      return rewriter.notifyMatchFailure(op, "nothing to attend to");
    for (int64_t length : scores.take_back(2))
      if (!isComputable(RankedTensorType::get(length, rewriter.getI32Type())))
        return rewriter.notifyMatchFailure(op, "too many positions");
    rewriter.replaceOp(op, AttentionWriter(op, rewriter).write());
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeAttention(RewritePatternSet &patterns) {
  patterns.add<DecomposeAttention>(patterns.getContext());
}
