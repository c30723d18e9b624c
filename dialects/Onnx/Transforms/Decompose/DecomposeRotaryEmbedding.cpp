#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "dialects/Onnx/Transforms/Formula.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// Rotations become arithmetic on the two elements of all pairs:
///
///   %y = onnx.RotaryEmbedding %x, %cos, %sin
/// becomes
///   %a, %b = the halves of the heads of %x
///   %y = onnx.Concat (%cos * %a - %sin * %b), (%sin * %a + %cos * %b)
struct DecomposeRotaryEmbedding : OpRewritePattern<RotaryEmbeddingOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(RotaryEmbeddingOp op, PatternRewriter &rewriter) const override {
    auto isStatic = [](Type type) { return cast<RankedTensorType>(type).hasStaticShape(); };
    if (!llvm::all_of(op->getOperandTypes(), isStatic))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Formula f{rewriter, op.getLoc()};
    ArrayRef<int64_t> shape = op.getType().getShape();
    bool isPacked = shape.size() == 3;
    SmallVector<int64_t> heads(shape);
    if (int64_t count = op.getNumHeads(); isPacked)
      heads = {shape[0], shape[1], count, shape[2] / count};
    Value x = f.reshape(op.getInput(), heads);
    int64_t size = heads[3], rotated = op.getRotaryEmbeddingDim();
    if (rotated == 0)
      rotated = size;
    Value y = rotate(f, op, f.slice(x, 3, 0, rotated), isPacked);
    if (rotated < size)
      y = f.concat({y, f.slice(x, 3, rotated, size)}, 3);
    rewriter.replaceOp(op, f.reshape(y, shape));
    return success();
  }

private:
  /// `x` is [batch, heads, length, size], or with `lengthFirst` [batch, length, heads, size].
  static Value rotate(Formula &f, RotaryEmbeddingOp op, Value x, bool lengthFirst) {
    ArrayRef<int64_t> shape = getTensorType(x).getShape();
    int64_t pairs = shape[3] / 2;
    // The two of a pair are a dimension of their own.
    int64_t axis = op.getInterleaved() ? 4 : 3;
    SmallVector<int64_t> split(shape);
    split[3] = pairs;
    split.insert(split.begin() + axis, 2);
    Value both = f.reshape(x, split);
    // Small floats are moved as they are, and computed in f32.
    Type type = getTensorType(x).getElementType();
    auto widened = [&](Value part) {
      return type.getIntOrFloatBitWidth() < 32 ? f.castTo(part, f.builder.getF32Type()) : part;
    };
    Value a = widened(f.slice(both, axis, 0, 1)), b = widened(f.slice(both, axis, 1, 2));
    Value cos = widened(getAngles(f, op, op.getCosCache(), lengthFirst, axis));
    Value sin = widened(getAngles(f, op, op.getSinCache(), lengthFirst, axis));
    Value first = f.sub(f.mul(cos, a), f.mul(sin, b));
    Value second = f.add(f.mul(sin, a), f.mul(cos, b));
    return f.reshape(f.concat({f.castTo(first, type), f.castTo(second, type)}, axis), shape);
  }

  /// What `cache` has for each position, with a dimension for the heads and one at `axis`.
  static Value getAngles(Formula &f, RotaryEmbeddingOp op, Value cache, bool lengthFirst,
                         int64_t axis) {
    if (op.getPositionIds())
      cache = GatherOp::create(f.builder, f.loc, cache, op.getPositionIds(), /*axis=*/0);
    SmallVector<int64_t> shape(getTensorType(cache).getShape());
    shape.insert(shape.begin() + (lengthFirst ? 2 : 1), 1);
    shape.insert(shape.begin() + axis, 1);
    return f.reshape(cache, shape);
  }
};
} // namespace

void onnxc::onnx::populateDecomposeRotaryEmbedding(RewritePatternSet &patterns) {
  patterns.add<DecomposeRotaryEmbedding>(patterns.getContext());
}
