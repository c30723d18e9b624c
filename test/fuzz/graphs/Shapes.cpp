#include "test/fuzz/graphs/GraphContext.h"

#include <numeric>

using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

std::optional<Operand> pickAny(GraphContext &context, int64_t minRank) {
  return context.pick([&](const Operand &x) { return x.getRank() >= minRank; });
}

bool makeReshape(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 0);
  if (!x)
    return false;
  // Factors of the number of elements, in any order and with ones between.
  Shape shape;
  int64_t left = x->getCount();
  for (int64_t size : x->shape) {
    int64_t factor =
        std::gcd(left, context.random.percent(50) ? size : context.random.between(1, 8));
    shape.push_back(factor);
    left /= factor;
  }
  shape.push_back(left);
  context.random.shuffle(shape);
  if (context.random.percent(50))
    llvm::erase(shape, 1);
  if (context.random.percent(20))
    shape.insert(shape.begin() + context.random.below(shape.size() + 1), 1);
  Shape target(shape);
  if (!target.empty() && context.random.percent(30))
    target[context.random.below(target.size())] = -1;
  return context.add("Reshape", {*x, context.addInts(target)}, x->type, shape, x->bound)
      .has_value();
}

bool makeTranspose(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 2);
  if (!x)
    return false;
  Shape order(x->getRank()), shape;
  std::iota(order.begin(), order.end(), 0);
  context.random.shuffle(order);
  for (int64_t axis : order)
    shape.push_back(x->shape[axis]);
  auto setOrder = [&](Attributes &attributes) { attributes.set("perm", order); };
  return context.add("Transpose", *x, x->type, shape, x->bound, setOrder).has_value();
}

bool makeSlice(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 1);
  if (!x)
    return false;
  Shape starts, ends, axes, steps, shape(x->shape);
  for (auto [axis, size] : llvm::enumerate(shape)) {
    if (context.random.percent(50))
      continue;
    int64_t first = context.random.below(size), step = context.random.pick({1, 1, 2, 3, -1, -2});
    int64_t count =
        context.random.between(1, step > 0 ? (size - 1 - first) / step + 1 : first / -step + 1);
    int64_t end = first + step * (count - 1) + (step > 0 ? 1 : -1);
    starts.push_back(context.random.percent(30) ? first - size : first);
    ends.push_back(end < 0 ? -size - 1 : end);
    axes.push_back(axis);
    steps.push_back(step);
    size = count;
  }
  if (axes.empty())
    return false;
  return context
      .add("Slice",
           {*x, context.addInts(starts), context.addInts(ends), context.addInts(axes),
            context.addInts(steps)},
           x->type, shape, x->bound)
      .has_value();
}

bool makeConcat(GraphContext &context) {
  std::optional<Operand> first = pickAny(context, 1);
  if (!first)
    return false;
  int64_t axis = context.random.below(first->getRank());
  std::vector<Operand> operands{*first};
  Shape shape(first->shape);
  double bound = first->bound;
  for (int64_t i = context.random.between(1, 2); i > 0; --i) {
    std::optional<Operand> next = context.pick([&](const Operand &x) {
      if (x.type != first->type || x.getRank() != first->getRank())
        return false;
      for (int64_t dim = 0; dim < x.getRank(); ++dim)
        if (dim != axis && x.shape[dim] != shape[dim])
          return false;
      return true;
    });
    if (context.random.percent(30) || !next) {
      Shape part(first->shape);
      part[axis] = context.random.between(1, 5);
      next = context.makeOperand(first->type, part);
    }
    operands.push_back(*next);
    shape[axis] += next->shape[axis];
    bound = std::max(bound, next->bound);
  }
  context.random.shuffle(operands);
  auto setAxis = [&](Attributes &attributes) {
    attributes.set("axis", context.random.percent(30) ? axis - first->getRank() : axis);
  };
  return context.add("Concat", operands, first->type, shape, bound, setAxis).has_value();
}

bool makeSplit(GraphContext &context) {
  std::optional<Operand> x = context.pick([](const Operand &x) {
    return llvm::any_of(x.shape, [](int64_t size) { return size > 1; });
  });
  if (!x)
    return false;
  int64_t axis = context.random.below(x->getRank());
  while (x->shape[axis] == 1)
    axis = context.random.below(x->getRank());
  int64_t first = context.random.between(1, x->shape[axis] - 1);
  Shape sizes{first, x->shape[axis] - first};
  std::vector<Shape> shapes(2, x->shape);
  shapes[0][axis] = sizes[0];
  shapes[1][axis] = sizes[1];
  auto setAxis = [&](Attributes &attributes) { attributes.set("axis", axis); };
  return context.addMany("Split", {*x, context.addInts(sizes)}, x->type, shapes, x->bound, setAxis)
      .has_value();
}

bool makePad(GraphContext &context) {
  std::optional<Operand> x =
      context.pick([](const Operand &x) { return x.getRank() > 0 && x.type != TensorProto::BOOL; });
  if (!x)
    return false;
  const char *mode = context.random.pick({"constant", "constant", "edge", "reflect", "wrap"});
  bool isConstant = llvm::StringRef(mode) == "constant";
  Shape pads(2 * x->getRank()), shape(x->shape);
  for (auto [axis, size] : llvm::enumerate(shape)) {
    int64_t most = isConstant ? 4 : std::min<int64_t>(3, size - 1), whole = size;
    for (int64_t *pad : {&pads[axis], &pads[axis + shape.size()]}) {
      *pad = most > 0 && context.random.percent(40) ? context.random.between(1, most) : 0;
      if (isConstant && whole > 2 && context.random.percent(10))
        *pad = -1;
      size += *pad;
    }
  }
  std::vector<Operand> operands{*x, context.addInts(pads)};
  if (isConstant && context.random.percent(40))
    operands.push_back(context.addScalar(x->type, context.random.pick({1.0, -1.0, 3.0})));
  auto setMode = [&](Attributes &attributes) { attributes.set("mode", mode); };
  return context.add("Pad", operands, x->type, shape, std::max(3.0, x->bound), setMode).has_value();
}

bool makeExpand(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 0);
  if (!x)
    return false;
  Shape target(x->shape);
  for (int64_t &size : target)
    if (size == 1 && context.random.percent(70))
      size = context.random.between(1, 6);
  if (context.random.percent(40))
    target.insert(target.begin(), context.random.between(1, 4));
  return context.add("Expand", {*x, context.addInts(target)}, x->type, target, x->bound)
      .has_value();
}

bool makeTile(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 1);
  if (!x)
    return false;
  Shape repeats, shape;
  for (int64_t size : x->shape) {
    repeats.push_back(context.random.pick({1, 1, 2, 3}));
    shape.push_back(size * repeats.back());
  }
  return context.add("Tile", {*x, context.addInts(repeats)}, x->type, shape, x->bound).has_value();
}

bool makeSqueeze(GraphContext &context) {
  std::optional<Operand> x =
      context.pick([](const Operand &x) { return llvm::is_contained(x.shape, 1); });
  if (!x)
    return false;
  Shape axes, shape;
  for (auto [axis, size] : llvm::enumerate(x->shape))
    if (size == 1 && context.random.percent(60))
      axes.push_back(axis);
    else
      shape.push_back(size);
  if (axes.empty())
    return false;
  return context.add("Squeeze", {*x, context.addInts(axes)}, x->type, shape, x->bound).has_value();
}

bool makeUnsqueeze(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 0);
  if (!x)
    return false;
  int64_t axis = context.random.below(x->getRank() + 1);
  Shape shape(x->shape);
  shape.insert(shape.begin() + axis, 1);
  return context.add("Unsqueeze", {*x, context.addInts({axis})}, x->type, shape, x->bound)
      .has_value();
}

/// Indices below `size`, constant or computed.
Operand makeIndices(GraphContext &context, int64_t size, Shape shape) {
  if (context.random.percent(50)) {
    Shape numbers(test::countElements(shape));
    for (int64_t &number : numbers)
      number = context.random.between(-size, size - 1);
    Operand flat = context.addInts(numbers);
    if (shape.size() == 1)
      return flat;
    return *context.add("Reshape", {flat, context.addInts(shape)}, TensorProto::INT64, shape, size);
  }
  Operand any = context.makeOperand(TensorProto::INT64, shape);
  return *context.add("Mod", {any, context.addScalar(TensorProto::INT64, size)}, TensorProto::INT64,
                      shape, size);
}

bool makeGather(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 1);
  if (!x)
    return false;
  int64_t axis = context.random.below(x->getRank());
  Shape indices(context.random.below(3));
  for (int64_t &size : indices)
    size = context.random.between(1, 5);
  Shape shape(x->shape);
  shape.erase(shape.begin() + axis);
  shape.insert(shape.begin() + axis, indices.begin(), indices.end());
  auto setAxis = [&](Attributes &attributes) { attributes.set("axis", axis); };
  return context
      .add("Gather", {*x, makeIndices(context, x->shape[axis], indices)}, x->type, shape, x->bound,
           setAxis)
      .has_value();
}

bool makeGatherElements(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 1);
  if (!x)
    return false;
  int64_t axis = context.random.below(x->getRank());
  Shape shape(x->shape);
  shape[axis] = context.random.between(1, 6);
  if (context.isTooLarge(TensorProto::INT64, shape, 0))
    return false;
  auto setAxis = [&](Attributes &attributes) { attributes.set("axis", axis); };
  return context
      .add("GatherElements", {*x, makeIndices(context, x->shape[axis], shape)}, x->type, shape,
           x->bound, setAxis)
      .has_value();
}

bool makeDepthToSpace(GraphContext &context) {
  std::optional<Operand> x = context.pick(
      [](const Operand &x) { return x.getRank() == 4 && isFloat(x.type) && x.shape[1] % 4 == 0; });
  if (!x)
    return false;
  const char *mode = context.random.pick({"DCR", "CRD"});
  Shape shape{x->shape[0], x->shape[1] / 4, x->shape[2] * 2, x->shape[3] * 2};
  auto setMode = [&](Attributes &attributes) { attributes.set("blocksize", 2).set("mode", mode); };
  return context.add("DepthToSpace", *x, x->type, shape, x->bound, setMode).has_value();
}

bool makeTrilu(GraphContext &context) {
  std::optional<Operand> x = pickAny(context, 2);
  if (!x || x->type == TensorProto::BOOL)
    return false;
  int64_t upper = context.random.below(2);
  auto setUpper = [&](Attributes &attributes) { attributes.set("upper", upper); };
  Operand k = context.addScalar(TensorProto::INT64, context.random.between(-2, 2));
  return context.add("Trilu", {*x, k}, x->type, x->shape, x->bound, setUpper).has_value();
}

constexpr Maker makers[] = {
    {12, makeReshape},     {14, makeTranspose}, {10, makeSlice}, {9, makeConcat},
    {6, makeSplit},        {7, makePad},        {7, makeExpand}, {4, makeTile},
    {7, makeSqueeze},      {8, makeUnsqueeze},  {7, makeGather}, {3, makeGatherElements},
    {2, makeDepthToSpace}, {2, makeTrilu},
};

} // namespace

llvm::ArrayRef<Maker> fuzz::getShapeMakers() { return makers; }
