// Operators that write elements to computed places of a copy of a tensor.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

/// The element that stands where `update` (both as in memory) joins `old`.
static Value buildJoined(ImplicitLocOpBuilder &b, Operation *op, StringRef reduction, Value old,
                         Value update, Type elementType) {
  if (reduction == "none")
    return update;
  StringRef name = llvm::StringSwitch<StringRef>(reduction)
                       .Case("add", "Add")
                       .Case("mul", "Mul")
                       .Case("max", "Max")
                       .Default("Min");
  // Sums and products of bools are or and and.
  if (elementType.isInteger(1))
    name = name == "Add" || name == "Max" ? "Or" : "And";
  Value a = fromStorage(b, b.getLoc(), old, elementType);
  Value c = fromStorage(b, b.getLoc(), update, elementType);
  Value joined = getScalarBuilder(name)(b, op, {a, c}, {elementType, elementType}, elementType);
  return joined ? toStorage(b, b.getLoc(), joined, elementType) : Value();
}

namespace {
/// One coordinate of a place to write to.
struct Coordinate {
  Value index;
  int64_t size = 0;
};
} // namespace

/// Writes `update` to `place` of `current`, joined with what stands there. Coordinate number
/// `checkedAt[i]` of the place is `checked[i]`, as an operand has it: if one lies outside, nothing
/// changes.
static Value buildWrite(ImplicitLocOpBuilder &b, Operation *op, StringRef reduction, Value current,
                        Value update, MutableArrayRef<Value> place, ArrayRef<Coordinate> checked,
                        ArrayRef<unsigned> checkedAt, Type elementType) {
  Value isInside;
  for (auto [coordinate, at] : llvm::zip_equal(checked, checkedAt)) {
    Value index = buildWrapNegative(b, coordinate.index, coordinate.size);
    Value inside = buildIsInside(b, index, coordinate.size);
    isInside = isInside ? arith::AndIOp::create(b, isInside, inside).getResult() : inside;
    place[at] = buildClamp(b, index, 0, coordinate.size - 1);
  }
  Value old = tensor::ExtractOp::create(b, current, place);
  Value joined = buildJoined(b, op, reduction, old, update, elementType);
  if (isInside)
    joined = arith::SelectOp::create(b, isInside, joined, old);
  return tensor::InsertOp::create(b, joined, current, place);
}

static bool canJoin(Operation *op, StringRef reduction, Type elementType) {
  return reduction == "none" || elementType.isInteger() ||
         elementType.getIntOrFloatBitWidth() >= 16;
}

namespace {
struct ConvertScatterElements : OpConversionPattern<onnx::ScatterElementsOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::ScatterElementsOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Type elementType = onnx::getTensorType(op.getInput()).getElementType();
    if (!isStatic(op) || !canJoin(op, op.getReduction(), elementType))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or a reduction of small floats");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = getType(adaptor.getInput()).getShape();
    int64_t rank = shape.size();
    unsigned axis = (op.getAxis() + rank) % rank;
    Value result =
        buildUpdateLoops(builder, getType(adaptor.getUpdates()).getShape(), adaptor.getInput(),
                         [&](ImplicitLocOpBuilder &b, ValueRange at, Value current) {
                           SmallVector<Value> place(at);
                           Value update = tensor::ExtractOp::create(b, adaptor.getUpdates(), at);
                           Value index = buildReadIndex(b, adaptor.getIndices(), at);
                           return buildWrite(b, op, op.getReduction(), current, update, place,
                                             Coordinate{index, shape[axis]}, axis, elementType);
                         });
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct ConvertScatterND : OpConversionPattern<onnx::ScatterNDOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::ScatterNDOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Type elementType = onnx::getTensorType(op.getInput()).getElementType();
    if (!isStatic(op) || !canJoin(op, op.getReduction(), elementType))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or a reduction of small floats");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = getType(adaptor.getInput()).getShape(),
                      tuples = getType(adaptor.getIndices()).getShape();
    Value result = buildUpdateLoops(
        builder, tuples.drop_back(), adaptor.getInput(),
        [&](ImplicitLocOpBuilder &outer, ValueRange which, Value tensor) {
          SmallVector<Coordinate> tuple;
          SmallVector<unsigned> axes;
          SmallVector<Value> at(which);
          at.push_back(Value());
          for (int64_t i = 0; i < tuples.back(); ++i) {
            at.back() = buildIndex(outer, outer.getLoc(), i);
            tuple.push_back({buildReadIndex(outer, adaptor.getIndices(), at), shape[i]});
            axes.push_back(i);
          }
          return buildUpdateLoops(outer, shape.drop_front(tuples.back()), tensor,
                                  [&](ImplicitLocOpBuilder &b, ValueRange inSlice, Value current) {
                                    SmallVector<Value> place(tuple.size()), from(which);
                                    llvm::append_range(place, inSlice);
                                    llvm::append_range(from, inSlice);
                                    Value update =
                                        tensor::ExtractOp::create(b, adaptor.getUpdates(), from);
                                    return buildWrite(b, op, op.getReduction(), current, update,
                                                      place, tuple, axes, elementType);
                                  });
        });
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct ConvertTensorScatter : OpConversionPattern<onnx::TensorScatterOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(onnx::TensorScatterOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    RankedTensorType type = getType(adaptor.getPastCache());
    unsigned axis = (op.getAxis() + type.getRank()) % type.getRank();
    int64_t size = type.getDimSize(axis);
    Value result =
        buildUpdateLoops(builder, getType(adaptor.getUpdate()).getShape(), adaptor.getPastCache(),
                         [&](ImplicitLocOpBuilder &b, ValueRange at, Value current) -> Value {
                           SmallVector<Value> place(at);
                           Value update = tensor::ExtractOp::create(b, adaptor.getUpdate(), at);
                           if (!adaptor.getWriteIndices())
                             return tensor::InsertOp::create(b, update, current, place).getResult();
                           Value first = buildReadIndex(b, adaptor.getWriteIndices(), at[0]);
                           Value index = arith::AddIOp::create(b, first, at[axis]);
                           if (op.getMode() == "circular")
                             index =
                                 arith::RemSIOp::create(b, index, buildIndex(b, b.getLoc(), size));
                           return buildWrite(b, op, "none", current, update, place,
                                             Coordinate{index, size}, axis, type.getElementType());
                         });
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// Col2Im with blocks whose shape is known at run time only, or of integers; others are
/// transposed convolutions.
class Col2ImLowering {
public:
  Col2ImLowering(ImplicitLocOpBuilder &b, onnx::Col2ImOp op, Value input, Value blockShape)
      : op(op), input(input), image(onnx::getTensorType(op).getShape().drop_front(2)) {
    for (int64_t i = 0; i < int64_t(image.size()); ++i) {
      // No damaged shape makes anything divide by 0.
      Value size = buildExtractIndex(b, b.getLoc(), blockShape, i);
      blocks.push_back(arith::MaxSIOp::create(b, size, index(b, 1)));
      Value reach = arith::MulIOp::create(b, arith::SubIOp::create(b, blocks.back(), index(b, 1)),
                                          index(b, dilation(i)));
      Value room = arith::SubIOp::create(b, index(b, image[i] - 1 + pad(i) + padBehind(i)), reach);
      Value steps = arith::DivSIOp::create(b, room, index(b, stride(i)));
      Value places = arith::AddIOp::create(b, steps, index(b, 1));
      counts.push_back(arith::MaxSIOp::create(b, places, index(b, 1)));
    }
  }

  /// Adds element `k` of each block in each place to the pixel of the image that it stands for.
  Value build(ImplicitLocOpBuilder &b) {
    RankedTensorType type = onnx::getTensorType(op);
    Type elementType = type.getElementType();
    Value init = buildFilled(b, b.getLoc(), type.clone(getStorageType(elementType)),
                             buildSmallConstant(b, getStorageType(elementType), 0));
    ArrayRef<int64_t> shape = getType(input).getShape();
    int64_t channels = type.getDimSize(1), size = shape[1] / channels;
    return buildUpdateLoops(b, {shape[0], channels, size, shape[2]}, init,
                            [&](ImplicitLocOpBuilder &b, ValueRange at, Value current) -> Value {
                              Value first = arith::MulIOp::create(b, at[1], index(b, size));
                              Value row = arith::AddIOp::create(b, first, at[2]);
                              Value update = tensor::ExtractOp::create(
                                  b, input, ValueRange{at[0], row, at[3]});
                              SmallVector<Value> place = {at[0], at[1]};
                              Value isInside = addPixel(b, at[2], at[3], place);
                              Value old = tensor::ExtractOp::create(b, current, place);
                              Value sum = buildJoined(b, op, "add", old, update, elementType);
                              Value next = arith::SelectOp::create(b, isInside, sum, old);
                              return tensor::InsertOp::create(b, next, current, place);
                            });
  }

private:
  static Value index(ImplicitLocOpBuilder &b, int64_t value) {
    return buildIndex(b, b.getLoc(), value);
  }
  int64_t dilation(int64_t i) { return op.getDilations() ? (*op.getDilations())[i] : 1; }
  int64_t stride(int64_t i) { return op.getStrides() ? (*op.getStrides())[i] : 1; }
  int64_t pad(int64_t i) { return op.getPads() ? (*op.getPads())[i] : 0; }
  int64_t padBehind(int64_t i) { return op.getPads() ? (*op.getPads())[i + image.size()] : 0; }

  /// Adds the coordinates of a pixel, moved into the image; gives whether they are inside.
  Value addPixel(ImplicitLocOpBuilder &b, Value element, Value position,
                 SmallVectorImpl<Value> &place) {
    SmallVector<Value> coordinates(image.size());
    Value isInside;
    for (int64_t i = int64_t(image.size()) - 1; i >= 0; --i) {
      Value inBlock = arith::RemSIOp::create(b, element, blocks[i]);
      Value step = arith::RemSIOp::create(b, position, counts[i]);
      element = arith::DivSIOp::create(b, element, blocks[i]);
      position = arith::DivSIOp::create(b, position, counts[i]);
      Value begin = arith::MulIOp::create(b, step, index(b, stride(i)));
      Value distance = arith::MulIOp::create(b, inBlock, index(b, dilation(i)));
      Value padded = arith::AddIOp::create(b, begin, distance);
      Value pixel = arith::SubIOp::create(b, padded, index(b, pad(i)));
      Value inside = buildIsInside(b, pixel, image[i]);
      isInside = isInside ? arith::AndIOp::create(b, isInside, inside).getResult() : inside;
      coordinates[i] = buildClamp(b, pixel, 0, image[i] - 1);
    }
    llvm::append_range(place, coordinates);
    return isInside;
  }

  onnx::Col2ImOp op;
  Value input;
  ArrayRef<int64_t> image;
  SmallVector<Value> blocks, counts;
};

struct ConvertCol2Im : OpConversionPattern<onnx::Col2ImOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::Col2ImOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op), input = onnx::getTensorType(op.getInput());
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    size_t rank = type.getRank() - 2;
    auto has = [&](std::optional<ArrayRef<int64_t>> values, size_t count, int64_t least) {
      return !values || (values->size() == count && llvm::all_of(*values, [&](int64_t value) {
                           return value >= least && value <= onnx::kMaxElements;
                         }));
    };
    if (rank == 0 || type.getNumElements() == 0 || input.getDimSize(1) % type.getDimSize(1) != 0 ||
        !has(op.getStrides(), rank, 1) || !has(op.getDilations(), rank, 1) ||
        !has(op.getPads(), 2 * rank, 0))
      return rewriter.notifyMatchFailure(op, "not an image, or not one step for each dimension");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Col2ImLowering lowering(b, op, adaptor.getInput(), adaptor.getBlockShape());
    rewriter.replaceOp(op, lowering.build(b));
    return success();
  }
};
} // namespace

void onnxc::populateScatterToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertScatterElements, ConvertScatterND, ConvertTensorScatter, ConvertCol2Im>(
      types, patterns.getContext());
}
