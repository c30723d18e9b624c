// Sums and products along an axis, each element with all before it.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;
using utils::IteratorType;

/// Slice `position` along the middle of three dimensions, as two dimensions.
static Value extractMiddle(OpBuilder &builder, Location loc, Value tensor, Value position) {
  ArrayRef<int64_t> shape = getType(tensor).getShape();
  auto type = RankedTensorType::get({shape[0], shape[2]}, getType(tensor).getElementType());
  SmallVector<OpFoldResult> offsets = {builder.getIndexAttr(0), position, builder.getIndexAttr(0)};
  SmallVector<OpFoldResult> sizes = {builder.getIndexAttr(shape[0]), builder.getIndexAttr(1),
                                     builder.getIndexAttr(shape[2])};
  SmallVector<OpFoldResult> strides(3, builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(builder, loc, type, tensor, offsets, sizes, strides);
}

static Value insertMiddle(OpBuilder &builder, Location loc, Value slice, Value tensor,
                          Value position) {
  ArrayRef<int64_t> shape = getType(tensor).getShape();
  SmallVector<OpFoldResult> offsets = {builder.getIndexAttr(0), position, builder.getIndexAttr(0)};
  SmallVector<OpFoldResult> sizes = {builder.getIndexAttr(shape[0]), builder.getIndexAttr(1),
                                     builder.getIndexAttr(shape[2])};
  SmallVector<OpFoldResult> strides(3, builder.getIndexAttr(1));
  return tensor::InsertSliceOp::create(builder, loc, slice, tensor, offsets, sizes, strides);
}

namespace {
template <typename Op> struct ConvertCumulative : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(adaptor.getX().getType());
    if (!type.hasStaticShape() || type.getRank() == 0)
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Location loc = op.getLoc();
    int64_t rank = type.getRank();
    if (std::optional<int64_t> axis = onnx::getConstantInt(op.getAxis())) {
      int64_t normalized = *axis < 0 ? *axis + rank : *axis;
      if (normalized < 0 || normalized >= rank)
        return op.emitOpError("axis ") << *axis << " is out of range";
      rewriter.replaceOp(op, accumulate(rewriter, op, adaptor.getX(), normalized));
      return success();
    }
    // The axis is known at run time only: the sums along each, of which one is chosen.
    Value axis = buildExtractIndex(rewriter, loc, adaptor.getAxis(), 0);
    Value result = accumulate(rewriter, op, adaptor.getX(), rank - 1);
    for (int64_t candidate = 0; candidate + 1 < rank; ++candidate) {
      Value isIt = arith::OrIOp::create(rewriter, loc, isEqual(rewriter, loc, axis, candidate),
                                        isEqual(rewriter, loc, axis, candidate - rank));
      Value sums = accumulate(rewriter, op, adaptor.getX(), candidate);
      result = buildElementwise(rewriter, loc, {sums, result},
                                {type.getElementType(), type.getElementType()}, type,
                                [&](ImplicitLocOpBuilder &b, ValueRange scalars) {
                                  return arith::SelectOp::create(b, isIt, scalars[0], scalars[1]);
                                });
    }
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  static Value isEqual(OpBuilder &builder, Location loc, Value axis, int64_t number) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, axis,
                                 buildIndex(builder, loc, number));
  }

  static Value combine(ImplicitLocOpBuilder &b, Value x, Value y) {
    bool isFloat = isa<FloatType>(x.getType());
    if (std::is_same_v<Op, onnx::CumProdOp>)
      return isFloat ? arith::MulFOp::create(b, x, y).getResult()
                     : arith::MulIOp::create(b, x, y).getResult();
    return isFloat ? arith::AddFOp::create(b, x, y).getResult()
                   : arith::AddIOp::create(b, x, y).getResult();
  }

  static Value accumulate(OpBuilder &builder, Op op, Value x, int64_t axis) {
    ImplicitLocOpBuilder b(op.getLoc(), builder);
    Location loc = op.getLoc();
    RankedTensorType type = getType(x);
    SmallVector<int64_t> shape = splitAt(type.getShape(), axis);
    x = buildReshape(b, loc, x, shape);
    Type element = type.getElementType();
    auto sliceType = RankedTensorType::get({shape[0], shape[2]}, element);
    double neutral = std::is_same_v<Op, onnx::CumProdOp> ? 1 : 0;
    Value start = buildFilled(b, loc, sliceType, scalarConstant(b, element, neutral));
    Value result = buildEmpty(b, loc, RankedTensorType::get(shape, element));
    Value zero = buildIndex(b, loc, 0), one = buildIndex(b, loc, 1),
          size = buildIndex(b, loc, shape[1]);
    auto loop = scf::ForOp::create(
        b, zero, size, one, ValueRange{result, start},
        [&](OpBuilder &nested, Location, Value step, ValueRange state) {
          ImplicitLocOpBuilder body(loc, nested);
          Value position = step;
          if (op.getReverse())
            position = arith::SubIOp::create(body, buildIndex(body, loc, shape[1] - 1), step);
          Value written = state[0];
          if (op.getExclusive())
            written = insertMiddle(body, loc, state[1], written, position);
          Value next = buildNext(body, state[1], extractMiddle(body, loc, x, position));
          if (!op.getExclusive())
            written = insertMiddle(body, loc, next, written, position);
          scf::YieldOp::create(body, ValueRange{written, next});
        });
    return buildReshape(b, loc, loop.getResult(0), type.getShape());
  }

  /// The state with a slice added, in the state's own buffer.
  static Value buildNext(ImplicitLocOpBuilder &b, Value state, Value slice) {
    AffineMap map = AffineMap::getMultiDimIdentityMap(2, b.getContext());
    return linalg::GenericOp::create(
               b, b.getLoc(), TypeRange{state.getType()}, ValueRange{slice}, ValueRange{state},
               ArrayRef<AffineMap>{map, map},
               ArrayRef<IteratorType>{IteratorType::parallel, IteratorType::parallel},
               [&](OpBuilder &nested, Location loc, ValueRange args) {
                 ImplicitLocOpBuilder body(loc, nested);
                 linalg::YieldOp::create(body, combine(body, args[1], args[0]));
               })
        .getResult(0);
  }
};

} // namespace

void onnxc::populateCumulativeToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertCumulative<onnx::CumSumOp>, ConvertCumulative<onnx::CumProdOp>>(
      types, patterns.getContext());
}
