#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// The sizes of one ConvTranspose, all per spatial dimension.
struct Geometry {
  int64_t rank, group, channels, filters;
  SmallVector<int64_t> kernel, strides, dilations, begins;
  /// The kernel of each phase of the output, and the positions of each phase.
  SmallVector<int64_t> taps, positions;
  SmallVector<int64_t> output;

  explicit Geometry(ConvTransposeOp op)
      : rank(op.getStrides().size()), group(op.getGroup()), strides(op.getStrides()),
        dilations(op.getDilations()), begins(op.getPads().take_front(rank)) {
    RankedTensorType input = getTensorType(op.getInput()), weight = getTensorType(op.getWeight());
    channels = weight.getDimSize(0) / group;
    filters = weight.getDimSize(1);
    kernel.assign(weight.getShape().begin() + 2, weight.getShape().end());
    output.assign(getTensorType(op.getOutput()).getShape().drop_front(2));
    for (int64_t i = 0; i < rank; ++i) {
      // Up to the last position that the kernel reaches or the output keeps.
      int64_t reach = (kernel[i] - 1) * dilations[i] + 1;
      int64_t kept = begins[i] + output[i] - (input.getDimSize(i + 2) - 1) * strides[i];
      taps.push_back(llvm::divideCeil(std::max(reach, kept), strides[i]));
      positions.push_back(input.getDimSize(i + 2) + taps[i] - 1);
    }
  }

  int64_t getPhases() const { return ShapedType::getNumElements(strides); }
};

/// Builds the operators of the decomposition, one after another.
class Builder {
public:
  Builder(PatternRewriter &rewriter, Location loc, const Geometry &geometry)
      : rewriter(rewriter), loc(loc), g(geometry) {}

  /// From C x F/G x K... to one filter for each phase: (G * phases * F/G) x C/G x taps..., where
  /// tap t of phase r is element (taps - 1 - t) * stride + r of the dilated kernel. The filters of
  /// a phase lie side by side, so that whole pixels are moved when phases are interleaved.
  Value buildFilters(Value weight) {
    SmallVector<int64_t> leading = {g.group, g.channels, g.filters};
    weight = dilate(weight, leading);
    SmallVector<int64_t> split = leading;
    for (int64_t i = 0; i < g.rank; ++i)
      split.append({g.taps[i], g.strides[i]});
    weight = reshapeTo(rewriter, loc, weight, split);
    SmallVector<int64_t> order = {0};
    for (int64_t i = 0; i < g.rank; ++i)
      order.push_back(4 + 2 * i);
    order.append({2, 1});
    for (int64_t i = 0; i < g.rank; ++i)
      order.push_back(3 + 2 * i);
    weight = transpose(weight, order);
    weight = reverseLast(weight);
    SmallVector<int64_t> shape = {g.group * g.filters * g.getPhases(), g.channels};
    shape.append(g.taps);
    return reshapeTo(rewriter, loc, weight, shape);
  }

  /// One copy of the bias for each phase.
  Value buildBias(Value bias) {
    SmallVector<int64_t> shape = {g.group, 1, g.filters};
    bias = reshapeTo(rewriter, loc, bias, shape);
    shape[1] = g.getPhases();
    bias = ExpandOp::create(rewriter, loc, bias, constantInts(rewriter, loc, shape));
    return reshapeTo(rewriter, loc, bias, {ShapedType::getNumElements(shape)});
  }

  /// From N x (G * phases * F/G) x P... to N x F x (P * stride)...
  Value interleavePhases(Value value) {
    int64_t batch = getTensorType(value).getDimSize(0), filter = 2 + g.rank;
    SmallVector<int64_t> split = {batch, g.group}, order = {0, 1, filter},
                         shape = {batch, g.group * g.filters};
    split.append(g.strides);
    split.push_back(g.filters);
    split.append(g.positions);
    for (int64_t i = 0; i < g.rank; ++i) {
      order.append({filter + 1 + i, 2 + i});
      shape.push_back(g.positions[i] * g.strides[i]);
    }
    value = transpose(reshapeTo(rewriter, loc, value, split), order);
    return reshapeTo(rewriter, loc, value, shape);
  }

  Value crop(Value value) {
    SmallVector<int64_t> begins(2, 0), ends(2, 0);
    for (int64_t i = 0; i < g.rank; ++i) {
      begins.push_back(-g.begins[i]);
      ends.push_back(g.begins[i] + g.output[i] - g.positions[i] * g.strides[i]);
    }
    return pad(value, begins, ends);
  }

private:
  Value transpose(Value value, ArrayRef<int64_t> order) {
    return TransposeOp::create(rewriter, loc, value, rewriter.getDenseI64ArrayAttr(order));
  }

  /// Negative amounts cut.
  Value pad(Value value, ArrayRef<int64_t> begins, ArrayRef<int64_t> ends) {
    auto isZero = [](int64_t amount) { return amount == 0; };
    if (llvm::all_of(begins, isZero) && llvm::all_of(ends, isZero))
      return value;
    SmallVector<int64_t> amounts(begins);
    amounts.append(ends.begin(), ends.end());
    return PadOp::create(rewriter, loc, value, constantInts(rewriter, loc, amounts),
                         /*constant_value=*/Value(), /*axes=*/Value(),
                         rewriter.getStringAttr("constant"));
  }

  /// Puts zeros between the elements of the kernel and after them, up to taps * stride.
  Value dilate(Value weight, ArrayRef<int64_t> leading) {
    SmallVector<int64_t> split(leading), spread(leading);
    SmallVector<int64_t> zerosBetween(leading.size(), 0), zerosBehind(leading.size(), 0);
    for (int64_t i = 0; i < g.rank; ++i) {
      split.append({g.kernel[i], 1});
      zerosBetween.append({0, g.dilations[i] - 1});
      spread.push_back(g.kernel[i] * g.dilations[i]);
      zerosBehind.push_back(g.taps[i] * g.strides[i] - spread.back());
    }
    weight = reshapeTo(rewriter, loc, weight, split);
    weight = pad(weight, SmallVector<int64_t>(split.size(), 0), zerosBetween);
    weight = reshapeTo(rewriter, loc, weight, spread);
    return pad(weight, SmallVector<int64_t>(spread.size(), 0), zerosBehind);
  }

  /// Reverses the last `rank` dimensions.
  Value reverseLast(Value value) {
    int64_t valueRank = getTensorType(value).getRank();
    SmallVector<int64_t> axes = llvm::to_vector(llvm::seq(valueRank - g.rank, valueRank));
    auto repeated = [&](int64_t number) {
      return constantInts(rewriter, loc, SmallVector<int64_t>(g.rank, number));
    };
    return SliceOp::create(rewriter, loc, value, repeated(-1),
                           repeated(std::numeric_limits<int64_t>::min()),
                           constantInts(rewriter, loc, axes), repeated(-1));
  }

  PatternRewriter &rewriter;
  Location loc;
  const Geometry &g;
};

/// With stride s, output positions of one remainder modulo s (a phase) depend on every s-th
/// element of the kernel: they are an ordinary convolution with stride 1. All phases are computed
/// by one Conv with s times as many filters, whose results are interleaved.
struct DecomposeConvTranspose : OpRewritePattern<ConvTransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvTransposeOp op, PatternRewriter &rewriter) const override {
    if (!getTensorType(op.getInput()).hasStaticShape() ||
        !getTensorType(op.getWeight()).hasStaticShape() ||
        !getTensorType(op.getOutput()).hasStaticShape())
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Geometry geometry(op);
    Builder builder(rewriter, op.getLoc(), geometry);
    Value filters = builder.buildFilters(op.getWeight());
    Value bias = op.getBias() ? builder.buildBias(op.getBias()) : Value();
    SmallVector<int64_t> ones(geometry.rank, 1), pads;
    for (int side = 0; side < 2; ++side)
      for (int64_t taps : geometry.taps)
        pads.push_back(taps - 1);
    Value phases = ConvOp::create(rewriter, op.getLoc(), op.getInput(), filters, bias, ones, pads,
                                  ones, geometry.group);
    rewriter.replaceOp(op, builder.crop(builder.interleavePhases(phases)));
    return success();
  }
};
} // namespace

void onnxc::onnx::populateDecomposeConvTranspose(RewritePatternSet &patterns) {
  patterns.add<DecomposeConvTranspose>(patterns.getContext());
}
