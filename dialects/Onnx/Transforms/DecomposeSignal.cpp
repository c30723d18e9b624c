#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

static constexpr double kPi = 3.14159265358979323846;

//===-- Windows ------------------------------------------------------------===//

/// A window is a sum of cosines: a0 - a1 cos(t) + a2 cos(2 t), for t from 0 to 2 pi.
static SmallVector<double> getCosines(HannWindowOp) { return {0.5, 0.5, 0.0}; }
static SmallVector<double> getCosines(HammingWindowOp) {
  return {25.0 / 46.0, 1.0 - 25.0 / 46.0, 0.0};
}
static SmallVector<double> getCosines(BlackmanWindowOp) { return {0.42, 0.5, 0.08}; }

namespace {
/// The type of the result says the size, so a window is always a constant.
template <typename Op> struct FoldWindow : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    RankedTensorType type = getTensorType(op);
    if (!isComputable(type))
      return rewriter.notifyMatchFailure(op, "size is not known, or too large");
    ConstantTensor window(type);
    SmallVector<double> a = getCosines(op);
    int64_t period = op.getPeriodic() ? window.size() : window.size() - 1;
    for (int64_t i = 0; i < window.size(); ++i) {
      double t = period > 0 ? 2 * kPi * double(i) / double(period) : 0.0;
      double value = period > 0 ? a[0] - a[1] * std::cos(t) + a[2] * std::cos(2 * t) : 1.0;
      if (window.isFloat())
        window.floats[i] = value;
      else
        window.ints[i] = int64_t(value);
    }
    rewriter.replaceOpWithNewOp<ConstantOp>(op, window.toAttr());
    return success();
  }
};
} // namespace

//===-- Fourier transforms --------------------------------------------------===//

namespace {
/// A transform of `length` samples as a matrix: it takes `inputs` numbers of `inputParts` parts
/// (real, imaginary) to `outputs` numbers of `outputParts`.
struct Transform {
  int64_t length, inputs, inputParts, outputs, outputParts;
  bool inverse;

  RankedTensorType getType(Type elementType) const {
    return RankedTensorType::get({inputs, inputParts, outputs, outputParts}, elementType);
  }

  /// The factor of input part `c` of number `x` in output part `d` of number `y`.
  double getFactor(int64_t x, int64_t c, int64_t y, int64_t d) const {
    // A half spectrum stands for the other half, too: its conjugates.
    bool half = inverse && outputParts == 1;
    if (x >= (half ? length / 2 + 1 : length))
      return 0;
    double angle = 2 * kPi * double(x * y % length) / double(length);
    double sign = inverse ? 1 : -1;
    double factor = inverse ? 1.0 / double(length) : 1.0;
    if (half && x != 0 && 2 * x != length)
      factor *= 2;
    // (a + bi) (cos + i sign sin)
    if (c == d)
      return factor * std::cos(angle);
    return factor * sign * (d == 1 ? 1 : -1) * std::sin(angle);
  }
};
} // namespace

/// The matrix with dimensions input, part, output, part, as `order` arranges them.
static Value buildMatrix(OpBuilder &builder, Location loc, const Transform &transform,
                         Type elementType, ArrayRef<int64_t> order) {
  int64_t sizes[] = {transform.inputs, transform.inputParts, transform.outputs,
                     transform.outputParts};
  SmallVector<int64_t> shape;
  for (int64_t dim : order)
    shape.push_back(sizes[dim]);
  ConstantTensor matrix(RankedTensorType::get(shape, elementType));
  for (int64_t i = 0; i < matrix.size(); ++i) {
    int64_t at[4], rest = i;
    for (int64_t dim : llvm::reverse(order)) {
      at[dim] = rest % sizes[dim];
      rest /= sizes[dim];
    }
    matrix.floats[i] = transform.getFactor(at[0], at[1], at[2], at[3]);
  }
  return ConstantOp::create(builder, loc, matrix.toAttr());
}

namespace {
/// A product with the matrix of the transform:
///
///   onnx.DFT %x
/// becomes
///   onnx.Einsum %x, %matrix {equation = "axbc,xcyd->aybd"}
struct DecomposeDFT : OpRewritePattern<DFTOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DFTOp op, PatternRewriter &rewriter) const override {
    RankedTensorType input = getTensorType(op.getInput()), output = getTensorType(op);
    std::optional<int64_t> axis = op.getAxis() ? getConstantInt(op.getAxis()) : -2;
    if (!axis || !input.hasStaticShape() || !output.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "axis or sizes are not known");
    if (*axis < 0)
      *axis += input.getRank();
    std::optional<int64_t> length = getLength(op, *axis);
    if (!length)
      return rewriter.notifyMatchFailure(op, "dft_length is not known");

    ArrayRef<int64_t> in = input.getShape(), out = output.getShape();
    Transform transform = {*length,    in[*axis],  in.back(),
                           out[*axis], out.back(), bool(op.getInverse())};
    if (*length < 1 || !isComputable(transform.getType(input.getElementType())))
      return rewriter.notifyMatchFailure(op, "dft_length is too large");
    int64_t outer = ShapedType::getNumElements(in.take_front(*axis));
    int64_t inner = ShapedType::getNumElements(in.drop_front(*axis + 1).drop_back());
    Location loc = op.getLoc();
    Value matrix = buildMatrix(rewriter, loc, transform, input.getElementType(), {0, 1, 2, 3});
    Value numbers = reshapeTo(rewriter, loc, op.getInput(), {outer, in[*axis], inner, in.back()});
    Value product = EinsumOp::create(rewriter, loc, ValueRange{numbers, matrix}, "axbc,xcyd->aybd");
    rewriter.replaceOp(op, reshapeTo(rewriter, loc, product, out));
    return success();
  }

private:
  static std::optional<int64_t> getLength(DFTOp op, int64_t axis) {
    bool half = op.getOnesided() && op.getInverse();
    if (op.getDftLength()) {
      if (std::optional<int64_t> length = getConstantInt(op.getDftLength()))
        return length;
      // The size of the result is the length unless it is a half spectrum.
      bool isHalfSpectrum = op.getOnesided() && !op.getInverse();
      return isHalfSpectrum ? std::nullopt : std::optional(getTensorType(op).getDimSize(axis));
    }
    int64_t size = getTensorType(op.getInput()).getDimSize(axis);
    return half ? 2 * (size - 1) : size;
  }
};

/// A convolution whose filters are the windowed rows of the transform's matrix:
///
///   onnx.STFT %signal, %step, %window
/// becomes
///   onnx.Transpose (onnx.Conv %signal, (onnx.Mul %matrix, %window) {strides = [step]})
///
/// With a step that is known at run time only, frames are gathered first.
struct DecomposeSTFT : OpRewritePattern<STFTOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(STFTOp op, PatternRewriter &rewriter) const override {
    RankedTensorType signal = getTensorType(op.getSignal()), output = getTensorType(op);
    std::optional<int64_t> length = getLength(op);
    if (!length || !signal.hasStaticShape() || !output.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "frames are not known");
    Transform transform = {*length,          *length, signal.getDimSize(2), output.getDimSize(2), 2,
                           /*inverse=*/false};
    if (*length < 1 || !isComputable(transform.getType(signal.getElementType())))
      return rewriter.notifyMatchFailure(op, "frames are too large");
    if (std::optional<int64_t> step = getConstantInt(op.getFrameStep()))
      rewriter.replaceOp(op, buildConvolution(rewriter, op, transform, *step));
    else
      rewriter.replaceOp(op, buildFromFrames(rewriter, op, transform));
    return success();
  }

private:
  static std::optional<int64_t> getLength(STFTOp op) {
    if (op.getWindow())
      return getTensorType(op.getWindow()).getDimSize(0);
    if (op.getFrameLength()) {
      std::optional<int64_t> length = getConstantInt(op.getFrameLength());
      // The size of a whole spectrum is the length of its frame.
      return length || op.getOnesided() ? length : getTensorType(op).getDimSize(2);
    }
    return getTensorType(op.getSignal()).getDimSize(1);
  }

  static Value buildConvolution(OpBuilder &builder, STFTOp op, const Transform &transform,
                                int64_t step) {
    Location loc = op.getLoc();
    RankedTensorType signal = getTensorType(op.getSignal()), output = getTensorType(op);
    Value filters = buildMatrix(builder, loc, transform, signal.getElementType(), {2, 3, 1, 0});
    filters = reshapeTo(builder, loc, filters,
                        {transform.outputs * 2, transform.inputParts, transform.length});
    if (op.getWindow())
      filters = MulOp::create(builder, loc, filters, op.getWindow());
    Value channels = swapLastTwo(builder, loc, op.getSignal());
    Value spectra =
        ConvOp::create(builder, loc, channels, filters, /*bias=*/Value(),
                       builder.getDenseI64ArrayAttr({step}), builder.getDenseI64ArrayAttr({0, 0}),
                       builder.getDenseI64ArrayAttr({1}), builder.getI64IntegerAttr(1));
    return reshapeTo(builder, loc, swapLastTwo(builder, loc, spectra), output.getShape());
  }

  static Value swapLastTwo(OpBuilder &builder, Location loc, Value value) {
    return TransposeOp::create(builder, loc, value, builder.getDenseI64ArrayAttr({0, 2, 1}));
  }

  /// Sample `x` of frame `t` is sample t * step + x of the signal.
  static Value buildFromFrames(OpBuilder &builder, STFTOp op, const Transform &transform) {
    Location loc = op.getLoc();
    RankedTensorType signal = getTensorType(op.getSignal());
    auto count = [&](int64_t size, ArrayRef<int64_t> shape) {
      return reshapeTo(builder, loc,
                       constantInts(builder, loc, llvm::to_vector(llvm::seq<int64_t>(0, size))),
                       shape);
    };
    int64_t frames = getTensorType(op).getDimSize(1);
    Value step = CastOp::create(builder, loc, op.getFrameStep(), builder.getI64Type());
    Value starts =
        MulOp::create(builder, loc, count(frames, {frames, 1}), reshapeTo(builder, loc, step, {}));
    Value positions =
        AddOp::create(builder, loc, starts, count(transform.length, {transform.length}));
    Value samples = GatherOp::create(builder, loc, op.getSignal(), positions, /*axis=*/1);
    Value matrix = buildMatrix(builder, loc, transform, signal.getElementType(), {0, 1, 2, 3});
    if (op.getWindow())
      matrix = MulOp::create(builder, loc, matrix,
                             reshapeTo(builder, loc, op.getWindow(), {transform.length, 1, 1, 1}));
    return EinsumOp::create(builder, loc, ValueRange{samples, matrix}, "btxc,xcyd->btyd");
  }
};
} // namespace

void onnxc::onnx::populateDecomposeSignal(RewritePatternSet &patterns) {
  patterns.add<FoldWindow<HannWindowOp>, FoldWindow<HammingWindowOp>, FoldWindow<BlackmanWindowOp>,
               DecomposeDFT, DecomposeSTFT>(patterns.getContext());
}
