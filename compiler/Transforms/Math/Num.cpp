#include "compiler/Transforms/Math/Num.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace onnxc;

//===-- Types and constants ------------------------------------------------===//

/// `type` with other elements: `element` itself, or a vector of it.
static Type withElement(Type type, Type element) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    return shaped.clone(element);
  return element;
}

bool Num::isFloat() const { return isa<FloatType>(getElementTypeOrSelf(type())); }
bool Num::isF64() const { return getElementTypeOrSelf(type()).isF64(); }
unsigned Num::width() const { return getElementTypeOrSelf(type()).getIntOrFloatBitWidth(); }

static Num makeConstant(Num like, TypedAttr element) {
  TypedAttr attribute = element;
  if (auto shaped = dyn_cast<ShapedType>(like.type()))
    attribute = DenseElementsAttr::get(shaped, Attribute(element));
  return like.wrap(arith::ConstantOp::create(like.builder(), attribute));
}

Num Num::floatConstant(double constant) const {
  return makeConstant(*this, builder().getFloatAttr(getElementTypeOrSelf(type()), constant));
}
Num Num::intConstant(int64_t constant) const {
  return makeConstant(*this, builder().getIntegerAttr(getElementTypeOrSelf(type()),
                                                      APInt(width(), constant, /*isSigned=*/true,
                                                            /*implicitTrunc=*/true)));
}
Num Num::infinity() const { return floatConstant(std::numeric_limits<double>::infinity()); }
Num Num::nan() const { return floatConstant(std::numeric_limits<double>::quiet_NaN()); }

Num Num::bits() const {
  Type integer = builder().getIntegerType(width());
  return wrap(arith::BitcastOp::create(builder(), withElement(type(), integer), val));
}
static Type floatOfWidth(const Num &x) {
  Type element = x.width() == 64 ? Type(x.builder().getF64Type()) : Type(x.builder().getF32Type());
  return withElement(x.type(), element);
}
Num Num::asFloat() const {
  return wrap(arith::BitcastOp::create(builder(), floatOfWidth(*this), val));
}
Num Num::toFloat() const {
  return wrap(arith::SIToFPOp::create(builder(), floatOfWidth(*this), val));
}

//===-- Operators ----------------------------------------------------------===//

template <typename OnFloats, typename OnInts> static Num binary(Num x, Num y) {
  if (x.isFloat())
    return x.wrap(OnFloats::create(x.builder(), x.value(), y.value()));
  return x.wrap(OnInts::create(x.builder(), x.value(), y.value()));
}
template <typename Op> static Num binary(Num x, Num y) {
  return x.wrap(Op::create(x.builder(), x.value(), y.value()));
}

Num onnxc::operator+(Num x, Num y) { return binary<arith::AddFOp, arith::AddIOp>(x, y); }
Num onnxc::operator-(Num x, Num y) { return binary<arith::SubFOp, arith::SubIOp>(x, y); }
Num onnxc::operator*(Num x, Num y) { return binary<arith::MulFOp, arith::MulIOp>(x, y); }
Num onnxc::operator/(Num x, Num y) { return binary<arith::DivFOp>(x, y); }
Num onnxc::operator-(Num x) { return x.wrap(arith::NegFOp::create(x.builder(), x.value())); }
Num onnxc::operator&(Num x, Num y) { return binary<arith::AndIOp>(x, y); }
Num onnxc::operator|(Num x, Num y) { return binary<arith::OrIOp>(x, y); }
Num onnxc::operator^(Num x, Num y) { return binary<arith::XOrIOp>(x, y); }
Num onnxc::operator<<(Num x, Num y) { return binary<arith::ShLIOp>(x, y); }
Num onnxc::operator>>(Num x, Num y) { return binary<arith::ShRUIOp>(x, y); }
Num onnxc::operator!(Num condition) { return condition ^ condition.intConstant(1); }

static Num compare(Num x, Num y, arith::CmpFPredicate onFloats, arith::CmpIPredicate onInts) {
  if (x.isFloat())
    return x.wrap(arith::CmpFOp::create(x.builder(), onFloats, x.value(), y.value()));
  return x.wrap(arith::CmpIOp::create(x.builder(), onInts, x.value(), y.value()));
}
using OnFloats = arith::CmpFPredicate;
using OnInts = arith::CmpIPredicate;
Num onnxc::operator<(Num x, Num y) { return compare(x, y, OnFloats::OLT, OnInts::slt); }
Num onnxc::operator<=(Num x, Num y) { return compare(x, y, OnFloats::OLE, OnInts::sle); }
Num onnxc::operator>(Num x, Num y) { return compare(x, y, OnFloats::OGT, OnInts::sgt); }
Num onnxc::operator>=(Num x, Num y) { return compare(x, y, OnFloats::OGE, OnInts::sge); }
Num onnxc::operator==(Num x, Num y) { return compare(x, y, OnFloats::OEQ, OnInts::eq); }
Num onnxc::operator!=(Num x, Num y) { return compare(x, y, OnFloats::UNE, OnInts::ne); }

Num onnxc::select(Num condition, Num x, Num y) {
  return x.wrap(arith::SelectOp::create(x.builder(), condition.value(), x.value(), y.value()));
}

Value onnxc::anyOf(Num condition) {
  if (!isa<VectorType>(condition.type()))
    return condition.value();
  return vector::ReductionOp::create(condition.builder(), vector::CombiningKind::OR,
                                     condition.value());
}

Num onnxc::isNan(Num x) { return compare(x, x, OnFloats::UNO, OnInts::ne); }

//===-- Small functions ----------------------------------------------------===//

Num onnxc::abs(Num x) { return x.wrap(math::AbsFOp::create(x.builder(), x.value())); }

Num onnxc::copySign(Num magnitude, Num sign) {
  return magnitude.wrap(
      math::CopySignOp::create(magnitude.builder(), magnitude.value(), sign.value()));
}

Num onnxc::fma(Num x, Num y, Num z) {
  if (!x.machine().getFma() || (x.isF64() && !x.machine().getF64()))
    return x * y + z;
  return x.wrap(math::FmaOp::create(x.builder(), x.value(), y.value(), z.value()));
}

Num onnxc::clamp(Num x, double low, double high) {
  x = select(x < low, low, x);
  return select(x > high, high, x);
}

Num onnxc::polynomial(Num x, ArrayRef<double> coefficients) {
  Num sum = x.constant(coefficients.back());
  for (double coefficient : llvm::reverse(coefficients.drop_back()))
    sum = fma(sum, x, x.constant(coefficient));
  return sum;
}

NumPair onnxc::exactSum(Num x, Num y) {
  Num sum = x + y;
  return {sum, y - (sum - x)};
}

/// x without the lower half of its mantissa, so that a product with another is exact.
static Num upperHalf(Num x) {
  int64_t lower = (int64_t(1) << (x.isF64() ? 27 : 12)) - 1;
  return (x.bits() & ~lower).asFloat();
}

NumPair onnxc::exactProduct(Num x, Num y) {
  Num product = x * y;
  if (x.machine().getFma() && (x.machine().getF64() || !x.isF64()))
    return {product, fma(x, y, -product)};
  Num xHigh = upperHalf(x), yHigh = upperHalf(y), xLow = x - xHigh, yLow = y - yHigh;
  Num error = xHigh * yHigh - product;
  return {product, ((error + xHigh * yLow) + xLow * yHigh) + xLow * yLow};
}
