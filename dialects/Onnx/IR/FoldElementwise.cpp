#include "dialects/Onnx/IR/FoldElementwise.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/MoveElements.h"
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

/// The element that comes before all others; NaN if there is one.
template <typename Before> static double extremeOf(ArrayRef<double> x) {
  double first = x[0];
  for (double value : x) {
    if (std::isnan(value))
      return value;
    first = Before()(value, first) ? value : first;
  }
  return first;
}

static double signOf(double x) { return std::isnan(x) ? x : (x > 0) - (x < 0); }

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
      {"Sign", {INTS((x[0] > 0) - (x[0] < 0)), FLOATS(signOf(x[0]))}},
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
      {"Max", {INTS(*std::max_element(x.begin(), x.end())), FLOATS(extremeOf<std::greater<>>(x))}},
      {"Min", {INTS(*std::min_element(x.begin(), x.end())), FLOATS(extremeOf<std::less<>>(x))}},
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

/// How far apart in a tensor of shape `from` the elements are that broadcasting pairs with
/// neighbours along each dimension of `shape`.
static SmallVector<int64_t> getBroadcastStrides(ArrayRef<int64_t> from, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides = getStrides(from);
  for (auto [stride, dim] : llvm::zip_equal(strides, from))
    stride = dim == 1 ? 0 : stride;
  strides.insert(strides.begin(), shape.size() - from.size(), 0);
  return strides;
}

/// Whether integer division would trap, which no fold may hide or do.
static bool dividesByZero(StringRef name, const ConstantTensor &divisor) {
  return (name == "Div" || name == "Mod") && !divisor.isFloat() &&
         llvm::any_of(divisor.ints, [](int64_t x) { return x == 0 || x == -1; });
}

/// Whether `op` is a Mod that is C's fmod.
static bool takesSignOfDividend(Operation *op) {
  auto mod = dyn_cast<ModOp>(op);
  return mod && mod.getFmod() != 0;
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
  ArrayRef<int64_t> shape = result.type.getShape();
  SmallVector<int64_t> indices(operands.size(), 0), position(shape.size(), 0);
  SmallVector<SmallVector<int64_t>> strides;
  for (const ConstantTensor &operand : operands)
    strides.push_back(getBroadcastStrides(operand.type.getShape(), shape));
  for (int64_t i = 0; i < result.size(); ++i) {
    compute(i, indices);
    // One step further, carrying into the dimensions before.
    for (size_t dim = shape.size(); dim-- > 0;) {
      bool carries = ++position[dim] == shape[dim];
      for (size_t k = 0; k < operands.size(); ++k)
        indices[k] += strides[k][dim] * (carries ? 1 - shape[dim] : 1);
      if (!carries)
        break;
      position[dim] = 0;
    }
  }
}

static ElementsAttr evaluateWhere(WhereOp op, ArrayRef<ConstantTensor> operands) {
  ConstantTensor result(cast<RankedTensorType>(op.getType()));
  forEachElement(result, operands, [&](int64_t i, ArrayRef<int64_t> at) {
    int which = operands[0].ints[at[0]] ? 1 : 2;
    result.copyElement(i, operands[which], at[which]);
  });
  return result.toAttr();
}

/// The integer that a float becomes: truncated, and no trap outside of int64's range, where
/// ONNX leaves the result open.
static int64_t truncate(double value) {
  return std::abs(value) < 0x1p63 ? int64_t(value) : std::numeric_limits<int64_t>::min();
}

static ElementsAttr evaluateCast(CastOp op, const ConstantTensor &input) {
  auto type = cast<RankedTensorType>(op.getType());
  auto isPlain = [](Type element) {
    return element.isIntOrIndex() || element.isF16() || element.isBF16() || element.isF32() ||
           element.isF64();
  };
  // Conversions of small floats saturate by rules of their own.
  if (!isPlain(input.type.getElementType()) || !isPlain(type.getElementType()))
    return {};
  ConstantTensor result(type);
  bool toBool = type.getElementType().isInteger(1);
  for (int64_t i = 0; i < result.size(); ++i) {
    double value = input.isFloat() ? input.floats[i] : double(input.ints[i]);
    if (result.isFloat())
      result.floats[i] = value;
    else if (toBool)
      result.ints[i] = value != 0;
    else
      result.ints[i] = input.isFloat() ? truncate(value) : input.ints[i];
  }
  return result.toAttr();
}

bool onnxc::onnx::canEvaluateElementwise(Operation *op) {
  return isa<CastOp, WhereOp>(op) || getScalarFunctions().contains(op->getName().stripDialect());
}

OpFoldResult onnxc::onnx::foldElementwise(Operation *op, ArrayRef<Attribute> operands) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (!type.hasStaticShape() || type.getNumElements() > kMaxFoldElements)
    return {};
  return evaluateElementwise(op, operands);
}

ElementsAttr onnxc::onnx::evaluateElementwise(Operation *op, ArrayRef<Attribute> attributes) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (!canEvaluateElementwise(op) || !type.hasStaticShape() ||
      !type.getElementType().isIntOrFloat() ||
      llvm::any_of(attributes, [](Attribute a) { return !a; }))
    return {};
  std::optional<SmallVector<ConstantTensor>> operands = decode(attributes);
  if (!operands)
    return {};
  if (auto where = dyn_cast<WhereOp>(op))
    return evaluateWhere(where, *operands);
  if (auto cast = dyn_cast<CastOp>(op))
    return evaluateCast(cast, operands->front());

  StringRef name = op->getName().stripDialect();
  bool floats = operands->front().isFloat();
  // Pow may mix kinds, fmod follows another rule.
  if (llvm::any_of(*operands, [&](auto &tensor) { return tensor.isFloat() != floats; }) ||
      dividesByZero(name, operands->back()) || takesSignOfDividend(op))
    return {};
  const ScalarFunction scalar = getScalarFunctions().lookup(name);
  ConstantTensor result(type);
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
