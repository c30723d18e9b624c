// Operators that cut tensors, join them and add a border.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

/// An optional run-time operand with one entry per dimension of the input: that of dimension
/// `dim` where `axes` (constant or not; all dimensions if null) names it, else `absent`. The
/// operand has `count` entries from `first` on.
static Value selectForAxis(ImplicitLocOpBuilder &b, Value operand, int64_t first, int64_t count,
                           Value axes, int64_t dim, int64_t rank, Value absent) {
  if (!axes)
    return dim < count ? buildReadIndex(b, operand, buildIndex(b, b.getLoc(), first + dim))
                       : absent;
  Value result = absent;
  for (int64_t i = 0; i < count; ++i) {
    Value axis = buildReadIndex(b, axes, buildIndex(b, b.getLoc(), i));
    axis = buildWrapNegative(b, axis, rank);
    Value isThis =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, axis, buildIndex(b, b.getLoc(), dim));
    Value value = buildReadIndex(b, operand, buildIndex(b, b.getLoc(), first + i));
    result = arith::SelectOp::create(b, isThis, value, result);
  }
  return result;
}

namespace {
//===-- Slice --------------------------------------------------------------===//

struct ConvertSlice : OpConversionPattern<onnx::SliceOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::SliceOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    std::optional<onnx::SliceOp::Window> window = op.getWindow();
    bool walksUp = window && llvm::all_of(window->steps, [](int64_t step) { return step > 0; });
    if (type.getNumElements() == 0)
      rewriter.replaceOp(op, buildEmpty(rewriter, op.getLoc(), type));
    else if (getType(adaptor.getInput()).getNumElements() == 0)
      rewriter.replaceOp(op, buildFilled(rewriter, op.getLoc(), type,
                                         buildSmallConstant(b, type.getElementType(), 0)));
    else if (walksUp)
      rewriter.replaceOp(op, buildView(b, adaptor.getInput(), *window, type));
    else
      rewriter.replaceOp(op, buildCopy(b, op, adaptor, window, type));
    return success();
  }

private:
  static Value buildView(ImplicitLocOpBuilder &b, Value input, const onnx::SliceOp::Window &window,
                         RankedTensorType type) {
    SmallVector<OpFoldResult> offsets, sizes, strides;
    for (auto [start, size, step] : llvm::zip_equal(window.starts, type.getShape(), window.steps)) {
      offsets.push_back(b.getIndexAttr(start));
      sizes.push_back(b.getIndexAttr(size));
      strides.push_back(b.getIndexAttr(size == 1 ? 1 : step));
    }
    return tensor::ExtractSliceOp::create(b, type, input, offsets, sizes, strides);
  }

  /// Element by element, with starts and steps from constants or read at run time.
  static Value buildCopy(ImplicitLocOpBuilder &b, onnx::SliceOp op, OpAdaptor adaptor,
                         const std::optional<onnx::SliceOp::Window> &window,
                         RankedTensorType type) {
    ArrayRef<int64_t> shape = getType(adaptor.getInput()).getShape();
    SmallVector<Value> starts, steps;
    for (size_t i = 0; i < shape.size(); ++i) {
      if (window) {
        starts.push_back(buildIndex(b, b.getLoc(), window->starts[i]));
        steps.push_back(buildIndex(b, b.getLoc(), window->steps[i]));
        continue;
      }
      Value zero = buildIndex(b, b.getLoc(), 0), one = buildIndex(b, b.getLoc(), 1);
      int64_t count = getType(adaptor.getStarts()).getDimSize(0);
      auto select = [&](Value operand, Value absent) {
        return selectForAxis(b, operand, 0, count, adaptor.getAxes(), i, shape.size(), absent);
      };
      Value start = buildWrapNegative(b, select(adaptor.getStarts(), zero), shape[i]);
      starts.push_back(buildClamp(b, start, 0, shape[i] - 1));
      steps.push_back(adaptor.getSteps() ? select(adaptor.getSteps(), one) : one);
    }
    return buildFromIndices(b, b.getLoc(), type, [&](ImplicitLocOpBuilder &n, ValueRange at) {
      SmallVector<Value> from;
      for (auto [i, position] : llvm::enumerate(at)) {
        Value distance = arith::MulIOp::create(n, position, steps[i]);
        Value index = arith::AddIOp::create(n, starts[i], distance);
        from.push_back(window ? index : buildClamp(n, index, 0, shape[i] - 1));
      }
      return tensor::ExtractOp::create(n, adaptor.getInput(), from).getResult();
    });
  }
};

//===-- Concat -------------------------------------------------------------===//

struct ConvertConcat : OpConversionPattern<onnx::ConcatOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::ConcatOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    int64_t axis = op.getPositiveAxis();
    SmallVector<Value> parts;
    llvm::copy_if(adaptor.getInputs(), std::back_inserter(parts),
                  [&](Value input) { return getType(input).getDimSize(axis) != 0; });
    if (parts.empty())
      parts.push_back(adaptor.getInputs().front());
    rewriter.replaceOpWithNewOp<tensor::ConcatOp>(op, axis, parts);
    return success();
  }
};

//===-- Pad ----------------------------------------------------------------===//

struct ConvertPad : OpConversionPattern<onnx::PadOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::PadOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    Value fill = adaptor.getConstantValue() ? buildReadScalar(b, adaptor.getConstantValue())
                                            : buildSmallConstant(b, type.getElementType(), 0);
    std::optional<onnx::PadOp::Amounts> amounts = op.getAmounts();
    if (getType(adaptor.getInput()).getNumElements() == 0)
      rewriter.replaceOp(op, buildFilled(rewriter, op.getLoc(), type, fill));
    else if (op.getMode() == "constant" && amounts &&
             leavesPart(*amounts, getType(adaptor.getInput())))
      rewriter.replaceOp(op, buildConstantPad(b, adaptor.getInput(), *amounts, fill, type));
    else
      rewriter.replaceOp(op, buildCopy(b, op, adaptor, amounts, fill, type));
    return success();
  }

private:
  /// Whether negative amounts cut no more than there is.
  static bool leavesPart(const onnx::PadOp::Amounts &amounts, RankedTensorType type) {
    for (auto [dim, begin, end] : llvm::zip_equal(type.getShape(), amounts.begins, amounts.ends))
      if (dim + std::min<int64_t>(begin, 0) + std::min<int64_t>(end, 0) <= 0)
        return false;
    return true;
  }

  static Value buildConstantPad(ImplicitLocOpBuilder &b, Value input,
                                const onnx::PadOp::Amounts &amounts, Value fill,
                                RankedTensorType type) {
    SmallVector<OpFoldResult> offsets, sizes, strides, low, high;
    SmallVector<int64_t> kept;
    for (auto [dim, begin, end] :
         llvm::zip_equal(getType(input).getShape(), amounts.begins, amounts.ends)) {
      kept.push_back(dim + std::min<int64_t>(begin, 0) + std::min<int64_t>(end, 0));
      offsets.push_back(b.getIndexAttr(std::max<int64_t>(-begin, 0)));
      sizes.push_back(b.getIndexAttr(kept.back()));
      strides.push_back(b.getIndexAttr(1));
      low.push_back(b.getIndexAttr(std::max<int64_t>(begin, 0)));
      high.push_back(b.getIndexAttr(std::max<int64_t>(end, 0)));
    }
    if (getType(input).getShape() != ArrayRef<int64_t>(kept))
      input = tensor::ExtractSliceOp::create(b, type.clone(kept), input, offsets, sizes, strides);
    if (type == input.getType())
      return input;
    return tensor::PadOp::create(b, type, input, low, high, fill);
  }

  /// Element by element, with begins from constants or read at run time.
  static Value buildCopy(ImplicitLocOpBuilder &b, onnx::PadOp op, OpAdaptor adaptor,
                         const std::optional<onnx::PadOp::Amounts> &amounts, Value fill,
                         RankedTensorType type) {
    ArrayRef<int64_t> shape = getType(adaptor.getInput()).getShape();
    SmallVector<Value> begins;
    for (size_t i = 0; i < shape.size(); ++i) {
      if (amounts) {
        begins.push_back(buildIndex(b, b.getLoc(), amounts->begins[i]));
        continue;
      }
      int64_t count = getType(adaptor.getPads()).getDimSize(0) / 2;
      begins.push_back(selectForAxis(b, adaptor.getPads(), 0, count, adaptor.getAxes(), i,
                                     shape.size(), buildIndex(b, b.getLoc(), 0)));
    }
    return buildFromIndices(b, b.getLoc(), type, [&](ImplicitLocOpBuilder &n, ValueRange at) {
      SmallVector<Value> from;
      Value inside;
      for (auto [i, dim] : llvm::enumerate(shape)) {
        bool still = amounts && amounts->begins[i] == 0 && amounts->ends[i] == 0;
        Value index = arith::SubIOp::create(n, at[i], begins[i]);
        if (op.getMode() == "constant") {
          Value isIn = buildIsInside(n, index, dim);
          inside = inside ? arith::AndIOp::create(n, inside, isIn).getResult() : isIn;
        }
        if (still) {
          from.push_back(at[i]);
          continue;
        }
        Extent kept = buildKept(n, begins[i], dim, type.getDimSize(i));
        Value source = buildSource(n, op.getMode(), index, kept);
        from.push_back(buildClamp(n, source, 0, dim - 1));
      }
      Value element = tensor::ExtractOp::create(n, adaptor.getInput(), from);
      return inside ? arith::SelectOp::create(n, inside, element, fill).getResult() : element;
    });
  }

  /// The elements of a dimension that negative amounts leave.
  struct Extent {
    Value first, count;
  };

  static Extent buildKept(ImplicitLocOpBuilder &b, Value begin, int64_t dim, int64_t padded) {
    Value zero = buildIndex(b, b.getLoc(), 0), size = buildIndex(b, b.getLoc(), dim);
    Value first = arith::MaxSIOp::create(b, arith::SubIOp::create(b, zero, begin), zero);
    // Those that lie before the end of the result.
    Value end = arith::SubIOp::create(b, buildIndex(b, b.getLoc(), padded), begin);
    Value count = arith::SubIOp::create(b, arith::MinSIOp::create(b, end, size), first);
    return {first, arith::MaxSIOp::create(b, count, buildIndex(b, b.getLoc(), 1))};
  }

  /// The position in `kept` that place `index` before, in or after it repeats: what is cut is not
  /// repeated.
  static Value buildSource(ImplicitLocOpBuilder &b, StringRef mode, Value index, Extent kept) {
    Value zero = buildIndex(b, b.getLoc(), 0), one = buildIndex(b, b.getLoc(), 1);
    Value place = arith::SubIOp::create(b, index, kept.first);
    Value last = arith::SubIOp::create(b, kept.count, one);
    if (mode == "wrap") {
      place = buildModulo(b, place, kept.count);
    } else if (mode == "reflect") {
      Value twice = arith::AddIOp::create(b, last, last);
      Value there = buildModulo(b, place, arith::MaxSIOp::create(b, twice, one));
      place = arith::MinSIOp::create(b, there, arith::SubIOp::create(b, twice, there));
    } else {
      place = arith::MaxSIOp::create(b, arith::MinSIOp::create(b, place, last), zero);
    }
    return arith::AddIOp::create(b, kept.first, place);
  }

  static Value buildModulo(ImplicitLocOpBuilder &b, Value index, Value period) {
    Value rest = arith::RemSIOp::create(b, index, period);
    Value isNegative =
        arith::CmpIOp::create(b, arith::CmpIPredicate::slt, rest, buildIndex(b, b.getLoc(), 0));
    return arith::SelectOp::create(b, isNegative, arith::AddIOp::create(b, rest, period), rest);
  }
};

//===-- ReverseSequence ------------------------------------------------------===//

struct ConvertReverseSequence : OpConversionPattern<onnx::ReverseSequenceOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::ReverseSequenceOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    auto type = cast<RankedTensorType>(adaptor.getInput().getType());
    int64_t rank = type.getRank();
    int64_t batchAxis = (op.getBatchAxis() + rank) % rank;
    int64_t timeAxis = (op.getTimeAxis() + rank) % rank;
    rewriter.replaceOp(
        op,
        buildFromIndices(rewriter, op.getLoc(), type, [&](ImplicitLocOpBuilder &b, ValueRange at) {
          Value length = buildReadIndex(b, adaptor.getSequenceLens(), at[batchAxis]);
          length = buildClamp(b, length, 0, type.getDimSize(timeAxis));
          Value time = at[timeAxis];
          Value isReversed = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, time, length);
          Value last = arith::SubIOp::create(b, length, buildIndex(b, b.getLoc(), 1));
          SmallVector<Value> from(at);
          from[timeAxis] =
              arith::SelectOp::create(b, isReversed, arith::SubIOp::create(b, last, time), time);
          return tensor::ExtractOp::create(b, adaptor.getInput(), from).getResult();
        }));
    return success();
  }
};
} // namespace

void onnxc::populateSliceToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertSlice, ConvertConcat, ConvertPad, ConvertReverseSequence>(
      types, patterns.getContext());
}
