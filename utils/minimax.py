#!/usr/bin/env python3
"""Writes compiler/Transforms/Math/MathConstants.h.

usage: minimax.py > compiler/Transforms/Math/MathConstants.h      (needs mpmath)

Every polynomial is the minimax one of its degree for a weighted error, found by Remez's
exchange in 50 digits. The weight makes it the relative error of the function that the
polynomial is used for.
"""
import textwrap

from mpmath import (asin, atan, cos, erf, erfc, exp, expm1, fabs, floor, frexp, log, lu_solve,
                    matrix, mp, mpf, pi, polyval, sin, sinh, sqrt, tanh, workdps)

mp.dps = 50


def odd_rest(function):
    """(f(x) - x) / x^3 of z = x^2 for an odd f."""

    def rest(z):
        x = sqrt(z)
        with workdps(100):
            return (function(x) - x) / x**3

    return rest


def log_rest(z):
    """(log((1 + s) / (1 - s)) - 2 s) / s^3 of z = s^2."""
    s = sqrt(z)
    with workdps(100):
        return (log((1 + s) / (1 - s)) - 2 * s) / s**3


def exp_rest(r):
    with workdps(100):
        return (expm1(r) - r) / r**2


def log1p_rest(f):
    with workdps(100):
        return (log(1 + f) - f + f * f / 2) / f**3


def cos_rest(z):
    with workdps(100):
        return (cos(sqrt(z)) - 1 + z / 2) / z**2


def erf_rest(z):
    x = sqrt(z)
    return erf(x) / x - 1


def scaled_erfc(k):
    """(1 + 2 x) exp(x^2) erfc(x) of t = (x - k) / (x + k)."""

    def function(t):
        x = k * (1 + t) / (1 - t)
        return (1 + 2 * x) * exp(x * x) * erfc(x)

    return function


def to_t(k, x):
    return (mpf(x) - k) / (mpf(x) + k)


TINY = mpf(2) ** -60
HALF_LN2 = log(2) / 2
QUARTER_PI = atan(1)
LOG_RANGE = (sqrt(mpf(1) / 2) - 1, sqrt(mpf(2)) - 1)
S_RANGE = (TINY, ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2)


def relative(g):
    return lambda x: 1 / g(x)


# name: (function, from, to, weight, degree for f32, degree for f64)
TABLE = {
    "exp": (exp_rest, -HALF_LN2, HALF_LN2, lambda r: r**2 / expm1(r), 4, 10),
    "log1p": (log1p_rest, *LOG_RANGE, lambda f: f**3 / log(1 + f), 7, None),
    "log": (log_rest, *S_RANGE, lambda z: z / 2, None, 6),
    "log2": (lambda z: log_rest(z) / log(2), *S_RANGE, lambda z: z / 2, 3, 7),
    "sin": (odd_rest(sin), TINY, QUARTER_PI**2, lambda z: z**1.5 / sin(sqrt(z)), 2, 5),
    "cos": (cos_rest, TINY, QUARTER_PI**2, lambda z: z**2 / cos(sqrt(z)), 2, 5),
    "asin": (odd_rest(asin), TINY, mpf(1) / 4, lambda z: z**1.5 / asin(sqrt(z)), 4, 12),
    "atan": (odd_rest(atan), TINY, mpf(1), lambda z: z**1.5 / atan(sqrt(z)), 7, 19),
    "sinh": (odd_rest(sinh), TINY, mpf(1), lambda z: z**1.5 / sinh(sqrt(z)), 2, 6),
    "tanh": (odd_rest(tanh), TINY, mpf("0.391"), lambda z: z**1.5 / tanh(sqrt(z)), 4, 10),
    "erf": (erf_rest, TINY, mpf(1), lambda z: 1 / (1 + erf_rest(z)), 6, 12),
    "logErfc": (lambda x: log(erfc(x)), mpf(1), mpf(4), erfc, 6, None),
    "erfcNear": (scaled_erfc(2), to_t(2, "0.49"), to_t(2, "10.5"), relative(scaled_erfc(2)), 9,
                 None),
    "erfcFar": (scaled_erfc(4), to_t(4, "0.49"), to_t(4, "28"), relative(scaled_erfc(4)), None, 20),
}


def remez(function, low, high, weight, degree):
    count = degree + 2
    low, high = mpf(low), mpf(high)
    middle, radius = (low + high) / 2, (high - low) / 2
    grid = [middle - radius * cos(mp.pi * i / 600) for i in range(601)]
    values = [function(x) for x in grid]
    weights = [fabs(weight(x)) if x != 0 else mpf(0) for x in grid]
    picks = [round(600 * (i + 0.5) / count) for i in range(count)]
    for _ in range(30):
        system, right = matrix(count, count), matrix(count, 1)
        for row, pick in enumerate(picks):
            for power in range(degree + 1):
                system[row, power] = grid[pick] ** power
            system[row, degree + 1] = (-1) ** row / max(weights[pick], mpf(10) ** -30)
            right[row] = values[pick]
        coefficients = list(lu_solve(system, right))[: degree + 1]
        errors = [
            w * (polyval(coefficients[::-1], x) - v) for x, v, w in zip(grid, values, weights)
        ]
        # The largest error of each run of one sign, then the `count` neighbours that keep most.
        runs = [0]
        for i in range(1, len(grid)):
            if (errors[i] >= 0) == (errors[runs[-1]] >= 0):
                if fabs(errors[i]) > fabs(errors[runs[-1]]):
                    runs[-1] = i
            else:
                runs.append(i)
        while len(runs) > count:
            runs.pop(0 if fabs(errors[runs[0]]) < fabs(errors[runs[-1]]) else -1)
        if len(runs) < count or runs == picks:
            break
        picks = runs
    return coefficients, max(fabs(e) for e in errors)


# Of a sum that makes pi/2: products of its parts with integers of some bits are exact.
PARTS = {"halfPiF32": (7, 6), "halfPiFmaF32": (24, 3), "halfPiF64": (27, 4),
         "halfPiFmaF64": (53, 3)}


def parts(value, width, count):
    """`count` numbers that add up to `value`; all but the last have `width` bits."""
    result = []
    while len(result) < count - 1:
        mantissa, exponent = frexp(value)
        result.append(floor(mantissa * 2**width) * mpf(2) ** (exponent - width))
        value -= result[-1]
    return result + [value]


def show(name, values):
    lines = textwrap.fill(", ".join(float(v).hex() for v in values), 96, initial_indent="    ",
                          subsequent_indent="    ")
    print(f"inline constexpr double {name}[] = {{\n{lines}}};")


def two_over_pi(words):
    """Words of 32 bits, in rows of six."""
    with workdps(400):
        bits = int(floor(2 / pi * mpf(2) ** (32 * words)))
    digits = [f"0x{bits >> 32 * i & 0xffffffff:08x}" for i in reversed(range(words))]
    return [digits[i:i + 6] for i in range(0, words, 6)]


def main():
    print("// Written by utils/minimax.py. Polynomials lowest coefficient first, with the largest error.")
    print("#ifndef ONNXC_COMPILER_TRANSFORMS_MATHCONSTANTS_H")
    print("#define ONNXC_COMPILER_TRANSFORMS_MATHCONSTANTS_H\n")
    print("#include <cstdint>\n")
    print("namespace onnxc::coefficients {\n")
    for name, (function, low, high, weight, *degrees) in TABLE.items():
        for suffix, degree in zip(("F32", "F64"), degrees):
            if degree is not None:
                values, error = remez(function, low, high, weight, degree)
                print(f"// 2^{float(log(error, 2)):.1f}")
                show(name + suffix, values)
    print("\n// Parts that add up to pi/2.")
    for name, (width, count) in PARTS.items():
        show(name, parts(pi / 2, width, count))
    print("\n// The bits of 2/pi after the binary point.")
    print("inline constexpr uint32_t twoOverPi[] = {")
    print(",\n".join("    " + ", ".join(row) for row in two_over_pi(39)) + "};")
    print("\n} // namespace onnxc::coefficients\n\n#endif")


if __name__ == "__main__":
    main()
