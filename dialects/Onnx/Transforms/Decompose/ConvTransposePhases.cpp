#include "dialects/Onnx/Transforms/Decompose/ConvTransposePhases.h"

#include "dialects/Onnx/Transforms/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc::onnx;

bool ConvTransposePhases::areKnown(ConvTransposeOp op) {
  return getTensorType(op.getInput()).hasStaticShape() &&
         getTensorType(op.getWeight()).hasStaticShape() &&
         getTensorType(op.getOutput()).hasStaticShape();
}

ConvTransposePhases::ConvTransposePhases(OpBuilder &builder, ConvTransposeOp op)
    : builder(builder), loc(op.getLoc()), rank(op.getStrides().size()), group(op.getGroup()),
      strides(op.getStrides()), dilations(op.getDilations()),
      firstPads(op.getPads().take_front(rank)) {
  RankedTensorType input = getTensorType(op.getInput()), weight = getTensorType(op.getWeight());
  channels = weight.getDimSize(0) / group;
  filters = weight.getDimSize(1);
  kernel.assign(weight.getShape().begin() + 2, weight.getShape().end());
  output.assign(getTensorType(op.getOutput()).getShape().drop_front(2));
  for (int64_t i = 0; i < rank; ++i) {
    // Up to the last position that the kernel reaches or the output keeps.
    int64_t reach = (kernel[i] - 1) * dilations[i] + 1;
    int64_t kept = firstPads[i] + output[i] - (input.getDimSize(i + 2) - 1) * strides[i];
    taps.push_back(llvm::divideCeil(std::max(reach, kept), strides[i]));
    positions.push_back(input.getDimSize(i + 2) + taps[i] - 1);
  }
}

Value ConvTransposePhases::buildFilters(Value weight) {
  SmallVector<int64_t> leading = {group, channels, filters};
  weight = dilate(weight, leading);
  SmallVector<int64_t> split = leading;
  for (int64_t i = 0; i < rank; ++i)
    split.append({taps[i], strides[i]});
  weight = reshapeTo(builder, loc, weight, split);
  SmallVector<int64_t> order = {0};
  for (int64_t i = 0; i < rank; ++i)
    order.push_back(4 + 2 * i);
  order.append({2, 1});
  for (int64_t i = 0; i < rank; ++i)
    order.push_back(3 + 2 * i);
  weight = transpose(weight, order);
  weight = reverseLast(weight);
  SmallVector<int64_t> shape = {group * filters * getPhases(), channels};
  shape.append(taps);
  return reshapeTo(builder, loc, weight, shape);
}

Value ConvTransposePhases::buildBias(Value bias) {
  SmallVector<int64_t> shape = {group, 1, filters};
  bias = reshapeTo(builder, loc, bias, shape);
  shape[1] = getPhases();
  bias = ExpandOp::create(builder, loc, bias, constantInts(builder, loc, shape));
  return reshapeTo(builder, loc, bias, {ShapedType::getNumElements(shape)});
}

Value ConvTransposePhases::buildConv(Value input, Value weight, Value bias) {
  SmallVector<int64_t> ones(rank, 1), pads;
  for (int side = 0; side < 2; ++side)
    for (int64_t count : taps)
      pads.push_back(count - 1);
  return ConvOp::create(builder, loc, input, weight, bias, ones, pads, ones, group);
}

/// From N x (G * phases * F/G) x P... to N x F x (P * stride)..., of which the result is a part.
Value ConvTransposePhases::interleave(Value value) {
  int64_t batch = getTensorType(value).getDimSize(0), filter = 2 + rank;
  SmallVector<int64_t> split = {batch, group}, order = {0, 1, filter},
                       shape = {batch, group * filters};
  split.append(strides);
  split.push_back(filters);
  split.append(positions);
  for (int64_t i = 0; i < rank; ++i) {
    order.append({filter + 1 + i, 2 + i});
    shape.push_back(positions[i] * strides[i]);
  }
  value = transpose(reshapeTo(builder, loc, value, split), order);
  return crop(reshapeTo(builder, loc, value, shape));
}

Value ConvTransposePhases::crop(Value value) {
  SmallVector<int64_t> begins(2, 0), ends(2, 0);
  for (int64_t i = 0; i < rank; ++i) {
    begins.push_back(-firstPads[i]);
    ends.push_back(firstPads[i] + output[i] - positions[i] * strides[i]);
  }
  return pad(value, begins, ends);
}

Value ConvTransposePhases::transpose(Value value, ArrayRef<int64_t> order) {
  return TransposeOp::create(builder, loc, value, builder.getDenseI64ArrayAttr(order));
}

/// Negative amounts cut.
Value ConvTransposePhases::pad(Value value, ArrayRef<int64_t> begins, ArrayRef<int64_t> ends) {
  auto isZero = [](int64_t amount) { return amount == 0; };
  if (llvm::all_of(begins, isZero) && llvm::all_of(ends, isZero))
    return value;
  SmallVector<int64_t> amounts(begins);
  amounts.append(ends.begin(), ends.end());
  return PadOp::create(builder, loc, value, constantInts(builder, loc, amounts),
                       /*constant_value=*/Value(), /*axes=*/Value(),
                       builder.getStringAttr("constant"));
}

/// Puts zeros between the elements of the kernel and after them, up to taps * stride.
Value ConvTransposePhases::dilate(Value weight, ArrayRef<int64_t> leading) {
  SmallVector<int64_t> split(leading), spread(leading);
  SmallVector<int64_t> zerosBetween(leading.size(), 0), zerosBehind(leading.size(), 0);
  for (int64_t i = 0; i < rank; ++i) {
    split.append({kernel[i], 1});
    zerosBetween.append({0, dilations[i] - 1});
    spread.push_back(kernel[i] * dilations[i]);
    zerosBehind.push_back(taps[i] * strides[i] - spread.back());
  }
  weight = reshapeTo(builder, loc, weight, split);
  weight = pad(weight, SmallVector<int64_t>(split.size(), 0), zerosBetween);
  weight = reshapeTo(builder, loc, weight, spread);
  return pad(weight, SmallVector<int64_t>(spread.size(), 0), zerosBehind);
}

/// Reverses the last `rank` dimensions.
Value ConvTransposePhases::reverseLast(Value value) {
  int64_t valueRank = getTensorType(value).getRank();
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq(valueRank - rank, valueRank));
  auto repeated = [&](int64_t number) {
    return constantInts(builder, loc, SmallVector<int64_t>(rank, number));
  };
  return SliceOp::create(builder, loc, value, repeated(-1),
                         repeated(std::numeric_limits<int64_t>::min()),
                         constantInts(builder, loc, axes), repeated(-1));
}
