// Determinants of matrices, by elimination.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// Gauss's elimination in a copy of a matrix, with the largest element of each column as pivot.
class Elimination {
public:
  Elimination(ImplicitLocOpBuilder &b, int64_t size)
      : zero(buildIndex(b, b.getLoc(), 0)), one(buildIndex(b, b.getLoc(), 1)),
        size(buildIndex(b, b.getLoc(), size)) {}

  /// The determinant of `matrix`, whose buffer the caller gives up.
  Value build(ImplicitLocOpBuilder &b, Value matrix) {
    Value start = buildSmallConstant(b, getElementType(matrix), 1);
    return buildLoop(b, zero, size, {matrix, start},
                     [&](ImplicitLocOpBuilder &b, Value column, ValueRange state) {
                       return buildStep(b, column, state[0], state[1]);
                     })[1];
  }

private:
  static Type getElementType(Value tensor) {
    return cast<RankedTensorType>(tensor.getType()).getElementType();
  }

  SmallVector<Value> buildStep(ImplicitLocOpBuilder &b, Value column, Value matrix, Value product) {
    Value row = findPivot(b, column, matrix);
    Value pivot = tensor::ExtractOp::create(b, matrix, ValueRange{row, column});
    Value isHere = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, row, column);
    Value factor = arith::SelectOp::create(b, isHere, pivot, arith::NegFOp::create(b, pivot));
    product = arith::MulFOp::create(b, product, factor);
    matrix = swapRows(b, column, row, matrix);
    // Nothing is left to eliminate in a column of zeros, which makes the determinant 0.
    Value none = buildSmallConstant(b, pivot.getType(), 0);
    Value isZero = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, pivot, none);
    Value divisor =
        arith::SelectOp::create(b, isZero, buildSmallConstant(b, pivot.getType(), 1), pivot);
    Value below = arith::AddIOp::create(b, column, one);
    matrix = buildLoop(
        b, below, size, matrix, [&](ImplicitLocOpBuilder &b, Value row, ValueRange state) {
          Value first = tensor::ExtractOp::create(b, state[0], ValueRange{row, column});
          Value ratio = arith::DivFOp::create(b, first, divisor);
          return subtractRow(b, row, column, below, ratio, state[0]);
        })[0];
    return {matrix, product};
  }

  /// The row from `column` on with the largest element of that column.
  Value findPivot(ImplicitLocOpBuilder &b, Value column, Value matrix) {
    Value least = scalarConstant(b, getElementType(matrix), -1);
    return buildLoop(
        b, column, size, {column, least},
        [&](ImplicitLocOpBuilder &b, Value row, ValueRange best) -> SmallVector<Value> {
          Value element = tensor::ExtractOp::create(b, matrix, ValueRange{row, column});
          Value magnitude = math::AbsFOp::create(b, element);
          Value isMore = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, magnitude, best[1]);
          return {arith::SelectOp::create(b, isMore, row, best[0]),
                  arith::SelectOp::create(b, isMore, magnitude, best[1])};
        })[0];
  }

  Value swapRows(ImplicitLocOpBuilder &b, Value first, Value second, Value matrix) {
    return buildLoop(
        b, zero, size, matrix,
        [&](ImplicitLocOpBuilder &b, Value column, ValueRange state) -> SmallVector<Value> {
          Value x = tensor::ExtractOp::create(b, state[0], ValueRange{first, column});
          Value y = tensor::ExtractOp::create(b, state[0], ValueRange{second, column});
          Value next = tensor::InsertOp::create(b, y, state[0], ValueRange{first, column});
          return {tensor::InsertOp::create(b, x, next, ValueRange{second, column})};
        })[0];
  }

  /// Subtracts `ratio` times row `from` from `row`, in the columns from `begin` on.
  SmallVector<Value> subtractRow(ImplicitLocOpBuilder &b, Value row, Value from, Value begin,
                                 Value ratio, Value matrix) {
    return buildLoop(
        b, begin, size, matrix,
        [&](ImplicitLocOpBuilder &b, Value column, ValueRange state) -> SmallVector<Value> {
          Value element = tensor::ExtractOp::create(b, state[0], ValueRange{row, column});
          Value other = tensor::ExtractOp::create(b, state[0], ValueRange{from, column});
          Value rest = arith::SubFOp::create(b, element, arith::MulFOp::create(b, ratio, other));
          return {tensor::InsertOp::create(b, rest, state[0], ValueRange{row, column})};
        });
  }

  Value zero, one, size;
};

struct ConvertDet : OpConversionPattern<onnx::DetOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::DetOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op.getInput());
    Type elementType = type.getElementType();
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    int64_t size = type.getShape().back();
    int64_t count = ShapedType::getNumElements(type.getShape().drop_back(2));
    Type sumType = elementType.isF64() ? elementType : Type(b.getF32Type());
    Value matrices = buildReshape(b, op.getLoc(), adaptor.getInput(), {count, size, size});
    auto resultType = RankedTensorType::get({count}, elementType);
    Elimination elimination(b, size);
    Value result = buildUpdateLoops(
        b, {count}, buildEmpty(b, op.getLoc(), resultType),
        [&](ImplicitLocOpBuilder &b, ValueRange at, Value current) -> Value {
          auto copyType = RankedTensorType::get({size, size}, sumType);
          Value copy = buildFromIndices(
              b, b.getLoc(), copyType, [&](ImplicitLocOpBuilder &b, ValueRange position) {
                Value element = tensor::ExtractOp::create(
                    b, matrices, ValueRange{at[0], position[0], position[1]});
                return castScalar(b, element, elementType, sumType);
              });
          Value determinant = castScalar(b, elimination.build(b, copy), sumType, elementType);
          return tensor::InsertOp::create(b, determinant, current, at);
        });
    rewriter.replaceOp(op,
                       buildReshape(b, op.getLoc(), result, onnx::getTensorType(op).getShape()));
    return success();
  }
};
} // namespace

void onnxc::populateDeterminantToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertDet>(types, patterns.getContext());
}
