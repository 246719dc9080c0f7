# SPDX-License-Identifier: Apache-2.0
"""Arithmetic, small programs, matrices, signals: closed forms, exact fractions, definitions, published values."""

import cmath
import itertools
import math
from fractions import Fraction

from expected import (MASK, Random, fnv1a64, pack, random_bytes, random_integers, random_reals, seed,
                      weighted_sum)

OPERATIONS = 4096


def generator_after(start, steps):
    """x * a + b, `steps` times, in closed form: a^n x + b (a^n - 1) / (a - 1)."""
    a, b = 6364136223846793005, 1442695040888963407
    power = pow(a, steps, (a - 1) << 64)  # so that the division below is exact modulo 2^64
    return (power * start + b * ((power - 1) // (a - 1))) & MASK


def shifted_out(start, steps):
    """x^steps times the start modulo Ethernet's polynomial over GF(2), by squaring."""
    polynomial = 1 << 32 | 0x04C11DB7

    def times(a, b):
        product = 0
        for bit in range(b.bit_length()):
            if b >> bit & 1:
                product ^= a << bit
        for bit in range(product.bit_length() - 1, 31, -1):
            if product >> bit & 1:
                product ^= polynomial << (bit - 32)
        return product

    power, base = 1, 2
    while steps:
        if steps & 1:
            power = times(power, base)
        base = times(base, base)
        steps >>= 1
    start = int(f"{start:032b}"[::-1], 2)
    return int(f"{times(start, power):032b}"[::-1], 2)


def integers(out):
    out.add("int/chain_mul", generator_after(seed(0x001), OPERATIONS), "closed form")
    random = Random(seed(0x002))
    streams = [generator_after(random.next(), OPERATIONS // 8) for _ in range(8)]
    out.add("int/indep_mul", fnv1a64(pack("Q", streams)), "closed form")

    dividends = random_integers(OPERATIONS, 64, seed(0x003))
    random = Random(seed(0x004))
    total = 0
    for dividend in dividends:
        bits = random.next() >> 32 | 0x80000000
        total = (total + (dividend ^ total) // (bits >> random.below(31))) & MASK
    out.add("int/div64", total, "Python's integers")
    out.add("int/crc_chain", shifted_out(seed(0x005) >> 32, OPERATIONS), "power of x modulo the polynomial")


def rounded_to_float(exact):
    """The nearest binary32 number (24 bits) of a positive fraction, ties to even: IEEE 754."""
    exponent = math.frexp(float(exact))[1] - 24
    scaled = exact / Fraction(2) ** exponent
    return Fraction(round(scaled)) * Fraction(2) ** exponent  # round() takes ties to even


def floating(out):
    factor, addend = 1 - Fraction(1, 4096), Fraction(3, 16384)
    single = double = Fraction(3, 2)
    for _ in range(OPERATIONS):
        single = rounded_to_float(single * factor + addend)
        double = Fraction(float(double * factor + addend))  # Python rounds fractions correctly
    out.add("fp/chain_fma_f32", float(single), "fractions, rounded once per step")
    out.add("fp/chain_fma_f64", float(double), "fractions, rounded once per step")

    value = numerator = 3.0
    for _ in range(OPERATIONS):
        value = float(Fraction(numerator) / Fraction(value + 1.0))
        numerator += 2.0**-10
    out.add("fp/div", value, "fractions, rounded once per step")
    value = addend = 2.0
    for _ in range(OPERATIONS):
        value = math.sqrt(value + addend)
        addend += 2.0**-10
    out.add("fp/sqrt", value, "Python's math.sqrt, correctly rounded")


def branches(out):
    total = sum(byte for byte in random_bytes(131072, seed(0x010)) if byte >= 128)
    out.add("branch/random", total, "sum()")
    out.add("branch/sorted", total, "sum()")


def queens(n):
    """Row after row, every placement of the rows before at once."""
    boards = [()]
    for row in range(n):
        boards = [board + (column,) for board in boards for column in range(n)
                  if all(column != c and abs(column - c) != row - r for r, c in enumerate(board))]
    return len(boards)


def games(out):
    primes = [n for n in range(2, 131101) if all(n % d for d in range(2, math.isqrt(n) + 1))]
    out.add("sieve", sum(primes), "trial division")

    assert [queens(n) for n in (4, 6, 8)] == [2, 4, 92]
    out.add("nqueens/10", queens(10), "row after row; OEIS A000170")

    # Printed by every program of this benchmark for 7 cards.
    out.add("fannkuch/7", fnv1a64(pack("i", [228, 16])), "published: checksum 228, Pfannkuchen(7) = 16")


def mandelbrot(n):
    distance = 2.5 / n
    times = bytearray()
    for row in range(n):
        for column in range(n):
            c = complex(column * distance - 2.0, row * distance - 1.25)
            z, steps = 0j, 0
            while steps < 50 and z.real * z.real + z.imag * z.imag <= 4.0:
                z = z * z + c
                steps += 1
            times.append(steps)
    return fnv1a64(times)


def planets():
    """Position, speed and mass of the sun and four planets, as in the benchmarks game's n-body problem."""
    days = 365.24
    sun = 4 * math.pi**2
    table = """0 0 0 0 0 0 1
        4.84143144246472090e+00 -1.16032004402742839e+00 -1.03622044471123109e-01
        1.66007664274403694e-03 7.69901118419740425e-03 -6.90460016972063023e-05 9.54791938424326609e-04
        8.34336671824457987e+00 4.12479856412430479e+00 -4.03523417114321381e-01
        -2.76742510726411220e-03 4.99852801234917238e-03 2.30417297573763929e-05 2.85885980666130812e-04
        1.28943695621391310e+01 -1.51111514016986312e+01 -2.23307578892655734e-01
        2.96460137564761618e-03 2.37847173959480950e-03 -2.96589568540237556e-05 4.36624404335156298e-05
        1.53796971148509165e+01 -2.59193146099879641e+01 1.79258772950371181e-01
        2.68067772490389322e-03 1.62824170038242295e-03 -9.51592254519715870e-05 5.15138902046611451e-05"""
    numbers = [float(word) for word in table.split()]
    bodies = [[numbers[i:i + 3], [v * days for v in numbers[i + 3:i + 6]], numbers[i + 6] * sun]
              for i in range(0, len(numbers), 7)]
    bodies[0][1] = [-math.fsum(b[1][k] * b[2] for b in bodies) / sun for k in range(3)]
    return bodies


def planets_after(steps):
    bodies = planets()
    for _ in range(steps):
        for a, b in itertools.combinations(bodies, 2):
            apart = [p - q for p, q in zip(a[0], b[0])]
            pull = 0.01 / math.dist(a[0], b[0]) ** 3
            a[1] = [v - d * b[2] * pull for v, d in zip(a[1], apart)]
            b[1] = [v + d * a[2] * pull for v, d in zip(b[1], apart)]
        for body in bodies:
            body[0] = [p + 0.01 * v for p, v in zip(body[0], body[1])]
    return bodies


def energy(bodies):
    kinetic = [0.5 * m * math.fsum(v * v for v in speed) for _, speed, m in bodies]
    potential = [-a[2] * b[2] / math.dist(a[0], b[0]) for a, b in itertools.combinations(bodies, 2)]
    return math.fsum(kinetic + potential)


def spectral_norm(n, rounds):
    """The power method on the matrix of A^T A itself, which the suite never forms."""
    a = [[1.0 / ((i + j) * (i + j + 1) // 2 + i + 1) for j in range(n)] for i in range(n)]
    columns = list(zip(*a))
    square = [[math.fsum(map(float.__mul__, p, q)) for q in columns] for p in columns]

    def times(x):
        return [math.fsum(map(float.__mul__, row, x)) for row in square]

    u = [1.0] * n
    for _ in range(rounds):
        v = times(u)
        u = times(v)
    return math.sqrt(math.fsum(map(float.__mul__, u, v)) / math.fsum(x * x for x in v))


def science(out):
    out.add("mandelbrot/64", mandelbrot(64), "Python's complex numbers")
    bodies = planets_after(1000)
    assert f"{energy(bodies):.9f}" == "-0.169087605"  # published
    out.add("nbody/1000", weighted_sum(value for at, speed, _ in bodies for value in at + speed),
            "math.dist; has the published energy -0.169087605", tolerance="1e-9")
    assert f"{spectral_norm(100, 10):.9f}" == "1.274219991"  # published
    out.add("spectral_norm/100", spectral_norm(100, 3), "A^T A formed; published: 1.274219991", tolerance="1e-9")


def exact_integers(size, random):
    """Numerators of multiples of 1/32."""
    return [random.below(63) - 31 for _ in range(size)]


def product_hash(n):
    left = exact_integers(n * n, Random(seed(0x020)))
    right = exact_integers(n * n, Random(seed(0x021)))
    columns = [right[j::n] for j in range(n)]
    rows = [left[i * n:(i + 1) * n] for i in range(n)]
    return fnv1a64(pack("i", (sum(map(int.__mul__, row, column)) for row in rows for column in columns)))


def matrices(out):
    for n in (64, 256):
        value = product_hash(n)
        for order in ("ikj", "tiled"):
            for kind in ("f32", "f64", "i32"):
                out.add(f"matmul/{order}_{kind}/{n}", value, "integers, row by column")


def signals(out):
    random = Random(seed(0x040))
    samples = [complex(random.coarse(), random.coarse()) for _ in range(1024)]
    roots = [cmath.exp(-2j * math.pi * k / 1024) for k in range(1024)]
    spectrum = [sum(s * roots[i * k & 1023] for i, s in enumerate(samples)) for k in range(1024)]
    out.add("fft/1024", weighted_sum(part for c in spectrum for part in (c.real, c.imag)), "sum by definition",
            tolerance="1e-9")

    random = Random(seed(0x041))
    image = [random.below(256) - 128 for _ in range(4096)]
    basis = [[(math.sqrt(0.125) if u == 0 else 0.5) * math.cos((2 * x + 1) * u * math.pi / 16) for x in range(8)]
             for u in range(8)]
    pixels = [[[bu * bv for bu in basis_u] for bv in basis_v] for basis_v in basis for basis_u in basis]
    flat = [[value for row in p for value in row] for p in pixels]
    total = weighted_sum(math.fsum(map(float.__mul__, f, map(float, image[b:b + 64])))
                         for b in range(0, 4096, 64) for f in flat)
    out.add("dct8x8", total, "double sum by definition", tolerance="1e-6")

    random = Random(seed(0x042))
    samples = exact_integers(1024 + 64, random)
    taps = exact_integers(64, random)
    filtered = (sum(map(int.__mul__, taps, samples[i:i + 64])) for i in range(1024))
    out.add("fir/64", fnv1a64(pack("i", filtered)), "integers")

    out.add("iir", weighted_sum(cascade(random_reals(1024, seed(0x043)))), "direct form I, math.fsum",
            tolerance="1e-9")


def cascade(values):
    b = (0.067455273889071896, 0.13491054777814379, 0.067455273889071896)
    a = (-1.1429805025399011, 0.41280159809618871)
    for _ in range(4):
        x, y = [0.0, 0.0] + list(values), [0.0, 0.0]
        for i in range(2, len(x)):
            y.append(math.fsum((b[0] * x[i], b[1] * x[i - 1], b[2] * x[i - 2], -a[0] * y[i - 1], -a[1] * y[i - 2])))
        values = y[2:]
    return values
