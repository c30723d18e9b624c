// Operators that select elements by index or condition.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/MoveElements.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

namespace {
//===-- By index -------------------------------------------------------------===//

struct ConvertGather : OpConversionPattern<onnx::GatherOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::GatherOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    auto type = cast<RankedTensorType>(op.getType());
    int64_t axis = op.getPositiveAxis(), dim = getType(adaptor.getInput()).getDimSize(axis);
    int64_t indexRank = getType(adaptor.getIndices()).getRank();
    bool trusted = areConstantInside(op.getIndices(), dim);
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
      Value index = buildReadIndex(b, adaptor.getIndices(), at.slice(axis, indexRank));
      SmallVector<Value> from(at.take_front(axis));
      from.push_back(buildPosition(b, index, dim, trusted));
      llvm::append_range(from, at.drop_front(axis + indexRank));
      return tensor::ExtractOp::create(b, adaptor.getInput(), from);
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }
};

struct ConvertGatherElements : OpConversionPattern<onnx::GatherElementsOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::GatherElementsOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    auto type = cast<RankedTensorType>(op.getType());
    int64_t axis = (op.getAxis() + type.getRank()) % type.getRank();
    ArrayRef<int64_t> shape = getType(adaptor.getInput()).getShape();
    bool trusted = areConstantInside(op.getIndices(), shape[axis]);
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
      SmallVector<Value> from(at);
      for (auto [i, dim] : llvm::enumerate(shape))
        if (int64_t(i) != axis && dim < type.getDimSize(i))
          from[i] = buildClamp(b, from[i], 0, dim - 1);
      Value index = buildReadIndex(b, adaptor.getIndices(), at);
      from[axis] = buildPosition(b, index, shape[axis], trusted);
      return tensor::ExtractOp::create(b, adaptor.getInput(), from);
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }
};

struct ConvertGatherND : OpConversionPattern<onnx::GatherNDOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::GatherNDOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ArrayRef<int64_t> shape = getType(adaptor.getInput()).getShape();
    int64_t batchDims = op.getBatchDims();
    int64_t tupleRank = getType(adaptor.getIndices()).getRank() - 1;
    int64_t depth = getType(adaptor.getIndices()).getDimSize(tupleRank);
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
      SmallVector<Value> from(at.take_front(batchDims)), tuple(at.take_front(tupleRank));
      tuple.push_back(Value());
      for (int64_t i = 0; i < depth; ++i) {
        tuple.back() = buildIndex(b, b.getLoc(), i);
        Value index = buildReadIndex(b, adaptor.getIndices(), tuple);
        from.push_back(buildPosition(b, index, shape[batchDims + i], /*trusted=*/false));
      }
      llvm::append_range(from, at.drop_front(tupleRank));
      return tensor::ExtractOp::create(b, adaptor.getInput(), from);
    };
    rewriter.replaceOp(
        op, buildFromIndices(rewriter, op.getLoc(), cast<RankedTensorType>(op.getType()), body));
    return success();
  }
};
} // namespace

//===-- By condition -----------------------------------------------------------===//

/// The positions, as a tensor of `count` of type i64, at which a tensor with `places` elements
/// holds what `test` asks for; 0 where there are fewer than `count`.
static Value buildPositions(ImplicitLocOpBuilder &builder, int64_t places, int64_t count,
                            ScalarBody test) {
  Type i64 = builder.getI64Type();
  Value zero = buildIndex(builder, builder.getLoc(), 0);
  Value one = buildIndex(builder, builder.getLoc(), 1);
  Value empty = buildFilled(builder, builder.getLoc(), RankedTensorType::get({count}, i64),
                            buildSmallConstant(builder, i64, 0));
  auto loop = scf::ForOp::create(
      builder, zero, buildIndex(builder, builder.getLoc(), places), one, ValueRange{zero, empty},
      [&](OpBuilder &nested, Location loc, Value place, ValueRange state) {
        ImplicitLocOpBuilder b(loc, nested);
        Value isFound = test(b, place);
        // One more than there is room for is not written.
        Value at = buildClamp(b, state[0], 0, count - 1);
        Value hasRoom = buildIsInside(b, state[0], count);
        Value old = tensor::ExtractOp::create(b, state[1], at);
        Value next = arith::SelectOp::create(b, arith::AndIOp::create(b, isFound, hasRoom),
                                             arith::IndexCastOp::create(b, i64, place), old);
        Value written = tensor::InsertOp::create(b, next, state[1], at);
        Value sum = arith::AddIOp::create(b, state[0], one);
        Value found = arith::SelectOp::create(b, isFound, sum, state[0]);
        scf::YieldOp::create(b, ValueRange{found, written});
      });
  return loop.getResult(1);
}

/// Whether `element` of type `elementType` in memory is not zero.
static Value buildIsNonZero(ImplicitLocOpBuilder &b, Value element) {
  Value zero = buildSmallConstant(b, element.getType(), 0);
  if (isa<FloatType>(element.getType()))
    return arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, element, zero);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, element, zero);
}

namespace {
/// Where the number of results is declared.
struct ConvertNonZero : OpConversionPattern<onnx::NonZeroOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::NonZeroOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "depends on data how many there are");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType inputType = getType(adaptor.getInput());
    if (type.getNumElements() == 0) {
      rewriter.replaceOp(op, buildEmpty(rewriter, op.getLoc(), type));
      return success();
    }
    Value flat =
        buildReshape(rewriter, op.getLoc(), adaptor.getInput(), {inputType.getNumElements()});
    Value positions =
        buildPositions(builder, inputType.getNumElements(), type.getDimSize(1),
                       [&](ImplicitLocOpBuilder &b, ValueRange at) {
                         return buildIsNonZero(b, tensor::ExtractOp::create(b, flat, at));
                       });
    SmallVector<int64_t> strides = onnx::getStrides(inputType.getShape());
    // Row i holds position / strides[i] modulo dimension i.
    Value result = buildEmpty(rewriter, op.getLoc(), type);
    for (size_t axis = 0; axis < strides.size(); ++axis) {
      auto rowType = RankedTensorType::get({1, type.getDimSize(1)}, type.getElementType());
      auto body = [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
        Value place = tensor::ExtractOp::create(b, positions, at[1]);
        auto constant = [&](int64_t value) {
          return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
        };
        Value quotient = arith::DivUIOp::create(b, place, constant(strides[axis]));
        return arith::RemUIOp::create(b, quotient, constant(inputType.getDimSize(axis)));
      };
      Value row = buildFromIndices(rewriter, op.getLoc(), rowType, body);
      SmallVector<OpFoldResult> offsets = {rewriter.getIndexAttr(axis), rewriter.getIndexAttr(0)},
                                sizes = {rewriter.getIndexAttr(1),
                                         rewriter.getIndexAttr(type.getDimSize(1))},
                                steps(2, rewriter.getIndexAttr(1));
      result =
          tensor::InsertSliceOp::create(rewriter, op.getLoc(), row, result, offsets, sizes, steps);
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// Where the number of slices is declared.
struct ConvertCompress : OpConversionPattern<onnx::CompressOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::CompressOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "depends on data how many there are");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    auto type = cast<RankedTensorType>(op.getType());
    Value input = adaptor.getInput();
    if (!op.getAxis())
      input = buildReshape(rewriter, op.getLoc(), input, {getType(input).getNumElements()});
    int64_t rank = type.getRank(), axis = (op.getAxis().value_or(0) + rank) % rank;
    int64_t places =
        std::min(getType(adaptor.getCondition()).getDimSize(0), getType(input).getDimSize(axis));
    if (type.getNumElements() == 0 || places == 0) {
      rewriter.replaceOp(op, buildEmpty(rewriter, op.getLoc(), type));
      return success();
    }
    Value positions = buildPositions(
        builder, places, type.getDimSize(axis), [&](ImplicitLocOpBuilder &b, ValueRange at) {
          return buildIsNonZero(b, tensor::ExtractOp::create(b, adaptor.getCondition(), at));
        });
    auto body = [&](ImplicitLocOpBuilder &b, ValueRange at) -> Value {
      SmallVector<Value> from(at);
      from[axis] = buildReadIndex(b, positions, at[axis]);
      return tensor::ExtractOp::create(b, input, from);
    };
    rewriter.replaceOp(op, buildFromIndices(rewriter, op.getLoc(), type, body));
    return success();
  }
};
} // namespace

void onnxc::populateGatherToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns
      .add<ConvertGather, ConvertGatherElements, ConvertGatherND, ConvertNonZero, ConvertCompress>(
          types, patterns.getContext());
}
