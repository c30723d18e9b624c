#include "test/fuzz/graphs/GraphContext.h"

#include <cmath>

using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

/// How large a sum of `count` values becomes: rounding errors of random signs mostly cancel, but
/// the bound must hold.
double boundSum(const Operand &x, int64_t count) { return x.bound * static_cast<double>(count); }

bool makeReduction(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat();
  if (!x)
    return false;
  Shape axes, kept, removed;
  int64_t count = 1;
  for (auto [axis, size] : llvm::enumerate(x->shape)) {
    bool isReduced = context.random.percent(45);
    kept.push_back(isReduced ? 1 : size);
    if (isReduced) {
      axes.push_back(context.random.percent(30) ? int64_t(axis) - x->getRank() : int64_t(axis));
      count *= size;
    } else {
      removed.push_back(size);
    }
  }
  bool keeps = context.random.percent(60);
  if (axes.empty()) {
    // Without axes, all are reduced.
    count = x->getCount();
    kept.assign(x->getRank(), 1);
    removed.clear();
  }
  struct Function {
    const char *name;
    double bound;
  };
  double sum = boundSum(*x, count);
  Function function =
      context.random.pick<Function>({{"ReduceSum", sum},
                                     {"ReduceSum", sum},
                                     {"ReduceMean", x->bound},
                                     {"ReduceMean", x->bound},
                                     {"ReduceMax", x->bound},
                                     {"ReduceMin", x->bound},
                                     {"ReduceL1", sum},
                                     {"ReduceL2", sum},
                                     {"ReduceSumSquare", sum * x->bound},
                                     {"ReduceLogSumExp", x->bound + std::log(count)}});
  auto setKeep = [&](Attributes &attributes) { attributes.set("keepdims", int64_t(keeps)); };
  std::vector<Operand> operands{*x};
  if (!axes.empty())
    operands.push_back(context.addInts(axes));
  std::optional<Operand> reduced = context.add(function.name, operands, x->type,
                                               keeps ? kept : removed, function.bound, setKeep);
  if (!reduced)
    return false;
  // What normalizations are made of: the reduction meets its operand again.
  if (keeps && context.random.percent(50))
    context.add(context.random.pick({"Sub", "Mul", "Add"}), {*x, *reduced}, x->type, x->shape,
                x->bound * std::max(2.0, reduced->bound));
  return true;
}

bool makeIntegerReduction(GraphContext &context) {
  std::optional<Operand> x = context.pick([](const Operand &x) {
    return (x.type == TensorProto::INT32 || x.type == TensorProto::INT64) && x.getRank() > 0;
  });
  if (!x)
    return false;
  int64_t axis = context.random.below(x->getRank());
  Shape shape(x->shape);
  shape[axis] = 1;
  const char *name = context.random.pick({"ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd"});
  return context.add(name, {*x, context.addInts({axis})}, x->type, shape, 1e29).has_value();
}

bool makeArgument(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat(1);
  if (!x)
    return false;
  int64_t axis = context.random.below(x->getRank()), keeps = context.random.below(2);
  Shape shape(x->shape);
  double bound = shape[axis];
  shape[axis] = 1;
  if (!keeps)
    shape.erase(shape.begin() + axis);
  int64_t last = context.random.below(2);
  auto set = [&](Attributes &attributes) {
    attributes.set("axis", axis).set("keepdims", keeps).set("select_last_index", last);
  };
  return context
      .add(context.random.pick({"ArgMax", "ArgMin"}), *x, TensorProto::INT64, shape, bound, set)
      .has_value();
}

bool makeSoftmax(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat(1);
  if (!x)
    return false;
  int64_t axis = context.random.between(-x->getRank(), x->getRank() - 1);
  auto setAxis = [&](Attributes &attributes) { attributes.set("axis", axis); };
  bool isLog = context.random.percent(25);
  return context
      .add(isLog ? "LogSoftmax" : "Softmax", *x, x->type, x->shape, isLog ? 2 * x->bound + 10 : 1,
           setAxis)
      .has_value();
}

bool makeLayerNorm(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat(1);
  if (!x)
    return false;
  int64_t axis = context.random.below(x->getRank());
  Shape normalized(x->shape.begin() + axis, x->shape.end());
  int64_t count = test::countElements(normalized);
  if (count < 2)
    return false;
  std::vector<Operand> operands{*x, context.addConstant(x->type, normalized)};
  if (context.random.percent(60))
    operands.push_back(context.addConstant(x->type, normalized));
  auto set = [&](Attributes &attributes) { attributes.set("axis", axis).set("epsilon", 1e-2f); };
  return context
      .add("LayerNormalization", operands, x->type, x->shape, (std::sqrt(count) + 1) * largestDatum,
           set)
      .has_value();
}

/// Norms whose scales are those of channels.
bool makeChannelNorm(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat(3);
  if (!x || x->getRank() > 5)
    return false;
  int64_t channels = x->shape[1];
  int64_t pixels = x->getCount() / x->shape[0] / channels;
  Operand scale = context.addConstant(x->type, {channels});
  Operand bias = context.addConstant(x->type, {channels});
  auto setEpsilon = [&](Attributes &attributes) { attributes.set("epsilon", 1e-2f); };
  if (context.random.percent(40)) {
    Operand mean = context.addConstant(x->type, {channels});
    std::vector<float> variances(channels);
    for (float &variance : variances)
      variance = static_cast<float>(context.random.real(0.5, 2));
    if (x->type != TensorProto::FLOAT)
      return false;
    return context
        .add("BatchNormalization", {*x, scale, bias, mean, context.addFloats(variances)}, x->type,
             x->shape, (x->bound + largestDatum) * 8 + largestDatum, setEpsilon)
        .has_value();
  }
  if (pixels < 2)
    return false;
  bool isGroup = channels % 2 == 0 && context.random.percent(50);
  auto setGroups = [&](Attributes &attributes) {
    attributes.set("epsilon", 1e-2f).set("num_groups", 2);
  };
  return context
      .add(isGroup ? "GroupNormalization" : "InstanceNormalization", {*x, scale, bias}, x->type,
           x->shape, (std::sqrt(pixels * channels) + 1) * largestDatum,
           isGroup ? SetAttributes(setGroups) : SetAttributes(setEpsilon))
      .has_value();
}

bool makeCumSum(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat(1);
  if (!x)
    return false;
  int64_t axis = context.random.below(x->getRank());
  int64_t exclusive = context.random.below(2), reverse = context.random.below(2);
  auto set = [&](Attributes &attributes) {
    attributes.set("exclusive", exclusive).set("reverse", reverse);
  };
  return context
      .add("CumSum", {*x, context.addScalar(TensorProto::INT64, axis)}, x->type, x->shape,
           boundSum(*x, x->shape[axis]), set)
      .has_value();
}

constexpr Maker makers[] = {
    {30, makeReduction}, {4, makeIntegerReduction}, {5, makeArgument}, {12, makeSoftmax},
    {9, makeLayerNorm},  {9, makeChannelNorm},      {3, makeCumSum},
};

} // namespace

llvm::ArrayRef<Maker> fuzz::getReductionMakers() { return makers; }
