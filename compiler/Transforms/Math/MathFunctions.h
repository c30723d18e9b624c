// Math functions as branch-free arithmetic on f32 or f64, scalars and vectors alike. Every
// function takes and gives infinities, NaN and denormal numbers as C's libm does.
//
// Errors in units in the last place, measured against libm (test/unit/ExpandMathTest.cpp):
// exponentials, logarithms and roots 2, all others 4, for arguments of any size.
#ifndef ONNXC_COMPILER_TRANSFORMS_MATH_MATHFUNCTIONS_H
#define ONNXC_COMPILER_TRANSFORMS_MATH_MATHFUNCTIONS_H

#include "compiler/Transforms/Math/Num.h"

namespace onnxc {

// MathExponential.cpp
Num buildExp(Num x);
/// As buildExp, but zero where the result would be no more than about the smallest normal number:
/// arithmetic with denormal numbers takes a hundred times as long on many CPUs.
Num buildNormalExp(Num x);
/// exp(x) for NaN and for |x| < 87 (f32) or 708 (f64), where it is a normal number.
Num buildBoundedExp(Num x);
Num buildExp2(Num x);
Num buildExpM1(Num x);
Num buildSinh(Num x);
Num buildCosh(Num x);
Num buildTanh(Num x);
/// (1 + p) * 2^n, where p is small and n (a float) is clamped to the range of results.
Num scaleByPower(Num p, Num n);
/// exp(r) - 1 for |r| <= ln(2) / 2.
Num smallExpM1(Num r);

// MathLogarithm.cpp
Num buildLog(Num x);
Num buildLog2(Num x);
Num buildLog10(Num x);
Num buildLog1p(Num x);
Num buildAsinh(Num x);
Num buildAcosh(Num x);
Num buildAtanh(Num x);
/// x = 2^exponent * mantissa for positive finite x, mantissa in [sqrt(1/2), sqrt(2)).
struct FloatParts {
  Num exponent, mantissa;
};
FloatParts splitFloat(Num x);

// MathPower.cpp
Num buildPow(Num x, Num y);
/// x^y for a constant y.
Num buildPow(Num x, double y);
Num buildCbrt(Num x);
Num buildRsqrt(Num x);
/// A float or an integer to the power of a signed integer.
Num buildPowInt(Num x, Num exponent);

// MathTrigonometry.cpp
struct SinCos {
  Num sin, cos;
};
SinCos buildSinCos(Num x);
Num buildTan(Num x);
Num buildAsin(Num x);
Num buildAcos(Num x);
Num buildAtan(Num x);
Num buildAtan2(Num y, Num x);

// MathErf.cpp
Num buildErf(Num x);
Num buildErfc(Num x);

// MathRounding.cpp
Num buildFloor(Num x);
Num buildCeil(Num x);
Num buildTrunc(Num x);
Num buildRound(Num x);
Num buildRoundEven(Num x);
/// C's fmod, exact.
Num buildRem(Num x, Num y);

} // namespace onnxc

#endif
