#include "dialects/Onnx/IR/FoldElementwise.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "llvm/ADT/StringMap.h"

#include <cmath>

using namespace mlir;
using namespace onnxc::onnx;

namespace {
/// One operator on elements: the same for integers and for floats.
struct ScalarFunction {
  int64_t (*onInts)(ArrayRef<int64_t>) = nullptr;
  double (*onFloats)(ArrayRef<double>) = nullptr;
  /// Comparisons of floats, whose result is an integer.
  bool (*testFloats)(ArrayRef<double>) = nullptr;
};
} // namespace

static int64_t divideInts(ArrayRef<int64_t> x) { return x[0] / x[1]; }

/// ONNX's Mod on integers: the result has the sign of the divisor.
static int64_t modInts(ArrayRef<int64_t> x) {
  int64_t rest = x[0] % x[1];
  return rest != 0 && (rest < 0) != (x[1] < 0) ? rest + x[1] : rest;
}

static int64_t powInts(ArrayRef<int64_t> x) {
  uint64_t result = 1;
  for (int64_t i = 0; i < x[1]; ++i)
    result *= uint64_t(x[0]);
  return result;
}

template <typename T> static T sumOf(ArrayRef<T> x) {
  T sum = 0;
  for (T value : x)
    sum += value;
  return sum;
}

#define INTS(expression) [](ArrayRef<int64_t> x) -> int64_t { return expression; }
#define FLOATS(expression) [](ArrayRef<double> x) -> double { return expression; }
#define TEST(expression) [](ArrayRef<double> x) -> bool { return expression; }

static const llvm::StringMap<ScalarFunction> &getScalarFunctions() {
  static const llvm::StringMap<ScalarFunction> functions = {
      {"Abs", {INTS(std::abs(x[0])), FLOATS(std::fabs(x[0]))}},
      {"Neg", {INTS(-uint64_t(x[0])), FLOATS(-x[0])}},
      {"Sign", {INTS((x[0] > 0) - (x[0] < 0)), FLOATS((x[0] > 0) - (x[0] < 0))}},
      {"Relu", {INTS(std::max<int64_t>(x[0], 0)), FLOATS(x[0] < 0 ? 0 : x[0])}},
      {"Not", {INTS(!x[0])}},
      {"Sqrt", {nullptr, FLOATS(std::sqrt(x[0]))}},
      {"Exp", {nullptr, FLOATS(std::exp(x[0]))}},
      {"Log", {nullptr, FLOATS(std::log(x[0]))}},
      {"Sin", {nullptr, FLOATS(std::sin(x[0]))}},
      {"Cos", {nullptr, FLOATS(std::cos(x[0]))}},
      {"Ceil", {nullptr, FLOATS(std::ceil(x[0]))}},
      {"Floor", {nullptr, FLOATS(std::floor(x[0]))}},
      {"Round", {nullptr, FLOATS(std::nearbyint(x[0]))}},
      {"Reciprocal", {nullptr, FLOATS(1 / x[0])}},
      {"Add", {INTS(uint64_t(x[0]) + uint64_t(x[1])), FLOATS(x[0] + x[1])}},
      {"Sub", {INTS(uint64_t(x[0]) - uint64_t(x[1])), FLOATS(x[0] - x[1])}},
      {"Mul", {INTS(uint64_t(x[0]) * uint64_t(x[1])), FLOATS(x[0] * x[1])}},
      {"Div", {divideInts, FLOATS(x[0] / x[1])}},
      {"Mod", {modInts}},
      {"Pow", {powInts, FLOATS(std::pow(x[0], x[1]))}},
      {"Max",
       {INTS(*std::max_element(x.begin(), x.end())),
        FLOATS(*std::max_element(x.begin(), x.end()))}},
      {"Min",
       {INTS(*std::min_element(x.begin(), x.end())),
        FLOATS(*std::min_element(x.begin(), x.end()))}},
      {"Sum", {INTS(sumOf(x)), FLOATS(sumOf(x))}},
      {"And", {INTS(x[0] & x[1])}},
      {"Or", {INTS(x[0] | x[1])}},
      {"Xor", {INTS(x[0] ^ x[1])}},
      {"Equal", {INTS(x[0] == x[1]), nullptr, TEST(x[0] == x[1])}},
      {"Greater", {INTS(x[0] > x[1]), nullptr, TEST(x[0] > x[1])}},
      {"GreaterOrEqual", {INTS(x[0] >= x[1]), nullptr, TEST(x[0] >= x[1])}},
      {"Less", {INTS(x[0] < x[1]), nullptr, TEST(x[0] < x[1])}},
      {"LessOrEqual", {INTS(x[0] <= x[1]), nullptr, TEST(x[0] <= x[1])}},
  };
  return functions;
}
#undef INTS
#undef FLOATS
#undef TEST

/// The element of `tensor` that broadcasts to element `linear` of `shape`.
static int64_t broadcastIndex(int64_t linear, ArrayRef<int64_t> shape, ArrayRef<int64_t> from) {
  int64_t index = 0, stride = 1;
  for (int64_t back = 1; back <= int64_t(shape.size()); ++back) {
    int64_t dim = shape[shape.size() - back];
    if (back <= int64_t(from.size())) {
      int64_t size = from[from.size() - back];
      if (size != 1)
        index += (linear % dim) * stride;
      stride *= size;
    }
    linear /= dim;
  }
  return index;
}

/// Whether integer division would trap, which no fold may hide or do.
static bool dividesByZero(StringRef name, const ConstantTensor &divisor) {
  return (name == "Div" || name == "Mod") && !divisor.isFloat() &&
         llvm::any_of(divisor.ints, [](int64_t x) { return x == 0 || x == -1; });
}

static bool isFolded(Operation *op) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  return type.hasStaticShape() && type.getNumElements() <= kMaxFoldElements &&
         type.getElementType().isIntOrFloat();
}

static std::optional<SmallVector<ConstantTensor>> decode(ArrayRef<Attribute> operands) {
  SmallVector<ConstantTensor> tensors;
  for (Attribute operand : operands) {
    std::optional<ConstantTensor> tensor = operand ? ConstantTensor::get(operand) : std::nullopt;
    if (!tensor)
      return std::nullopt;
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

/// Calls `compute(element, indices)` for each element of `result`, with the index that each
/// operand has there.
static void forEachElement(const ConstantTensor &result, ArrayRef<ConstantTensor> operands,
                           llvm::function_ref<void(int64_t, ArrayRef<int64_t>)> compute) {
  SmallVector<int64_t> indices(operands.size());
  for (int64_t i = 0; i < result.size(); ++i) {
    for (auto [index, operand] : llvm::zip_equal(indices, operands))
      index = broadcastIndex(i, result.type.getShape(), operand.type.getShape());
    compute(i, indices);
  }
}

static OpFoldResult foldWhere(WhereOp op, ArrayRef<ConstantTensor> operands) {
  ConstantTensor result(cast<RankedTensorType>(op.getType()));
  forEachElement(result, operands, [&](int64_t i, ArrayRef<int64_t> at) {
    int which = operands[0].ints[at[0]] ? 1 : 2;
    result.copyElement(i, operands[which], at[which]);
  });
  return result.toAttr();
}

OpFoldResult onnxc::onnx::foldElementwise(Operation *op, ArrayRef<Attribute> attributes) {
  if (!isFolded(op) || llvm::any_of(attributes, [](Attribute a) { return !a; }))
    return {};
  StringRef name = op->getName().stripDialect();
  auto function = getScalarFunctions().find(name);
  bool isWhere = isa<WhereOp>(op);
  if (!isWhere && function == getScalarFunctions().end())
    return {};
  std::optional<SmallVector<ConstantTensor>> operands = decode(attributes);
  if (!operands)
    return {};
  if (isWhere)
    return foldWhere(cast<WhereOp>(op), *operands);

  bool floats = operands->front().isFloat();
  // Pow may mix kinds, fmod follows another rule.
  if (llvm::any_of(*operands, [&](auto &tensor) { return tensor.isFloat() != floats; }) ||
      dividesByZero(name, operands->back()) || op->hasAttr("fmod"))
    return {};
  const ScalarFunction &scalar = function->second;
  ConstantTensor result(cast<RankedTensorType>(op->getResult(0).getType()));
  if (floats ? !(result.isFloat() ? bool(scalar.onFloats) : bool(scalar.testFloats))
             : !scalar.onInts)
    return {};
  SmallVector<double> floatValues(operands->size());
  SmallVector<int64_t> intValues(operands->size());
  forEachElement(result, *operands, [&](int64_t i, ArrayRef<int64_t> at) {
    for (size_t k = 0; k < operands->size(); ++k)
      if (floats)
        floatValues[k] = (*operands)[k].floats[at[k]];
      else
        intValues[k] = (*operands)[k].ints[at[k]];
    if (!floats)
      result.ints[i] = scalar.onInts(intValues);
    else if (result.isFloat())
      result.floats[i] = scalar.onFloats(floatValues);
    else
      result.ints[i] = scalar.testFloats(floatValues);
  });
  return result.toAttr();
}
