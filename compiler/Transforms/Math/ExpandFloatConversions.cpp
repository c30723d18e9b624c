#include "compiler/Transforms/Math/Num.h"
#include "compiler/Transforms/Math/Passes.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/APFloat.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_EXPANDFLOATCONVERSIONS
#include "compiler/Transforms/Math/Passes.h.inc"
} // namespace onnxc

/// `type` with elements of type `element`.
static Type withElement(Type type, Type element) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    return shaped.clone(element);
  return element;
}

template <typename Op> static Num convert(Num x, Type element) {
  return x.wrap(Op::create(x.builder(), withElement(x.type(), element), x.value()));
}

//===-- Formats ------------------------------------------------------------===//

namespace {
/// The bit patterns of a float format below 32 bits.
struct Format {
  explicit Format(FloatType type);

  unsigned width, mantissa;
  int minExponent;
  bool hasInfinity, hasNan, hasSignedZero;
  /// Without sign; the NaN of formats without a signed zero is the pattern of -0.
  int64_t largest, infinity = 0, nan = 0;
  int bias() const { return 1 - minExponent; }
};
} // namespace

Format::Format(FloatType type)
    : width(type.getWidth()), mantissa(type.getFPMantissaWidth() - 1),
      minExponent(APFloat::semanticsMinExponent(type.getFloatSemantics())),
      hasInfinity(APFloat::semanticsHasInf(type.getFloatSemantics())),
      hasNan(APFloat::semanticsHasNaN(type.getFloatSemantics())) {
  const llvm::fltSemantics &semantics = type.getFloatSemantics();
  auto pattern = [](const APFloat &value) { return value.bitcastToAPInt().getZExtValue(); };
  largest = pattern(APFloat::getLargest(semantics));
  if (hasInfinity)
    infinity = pattern(APFloat::getInf(semantics));
  if (hasNan)
    nan = pattern(APFloat::getQNaN(semantics));
  hasSignedZero = !hasNan || nan != int64_t(1) << (width - 1);
}

/// Only exponents: 2^(bits - 127), and NaN.
static bool isExponentOnly(FloatType type) { return isa<Float8E8M0FNUType>(type); }

//===-- To f32 -------------------------------------------------------------===//

/// f32 of the bits of a float of `type`, as an i32.
static Num extendBits(Num bits, FloatType type) {
  if (isExponentOnly(type)) {
    Num value = select(bits == bits.constant(0), bits.constant(0x400000), bits << 23);
    return select(bits == bits.constant(0xff), bits.constant(0x7fc00000), value).asFloat();
  }
  // The upper half of an f32. Its sign stays where it is: LLVM takes an absolute value of bits for
  // one of a float, and LLVM 22 then loses the sign of a bf16 on x86.
  if (type.isBF16())
    return (bits << 16).asFloat();
  Format format(type);
  int64_t signBit = int64_t(1) << (format.width - 1);
  Num magnitude = bits & (signBit - 1), sign = (bits & signBit) << int(32 - format.width);
  int shift = 23 - format.mantissa;
  double unit = std::ldexp(1.0, format.minExponent - int(format.mantissa));
  Num denormal = (magnitude.toFloat() * unit).bits();
  Num value = (magnitude << shift) + (int64_t(127 - format.bias()) << 23);
  value = select(magnitude < (int64_t(1) << format.mantissa), denormal, value);
  if (format.hasInfinity)
    value = select(magnitude >= format.infinity, (magnitude << shift) | 0x7f800000, value);
  value = value | sign;
  if (format.hasNan && !format.hasInfinity) {
    // A single pattern, or two that differ in the sign.
    Num isNan = format.hasSignedZero ? magnitude == magnitude.constant(format.nan)
                                     : bits == bits.constant(format.nan);
    value = select(isNan, value.constant(0x7fc00000), value);
  }
  return value.asFloat();
}

static Num extendToF32(Num x) {
  auto type = cast<FloatType>(getElementTypeOrSelf(x.type()));
  OpBuilder &builder = x.builder();
  Num bits = convert<arith::BitcastOp>(x, builder.getIntegerType(type.getWidth()));
  return extendBits(convert<arith::ExtUIOp>(bits, builder.getI32Type()), type);
}

//===-- From f32 -----------------------------------------------------------===//

/// The nearest power of two of a positive number, as its biased exponent.
static Num roundToExponent(Num magnitude) {
  // From the middle between two powers upwards; denormal numbers begin at half of 2^-126.
  Num exponent = (magnitude + 0x400000) >> 23;
  Num tooLarge = exponent > exponent.constant(254);
  return select(tooLarge, exponent.constant(0xff), exponent);
}

/// The magnitude of the nearest float (to even). Patterns go on after that of the largest one.
static Num roundMagnitude(Num magnitude, const Format &format) {
  int shift = 23 - format.mantissa;
  Num half = ((magnitude >> shift) & 1) + ((int64_t(1) << (shift - 1)) - 1);
  Num rounded = (magnitude + half) >> shift;
  if (format.bias() == 127)
    return rounded;
  rounded = rounded - (int64_t(127 - format.bias()) << format.mantissa);
  // Adding this leaves a denormal number's bits in the lowest bits of the mantissa.
  Num number = magnitude.asFloat();
  Num anchor = number.constant(std::ldexp(1.0, format.minExponent + shift));
  Num denormal = (number + anchor).bits() - anchor.bits();
  return select(number < std::ldexp(1.0, format.minExponent), denormal, rounded);
}

/// The bits of x (f32) rounded to `type`, in an i32.
static Num truncateBits(Num x, FloatType type) {
  Num bits = x.bits();
  Num magnitude = bits & 0x7fffffff;
  if (isExponentOnly(type))
    return select(isNan(x), bits.constant(0xff), roundToExponent(magnitude));
  Format format(type);
  Num sign = (bits >> 31) << int(format.width - 1);
  Num rounded = roundMagnitude(magnitude, format);
  Num number = rounded | sign;
  if (!format.hasSignedZero)
    number = select(rounded == rounded.constant(0), rounded, number);
  Num nan = number.constant(format.nan), largest = number.constant(format.largest);
  if (format.hasSignedZero)
    nan = nan | sign;
  Num beyond = format.hasInfinity ? sign | format.infinity : format.hasNan ? nan : largest | sign;
  number = select(rounded > format.largest, beyond, number);
  return format.hasNan ? select(isNan(x), nan, number) : number;
}

/// f64 to f32, rounded so that a second rounding to fewer bits gives what a single one would:
/// an inexact result gets an odd last bit.
static Num roundToOdd(Num x) {
  Num narrow = convert<arith::TruncFOp>(x, x.builder().getF32Type());
  Num back = convert<arith::ExtFOp>(narrow, x.builder().getF64Type());
  Num bits = narrow.bits();
  Num above = abs(back) > abs(x);
  Num odd = select(above, bits - 1, bits) | 1;
  return select(back == x, bits, select(isNan(x), bits, odd)).asFloat();
}

static Num truncateFromF32(Num x, FloatType type) {
  Num bits = truncateBits(x, type);
  Num narrow = convert<arith::TruncIOp>(bits, x.builder().getIntegerType(type.getWidth()));
  return convert<arith::BitcastOp>(narrow, type);
}

//===-- The pass -----------------------------------------------------------===//

/// Operations that do not compute, whatever the type.
static bool movesOnly(Operation *op) {
  return isa<arith::ConstantOp, arith::BitcastOp, arith::SelectOp, arith::ExtFOp, arith::TruncFOp>(
      op);
}

namespace {
struct ExpandFloatConversionsPass
    : onnxc::impl::ExpandFloatConversionsBase<ExpandFloatConversionsPass> {
  void runOnOperation() override {
    machine = kernel::getMachine(getOperation());
    SmallVector<Operation *> computing, conversions;
    getOperation()->walk([&](Operation *op) {
      bool ours = isa<arith::ArithDialect, math::MathDialect>(op->getDialect());
      if (ours && !movesOnly(op) && isComputedWide(op))
        computing.push_back(op);
    });
    for (Operation *op : computing)
      widen(op);
    getOperation()->walk([&](Operation *op) {
      if (isa<arith::ExtFOp, arith::TruncFOp>(op))
        conversions.push_back(op);
    });
    for (Operation *op : conversions)
      expandConversion(op);
  }

private:
  bool isWidened(Type type) const {
    Type element = getElementTypeOrSelf(type);
    return element.isBF16() || (element.isF16() && !machine.getF16());
  }
  bool isComputedWide(Operation *op) const {
    auto isWide = [&](Type type) { return isWidened(type); };
    return llvm::any_of(op->getOperandTypes(), isWide) ||
           llvm::any_of(op->getResultTypes(), isWide);
  }
  bool isConverted(Type type) const {
    Type element = getElementTypeOrSelf(type);
    return !(element.isF16() && machine.getF16Conversion()) &&
           !(element.isBF16() && machine.getBf16Conversion());
  }

  /// Makes an operation on 16-bit floats one on f32.
  void widen(Operation *op) const {
    ImplicitLocOpBuilder builder(op->getLoc(), op);
    Type f32 = builder.getF32Type();
    for (OpOperand &operand : op->getOpOperands())
      if (Type type = operand.get().getType(); isWidened(type))
        operand.set(arith::ExtFOp::create(builder, withElement(type, f32), operand.get()));
    builder.setInsertionPointAfter(op);
    for (OpResult result : op->getResults()) {
      Type type = result.getType();
      if (!isWidened(type))
        continue;
      result.setType(withElement(type, f32));
      auto narrow = arith::TruncFOp::create(builder, type, result);
      result.replaceAllUsesExcept(narrow, narrow);
    }
  }

  void expandConversion(Operation *op) const {
    NumBuilder builder{ImplicitLocOpBuilder(op->getLoc(), op), machine};
    Num x(builder, op->getOperand(0));
    Type type = op->getResult(0).getType();
    std::optional<Num> result = isa<arith::ExtFOp>(op) ? extend(x, type) : truncate(x, type);
    if (!result)
      return;
    op->getResult(0).replaceAllUsesWith(result->value());
    op->erase();
  }

  std::optional<Num> extend(Num x, Type type) const {
    if (x.width() >= 32 || !isConverted(x.type()))
      return std::nullopt;
    return fromF32(extendToF32(x), type);
  }

  std::optional<Num> truncate(Num x, Type type) const {
    auto element = cast<FloatType>(getElementTypeOrSelf(type));
    // From f64, few targets have an instruction, and the others' compilers call a function.
    if (element.getWidth() >= 32 || (!isConverted(type) && !x.isF64()))
      return std::nullopt;
    if (x.isF64())
      return fromF32(roundToOdd(x), type);
    if (x.width() < 32)
      x = isConverted(x.type()) ? extendToF32(x) : convert<arith::ExtFOp>(x, f32(x));
    return truncateFromF32(x, element);
  }

  /// Extensions of formats below f32 go by way of f32, which has all of their values.
  std::optional<Num> fromF32(Num x, Type type) const {
    auto element = cast<FloatType>(getElementTypeOrSelf(type));
    if (element.isF32())
      return x;
    if (element.isF64())
      return convert<arith::ExtFOp>(x, element);
    return isConverted(type) ? truncateFromF32(x, element) : convert<arith::TruncFOp>(x, element);
  }

  static Type f32(Num x) { return x.builder().getF32Type(); }

  kernel::MachineAttr machine;
};
} // namespace
