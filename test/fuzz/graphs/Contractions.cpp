#include "test/fuzz/graphs/GraphContext.h"

using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

double boundProducts(double a, double b, int64_t count) {
  return a * b * static_cast<double>(count);
}

/// Keeps chains of contractions in range: normalizes what is large.
Operand tame(GraphContext &context, const Operand &x) {
  if (x.bound <= 4)
    return x;
  return *context.add("Tanh", x, x.type, x.shape, 1);
}

Operand makeWeights(GraphContext &context, DataType type, const Shape &shape) {
  return context.random.percent(85) ? context.addConstant(type, shape)
                                    : context.makeOperand(type, shape);
}

bool makeMatMul(GraphContext &context) {
  std::optional<Operand> found = context.pickFloat(1);
  if (!found)
    return false;
  Operand a = tame(context, *found);
  int64_t depth = a.shape.back(), columns = context.pickSize();
  Shape right{depth, columns};
  if (context.random.percent(15))
    right.pop_back();
  else if (a.getRank() > 2 && context.random.percent(40))
    right.insert(right.begin(), a.shape.begin() + context.random.below(a.getRank() - 1),
                 a.shape.end() - 2);
  Operand b = makeWeights(context, a.type, right);
  Shape shape(a.shape.begin(), a.shape.end() - 1);
  if (right.size() > 1) {
    if (a.getRank() == 1)
      shape.assign(right.begin(), right.end() - 2);
    shape.push_back(columns);
  }
  return context.add("MatMul", {a, b}, a.type, shape, boundProducts(a.bound, b.bound, depth))
      .has_value();
}

/// The product of a value and its own transposition, as in attention.
bool makeOwnProduct(GraphContext &context) {
  std::optional<Operand> found = context.pickFloat(2);
  if (!found)
    return false;
  Operand x = tame(context, *found);
  Shape order(x.getRank()), transposed(x.shape), shape(x.shape);
  for (int64_t i = 0; i < x.getRank(); ++i)
    order[i] = i;
  std::swap(order[x.getRank() - 1], order[x.getRank() - 2]);
  std::swap(transposed[x.getRank() - 1], transposed[x.getRank() - 2]);
  shape.back() = x.shape[x.getRank() - 2];
  auto setOrder = [&](Attributes &attributes) { attributes.set("perm", order); };
  std::optional<Operand> other = context.add("Transpose", x, x.type, transposed, x.bound, setOrder);
  return other && context
                      .add("MatMul", {x, *other}, x.type, shape,
                           boundProducts(x.bound, x.bound, x.shape.back()))
                      .has_value();
}

bool makeGemm(GraphContext &context) {
  std::optional<Operand> found =
      context.pick([](const Operand &x) { return isFloat(x.type) && x.getRank() == 2; });
  if (!found)
    return false;
  Operand a = tame(context, *found);
  int64_t transA = context.random.below(2), transB = context.random.below(2);
  int64_t rows = a.shape[transA], depth = a.shape[1 - transA], columns = context.pickSize();
  Operand b = makeWeights(context, a.type, transB ? Shape{columns, depth} : Shape{depth, columns});
  std::vector<Operand> operands{a, b};
  if (context.random.percent(75))
    operands.push_back(context.pickBroadcast(a.type, {rows, columns}));
  if (operands.size() > 2 && *broadcast(operands[2].shape, {rows, columns}) != Shape{rows, columns})
    operands.pop_back();
  float alpha = context.random.pick({1.0f, 1.0f, 0.5f}), beta = context.random.pick({1.0f, 2.0f});
  auto set = [&](Attributes &attributes) {
    attributes.set("transA", transA).set("transB", transB).set("alpha", alpha).set("beta", beta);
  };
  double added = operands.size() > 2 ? 2 * operands[2].bound : 0;
  return context
      .add("Gemm", operands, a.type, {rows, columns},
           boundProducts(a.bound, b.bound, depth) + added, set)
      .has_value();
}

/// Products with and without a sum, of two or three operands. Each letter gets a size.
bool makeEinsum(GraphContext &context) {
  llvm::StringLiteral equation = context.random.pick<llvm::StringLiteral>(
      {"ij,jk->ik", "i,j->ij", "bij,bjk->bik", "bhid,bhjd->bhij", "h,ij->hij", "ij,j->ij", "ij->ji",
       "ij->i", "ii->i", "i,i->", "ij,ij->", "a,b,c->abc", "ij,jk,kl->il", "b,bij->bij",
       "ijk,k->ij", "abc,cd->abd", ",i->i", "ij,kl->ikjl"});
  auto [left, right] = llvm::StringRef(equation).split("->");
  std::map<char, int64_t> sizes;
  for (char letter : left)
    if (letter != ',')
      sizes[letter] = context.random.pick({1, 2, 3, 5, 8, 9, 16, 17});
  auto getShape = [&](llvm::StringRef letters) {
    Shape shape;
    for (char letter : letters)
      shape.push_back(sizes[letter]);
    return shape;
  };
  DataType type = context.pickFloatType();
  std::vector<Operand> operands;
  double bound = 1;
  llvm::SmallVector<llvm::StringRef> terms;
  left.split(terms, ',');
  int64_t products = 1;
  for (auto [letter, size] : sizes)
    products *= right.contains(letter) ? 1 : size;
  for (llvm::StringRef term : terms) {
    Shape shape = getShape(term);
    if (context.isTooLarge(type, shape, 1))
      return false;
    operands.push_back(tame(context, context.makeOperand(type, shape)));
    bound *= operands.back().bound;
  }
  auto setEquation = [&](Attributes &attributes) { attributes.set("equation", equation.data()); };
  return context
      .add("Einsum", operands, type, getShape(right), bound * static_cast<double>(products),
           setEquation)
      .has_value();
}

/// A picture: a value of rank 3 or 4, or a new input.
Operand pickPicture(GraphContext &context) {
  auto fits = [](const Operand &x) {
    return isFloat(x.type) && (x.getRank() == 4 || x.getRank() == 3) && x.shape[0] <= 4;
  };
  Shape shape{context.random.between(1, 2), context.pickSize(), context.random.between(1, 12),
              context.random.between(1, 12)};
  if (context.random.percent(20))
    shape.pop_back();
  shape = context.shrink(std::move(shape));
  Operand x = context.random.percent(75) ? context.pickOrMake(fits, context.pickFloatType(), shape)
                                         : context.addInput(context.pickFloatType(), shape);
  return tame(context, x);
}

bool makeConv(GraphContext &context) {
  Operand x = pickPicture(context);
  int64_t spatial = x.getRank() - 2, channels = x.shape[1];
  enum {
    Any,
    Pointwise,
    Depthwise,
    Grouped
  } kind = context.random.pick({Any, Any, Pointwise, Depthwise, Grouped});
  int64_t group = kind == Depthwise ? channels : kind == Grouped && channels % 2 == 0 ? 2 : 1;
  int64_t outputs =
      group * (kind == Depthwise ? context.random.pick({1, 1, 2}) : context.pickSize());
  Shape weights{outputs, channels / group}, shape{x.shape[0], outputs}, kernel, strides, dilations,
      pads(2 * spatial);
  for (int64_t i = 0; i < spatial; ++i) {
    int64_t size = kind == Pointwise ? 1 : context.random.pick({1, 2, 3, 3, 5});
    int64_t dilation = context.random.percent(15) ? 2 : 1, stride = context.random.pick({1, 1, 2});
    int64_t extent = (size - 1) * dilation + 1;
    for (int64_t side : {i, i + spatial})
      pads[side] = context.random.percent(60) ? extent / 2 : context.random.below(extent);
    int64_t room = x.shape[2 + i] + pads[i] + pads[i + spatial] - extent;
    if (room < 0)
      return false;
    kernel.push_back(size);
    weights.push_back(size);
    dilations.push_back(dilation);
    strides.push_back(stride);
    shape.push_back(room / stride + 1);
  }
  if (context.isTooLarge(x.type, shape, 0) || context.isTooLarge(x.type, weights, 0))
    return false;
  std::vector<Operand> operands{x, makeWeights(context, x.type, weights)};
  if (context.random.percent(60))
    operands.push_back(makeWeights(context, x.type, {outputs}));
  double bound = boundProducts(x.bound, operands[1].bound, test::countElements(weights) / outputs) +
                 (operands.size() > 2 ? operands[2].bound : 0);
  auto set = [&](Attributes &attributes) {
    attributes.set("group", group).set("strides", strides).set("pads", pads);
    attributes.set("dilations", dilations).set("kernel_shape", kernel);
  };
  return context.add("Conv", operands, x.type, shape, bound, set).has_value();
}

bool makeConvTranspose(GraphContext &context) {
  Operand x = pickPicture(context);
  int64_t spatial = x.getRank() - 2, outputs = context.pickSize();
  Shape weights{x.shape[1], outputs}, shape{x.shape[0], outputs}, strides, pads(2 * spatial);
  for (int64_t i = 0; i < spatial; ++i) {
    int64_t size = context.random.between(1, 4), stride = context.random.between(1, 2);
    pads[i] = context.random.below(size);
    int64_t result = (x.shape[2 + i] - 1) * stride + size - pads[i];
    if (result < 1)
      return false;
    weights.push_back(size);
    strides.push_back(stride);
    shape.push_back(result);
  }
  if (context.isTooLarge(x.type, shape, 0) || context.isTooLarge(x.type, weights, 0))
    return false;
  Operand w = makeWeights(context, x.type, weights);
  double bound = boundProducts(x.bound, w.bound, test::countElements(weights) / outputs);
  auto set = [&](Attributes &attributes) { attributes.set("strides", strides).set("pads", pads); };
  return context.add("ConvTranspose", {x, w}, x.type, shape, bound, set).has_value();
}

constexpr Maker makers[] = {
    {18, makeMatMul}, {8, makeOwnProduct}, {8, makeGemm},
    {12, makeEinsum}, {24, makeConv},      {4, makeConvTranspose},
};

} // namespace

llvm::ArrayRef<Maker> fuzz::getContractionMakers() { return makers; }
