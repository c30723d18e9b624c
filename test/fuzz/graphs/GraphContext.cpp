#include "test/fuzz/graphs/GraphContext.h"

using namespace onnxc;
using namespace onnxc::fuzz;

Operand GraphContext::remember(test::GraphValue value, double bound) {
  Operand operand{std::move(value), bound};
  // What is known can be read by a node of the same size.
  if (!isTooLarge(operand.type, operand.shape, bound))
    known.push_back(operand);
  return operand;
}

Operand GraphContext::addInput(DataType type, Shape shape) {
  return remember(inputs.addInput(type, std::move(shape)), largestDatum);
}

Operand GraphContext::addConstant(DataType type, Shape shape) {
  std::string bytes = makeTensorData(random, type, test::countElements(shape));
  return remember(constants.addConstant(type, std::move(shape), std::move(bytes)), largestDatum);
}

Operand GraphContext::addInts(llvm::ArrayRef<int64_t> numbers) {
  return {parameters.addInts(numbers)};
}

Operand GraphContext::addFloats(llvm::ArrayRef<float> numbers) {
  return {parameters.addFloats(numbers)};
}

Operand GraphContext::addScalar(DataType type, double value) {
  return {parameters.addConstant(type, {}, encode(type, value)), std::abs(value)};
}

/// Where values of a type cease to be harmless: rounding errors of small floats grow with them.
static double getLimit(DataType type) {
  if (!isFloat(type))
    return 1e30;
  return type == TensorProto::FLOAT16 ? 200 : 1e4;
}

bool GraphContext::isTooLarge(DataType type, const Shape &shape, double bound) const {
  return test::countElements(shape) > maxElements || shape.size() > 6 || bound > getLimit(type);
}

std::optional<std::vector<Operand>>
GraphContext::addMany(llvm::StringRef op, llvm::ArrayRef<Operand> operands, DataType type,
                      llvm::ArrayRef<Shape> shapes, double bound,
                      const SetAttributes &setAttributes) {
  for (const Shape &shape : shapes)
    if (isTooLarge(type, shape, bound))
      return std::nullopt;
  std::vector<test::GraphValue> read(operands.begin(), operands.end());
  proto::NodeProto &node = values.addNode(op, read);
  Attributes attributes(node);
  if (setAttributes)
    setAttributes(attributes);
  std::vector<Operand> results;
  for (const Shape &shape : shapes)
    results.push_back(remember(values.addResult(node, type, shape), bound));
  return results;
}

std::optional<Operand> GraphContext::add(llvm::StringRef op, llvm::ArrayRef<Operand> operands,
                                         DataType type, Shape shape, double bound,
                                         const SetAttributes &setAttributes) {
  auto results = addMany(op, operands, type, {std::move(shape)}, bound, setAttributes);
  return results ? std::optional(results->front()) : std::nullopt;
}

std::optional<Operand> GraphContext::pick(const std::function<bool(const Operand &)> &fits) {
  std::vector<Operand> fitting;
  for (const Operand &operand : known)
    if (fits(operand))
      fitting.push_back(operand);
  if (fitting.empty())
    return std::nullopt;
  // Chains are what is fused.
  if (random.percent(60))
    return fitting[fitting.size() - 1 - random.below(std::min<int64_t>(3, fitting.size()))];
  return random.pick(fitting);
}

Operand GraphContext::pickOrMake(const std::function<bool(const Operand &)> &fits, DataType type,
                                 const Shape &shape) {
  std::optional<Operand> found = pick(fits);
  return found ? *found : addInput(type, shape);
}

std::optional<Operand> GraphContext::pickFloat(int64_t minRank) {
  return pick([&](const Operand &operand) {
    return isFloat(operand.type) && operand.getRank() >= minRank;
  });
}

Operand GraphContext::makeOperand(DataType type, const Shape &shape) {
  auto same = [&](const Operand &operand) {
    return operand.type == type && operand.shape == shape;
  };
  if (random.percent(50))
    if (std::optional<Operand> found = pick(same))
      return *found;
  return random.percent(60) ? addConstant(type, shape) : addInput(type, shape);
}

Operand GraphContext::pickBroadcast(DataType type, const Shape &shape) {
  auto fits = [&](const Operand &operand) {
    std::optional<Shape> both = broadcast(operand.shape, shape);
    return operand.type == type && both && test::countElements(*both) <= maxElements;
  };
  if (random.percent(55))
    if (std::optional<Operand> found = pick(fits))
      return *found;
  Shape reduced(shape);
  for (int64_t &size : reduced)
    if (random.percent(40))
      size = 1;
  reduced.erase(reduced.begin(), reduced.begin() + random.below(reduced.size() + 1));
  return random.percent(60) ? addConstant(type, reduced) : addInput(type, reduced);
}

DataType GraphContext::pickFloatType() {
  int64_t choice = random.below(10);
  return choice == 0   ? TensorProto::FLOAT16
         : choice == 1 ? TensorProto::DOUBLE
                       : TensorProto::FLOAT;
}

int64_t GraphContext::pickSize() {
  // One, few, and the neighbours of multiples of vectors.
  return random.pick({1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 23, 31, 32, 33, 40, 65});
}

Shape GraphContext::pickShape(int64_t minRank, int64_t maxRank) {
  Shape shape(random.between(minRank, maxRank));
  for (int64_t &size : shape)
    size = pickSize();
  return shrink(std::move(shape));
}

Shape GraphContext::shrink(Shape shape) const {
  while (test::countElements(shape) > maxElements)
    for (int64_t &size : shape)
      size = (size + 1) / 2;
  return shape;
}

std::optional<Shape> fuzz::broadcast(const Shape &a, const Shape &b) {
  Shape result(std::max(a.size(), b.size()));
  for (size_t i = 0; i < result.size(); ++i) {
    int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1;
    int64_t y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1)
      return std::nullopt;
    result[result.size() - 1 - i] = std::max(x, y);
  }
  return result;
}
