#include "dialects/Onnx/Transforms/Quantize/GatherQuantized.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/Transforms/Formula.h"

using namespace mlir;
using namespace onnxc::onnx;

static int64_t normalize(int64_t axis, int64_t rank) { return axis < 0 ? axis + rank : axis; }

static bool isConstantOrAbsent(Value value) { return !value || getConstant(value); }

namespace {
/// onnx.Gather (onnx.DequantizeLinear %x, %s, %z) of constants becomes
/// onnx.DequantizeLinear (onnx.Gather %x), (onnx.Gather %s), (onnx.Gather %z).
struct DequantizeGathered : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp op, PatternRewriter &rewriter) const override {
    auto dequantize = op.getInput().getDefiningOp<DequantizeLinearOp>();
    if (!dequantize || !getConstant(dequantize.getInput()) || !getConstant(dequantize.getScale()) ||
        !isConstantOrAbsent(dequantize.getZeroPoint()))
      return failure();
    RankedTensorType type = getTensorType(dequantize);
    int64_t rank = type.getRank(), axis = normalize(op.getAxis(), rank),
            scaled = normalize(dequantize.getAxis(), rank);
    bool inBlocks = dequantize.getBlockSize() != 0,
         isOne = getTensorType(dequantize.getScale()).getNumElements() == 1 && !inBlocks;
    if (!isOne && axis == scaled && (inBlocks || rank != 2 || axis != 0))
      return rewriter.notifyMatchFailure(op, "gathers along blocks");
    Location loc = op.getLoc();
    auto gather = [&](Value value) -> Value {
      return value
                 ? GatherOp::create(rewriter, loc, value, op.getIndices(), op.getAxis()).getOutput()
                 : Value();
    };
    // With scales of its own, a gathered row is one block.
    auto gatherColumn = [&](Value value) -> Value {
      if (!value)
        return value;
      int64_t rows = getTensorType(value).getNumElements();
      return gather(reshapeTo(rewriter, loc, value, {rows, 1}));
    };
    Value scale = dequantize.getScale(), zeroPoint = dequantize.getZeroPoint();
    int64_t blockSize = dequantize.getBlockSize();
    int64_t added = getTensorType(op.getIndices()).getRank() - 1;
    int64_t newAxis = scaled > axis ? scaled + added : scaled;
    if (inBlocks) {
      scale = gather(scale);
      zeroPoint = gather(zeroPoint);
    } else if (!isOne && axis == scaled) {
      scale = gatherColumn(scale);
      zeroPoint = gatherColumn(zeroPoint);
      newAxis = rank + added - 1;
      blockSize = type.getDimSize(1);
    }
    rewriter.replaceOpWithNewOp<DequantizeLinearOp>(op, op.getType(), gather(dequantize.getInput()),
                                                    scale, zeroPoint, newAxis, blockSize,
                                                    dequantize.getOutputDtypeAttr());
    return success();
  }
};

/// onnx.Gather of constants of less than 8 bits becomes one of bytes, and the numbers are
/// taken apart after it:
///
///   onnx.Cast (onnx.Reshape (onnx.BitwiseAnd (onnx.BitShift (onnx.Gather %bytes), [0, 4]), 15))
struct GatherPacked : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp op, PatternRewriter &rewriter) const override {
    RankedTensorType type = getTensorType(op.getInput());
    auto element = dyn_cast<IntegerType>(type.getElementType());
    std::optional<ConstantBytes> numbers = getConstantBytes(getConstant(op.getInput()));
    if (!element || (element.getWidth() != 2 && element.getWidth() != 4) || !numbers ||
        !getTensorType(op).hasStaticShape())
      return failure();
    int64_t bits = element.getWidth(), perByte = 8 / bits;
    if (type.getShape().empty() || type.getShape().back() % perByte != 0 ||
        normalize(op.getAxis(), type.getRank()) == type.getRank() - 1)
      return rewriter.notifyMatchFailure(op, "slices begin in bytes");
    Formula f{rewriter, op.getLoc()};
    Value bytes = buildPacked(f, type, *numbers, bits);
    Value gathered = GatherOp::create(rewriter, f.loc, bytes, op.getIndices(), op.getAxis());
    rewriter.replaceOp(op, unpack(f, gathered, getTensorType(op), bits));
    return success();
  }

private:
  /// Numbers as unsigned ones in bytes: signed ones are moved up by half of their range.
  static Value buildPacked(Formula &f, RankedTensorType type, ConstantBytes numbers, int64_t bits) {
    int64_t perByte = 8 / bits, mask = (1 << bits) - 1;
    SmallVector<int64_t> shape(type.getShape());
    shape.back() /= perByte;
    auto packedType = RankedTensorType::get(shape, f.builder.getIntegerType(8, /*isSigned=*/false));
    std::vector<char> bytes(packedType.getNumElements());
    for (int64_t i = 0; i < type.getNumElements(); ++i) {
      int64_t number = (numbers.bytes[numbers.splat ? 0 : i] & mask) ^ getHalf(type, bits);
      bytes[i / perByte] |= char(number << (i % perByte * bits));
    }
    return ConstantOp::create(f.builder, f.loc, packedType, makeConstant(packedType, bytes));
  }

  static int64_t getHalf(RankedTensorType type, int64_t bits) {
    return type.getElementType().isUnsignedInteger() ? 0 : int64_t(1) << (bits - 1);
  }

  static Value unpack(Formula &f, Value bytes, RankedTensorType type, int64_t bits) {
    SmallVector<int64_t> shape(getTensorType(bytes).getShape());
    shape.push_back(1);
    Value column = f.reshape(bytes, shape);
    SmallVector<int64_t> places;
    for (int64_t place = 0; place < 8; place += bits)
      places.push_back(place);
    ConstantTensor shifts(
        RankedTensorType::get({int64_t(places.size())}, getTensorType(bytes).getElementType()));
    shifts.ints.assign(places.begin(), places.end());
    Value shift = ConstantOp::create(f.builder, f.loc, shifts.type, shifts.toAttr());
    Value shifted = BitShiftOp::create(f.builder, f.loc, column, shift, "RIGHT");
    Value numbers =
        BitwiseAndOp::create(f.builder, f.loc, shifted, f.scalar(shifted, double((1 << bits) - 1)));
    numbers = f.reshape(numbers, type.getShape());
    if (int64_t half = getHalf(type, bits)) {
      numbers = f.castTo(numbers, f.builder.getIntegerType(8));
      numbers = f.sub(numbers, f.scalar(numbers, double(half)));
    }
    return f.castTo(numbers, type.getElementType());
  }
};
} // namespace

void onnxc::onnx::populateGatherQuantized(RewritePatternSet &patterns) {
  patterns.add<DequantizeGathered, GatherPacked>(patterns.getContext());
}
