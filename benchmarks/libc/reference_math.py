# SPDX-License-Identifier: Apache-2.0
"""Elementary functions to 50 digits from series and exact fractions, for reference.py. The math
module is not used: it calls the C library that is to be checked."""

import decimal
import functools
from decimal import Decimal
from fractions import Fraction

decimal.getcontext().prec = 50
ONE = Decimal(1)
TINY = Decimal(10) ** -48


def series(first, ratio):
    """first + first * ratio(1) + first * ratio(1) * ratio(2) + ..."""
    total = term = first
    n = 0
    while abs(term) > TINY * max(abs(total), TINY):
        n += 1
        term *= ratio(n)
        total += term
    return total


def sin(x):
    return series(x, lambda n: -x * x / (2 * n * (2 * n + 1))) if x else x


def cos(x):
    return series(ONE, lambda n: -x * x / (2 * n * (2 * n - 1)))


def tan(x):
    return sin(x) / cos(x)


def atan(x):
    halvings = 0
    while abs(x) > Decimal("0.05"):
        x /= 1 + (1 + x * x).sqrt()
        halvings += 1
    power, total, n = x, x, 1
    while abs(power) > TINY * TINY:
        power *= -x * x
        n += 2
        total += power / n
    return total * 2**halvings


def asin(x):
    return atan(x / (1 - x * x).sqrt()) if abs(x) < 1 else 2 * atan(ONE) * x


def atan2(y, x):
    """For positive x."""
    return atan(y / x)


def power(x, y):
    return (y * x.ln()).exp()


def cbrt(x):
    return (abs(x).ln() / 3).exp().copy_sign(x) if x else x


def tanh(x):
    square = (2 * x).exp()
    return (square - 1) / (square + 1)


def expm1(x):
    return series(x, lambda n: x / (n + 1)) if x else x


def log1p(x):
    return (1 + x).ln()


def erf(x):
    """Abramowitz & Stegun 7.1.6: all terms have one sign."""
    if not x:
        return x
    first = 2 * x * (-x * x).exp() / (4 * atan(ONE)).sqrt()
    return series(first, lambda n: 2 * x * x / (2 * n + 1))


@functools.cache
def bernoulli(count):
    """B0 ... Bcount as fractions, by the Akiyama-Tanigawa triangle."""
    row, numbers = [], []
    for m in range(count + 1):
        row.append(Fraction(1, m + 1))
        for j in range(m, 0, -1):
            row[j - 1] = j * (row[j - 1] - row[j])
        numbers.append(row[0])
    return numbers


def lgamma(x):
    """Stirling's series above 60, and the recurrence down from there; x is positive."""
    product = ONE
    while x < 60:
        product *= x
        x += 1
    total = (x - Decimal("0.5")) * x.ln() - x + (8 * atan(ONE)).ln() / 2
    for k in range(1, 26):
        b = bernoulli(50)[2 * k]
        total += Decimal(b.numerator) / b.denominator / (2 * k * (2 * k - 1) * x ** (2 * k - 1))
    return total - product.ln()


def tgamma(x):
    return lgamma(x).exp()


def log2(x):
    return x.ln() / Decimal(2).ln()


def hypot(x, y):
    return (x * x + y * y).sqrt()


def rounded(value, bits):
    """A fraction to a binary floating-point number of `bits` bits, ties to even; no overflow and no
    subnormal numbers."""
    if value == 0:
        return Fraction(0)
    sign, value = (-1, -value) if value < 0 else (1, value)
    exponent = value.numerator.bit_length() - value.denominator.bit_length() - bits
    scaled = value / Fraction(2) ** exponent
    while scaled >= 2**bits:
        scaled, exponent = scaled / 2, exponent + 1
    while scaled < 2 ** (bits - 1):
        scaled, exponent = scaled * 2, exponent - 1
    return sign * round(scaled) * Fraction(2) ** exponent


def sqrt(x):
    """Enough digits that no rounding to 53 bits can go wrong; squares come out exact."""
    root = Decimal(x.numerator) / x.denominator
    return Fraction(root.sqrt())


def truncated(x):
    return x.numerator // x.denominator if x >= 0 else -(-x.numerator // x.denominator)


def half_away(x):
    return truncated(x + (Fraction(1, 2) if x >= 0 else Fraction(-1, 2)))


def fmod(x, y):
    return x - y * truncated(x / y)


def remainder(x, y):
    return x - y * round(x / y)
