#include "test/fuzz/graphs/GraphContext.h"

#include <cmath>

using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

/// A function of one number: where it is harmless, and how large it becomes there.
struct Unary {
  const char *name;
  /// Operands up to this bound are taken as they are; larger ones become their Tanh first.
  double domain;
  double (*getBound)(double bound);
};

double keep(double bound) { return bound; }
double one(double) { return 1; }
double up(double bound) { return bound + 1; }

constexpr Unary floatUnaries[] = {
    {"Abs", 1e9, keep},
    {"Neg", 1e9, keep},
    {"Relu", 1e9, keep},
    {"Sigmoid", 1e9, one},
    {"Tanh", 1e9, one},
    {"Erf", 1e9, one},
    {"Exp", 5, [](double b) { return std::exp(b); }},
    {"Floor", 1e9, up},
    {"Ceil", 1e9, up},
    {"Round", 1e9, up},
    {"Sign", 1e9, one},
    {"HardSigmoid", 1e9, one},
    {"HardSwish", 1e9, keep},
    {"LeakyRelu", 1e9, keep},
    {"Elu", 1e9, up},
    {"Selu", 1e9, [](double b) { return 2 * b + 2; }},
    {"Softplus", 1e9, up},
    {"Softsign", 1e9, one},
    {"Gelu", 1e9, keep},
    {"Mish", 1e9, keep},
    {"Celu", 1e9, up},
    {"ThresholdedRelu", 1e9, keep},
    {"Sin", 100, one},
    {"Cos", 100, one},
    {"Identity", 1e9, keep},
    {"Atan", 1e9, [](double) { return 1.6; }},
};

bool makeUnary(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat();
  if (!x)
    return false;
  const Unary &function = context.random.pick(llvm::ArrayRef<Unary>(floatUnaries));
  if (x->bound > function.domain)
    x = context.add("Tanh", *x, x->type, x->shape, 1);
  return context.add(function.name, *x, x->type, x->shape, function.getBound(x->bound)).has_value();
}

/// Functions that want positive numbers, after what makes some.
bool makeOfPositive(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat();
  if (!x)
    return false;
  std::optional<Operand> positive = context.add("Abs", *x, x->type, x->shape, x->bound);
  llvm::StringLiteral name =
      context.random.pick<llvm::StringLiteral>({"Log", "Sqrt", "Reciprocal", "Pow"});
  if (name != "Sqrt")
    positive = context.add("Add", {*positive, context.addScalar(x->type, 0.5)}, x->type, x->shape,
                           x->bound + 0.5);
  if (!positive)
    return true;
  double bound = positive->bound;
  if (name == "Pow")
    return context
        .add(name,
             {*positive, context.addScalar(x->type, context.random.pick({0.5, 2.0, 3.0, -1.0}))},
             x->type, x->shape, std::max(2.0, bound * bound * bound))
        .has_value();
  return context.add(name, *positive, x->type, x->shape, std::max(2.0, bound)).has_value();
}

std::optional<Operand> pickNumbers(GraphContext &context) {
  return context.pick([](const Operand &x) { return x.type != TensorProto::BOOL; });
}

bool makeBinary(GraphContext &context) {
  std::optional<Operand> a = pickNumbers(context);
  if (!a)
    return false;
  Operand b = context.random.percent(8) ? *a : context.pickBroadcast(a->type, a->shape);
  if (context.random.percent(50))
    std::swap(*a, b);
  struct Function {
    const char *name;
    double bound;
  };
  double sum = a->bound + b.bound, largest = std::max(a->bound, b.bound);
  Function function = context.random.pick<Function>({{"Add", sum},
                                                     {"Sub", sum},
                                                     {"Mul", a->bound * b.bound},
                                                     {"Max", largest},
                                                     {"Min", largest},
                                                     {"Add", sum},
                                                     {"Mul", a->bound * b.bound}});
  return context.add(function.name, {*a, b}, a->type, *broadcast(a->shape, b.shape), function.bound)
      .has_value();
}

bool makeDivision(GraphContext &context) {
  std::optional<Operand> x = pickNumbers(context);
  if (!x)
    return false;
  // Also divisors whose reciprocals are inexact; never zero, and never INT_MIN / -1.
  double divisor = context.random.pick({1.0, 2.0, 3.0, 7.0, 10.0, 41.0, 8.0});
  if (isFloat(x->type) && context.random.percent(40)) {
    std::optional<Operand> y = context.pick(
        [&](const Operand &y) { return y.type == x->type && broadcast(y.shape, x->shape); });
    std::optional<Operand> positive = context.add("Abs", *y, y->type, y->shape, y->bound);
    if (positive)
      positive = context.add("Add", {*positive, context.addScalar(y->type, 1)}, y->type, y->shape,
                             y->bound + 1);
    Shape shape = *broadcast(x->shape, y->shape);
    return positive && context.add("Div", {*x, *positive}, x->type, shape, x->bound).has_value();
  }
  const char *name = !isFloat(x->type) && context.random.percent(50) ? "Mod" : "Div";
  return context
      .add(name, {*x, context.addScalar(x->type, divisor)}, x->type, x->shape,
           std::max(x->bound, divisor))
      .has_value();
}

bool makeVariadic(GraphContext &context) {
  std::optional<Operand> first = context.pickFloat();
  if (!first)
    return false;
  std::vector<Operand> operands{*first};
  Shape shape = first->shape;
  double sum = first->bound;
  for (int64_t i = context.random.between(0, 2); i >= 0; --i) {
    operands.push_back(context.pickBroadcast(first->type, shape));
    shape = *broadcast(shape, operands.back().shape);
    sum += operands.back().bound;
  }
  const char *name = context.random.pick({"Sum", "Mean", "Max", "Min"});
  return context.add(name, operands, first->type, shape, sum).has_value();
}

bool makeComparison(GraphContext &context) {
  std::optional<Operand> a = pickNumbers(context);
  if (!a)
    return false;
  Operand b = context.pickBroadcast(a->type, a->shape);
  const char *name =
      context.random.pick({"Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"});
  return context.add(name, {*a, b}, TensorProto::BOOL, *broadcast(a->shape, b.shape), 1)
      .has_value();
}

std::optional<Operand> pickBool(GraphContext &context) {
  return context.pick([](const Operand &x) { return x.type == TensorProto::BOOL; });
}

bool makeLogical(GraphContext &context) {
  std::optional<Operand> a = pickBool(context);
  if (!a)
    return makeComparison(context);
  if (context.random.percent(25))
    return context.add("Not", *a, a->type, a->shape, 1).has_value();
  Operand b = context.pickBroadcast(a->type, a->shape);
  const char *name = context.random.pick({"And", "Or", "Xor"});
  return context.add(name, {*a, b}, a->type, *broadcast(a->shape, b.shape), 1).has_value();
}

bool makeWhere(GraphContext &context) {
  std::optional<Operand> condition = pickBool(context);
  if (!condition)
    return makeComparison(context);
  std::optional<Operand> x = context.pick([&](const Operand &x) {
    return x.type != TensorProto::BOOL && broadcast(x.shape, condition->shape);
  });
  if (!x)
    return false;
  Shape shape = *broadcast(condition->shape, x->shape);
  Operand y = context.pickBroadcast(x->type, shape);
  return context
      .add("Where", {*condition, *x, y}, x->type, *broadcast(shape, y.shape),
           std::max(x->bound, y.bound))
      .has_value();
}

bool makeClip(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat();
  if (!x)
    return false;
  double low = context.random.pick({-2.0, -0.5, 0.0}), high = context.random.pick({0.0, 1.0, 6.0});
  std::vector<Operand> operands{*x, context.addScalar(x->type, low)};
  if (context.random.percent(70))
    operands.push_back(context.addScalar(x->type, high));
  return context.add("Clip", operands, x->type, x->shape, std::max(x->bound, 2.0)).has_value();
}

bool makePRelu(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat(1);
  if (!x)
    return false;
  Shape slopes(x->shape);
  for (int64_t &size : slopes)
    size = context.random.percent(50) ? 1 : size;
  Operand slope = context.makeOperand(x->type, slopes);
  return context.add("PRelu", {*x, slope}, x->type, x->shape, x->bound * std::max(1.0, slope.bound))
      .has_value();
}

/// The largest magnitude of a type's values.
double getRange(DataType type) {
  switch (type) {
  case TensorProto::BOOL:
    return 1;
  case TensorProto::INT8:
    return 127;
  case TensorProto::UINT8:
    return 255;
  case TensorProto::INT32:
    return 2147483647;
  case TensorProto::INT64:
    return 9e18;
  default:
    return 1e30;
  }
}

bool makeCast(GraphContext &context) {
  std::optional<Operand> x = context.pick([](const Operand &) { return true; });
  if (!x)
    return false;
  DataType type =
      context.random.pick<DataType>({TensorProto::FLOAT, TensorProto::FLOAT, TensorProto::FLOAT16,
                                     TensorProto::DOUBLE, TensorProto::INT32, TensorProto::INT64,
                                     TensorProto::INT8, TensorProto::UINT8, TensorProto::BOOL});
  // Integers wrap; conversions of floats that do not fit are undefined.
  double bound = std::min(x->bound, getRange(x->type));
  if (isFloat(x->type) && (bound > getRange(type) || type == TensorProto::UINT8))
    return false;
  auto setType = [&](Attributes &attributes) { attributes.set("to", int64_t(type)); };
  return context.add("Cast", *x, type, x->shape, std::min(bound, getRange(type)), setType)
      .has_value();
}

/// Values of small integers that may have wrapped, as numbers from 0 to 6.
bool makeSmallInteger(GraphContext &context) {
  std::optional<Operand> x = context.pick(
      [](const Operand &x) { return !isFloat(x.type) && x.type != TensorProto::BOOL; });
  if (!x)
    return false;
  return context.add("Mod", {*x, context.addScalar(x->type, 7)}, x->type, x->shape, 7).has_value();
}

constexpr Maker makers[] = {
    {18, makeUnary},   {6, makeOfPositive}, {30, makeBinary}, {8, makeDivision},
    {5, makeVariadic}, {7, makeComparison}, {5, makeLogical}, {8, makeWhere},
    {4, makeClip},     {2, makePRelu},      {8, makeCast},    {1, makeSmallInteger},
};

} // namespace

llvm::ArrayRef<Maker> fuzz::getElementwiseMakers() { return makers; }
