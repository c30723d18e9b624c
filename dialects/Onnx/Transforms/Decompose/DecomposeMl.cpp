#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

namespace {
//===-- Features ------------------------------------------------------------===//

struct ExtractFeaturesByGather : OpRewritePattern<ArrayFeatureExtractorOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ArrayFeatureExtractorOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType input = getTensorType(op.getInput()), indices = getTensorType(op.getIndices());
    if (!input.hasStaticShape() || !indices.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Formula f{rewriter, op.getLoc()};
    Value list = f.reshape(op.getIndices(), {indices.getNumElements()});
    Value taken = GatherOp::create(rewriter, op.getLoc(), op.getInput(), list, input.getRank() - 1);
    rewriter.replaceOp(op, f.reshape(taken, getTensorType(op).getShape()));
    return success();
  }
};

struct DecomposeBinarizer : OpRewritePattern<BinarizerOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BinarizerOp op, PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Type elementType = getTensorType(op.getInput()).getElementType();
    // Integers are compared as floats, as the threshold is one.
    bool isFloat = isa<FloatType>(elementType);
    Value input = f.castTo(op.getInput(), isFloat ? elementType : rewriter.getF64Type());
    Value isMore = GreaterOp::create(rewriter, op.getLoc(), input,
                                     f.scalar(input, op.getThreshold().convertToFloat()));
    rewriter.replaceOp(op, f.castTo(isMore, elementType));
    return success();
  }
};

struct DecomposeScaler : OpRewritePattern<ScalerOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ScalerOp op, PatternRewriter &rewriter) const override {
    Formula f{rewriter, op.getLoc()};
    Value value = f.castTo(op.getInput(), rewriter.getF32Type());
    if (op.getOffset())
      value = f.sub(value, getNumbers(f, *op.getOffset()));
    if (op.getScale())
      value = f.mul(value, getNumbers(f, *op.getScale()));
    rewriter.replaceOp(op, value);
    return success();
  }

private:
  static Value getNumbers(Formula &f, ArrayRef<float> numbers) {
    // One number for all fits inputs of rank 0, too.
    SmallVector<int64_t> shape;
    if (numbers.size() != 1)
      shape.push_back(numbers.size());
    auto type = RankedTensorType::get(shape, f.builder.getF32Type());
    return ConstantOp::create(f.builder, f.loc, DenseElementsAttr::get(type, numbers));
  }
};

//===-- LabelEncoder --------------------------------------------------------===//

/// Finds the first key that is equal, or NaN as the element is; after the last is the default:
///
///   onnx.ml.LabelEncoder %x {keys, values, default}
/// becomes
///   onnx.Gather [values..., default], (onnx.ArgMax [onnx.Equal %x, keys, 1])
struct DecomposeLabelEncoder : OpRewritePattern<LabelEncoderOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LabelEncoderOp op, PatternRewriter &rewriter) const override {
    RankedTensorType input = getTensorType(op.getInput());
    if (!input.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    Formula f{rewriter, loc};
    int64_t count = op.getKeys().getNumElements();
    auto flat = [&](ElementsAttr value, int64_t size) -> Value {
      return f.reshape(ConstantOp::create(rewriter, loc, value), {size});
    };
    Value values = f.concat({flat(op.getValues(), count), flat(op.getDefault(), 1)}, /*axis=*/0);
    Value column = f.reshape(op.getInput(), {input.getNumElements(), 1});
    Value isKey = EqualOp::create(rewriter, loc, column, flat(op.getKeys(), count));
    if (Value isNaNKey = findNaNKeys(f, op.getKeys()))
      isKey = OrOp::create(
          rewriter, loc, isKey,
          AndOp::create(rewriter, loc, IsNaNOp::create(rewriter, loc, column), isNaNKey));
    isKey = f.castTo(isKey, rewriter.getI32Type());
    auto one = DenseElementsAttr::get(RankedTensorType::get({1}, rewriter.getI32Type()), 1);
    Value isAny = ConstantOfShapeOp::create(
        rewriter, loc, constantInts(rewriter, loc, {input.getNumElements(), 1}), one);
    Value found = ArgMaxOp::create(rewriter, loc, f.concat({isKey, isAny}, /*axis=*/1),
                                   /*axis=*/1, /*keepdims=*/0, /*select_last_index=*/0);
    Value mapped = GatherOp::create(rewriter, loc, values, found, /*axis=*/0);
    rewriter.replaceOp(op, f.reshape(mapped, input.getShape()));
    return success();
  }

private:
  /// Which of the keys are NaN; null if none is.
  static Value findNaNKeys(Formula &f, ElementsAttr keys) {
    std::optional<ConstantTensor> numbers = ConstantTensor::get(keys);
    if (!numbers || !numbers->isFloat())
      return {};
    ConstantTensor isNaN(RankedTensorType::get({numbers->size()}, f.builder.getI1Type()));
    for (int64_t i = 0; i < numbers->size(); ++i)
      isNaN.ints[i] = std::isnan(numbers->floats[i]);
    if (llvm::none_of(isNaN.ints, [](int64_t x) { return x != 0; }))
      return {};
    return ConstantOp::create(f.builder, f.loc, isNaN.toAttr());
  }
};

//===-- TfIdfVectorizer -----------------------------------------------------===//

/// Compares each place of the rows with each n-gram of one length:
///
///   %hits = onnx.And (onnx.Equal %x[:, 0 : places, 1], [first tokens]),
///                    (onnx.Equal %x[:, distance : distance + places, 1], [second tokens])
///   %count = onnx.ReduceSum %hits, [1]
struct DecomposeTfIdfVectorizer : OpRewritePattern<TfIdfVectorizerOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TfIdfVectorizerOp op, PatternRewriter &rewriter) const override {
    RankedTensorType input = getTensorType(op.getInput()), result = getTensorType(op);
    if (!input.hasStaticShape() || !isComputable(result))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or too many columns");
    Location loc = op.getLoc();
    Formula f{rewriter, loc};
    int64_t length = input.getShape().back(), width = result.getShape().back();
    int64_t rows = input.getRank() == 1 ? 1 : input.getDimSize(0);
    Value tokens = f.castTo(op.getInput(), rewriter.getI64Type());
    tokens = f.reshape(tokens, {rows, length, 1});

    SmallVector<ArrayRef<int64_t>> grams = op.getGrams();
    int64_t shortest = op.getMinGramLength(), longest = op.getMaxGramLength();
    // After all counts is a 0 for columns without an n-gram.
    SmallVector<int64_t> places(width, -1);
    SmallVector<Value> counts;
    int64_t counted = 0;
    for (size_t begin = 0, end; begin < grams.size(); begin = end) {
      int64_t size = grams[begin].size();
      for (end = begin; end < grams.size() && int64_t(grams[end].size()) == size;)
        ++end;
      if (size < shortest || size > longest)
        continue;
      Value sum;
      // Single tokens have no distances.
      int64_t skips = size == 1 ? 0 : op.getMaxSkipCount();
      for (int64_t distance = 1; distance - 1 <= skips; ++distance) {
        if ((size - 1) * distance >= length)
          break;
        Value count = countGrams(f, tokens, ArrayRef(grams).slice(begin, end - begin), distance);
        sum = sum ? f.add(sum, count) : count;
      }
      if (!sum)
        continue;
      counts.push_back(sum);
      for (size_t i = begin; i < end; ++i)
        places[op.getNgramIndexes()[i]] = counted++;
    }
    counts.push_back(
        ConstantOfShapeOp::create(rewriter, loc, constantInts(rewriter, loc, {rows, 1}), nullptr));
    for (int64_t &place : places)
      place = place < 0 ? counted : place;
    Value value = GatherOp::create(rewriter, loc, f.concat(counts, /*axis=*/1),
                                   constantInts(rewriter, loc, places), /*axis=*/1);
    rewriter.replaceOp(op, f.reshape(weigh(f, op, value, width), result.getShape()));
    return success();
  }

private:
  /// How often n-grams of one length occur in each row, with `distance` between their tokens.
  static Value countGrams(Formula &f, Value tokens, ArrayRef<ArrayRef<int64_t>> grams,
                          int64_t distance) {
    int64_t size = grams.front().size(), length = getTensorType(tokens).getDimSize(1);
    int64_t places = length - (size - 1) * distance;
    Value hits;
    for (int64_t i = 0; i < size; ++i) {
      SmallVector<int64_t> wanted;
      for (ArrayRef<int64_t> gram : grams)
        wanted.push_back(gram[i]);
      Value there = f.slice(tokens, 1, i * distance, i * distance + places);
      Value isThere =
          EqualOp::create(f.builder, f.loc, there, constantInts(f.builder, f.loc, wanted));
      hits = hits ? AndOp::create(f.builder, f.loc, hits, isThere).getResult() : isThere;
    }
    Value count = f.reduce<ReduceSumOp>(f.castTo(hits, f.builder.getF32Type()), {1});
    return f.reshape(count, {getTensorType(tokens).getDimSize(0), int64_t(grams.size())});
  }

  static Value weigh(Formula &f, TfIdfVectorizerOp op, Value counts, int64_t width) {
    if (op.getMode() == "IDF") {
      Value occurs = GreaterOp::create(f.builder, f.loc, counts, f.scalar(counts, 0));
      counts = f.castTo(occurs, f.builder.getF32Type());
    }
    if (op.getMode() == "TF" || !op.getWeights())
      return counts;
    SmallVector<float> weights(width, 0.0f);
    for (auto [column, weight] : llvm::zip_equal(op.getNgramIndexes(), *op.getWeights()))
      weights[column] = weight;
    auto type = RankedTensorType::get({width}, f.builder.getF32Type());
    return f.mul(counts, ConstantOp::create(f.builder, f.loc,
                                            DenseElementsAttr::get(type, ArrayRef(weights))));
  }
};
} // namespace

void onnxc::onnx::populateDecomposeMl(RewritePatternSet &patterns) {
  patterns.add<ExtractFeaturesByGather, DecomposeBinarizer, DecomposeScaler, DecomposeLabelEncoder,
               DecomposeTfIdfVectorizer>(patterns.getContext());
}
