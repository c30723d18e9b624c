#include "compiler/Conversion/OnnxToLinalg/Builders/ScalarMath.h"

#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace onnxc;
using LocBuilder = ImplicitLocOpBuilder;

//===-- Pieces -------------------------------------------------------------===//

Value onnxc::scalarConstant(LocBuilder &b, Type type, double value) {
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(b, b.getFloatAttr(type, value));
  return arith::ConstantOp::create(b, b.getIntegerAttr(getScalarType(type), int64_t(value)));
}

/// Whether comparison and division of this ONNX type are unsigned.
static bool isUnsigned(Type type) { return type.isUnsignedInteger() || type.isInteger(1); }

static Value compare(LocBuilder &b, arith::CmpFPredicate onFloats, arith::CmpIPredicate onSigned,
                     arith::CmpIPredicate onUnsigned, Value x, Value y, Type type) {
  if (isa<FloatType>(type))
    return arith::CmpFOp::create(b, onFloats, x, y);
  return arith::CmpIOp::create(b, isUnsigned(type) ? onUnsigned : onSigned, x, y);
}

Value onnxc::lessThan(LocBuilder &b, Value x, Value y, Type type) {
  return compare(b, arith::CmpFPredicate::OLT, arith::CmpIPredicate::slt, arith::CmpIPredicate::ult,
                 x, y, type);
}

static Value select(LocBuilder &b, Value condition, Value x, Value y) {
  return arith::SelectOp::create(b, condition, x, y);
}

Value onnxc::clampScalar(LocBuilder &b, Value x, Value low, Value high, Type type) {
  if (low)
    x = select(b, lessThan(b, x, low, type), low, x);
  if (high)
    x = select(b, lessThan(b, high, x, type), high, x);
  return x;
}

Value onnxc::maxScalar(LocBuilder &b, Value x, Value y, Type type) {
  if (isa<FloatType>(type))
    return arith::MaximumFOp::create(b, x, y);
  return select(b, lessThan(b, x, y, type), y, x);
}

Value onnxc::minScalar(LocBuilder &b, Value x, Value y, Type type) {
  if (isa<FloatType>(type))
    return arith::MinimumFOp::create(b, x, y);
  return select(b, lessThan(b, y, x, type), y, x);
}

Value onnxc::isAsExtreme(LocBuilder &b, Value x, Value y, Type type, bool isMax) {
  using P = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  Value reaches = isMax ? compare(b, P::OGE, I::sge, I::uge, x, y, type)
                        : compare(b, P::OLE, I::sle, I::ule, x, y, type);
  if (!isa<FloatType>(type))
    return reaches;
  return arith::OrIOp::create(b, reaches, arith::CmpFOp::create(b, P::UNO, x, x));
}

static Value add(LocBuilder &b, Value x, Value y) {
  return isa<FloatType>(x.getType()) ? arith::AddFOp::create(b, x, y).getResult()
                                     : arith::AddIOp::create(b, x, y).getResult();
}
static Value sub(LocBuilder &b, Value x, Value y) {
  return isa<FloatType>(x.getType()) ? arith::SubFOp::create(b, x, y).getResult()
                                     : arith::SubIOp::create(b, x, y).getResult();
}
static Value mul(LocBuilder &b, Value x, Value y) {
  return isa<FloatType>(x.getType()) ? arith::MulFOp::create(b, x, y).getResult()
                                     : arith::MulIOp::create(b, x, y).getResult();
}
static Value div(LocBuilder &b, Value x, Value y) { return arith::DivFOp::create(b, x, y); }
static Value exp(LocBuilder &b, Value x) { return math::ExpOp::create(b, x); }
static Value like(LocBuilder &b, Value x, double value) {
  return scalarConstant(b, x.getType(), value);
}

/// A float attribute as a scalar of the type of `x`.
static Value parameter(LocBuilder &b, Operation *op, StringRef name, Value x) {
  return like(b, x, cast<FloatAttr>(*op->getInherentAttr(name)).getValueAsDouble());
}

//===-- Integer division ---------------------------------------------------===//

/// Division by zero and INT_MIN / -1 would trap; ONNX leaves their results open.
static Value divideInts(LocBuilder &b, Value x, Value y, Type type) {
  Value one = like(b, x, 1), zero = like(b, x, 0);
  Value isZero = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, y, zero);
  if (isUnsigned(type))
    return arith::DivUIOp::create(b, x, select(b, isZero, one, y));
  Value isMinusOne = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, y, like(b, x, -1));
  Value safe = select(b, arith::OrIOp::create(b, isZero, isMinusOne), one, y);
  Value quotient = arith::DivSIOp::create(b, x, safe);
  return select(b, isMinusOne, arith::SubIOp::create(b, zero, x), quotient);
}

/// The remainder with the sign of the dividend, as C's %.
static Value truncatedRemainder(LocBuilder &b, Value x, Value y, Type type) {
  if (isa<FloatType>(type))
    return arith::RemFOp::create(b, x, y);
  return sub(b, x, mul(b, divideInts(b, x, y, type), y));
}

static Value buildMod(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types, Type) {
  Value rest = truncatedRemainder(b, x[0], x[1], types[0]);
  if (cast<onnx::ModOp>(op).getFmod() || isUnsigned(types[0]))
    return rest;
  // The sign of the divisor, as Python's %.
  Value zero = like(b, rest, 0);
  Value differ = arith::XOrIOp::create(b, lessThan(b, rest, zero, types[0]),
                                       lessThan(b, x[1], zero, types[0]));
  Value isZero = compare(b, arith::CmpFPredicate::OEQ, arith::CmpIPredicate::eq,
                         arith::CmpIPredicate::eq, rest, zero, types[0]);
  Value adjust = select(b, isZero, arith::ConstantOp::create(b, b.getBoolAttr(false)), differ);
  return select(b, adjust, add(b, rest, x[1]), rest);
}

static Value buildDiv(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type> types, Type) {
  return isa<FloatType>(types[0]) ? div(b, x[0], x[1]) : divideInts(b, x[0], x[1], types[0]);
}

//===-- Conversions --------------------------------------------------------===//

/// A float as an integer: truncated, wrapped into narrow types as C does by way of a wider
/// one, clamped to the range of that, and 0 for NaN, the same on every CPU.
static Value floatToInt(LocBuilder &b, Value value, IntegerType to) {
  unsigned width = to.getWidth();
  bool fitsI32 = width < 32 || (width == 32 && !to.isUnsigned());
  if (value.getType().getIntOrFloatBitWidth() < 32)
    value = arith::ExtFOp::create(b, b.getF32Type(), value);
  Type wide = b.getIntegerType(fitsI32 ? 32 : 64);
  bool isU64 = width == 64 && to.isUnsigned();
  // The largest floats below the ends of the range.
  bool isDouble = value.getType().isF64();
  double limit = fitsI32 ? 0x1p31 : 0x1p63;
  double high = isU64 ? 0x1p64 : limit;
  high = isDouble ? (fitsI32 ? high - 1 : std::nextafter(high, 0))
                  : double(std::nextafter(float(high), 0.f));
  Value isNumber = arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, value, value);
  value = select(b, isNumber, value, like(b, value, 0));
  value = clampScalar(b, value, like(b, value, isU64 ? 0 : -limit), like(b, value, high),
                      value.getType());
  if (isU64)
    return arith::FPToUIOp::create(b, wide, value);
  Value converted = arith::FPToSIOp::create(b, wide, value);
  if (width < wide.getIntOrFloatBitWidth())
    converted = arith::TruncIOp::create(b, getScalarType(to), converted);
  return converted;
}

static Value resizeInt(LocBuilder &b, Value value, Type from, Type to) {
  unsigned fromWidth = value.getType().getIntOrFloatBitWidth();
  Type scalar = getScalarType(to);
  unsigned toWidth = scalar.getIntOrFloatBitWidth();
  if (fromWidth == toWidth)
    return value;
  if (fromWidth > toWidth)
    return arith::TruncIOp::create(b, scalar, value);
  if (isUnsigned(from))
    return arith::ExtUIOp::create(b, scalar, value);
  return arith::ExtSIOp::create(b, scalar, value);
}

static Value resizeFloat(LocBuilder &b, Value value, FloatType to) {
  unsigned fromWidth = value.getType().getIntOrFloatBitWidth();
  if (value.getType() == to)
    return value;
  if (fromWidth < to.getWidth())
    return arith::ExtFOp::create(b, to, value);
  if (fromWidth == to.getWidth()) {
    // Formats of one width: by way of a wider one.
    Value wide = arith::ExtFOp::create(b, b.getF32Type(), value);
    return arith::TruncFOp::create(b, to, wide);
  }
  return arith::TruncFOp::create(b, to, value);
}

/// The largest finite value, to which a saturating conversion clamps infinities too.
static Value saturateTo(LocBuilder &b, Value value, FloatType to) {
  double largest = APFloat::getLargest(to.getFloatSemantics()).convertToDouble();
  return clampScalar(b, value, like(b, value, -largest), like(b, value, largest), value.getType());
}

/// -0 for NaN, of which float4e2m1 has none: what ONNX's reference implementation makes of it.
static Value dropNaN(LocBuilder &b, Value value) {
  Value isNaN = arith::CmpFOp::create(b, arith::CmpFPredicate::UNO, value, value);
  return arith::SelectOp::create(b, isNaN, like(b, value, -0.0), value);
}

/// An f32 as a power of two: its exponent, one more if the fraction is rounded up. The sign is
/// lost; infinity becomes NaN.
static Value floatToExponent(LocBuilder &b, Value value, FloatType to, bool saturate,
                             StringRef roundMode) {
  auto integer = [&](int64_t x) { return scalarConstant(b, b.getI32Type(), double(x)); };
  auto test = [&](arith::CmpIPredicate predicate, Value x, int64_t y) -> Value {
    return arith::CmpIOp::create(b, predicate, x, integer(y));
  };
  Value bits = arith::BitcastOp::create(b, b.getI32Type(), value);
  Value exponent =
      arith::AndIOp::create(b, arith::ShRUIOp::create(b, bits, integer(23)), integer(0xff));
  Value fraction = arith::AndIOp::create(b, bits, integer(0x7fffff));
  Value roundsUp = arith::ConstantOp::create(b, b.getBoolAttr(false));
  if (roundMode == "up") {
    roundsUp = test(arith::CmpIPredicate::ne, fraction, 0);
  } else if (roundMode == "nearest") {
    // A tie goes up, but for the denormal numbers.
    Value tie = arith::AndIOp::create(b, test(arith::CmpIPredicate::eq, fraction, 0x400000),
                                      test(arith::CmpIPredicate::ne, exponent, 0));
    roundsUp = arith::OrIOp::create(b, test(arith::CmpIPredicate::ugt, fraction, 0x400000), tie);
  }
  Value mayRound = test(arith::CmpIPredicate::ult, exponent, saturate ? 0xfe : 0xff);
  roundsUp = arith::AndIOp::create(b, roundsUp, mayRound);
  Value rounded =
      arith::AddIOp::create(b, exponent, arith::ExtUIOp::create(b, b.getI32Type(), roundsUp));
  Value byte = arith::TruncIOp::create(b, b.getI8Type(), rounded);
  return arith::BitcastOp::create(b, to, byte);
}

Value onnxc::castScalar(LocBuilder &b, Value value, Type from, Type to, bool saturate,
                        StringRef roundMode) {
  auto fromFloat = dyn_cast<FloatType>(from), toFloat = dyn_cast<FloatType>(to);
  if (from == to)
    return value;
  if (to.isInteger(1)) {
    Value zero = like(b, value, 0);
    if (fromFloat)
      return arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, value, zero);
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, value, zero);
  }
  if (fromFloat && toFloat) {
    if (toFloat.getWidth() < 16 && value.getType().getIntOrFloatBitWidth() < 32)
      value = arith::ExtFOp::create(b, b.getF32Type(), value);
    if (isa<Float8E8M0FNUType>(to))
      return floatToExponent(b, resizeFloat(b, value, b.getF32Type()), toFloat, saturate,
                             roundMode);
    bool isTiny = toFloat.getWidth() == 4;
    if (isTiny || (toFloat.getWidth() == 8 && saturate))
      value = saturateTo(b, value, toFloat);
    return resizeFloat(b, isTiny ? dropNaN(b, value) : value, toFloat);
  }
  if (fromFloat)
    return floatToInt(b, value, cast<IntegerType>(to));
  if (toFloat && toFloat.getWidth() < 32)
    return castScalar(b, castScalar(b, value, from, b.getF32Type()), b.getF32Type(), to, saturate,
                      roundMode);
  if (toFloat)
    return isUnsigned(from) ? arith::UIToFPOp::create(b, to, value).getResult()
                            : arith::SIToFPOp::create(b, to, value).getResult();
  return resizeInt(b, value, from, to);
}

static Value buildCast(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types,
                       Type result) {
  auto cast = llvm::cast<onnx::CastOp>(op);
  return castScalar(b, x[0], types[0], result, cast.getSaturate(), cast.getRoundMode());
}

//===-- Operators with more than an expression -----------------------------===//

static Value buildPow(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type> types, Type result) {
  auto base = dyn_cast<FloatType>(types[0]), exponent = dyn_cast<FloatType>(types[1]);
  if (!base && !exponent)
    return math::IPowIOp::create(b, x[0], resizeInt(b, x[1], types[1], types[0]));
  // In the wider float type; the result has the type of the base.
  Type wide = base ? Type(base) : Type(b.getF64Type());
  if (base && base.getWidth() < 32)
    wide = b.getF32Type();
  Value power = math::PowFOp::create(b, castScalar(b, x[0], types[0], wide),
                                     castScalar(b, x[1], types[1], wide));
  return castScalar(b, power, wide, result);
}

static Value buildBitShift(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type>, Type) {
  // A shift by the width or more is poison in LLVM; ONNX follows NumPy: nothing is left.
  Value width = like(b, x[1], x[0].getType().getIntOrFloatBitWidth());
  Value inRange = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, x[1], width);
  Value amount = select(b, inRange, x[1], like(b, x[1], 0));
  bool left = cast<onnx::BitShiftOp>(op).getDirection() == "LEFT";
  Value shifted = left ? arith::ShLIOp::create(b, x[0], amount).getResult()
                       : arith::ShRUIOp::create(b, x[0], amount).getResult();
  return select(b, inRange, shifted, like(b, x[0], 0));
}

static Value buildSign(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type> types, Type) {
  Value zero = like(b, x[0], 0);
  // What is neither positive nor negative: 0 also for -0, and NaN.
  Value rest = isa<FloatType>(types[0]) ? add(b, x[0], zero) : zero;
  Value positive = select(b, lessThan(b, zero, x[0], types[0]), like(b, x[0], 1), rest);
  if (isUnsigned(types[0]))
    return positive;
  return select(b, lessThan(b, x[0], zero, types[0]), like(b, x[0], -1), positive);
}

static Value buildAbs(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type> types, Type) {
  if (isa<FloatType>(types[0]))
    return math::AbsFOp::create(b, x[0]);
  return isUnsigned(types[0]) ? x[0] : math::AbsIOp::create(b, x[0]).getResult();
}

template <Value (*combine)(LocBuilder &, Value, Value, Type)>
static Value buildVariadic(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type> types, Type) {
  Value result = x[0];
  for (Value next : x.drop_front())
    result = combine(b, result, next, types[0]);
  return result;
}
static Value addTyped(LocBuilder &b, Value x, Value y, Type) { return add(b, x, y); }

static Value buildMean(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types,
                       Type result) {
  Value sum = buildVariadic<addTyped>(b, op, x, types, result);
  return div(b, sum, like(b, sum, x.size()));
}

/// log(1 + exp(x)), which neither overflows nor loses small values.
static Value softplus(LocBuilder &b, Value x) {
  Value positive = clampScalar(b, x, like(b, x, 0), {}, x.getType());
  Value decay = exp(b, arith::NegFOp::create(b, math::AbsFOp::create(b, x)));
  return add(b, positive, math::Log1pOp::create(b, decay));
}

static Value sigmoid(LocBuilder &b, Value x) {
  Value one = like(b, x, 1);
  return div(b, one, add(b, one, exp(b, arith::NegFOp::create(b, x))));
}

static Value swish(LocBuilder &b, Value x, Value alpha) {
  return mul(b, x, sigmoid(b, mul(b, x, alpha)));
}

static Value buildElu(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types, Type) {
  Value negative = mul(b, parameter(b, op, "alpha", x[0]), math::ExpM1Op::create(b, x[0]));
  return select(b, lessThan(b, like(b, x[0], 0), x[0], types[0]), x[0], negative);
}

static Value buildCelu(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types, Type) {
  Value alpha = parameter(b, op, "alpha", x[0]);
  Value negative = mul(b, alpha, math::ExpM1Op::create(b, div(b, x[0], alpha)));
  Value zero = like(b, x[0], 0);
  return add(b, clampScalar(b, x[0], zero, {}, types[0]),
             clampScalar(b, negative, {}, zero, types[0]));
}

static Value buildSelu(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types,
                       Type result) {
  return mul(b, parameter(b, op, "gamma", x[0]), buildElu(b, op, x, types, result));
}

static Value buildLeakyRelu(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types,
                            Type) {
  Value scaled = mul(b, x[0], parameter(b, op, "alpha", x[0]));
  return select(b, lessThan(b, x[0], like(b, x[0], 0), types[0]), scaled, x[0]);
}

static Value hardSigmoid(LocBuilder &b, Value x, Value alpha, Value beta) {
  return clampScalar(b, add(b, mul(b, x, alpha), beta), like(b, x, 0), like(b, x, 1), x.getType());
}

static Value buildShrink(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types,
                         Type result) {
  // Integers are compared and shifted as floats, then truncated back.
  Type wide = isa<FloatType>(types[0]) ? types[0] : Type(b.getF32Type());
  Value value = castScalar(b, x[0], types[0], wide);
  Value lambd = parameter(b, op, "lambd", value), bias = parameter(b, op, "bias", value);
  Value zero = like(b, value, 0);
  Value above = select(b, lessThan(b, lambd, value, wide), sub(b, value, bias), zero);
  Value low = arith::NegFOp::create(b, lambd);
  Value shrunk = select(b, lessThan(b, value, low, wide), add(b, value, bias), above);
  return castScalar(b, shrunk, wide, result);
}

static Value buildGelu(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type>, Type) {
  Value half = mul(b, x[0], like(b, x[0], 0.5)), one = like(b, x[0], 1);
  if (cast<onnx::GeluOp>(op).getApproximate() == "tanh") {
    Value cube = mul(b, mul(b, x[0], x[0]), x[0]);
    Value inner = add(b, x[0], mul(b, cube, like(b, x[0], 0.044715)));
    Value scaled = mul(b, inner, like(b, x[0], 0.7978845608028654)); // sqrt(2 / pi)
    return mul(b, half, add(b, one, math::TanhOp::create(b, scaled)));
  }
  Value scaled = mul(b, x[0], like(b, x[0], 0.7071067811865476)); // 1 / sqrt(2)
  return mul(b, half, add(b, one, math::ErfOp::create(b, scaled)));
}

static Value buildIsInf(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type>, Type) {
  auto isInf = cast<onnx::IsInfOp>(op);
  Value result = arith::ConstantOp::create(b, b.getBoolAttr(false));
  auto test = [&](double sign) {
    Value equal =
        arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, x[0],
                              like(b, x[0], sign * std::numeric_limits<double>::infinity()));
    result = arith::OrIOp::create(b, result, equal);
  };
  if (isInf.getDetectPositive())
    test(1);
  if (isInf.getDetectNegative())
    test(-1);
  return result;
}

static Value buildClip(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types, Type) {
  auto clip = cast<onnx::ClipOp>(op);
  // Limits that are known are numbers, any others may be NaN.
  auto isKnown = [](Value limit) { return onnx::getConstant(limit) != nullptr; };
  Value result = x[0];
  if (Value min = clip.getMin())
    result = isKnown(min) ? clampScalar(b, result, x[1], {}, types[0])
                          : maxScalar(b, result, x[1], types[0]);
  if (Value max = clip.getMax())
    result = isKnown(max) ? clampScalar(b, result, {}, x.back(), types[0])
                          : minScalar(b, result, x.back(), types[0]);
  return result;
}

//===-- The table ----------------------------------------------------------===//

/// An operator of several steps: on small floats it computes in f32 and rounds once.
static Value buildInF32(ScalarBuilder build, LocBuilder &b, Operation *op, ValueRange x,
                        ArrayRef<Type> types, Type result) {
  auto widened = [&](Type type) -> Type {
    bool isSmall = isa<FloatType>(type) && type.getIntOrFloatBitWidth() < 32;
    return isSmall ? Type(b.getF32Type()) : type;
  };
  SmallVector<Value> operands;
  for (auto [value, type] : llvm::zip_equal(x, types))
    operands.push_back(castScalar(b, value, type, widened(type)));
  SmallVector<Type> wideTypes = llvm::map_to_vector(types, widened);
  Value value = build(b, op, operands, wideTypes, widened(result));
  return castScalar(b, value, widened(result), result);
}
template <ScalarBuilder build>
static Value inF32(LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types, Type result) {
  return buildInF32(build, b, op, x, types, result);
}

template <typename Op>
static Value buildMath(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type>, Type) {
  return Op::create(b, x[0]);
}
template <typename OnFloats, typename OnInts>
static Value buildArith(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type> types, Type) {
  if (isa<FloatType>(types[0]))
    return OnFloats::create(b, x[0], x[1]);
  return OnInts::create(b, x[0], x[1]);
}
template <typename OnInts>
static Value buildBits(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type>, Type) {
  return OnInts::create(b, x[0], x[1]);
}
template <arith::CmpFPredicate onFloats, arith::CmpIPredicate onSigned,
          arith::CmpIPredicate onUnsigned>
static Value buildCompare(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type> types, Type) {
  return compare(b, onFloats, onSigned, onUnsigned, x[0], x[1], types[0]);
}
/// All bits inverted; logical not on i1.
static Value buildInvert(LocBuilder &b, Operation *, ValueRange x, ArrayRef<Type>, Type) {
  return arith::XOrIOp::create(b, x[0], like(b, x[0], -1));
}

#define SCALAR(expression)                                                                         \
  [](LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types, Type result) -> Value {     \
    return expression;                                                                             \
  }
#define CHAIN(expression)                                                                          \
  [](LocBuilder &b, Operation *op, ValueRange x, ArrayRef<Type> types, Type result) -> Value {     \
    return buildInF32(SCALAR(expression), b, op, x, types, result);                                \
  }

ScalarBuilder onnxc::getScalarBuilder(StringRef name) {
  using P = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  static const llvm::StringMap<ScalarBuilder> table = {
      {"Abs", buildAbs},
      {"Acos", buildMath<math::AcosOp>},
      {"Acosh", buildMath<math::AcoshOp>},
      {"Add", buildArith<arith::AddFOp, arith::AddIOp>},
      {"And", buildBits<arith::AndIOp>},
      {"Asin", buildMath<math::AsinOp>},
      {"Asinh", buildMath<math::AsinhOp>},
      {"Atan", buildMath<math::AtanOp>},
      {"Atanh", buildMath<math::AtanhOp>},
      {"BitShift", buildBitShift},
      {"BitwiseAnd", buildBits<arith::AndIOp>},
      {"BitwiseNot", buildInvert},
      {"BitwiseOr", buildBits<arith::OrIOp>},
      {"BitwiseXor", buildBits<arith::XOrIOp>},
      {"Cast", buildCast},
      {"Ceil", buildMath<math::CeilOp>},
      {"Celu", inF32<buildCelu>},
      {"Clip", buildClip},
      {"Cos", buildMath<math::CosOp>},
      {"Cosh", buildMath<math::CoshOp>},
      {"Div", buildDiv},
      {"Elu", inF32<buildElu>},
      {"Equal", buildCompare<P::OEQ, I::eq, I::eq>},
      {"Erf", buildMath<math::ErfOp>},
      {"Exp", buildMath<math::ExpOp>},
      {"Floor", buildMath<math::FloorOp>},
      {"Gelu", inF32<buildGelu>},
      {"Greater", buildCompare<P::OGT, I::sgt, I::ugt>},
      {"GreaterOrEqual", buildCompare<P::OGE, I::sge, I::uge>},
      {"HardSigmoid", CHAIN(hardSigmoid(b, x[0], parameter(b, op, "alpha", x[0]),
                                        parameter(b, op, "beta", x[0])))},
      {"HardSwish",
       CHAIN(mul(b, x[0], hardSigmoid(b, x[0], like(b, x[0], 1.0 / 6), like(b, x[0], 0.5))))},
      {"IsInf", buildIsInf},
      {"IsNaN", SCALAR(arith::CmpFOp::create(b, P::UNO, x[0], x[0]))},
      {"LeakyRelu", inF32<buildLeakyRelu>},
      {"Less", buildCompare<P::OLT, I::slt, I::ult>},
      {"LessOrEqual", buildCompare<P::OLE, I::sle, I::ule>},
      {"Log", buildMath<math::LogOp>},
      {"Max", buildVariadic<maxScalar>},
      {"Mean", inF32<buildMean>},
      {"Min", buildVariadic<minScalar>},
      {"Mish", CHAIN(mul(b, x[0], math::TanhOp::create(b, softplus(b, x[0]))))},
      {"Mod", buildMod},
      {"Mul", buildArith<arith::MulFOp, arith::MulIOp>},
      {"Neg", SCALAR(isa<FloatType>(types[0]) ? arith::NegFOp::create(b, x[0]).getResult()
                                              : sub(b, like(b, x[0], 0), x[0]))},
      {"Not", buildInvert},
      {"Or", buildBits<arith::OrIOp>},
      {"Pow", buildPow},
      {"PRelu",
       SCALAR(select(b, lessThan(b, x[0], like(b, x[0], 0), types[0]), mul(b, x[0], x[1]), x[0]))},
      {"Reciprocal", SCALAR(div(b, like(b, x[0], 1), x[0]))},
      {"Relu", SCALAR(clampScalar(b, x[0], like(b, x[0], 0), {}, types[0]))},
      {"Round", buildMath<math::RoundEvenOp>},
      {"Selu", inF32<buildSelu>},
      {"Shrink", inF32<buildShrink>},
      {"Sigmoid", CHAIN(sigmoid(b, x[0]))},
      {"Sign", buildSign},
      {"Sin", buildMath<math::SinOp>},
      {"Sinh", buildMath<math::SinhOp>},
      {"Softplus", CHAIN(softplus(b, x[0]))},
      {"Softsign", CHAIN(div(b, x[0], add(b, like(b, x[0], 1), math::AbsFOp::create(b, x[0]))))},
      {"Sqrt", buildMath<math::SqrtOp>},
      {"Sub", buildArith<arith::SubFOp, arith::SubIOp>},
      {"Sum", inF32<buildVariadic<addTyped>>},
      {"SwiGLU", CHAIN(mul(b, swish(b, x[0], parameter(b, op, "alpha", x[0])), x[1]))},
      {"Swish", CHAIN(swish(b, x[0], parameter(b, op, "alpha", x[0])))},
      {"Tan", buildMath<math::TanOp>},
      {"Tanh", buildMath<math::TanhOp>},
      {"ThresholdedRelu",
       CHAIN(select(b, lessThan(b, parameter(b, op, "alpha", x[0]), x[0], types[0]), x[0],
                    like(b, x[0], 0)))},
      {"Where", SCALAR(select(b, x[0], x[1], x[2]))},
      {"Xor", buildBits<arith::XOrIOp>},
  };
  return table.lookup(name);
}
#undef CHAIN
#undef SCALAR
