#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Builders.h"
#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

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

/// The lengths that a spectrum of real signals has `bins` bins for, where it is one-sided: the
/// size does not say whether the length is even.
static std::pair<int64_t, int64_t> getLengthsOfHalf(int64_t bins) {
  return {std::max<int64_t>(2 * bins - 2, 1), 2 * bins - 1};
}

/// The matrix of the first transform or, where the scalar `length` says so, of the second.
static Value buildMatrixOfLength(OpBuilder &builder, Location loc, const Transform &first,
                                 const Transform &second, Value length, Type elementType) {
  Value matrix = buildMatrix(builder, loc, second, elementType, {0, 1, 2, 3});
  if (first.length == second.length)
    return matrix;
  length = reshapeTo(builder, loc, CastOp::create(builder, loc, length, builder.getI64Type()), {});
  Value isSecond = EqualOp::create(
      builder, loc, length, constantScalar(builder, loc, builder.getI64Type(), second.length));
  return WhereOp::create(builder, loc, isSecond, matrix,
                         buildMatrix(builder, loc, first, elementType, {0, 1, 2, 3}));
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
    if (!input.hasStaticShape() || !output.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "sizes are not known");
    std::optional<int64_t> axis = getAxis(op);
    if (!axis)
      return rewriter.notifyMatchFailure(op, "axis is not known");
    auto [even, odd] = getLengths(op, *axis);

    ArrayRef<int64_t> in = input.getShape(), out = output.getShape();
    Transform transform = {odd,        in[*axis],  in.back(),
                           out[*axis], out.back(), bool(op.getInverse())};
    Transform other = transform;
    other.length = even;
    if (even < 1 || !isComputable(transform.getType(input.getElementType())))
      return rewriter.notifyMatchFailure(op, "dft_length is too large");
    int64_t outer = ShapedType::getNumElements(in.take_front(*axis));
    int64_t inner = ShapedType::getNumElements(in.drop_front(*axis + 1).drop_back());
    Location loc = op.getLoc();
    Value matrix = buildMatrixOfLength(rewriter, loc, other, transform, op.getDftLength(),
                                       input.getElementType());
    Value numbers = reshapeTo(rewriter, loc, op.getInput(), {outer, in[*axis], inner, in.back()});
    Value product = EinsumOp::create(rewriter, loc, ValueRange{numbers, matrix}, "axbc,xcyd->aybd");
    rewriter.replaceOp(op, reshapeTo(rewriter, loc, product, out));
    return success();
  }

private:
  /// The axis; where that is not a constant, the only one whose size changes.
  static std::optional<int64_t> getAxis(DFTOp op) {
    RankedTensorType input = getTensorType(op.getInput());
    int64_t rank = input.getRank();
    std::optional<int64_t> axis = op.getAxis() ? getConstantInt(op.getAxis()) : -2;
    if (axis)
      return *axis < 0 ? *axis + rank : *axis;
    for (int64_t i = 0; i + 1 < rank; ++i)
      if (input.getDimSize(i) != getTensorType(op).getDimSize(i)) {
        if (axis)
          return std::nullopt;
        axis = i;
      }
    return axis;
  }

  /// The length, or the two that may be given at run time.
  static std::pair<int64_t, int64_t> getLengths(DFTOp op, int64_t axis) {
    int64_t length = getTensorType(op.getInput()).getDimSize(axis);
    if (op.getDftLength()) {
      std::optional<int64_t> given = getConstantInt(op.getDftLength());
      int64_t size = getTensorType(op).getDimSize(axis);
      if (!given && op.getOnesided() && !op.getInverse())
        return getLengthsOfHalf(size);
      // The size of the result is the length unless it is a half spectrum.
      length = given.value_or(size);
    } else if (op.getOnesided() && op.getInverse()) {
      length = 2 * (length - 1);
    }
    return {length, length};
  }
};

/// A choice between the transforms along each axis, where that is known at run time only and no
/// size tells it:
///
///   onnx.DFT %x, %axis
/// becomes
///   onnx.If (%axis == 0) { onnx.DFT %x, 0 }, { onnx.If (%axis == 1) ... }
struct ChooseAxisOfDFT : OpRewritePattern<DFTOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DFTOp op, PatternRewriter &rewriter) const override {
    RankedTensorType input = getTensorType(op.getInput()), output = getTensorType(op);
    if (!op.getAxis() || getConstant(op.getAxis()) || op.getDftLength() || op.getOnesided() ||
        !output.hasStaticShape() || input.getShape().drop_back() != output.getShape().drop_back())
      return rewriter.notifyMatchFailure(op, "axis is known, or changes sizes");
    Location loc = op.getLoc();
    Type i64 = rewriter.getI64Type();
    int64_t rank = input.getRank();
    Value axis = reshapeTo(rewriter, loc, CastOp::create(rewriter, loc, op.getAxis(), i64), {});
    Value isNegative = LessOp::create(rewriter, loc, axis, constantScalar(rewriter, loc, i64, 0));
    Value fromFront =
        AddOp::create(rewriter, loc, axis, constantScalar(rewriter, loc, i64, double(rank)));
    axis = WhereOp::create(rewriter, loc, isNegative, fromFront, axis);
    rewriter.replaceOp(op, choose(rewriter, op, axis, 0));
    return success();
  }

private:
  /// The transform along `axis`, which is `first` or a later one.
  static Value choose(OpBuilder &builder, DFTOp op, Value axis, int64_t first) {
    Location loc = op.getLoc();
    Value constant = constantScalar(builder, loc, builder.getI64Type(), double(first));
    auto transform = [&] {
      return DFTOp::create(builder, loc, op.getType(), op.getInput(), Value(), constant,
                           op.getInverse(), op.getOnesided());
    };
    if (first + 2 >= getTensorType(op.getInput()).getRank())
      return transform();
    auto branch = IfOp::create(builder, loc, op->getResultTypes(),
                               EqualOp::create(builder, loc, axis, constant));
    auto fill = [&](Region &region, function_ref<Value()> build) {
      OpBuilder::InsertionGuard guard(builder);
      builder.createBlock(&region);
      Value result = build();
      YieldOp::create(builder, loc, result);
    };
    fill(branch.getThenBranch(), transform);
    fill(branch.getElseBranch(), [&] { return choose(builder, op, axis, first + 1); });
    return branch.getResult(0);
  }
};

/// A convolution whose filters are the windowed rows of the transform's matrix:
///
///   onnx.STFT %signal, %step, %window
/// becomes
///   onnx.Transpose (onnx.Conv %signal, (onnx.Mul %matrix, %window) {strides = [step]})
///
/// With a step or a length that is known at run time only, frames are gathered first.
struct DecomposeSTFT : OpRewritePattern<STFTOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(STFTOp op, PatternRewriter &rewriter) const override {
    RankedTensorType signal = getTensorType(op.getSignal()), output = getTensorType(op);
    if (!signal.hasStaticShape() || !output.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "frames are not known");
    auto [even, odd] = getLengths(op);
    Transform transform = {odd,
                           odd,
                           signal.getDimSize(2),
                           output.getDimSize(2),
                           2,
                           /*inverse=*/false};
    if (even < 1 || !isComputable(transform.getType(signal.getElementType())) ||
        !isComputable(RankedTensorType::get({output.getDimSize(1)}, rewriter.getI64Type())))
      return rewriter.notifyMatchFailure(op, "frames are too many or too large");
    std::optional<int64_t> step = getConstantInt(op.getFrameStep());
    if (step && even == odd)
      rewriter.replaceOp(op, buildConvolution(rewriter, op, transform, *step));
    else
      rewriter.replaceOp(op, buildFromFrames(rewriter, op, transform, even));
    return success();
  }

private:
  /// The length of a frame, or the two that may be given at run time.
  static std::pair<int64_t, int64_t> getLengths(STFTOp op) {
    int64_t length = getTensorType(op.getSignal()).getDimSize(1);
    if (op.getWindow()) {
      length = getTensorType(op.getWindow()).getDimSize(0);
    } else if (op.getFrameLength()) {
      std::optional<int64_t> given = getConstantInt(op.getFrameLength());
      int64_t bins = getTensorType(op).getDimSize(2);
      if (!given && op.getOnesided())
        return getLengthsOfHalf(bins);
      // The size of a whole spectrum is the length of its frame.
      length = given.value_or(bins);
    }
    return {length, length};
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

  /// Sample `x` of frame `t` is sample t * step + x of the signal. Frames are as long as the
  /// transform or, if frame_length says so at run time, `shorter`.
  static Value buildFromFrames(OpBuilder &builder, STFTOp op, const Transform &transform,
                               int64_t shorter) {
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
    Transform other = transform;
    other.length = shorter;
    if (shorter != transform.length)
      samples = clearAfter(builder, loc, samples, op.getFrameLength());
    Value matrix = buildMatrixOfLength(builder, loc, other, transform, op.getFrameLength(),
                                       signal.getElementType());
    if (op.getWindow())
      matrix = MulOp::create(builder, loc, matrix,
                             reshapeTo(builder, loc, op.getWindow(), {transform.length, 1, 1, 1}));
    return EinsumOp::create(builder, loc, ValueRange{samples, matrix}, "btxc,xcyd->btyd");
  }

  /// Zeros after the first `length` samples of each frame, so that not even a NaN there counts.
  static Value clearAfter(OpBuilder &builder, Location loc, Value samples, Value length) {
    RankedTensorType type = getTensorType(samples);
    int64_t size = type.getDimSize(2);
    Value position = reshapeTo(
        builder, loc, constantInts(builder, loc, llvm::to_vector(llvm::seq<int64_t>(0, size))),
        {size, 1});
    length = CastOp::create(builder, loc, length, builder.getI64Type());
    Value isInside = LessOp::create(builder, loc, position, reshapeTo(builder, loc, length, {}));
    return WhereOp::create(builder, loc, isInside, samples,
                           constantScalar(builder, loc, type.getElementType(), 0));
  }
};
} // namespace

void onnxc::onnx::populateDecomposeSignal(RewritePatternSet &patterns) {
  patterns.add<FoldWindow<HannWindowOp>, FoldWindow<HammingWindowOp>, FoldWindow<BlackmanWindowOp>,
               ChooseAxisOfDFT, DecomposeDFT, DecomposeSTFT>(patterns.getContext());
}
