#include "test/fuzz/graphs/GraphContext.h"

using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

struct Scale {
  Operand scale, zeroPoint;
  double largest;
};

Scale makeScale(GraphContext &context, DataType type) {
  // Powers of two, and numbers that no float holds exactly.
  double scale = context.random.pick({0.5, 0.0625, 0.1, 0.037, 1.0 / 127});
  double zeroPoint = context.random.pick({0, 0, 1, 7, 128});
  if (type == TensorProto::INT8)
    zeroPoint = std::min(zeroPoint, 7.0);
  return {context.addScalar(TensorProto::FLOAT, scale), context.addScalar(type, zeroPoint),
          256 * scale};
}

std::optional<Operand> quantize(GraphContext &context, const Operand &x, const Scale &scale) {
  return context.add("QuantizeLinear", {x, scale.scale, scale.zeroPoint}, scale.zeroPoint.type,
                     x.shape, 255);
}

std::optional<Operand> dequantize(GraphContext &context, const Operand &x, const Scale &scale) {
  return context.add("DequantizeLinear", {x, scale.scale, scale.zeroPoint}, TensorProto::FLOAT,
                     x.shape, scale.largest);
}

DataType pickType(GraphContext &context) {
  return context.random.pick<DataType>({TensorProto::INT8, TensorProto::UINT8});
}

/// Quantizes and dequantizes.
std::optional<Operand> roundTrip(GraphContext &context, const Operand &x) {
  Scale scale = makeScale(context, pickType(context));
  std::optional<Operand> small = quantize(context, x, scale);
  return small ? dequantize(context, *small, scale) : std::nullopt;
}

std::optional<Operand> pickSingle(GraphContext &context, int64_t minRank) {
  return context.pick(
      [&](const Operand &x) { return x.type == TensorProto::FLOAT && x.getRank() >= minRank; });
}

bool makeRoundTrip(GraphContext &context) {
  std::optional<Operand> x = pickSingle(context, 0);
  return x && roundTrip(context, *x);
}

/// An operator between dequantization and quantization.
bool makeIsland(GraphContext &context) {
  std::optional<Operand> x = pickSingle(context, 2);
  if (!x)
    return false;
  std::optional<Operand> a = roundTrip(context, *x);
  if (!a)
    return false;
  std::optional<Operand> result;
  if (context.random.percent(50)) {
    int64_t depth = a->shape.back(), columns = context.pickSize();
    Scale scale = makeScale(context, TensorProto::INT8);
    Operand weights = context.addConstant(TensorProto::INT8, {depth, columns});
    std::optional<Operand> w = dequantize(context, weights, scale);
    Shape shape(a->shape);
    shape.back() = columns;
    result = context.add("MatMul", {*a, *w}, TensorProto::FLOAT, shape,
                         a->bound * largestDatum * static_cast<double>(depth));
  } else {
    std::optional<Operand> other = pickSingle(context, 0);
    if (!broadcast(other->shape, a->shape))
      return true;
    std::optional<Operand> b = roundTrip(context, *other);
    const char *name = context.random.pick({"Add", "Mul"});
    result = b ? context.add(name, {*a, *b}, TensorProto::FLOAT, *broadcast(a->shape, b->shape),
                             a->bound + a->bound * b->bound)
               : std::nullopt;
  }
  return !result || roundTrip(context, *result);
}

bool makeIntegerProduct(GraphContext &context) {
  DataType type = pickType(context);
  Shape shape = context.pickShape(2, 3);
  Operand a = context.pickOrMake(
      [&](const Operand &x) { return x.type == type && x.getRank() >= 2; }, type, shape);
  int64_t columns = context.pickSize();
  DataType weightType = pickType(context);
  Operand b = context.addConstant(weightType, {a.shape.back(), columns});
  Shape result(a.shape);
  result.back() = columns;
  std::vector<Operand> operands{a, b};
  if (context.random.percent(60))
    operands.push_back(context.addScalar(type, context.random.pick({0, 1, 100})));
  if (operands.size() > 2 && context.random.percent(50))
    operands.push_back(context.addScalar(weightType, context.random.pick({0, 3})));
  return context.add("MatMulInteger", operands, TensorProto::INT32, result, 1e9).has_value();
}

constexpr Maker makers[] = {{8, makeRoundTrip}, {10, makeIsland}, {6, makeIntegerProduct}};

} // namespace

llvm::ArrayRef<Maker> fuzz::getQuantizedMakers() { return makers; }
