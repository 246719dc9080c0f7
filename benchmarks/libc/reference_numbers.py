# SPDX-License-Identifier: Apache-2.0
"""Numbers to and from text, and functions of math.h, for reference.py: int(), Fraction, Gay's algorithm inside float() and
format strings, and reference_math.py."""

import struct
from decimal import Decimal
from fractions import Fraction

import reference_math as real
from reference_data import CALLS, M32, Random, fnv1a64, pack, text_hash


def integer_text(random):
    digits = str(random.any_length(31))
    return "-" + digits if random.below(2) else digits


def integer_texts(k):
    random = Random(k)
    return [integer_text(random) for _ in range(CALLS)]


def hexadecimal_texts(k):
    random = Random(k)
    return [f"{random.any_length(64):x}" for _ in range(CALLS)]


def real_texts(k):
    random = Random(k)
    texts = []
    for _ in range(CALLS):
        text = str(random.next() % 10**17)
        text = text[: 1 + random.below(len(text))]
        point = random.below(len(text)) + 1
        text = text[:point] + "." + text[point:]
        if random.below(2):
            text += f"e{random.below(61) - 30}"
        texts.append("-" + text if random.below(2) else text)
    return texts


def wide_doubles(k, low, count, numbers=CALLS):
    """Of all magnitudes from 2^low on."""
    random = Random(k)
    for _ in range(numbers):
        fraction = random.next() >> 12
        bits = (1023 + low + random.below(count)) << 52 | fraction
        yield struct.unpack("<d", struct.pack("<Q", bits))[0]


def shortest(value):
    """The digits of repr(), which are the shortest that read back, in the shorter notation; fixed
    notation when both are equally long."""
    _, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, digits))
    scientific = digits[0] + ("." + digits[1:] if digits[1:] else "")
    scientific += f"e{len(digits) - 1 + exponent:+03d}"
    fixed = f"{Fraction(value).numerator}" if exponent >= 0 else f"{Decimal(repr(value)):f}"
    return fixed if len(fixed) <= len(scientific) else scientific


def convert(out):
    def doubles(texts):
        return pack("d", map(float, texts))

    def floats(texts):
        numbers = (real.rounded(Fraction(text), 24) for text in texts)
        return b"".join(
            struct.pack("<f", -0.0 if text[0] == "-" and not number else number)
            for text, number in zip(texts, numbers))

    out("stdlib/strtol", fnv1a64(pack("i", map(int, integer_texts(0x350)))))
    out("stdlib/strtoull", fnv1a64(pack("Q", (int(text, 16) for text in hexadecimal_texts(0x351)))))
    out("stdlib/atoi", fnv1a64(pack("i", map(int, integer_texts(0x352)))))
    out("stdlib/atoi_call", fnv1a64(pack("i", map(int, integer_texts(0x352)))))
    out("stdlib/strtod", fnv1a64(doubles(real_texts(0x353))))
    out("stdlib/strtof", fnv1a64(floats(real_texts(0x354))))
    out("cxx/from_chars_int", fnv1a64(pack("i", map(int, integer_texts(0x355)))))
    out("cxx/from_chars_double", fnv1a64(doubles(real_texts(0x356))))
    random = Random(0x357)
    out("cxx/to_chars_int", text_hash(str(random.signed()) for _ in range(CALLS)))
    out("cxx/to_chars_double", text_hash(map(shortest, wide_doubles(0x358, -64, 128))))


def format_(out):
    def integers(k):
        random = Random(k)
        return [random.signed() for _ in range(CALLS)]

    def reals(k):
        return list(wide_doubles(k, -20, 60))

    def word(random):
        return "".join(chr(random.letter()) for _ in range(1 + random.below(24)))

    def words(k, count=CALLS):
        random = Random(k)
        return [word(random) for _ in range(count)]

    out("stdio/snprintf_d", text_hash(str(value) for value in integers(0x360)))
    out("stdio/snprintf_x", text_hash(f"{value & M32:08x}" for value in integers(0x361)))
    out("stdio/snprintf_s", text_hash(f"{word:<12}|{word[:5]}" for word in words(0x362)))
    out("stdio/snprintf_f", text_hash(f"{value:f}" for value in reals(0x363)))
    out("stdio/snprintf_g", text_hash(f"{value:g}" for value in reals(0x364)))
    out("stdio/snprintf_e", text_hash(f"{value:.16e}" for value in reals(0x365)))
    lines = []
    names = words(0x367, 256)
    for number, name, other, value in zip(integers(0x366), names, names[::-1], reals(0x368)):
        n = number & M32
        host = ".".join(map(str, n.to_bytes(4, "big")))
        lines.append(f"{host} - {name} [{n % 24:02d}:{n % 60:02d}:{n % 59:02d}] "
                     f'"GET /{other}/{n:x} HTTP/1.1" 200 {number * 4096} {value:.3f}')
    out("stdio/snprintf_long", text_hash(lines))
    pairs = zip(words(0x36A), integers(0x369))
    out("cxx/ostringstream", text_hash(f"{word} {n} {(n & 1023) / 8:g}" for word, n in pairs))
    out("stdio/sscanf_d", fnv1a64(pack("i", map(int, integer_texts(0x36B)))))
    out("stdio/sscanf_f", fnv1a64(pack("d", map(float, real_texts(0x36C)))))
    random = Random(0x36D)
    data = b""
    for _ in range(CALLS):
        data += word(random).encode()
        data += struct.pack("<i", int(integer_text(random)))
        data += struct.pack("<Q", random.any_length(64))
    out("stdio/sscanf_long", fnv1a64(data))


# Four units in the last place of a result, and 64 roundings of a sum in double; ten units for the gamma functions. The
# weights of results are exact.
TOLERANCES = {53: "8e-15", 24: "5e-7"}
GAMMA_TOLERANCES = {53: "1e-14", 24: "1.2e-6"}


INPUTS = 512


def inputs(random, low, high):
    width = high - low
    steps = 1024 if width > 128 else 65536
    return [low + Fraction(random.below(width * steps), steps) for _ in range(INPUTS)][:CALLS]


def math_sums(out):
    def decimals(values):
        return [Decimal(value.numerator) / value.denominator for value in values]

    for k, name, function, *ranges in (
        (0x380, "sin", real.sin, (-8, 8)),
        (0x381, "cos", real.cos, (-8, 8)),
        (0x382, "tan", real.tan, (-1, 1)),
        (0x383, "asin", real.asin, (-1, 1)),
        (0x384, "atan", real.atan, (-8, 8)),
        (0x385, "exp", Decimal.exp, (-8, 8)),
        (0x386, "exp2", lambda x: real.power(Decimal(2), x), (-8, 8)),
        (0x387, "log", Decimal.ln, (2, 64)),
        (0x388, "log2", real.log2, (2, 64)),
        (0x389, "log10", Decimal.log10, (2, 64)),
        (0x38A, "cbrt", real.cbrt, (-64, 64)),
        (0x38B, "tanh", real.tanh, (-4, 4)),
        (0x38C, "erf", real.erf, (-3, 3)),
        (0x38D, "tgamma", real.tgamma, (1, 10)),
        (0x38E, "lgamma", real.lgamma, (3, 20)),
        (0x38F, "log1p", real.log1p, (0, 8)),
        (0x390, "expm1", real.expm1, (-4, 4)),
        (0x391, "pow", real.power, (1, 8), (-4, 4)),
        (0x392, "atan2", real.atan2, (-8, 8), (1, 8)),
        (0x393, "hypot", real.hypot, (-64, 64), (-64, 64)),
    ):
        random = Random(k)
        columns = [decimals(inputs(random, *bounds)) for bounds in ranges]
        results = [function(*row) for row in zip(*columns)]
        total = float(sum((i + 1 + (CALLS if result < 0 else 0)) * abs(result)
                          for i, result in enumerate(results)))
        tolerances = GAMMA_TOLERANCES if "gamma" in name else TOLERANCES
        for kind, bits in (("f64", 53), ("f32", 24)):
            out(f"math/{name}/{kind}", f"{total:.17g}", tolerances[bits])


INLINED = ("sqrt", "floor", "round", "rint", "fma")  # by some compiler for some target


def math_bits(out):
    for k, name, function, *ranges in (
        (0x3A0, "sqrt", real.sqrt, (0, 4096)),
        (0x3A1, "floor", lambda x: Fraction(x.__floor__()), (-64, 64)),
        (0x3A2, "round", real.half_away, (-64, 64)),
        (0x3A3, "rint", round, (-64, 64)),
        (0x3A4, "ldexp", lambda x: 32 * x, (-64, 64)),
        (0x3A5, "fmod", real.fmod, (-4096, 4096), (1, 8)),
        (0x3A6, "remainder", real.remainder, (-4096, 4096), (1, 8)),
        (0x3A8, "fma", lambda x, y, z: x * y + z, (-8, 8), (-8, 8), (-64, 64)),
    ):
        random = Random(k)
        rows = list(zip(*[inputs(random, *bounds) for bounds in ranges]))
        for kind, bits, form in (("f64", 53, "<d"), ("f32", 24, "<f")):
            data = b""
            for row in rows:
                value = real.rounded(Fraction(function(*row)), bits)
                # A zero has the sign of the first argument.
                data += struct.pack(form, -0.0 if not value and row[0] < 0 else value)
            for row in (name, f"{name}_call") if name in INLINED else (name,):
                out(f"math/{row}/{kind}", fnv1a64(data))
