// Numbers of code that is being built, with the operators of C++: the expansions of math
// functions read like the formulas they are.
#ifndef ONNXC_COMPILER_TRANSFORMS_MATH_NUM_H
#define ONNXC_COMPILER_TRANSFORMS_MATH_NUM_H

#include "dialects/Kernel/IR/Machine.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/ArrayRef.h"

#include <type_traits>

namespace onnxc {

/// Where numbers are built, and for which machine: what that has no instruction for is arithmetic.
struct NumBuilder {
  mlir::ImplicitLocOpBuilder builder;
  kernel::MachineAttr machine;
};

/// A value of float, integer or i1 type, or a vector of such. Arithmetic builds `arith`
/// operations; comparisons of floats are ordered (false for NaN) but `!=`; integers compare as
/// signed.
class Num {
public:
  Num(NumBuilder &context, mlir::Value value) : context(&context), val(value) {}

  mlir::Value value() const { return val; }
  mlir::Type type() const { return val.getType(); }
  mlir::ImplicitLocOpBuilder &builder() const { return context->builder; }
  kernel::MachineAttr machine() const { return context->machine; }
  Num wrap(mlir::Value other) const { return Num(*context, other); }

  bool isFloat() const;
  bool isF64() const;
  /// Of the float format with as many bits as this number has.
  unsigned mantissaBits() const { return width() == 64 ? 52 : 23; }
  int64_t exponentBias() const { return width() == 64 ? 1023 : 127; }
  unsigned width() const;

  /// A constant of this number's type.
  Num floatConstant(double constant) const;
  Num intConstant(int64_t constant) const;
  template <typename T> Num constant(T value) const {
    if (isFloat())
      return floatConstant(static_cast<double>(value));
    return intConstant(static_cast<int64_t>(value));
  }
  Num infinity() const;
  Num nan() const;

  /// The same bits as an integer, as a float.
  Num bits() const;
  Num asFloat() const;
  /// Conversion of a signed integer to the float type of the same width.
  Num toFloat() const;

private:
  NumBuilder *context;
  mlir::Value val;
};

Num operator+(Num x, Num y);
Num operator-(Num x, Num y);
Num operator*(Num x, Num y);
Num operator/(Num x, Num y);
Num operator-(Num x);
Num operator&(Num x, Num y);
Num operator|(Num x, Num y);
Num operator^(Num x, Num y);
Num operator<<(Num x, Num y);
/// Shifts in zeros.
Num operator>>(Num x, Num y);
Num operator!(Num condition);
Num operator<(Num x, Num y);
Num operator<=(Num x, Num y);
Num operator>(Num x, Num y);
Num operator>=(Num x, Num y);
Num operator==(Num x, Num y);
Num operator!=(Num x, Num y);

template <typename T> using IfNumber = std::enable_if_t<std::is_arithmetic_v<T>, Num>;
#define ONNXC_NUM_WITH_CONSTANT(op)                                                                \
  template <typename T> IfNumber<T> operator op(Num x, T y) { return x op x.constant(y); }         \
  template <typename T> IfNumber<T> operator op(T x, Num y) { return y.constant(x) op y; }
ONNXC_NUM_WITH_CONSTANT(+)
ONNXC_NUM_WITH_CONSTANT(-)
ONNXC_NUM_WITH_CONSTANT(*)
ONNXC_NUM_WITH_CONSTANT(/)
ONNXC_NUM_WITH_CONSTANT(&)
ONNXC_NUM_WITH_CONSTANT(|)
ONNXC_NUM_WITH_CONSTANT(<<)
ONNXC_NUM_WITH_CONSTANT(>>)
ONNXC_NUM_WITH_CONSTANT(<)
ONNXC_NUM_WITH_CONSTANT(<=)
ONNXC_NUM_WITH_CONSTANT(>)
ONNXC_NUM_WITH_CONSTANT(>=)
ONNXC_NUM_WITH_CONSTANT(==)
ONNXC_NUM_WITH_CONSTANT(!=)
#undef ONNXC_NUM_WITH_CONSTANT

Num select(Num condition, Num x, Num y);
template <typename T> IfNumber<T> select(Num condition, Num x, T y) {
  return select(condition, x, x.constant(y));
}
template <typename T> IfNumber<T> select(Num condition, T x, Num y) {
  return select(condition, y.constant(x), y);
}

/// Whether a condition holds in any lane: an i1.
mlir::Value anyOf(Num condition);
Num isNan(Num x);
Num abs(Num x);
Num sqrt(Num x);
/// `magnitude` (which is positive or NaN) with the sign of `sign`.
Num copySign(Num magnitude, Num sign);
/// x * y + z, rounded once if the target can, else twice.
Num fma(Num x, Num y, Num z);
/// x within [low, high]; NaN stays.
Num clamp(Num x, double low, double high);

/// The sum of coefficients[i] * x^i.
Num polynomial(Num x, llvm::ArrayRef<double> coefficients);

/// A value of about twice the precision: high + low, where low is within rounding of high.
struct NumPair {
  Num high, low;
};
/// x + y where |x| >= |y|, and x * y, without any error.
NumPair exactSum(Num x, Num y);
NumPair exactProduct(Num x, Num y);

} // namespace onnxc

#endif
