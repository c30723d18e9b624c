#include "compiler/Conversion/OnnxToLinalg/Builders/FoldedScalar.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;

FoldedScalar::FoldedScalar(ImplicitLocOpBuilder &builder, Value value)
    : builder(&builder), value(value) {}

std::optional<double> FoldedScalar::getConstant() const {
  return value ? std::nullopt : std::optional(constant);
}

FoldedScalar FoldedScalar::rebuild(ImplicitLocOpBuilder &b) const {
  return value ? FoldedScalar(b, value) : *this;
}

Value FoldedScalar::materialize(ImplicitLocOpBuilder &b) const {
  return value ? value : arith::ConstantOp::create(b, b.getF32FloatAttr(float(constant)));
}

Value FoldedScalar::materializeInt(ImplicitLocOpBuilder &b) const {
  if (!value)
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(int32_t(constant)));
  return arith::FPToSIOp::create(b, b.getI32Type(), value);
}

namespace onnxc {
/// What the operations below see of numbers.
struct FoldedScalarAccess {
  template <typename Op>
  static FoldedScalar unary(const FoldedScalar &x, double (*compute)(double)) {
    if (!x.value)
      return compute(x.constant);
    return FoldedScalar(*x.builder, Op::create(*x.builder, x.value));
  }

  template <typename Op, typename Compute>
  static FoldedScalar binary(const FoldedScalar &x, const FoldedScalar &y, Compute compute) {
    if (!x.value && !y.value)
      return compute(x.constant, y.constant);
    ImplicitLocOpBuilder &b = *(x.value ? x.builder : y.builder);
    return FoldedScalar(b, Op::create(b, x.materialize(b), y.materialize(b)));
  }

  static FoldedCondition less(const FoldedScalar &x, const FoldedScalar &y) {
    if (!x.value && !y.value)
      return {x.constant < y.constant, {}, nullptr};
    ImplicitLocOpBuilder &b = *(x.value ? x.builder : y.builder);
    Value less =
        arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, x.materialize(b), y.materialize(b));
    return {std::nullopt, less, &b};
  }
};
} // namespace onnxc

using Access = FoldedScalarAccess;

FoldedScalar onnxc::operator+(FoldedScalar x, FoldedScalar y) {
  return Access::binary<arith::AddFOp>(x, y, std::plus<double>());
}
FoldedScalar onnxc::operator-(FoldedScalar x, FoldedScalar y) {
  return Access::binary<arith::SubFOp>(x, y, std::minus<double>());
}
FoldedScalar onnxc::operator*(FoldedScalar x, FoldedScalar y) {
  return Access::binary<arith::MulFOp>(x, y, std::multiplies<double>());
}
FoldedScalar onnxc::operator/(FoldedScalar x, FoldedScalar y) {
  return Access::binary<arith::DivFOp>(x, y, std::divides<double>());
}
FoldedCondition onnxc::operator<(FoldedScalar x, FoldedScalar y) { return Access::less(x, y); }

FoldedCondition onnxc::operator||(FoldedCondition x, FoldedCondition y) {
  if (x.known)
    return *x.known ? x : y;
  if (y.known)
    return *y.known ? y : x;
  return {std::nullopt, arith::OrIOp::create(*x.builder, x.value, y.value), x.builder};
}

FoldedScalar onnxc::floor(FoldedScalar x) { return Access::unary<math::FloorOp>(x, std::floor); }
FoldedScalar onnxc::ceil(FoldedScalar x) { return Access::unary<math::CeilOp>(x, std::ceil); }
FoldedScalar onnxc::roundEven(FoldedScalar x) {
  return Access::unary<math::RoundEvenOp>(x, std::nearbyint);
}
FoldedScalar onnxc::abs(FoldedScalar x) { return Access::unary<math::AbsFOp>(x, std::fabs); }
FoldedScalar onnxc::exp(FoldedScalar x) { return Access::unary<math::ExpOp>(x, std::exp); }
FoldedScalar onnxc::log(FoldedScalar x) { return Access::unary<math::LogOp>(x, std::log); }
FoldedScalar onnxc::sin(FoldedScalar x) { return Access::unary<math::SinOp>(x, std::sin); }
FoldedScalar onnxc::cos(FoldedScalar x) { return Access::unary<math::CosOp>(x, std::cos); }

FoldedScalar onnxc::select(FoldedCondition condition, FoldedScalar x, FoldedScalar y) {
  if (condition.known)
    return *condition.known ? x : y;
  ImplicitLocOpBuilder &b = *condition.builder;
  return FoldedScalar(
      b, arith::SelectOp::create(b, condition.value, x.materialize(b), y.materialize(b)));
}

FoldedScalar onnxc::min(FoldedScalar x, FoldedScalar y) { return select(y < x, y, x); }
FoldedScalar onnxc::max(FoldedScalar x, FoldedScalar y) { return select(x < y, y, x); }
